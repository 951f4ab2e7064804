/** Account settings and reserved concurrency. */
import type * as lambda from "@aws-sdk/client-lambda";
import { UNZIPPED_LIMIT } from "../runtime/unpack-zip.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { functionNotFound, invalidParameter } from "./errors.ts";
import { functionArn, LATEST, parseFunctionName } from "./function-name.ts";
import { requireFunction } from "./lookup.ts";
import type { FunctionRecord } from "./state.ts";

const CONCURRENCY = 1000;
/** What AWS keeps unreserved (Lambda PutFunctionConcurrency). */
export const MIN_UNRESERVED = 100;
/** 300 GiB, as real accounts answer now (aws-facts 5.7). */
const TOTAL_CODE_SIZE = 322_122_547_200;

type Operations = Pick<
  Handlers<typeof lambda>,
  "GetAccountSettings" | "GetFunctionConcurrency" | "PutFunctionConcurrency" | "DeleteFunctionConcurrency"
>;

export function accountOperations(world: World): Operations {
  return {
    GetAccountSettings() {
      const functions = [...world.lambda.functions.values()];
      const snapshots = functions.flatMap((record) => [record.latest, ...record.versions.values()]);
      return {
        AccountLimit: {
          TotalCodeSize: TOTAL_CODE_SIZE,
          CodeSizeUnzipped: UNZIPPED_LIMIT,
          CodeSizeZipped: 52_428_800,
          ConcurrentExecutions: CONCURRENCY,
          UnreservedConcurrentExecutions: CONCURRENCY - reservedOf(functions),
        },
        AccountUsage: {
          TotalCodeSize: snapshots.reduce((total, snapshot) => total + snapshot.code.zip.length, 0),
          FunctionCount: functions.length,
        },
      };
    },

    GetFunctionConcurrency(input) {
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      return { ReservedConcurrentExecutions: record.reservedConcurrency };
    },

    PutFunctionConcurrency(input) {
      const record = unqualified(world, input.FunctionName);
      const others = [...world.lambda.functions.values()].filter((other) => other !== record);
      const reserved = input.ReservedConcurrentExecutions ?? 0;
      if (CONCURRENCY - reservedOf(others) - reserved < MIN_UNRESERVED)
        throw new AwsError(
          "InvalidParameterValueException",
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${MIN_UNRESERVED}].`,
          400,
        );
      record.reservedConcurrency = reserved;
      return { ReservedConcurrentExecutions: reserved };
    },

    DeleteFunctionConcurrency(input) {
      unqualified(world, input.FunctionName).reservedConcurrency = undefined;
      return {};
    },
  };
}

/** What is neither reserved nor provisioned. */
export function concurrencyLeft(world: World): number {
  const functions = [...world.lambda.functions.values()];
  const provisioned = functions.flatMap((record) => [...record.provisioned.values()]);
  return CONCURRENCY - reservedOf(functions) - provisioned.reduce((total, { requested }) => total + requested, 0);
}

function reservedOf(records: readonly FunctionRecord[]): number {
  return records.reduce((total, record) => total + (record.reservedConcurrency ?? 0), 0);
}

function unqualified(world: World, functionName: string | undefined): FunctionRecord {
  const { name, qualifier } = parseFunctionName(world, functionName);
  if (qualifier !== undefined)
    throw invalidParameter(
      "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
    );
  const record = world.lambda.functions.get(name);
  // The missing function is named with $LATEST here (recorded).
  if (!record) throw functionNotFound(functionArn(world, name, LATEST));
  return record;
}
