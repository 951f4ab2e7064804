/** URLs of functions and aliases: what is configured. Nothing answers there: the sandbox serves APIs. Refusals as recorded. */
import type * as lambda from "@aws-sdk/client-lambda";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { check, oneOf, pattern } from "./constraints.ts";
import { conflict, notFound } from "./errors.ts";
import { functionArn, parseFunctionName } from "./function-name.ts";
import { page } from "./paging.ts";
import type { FunctionUrl } from "./state.ts";

type Operations = Pick<
  Handlers<typeof lambda>,
  | "CreateFunctionUrlConfig"
  | "GetFunctionUrlConfig"
  | "UpdateFunctionUrlConfig"
  | "DeleteFunctionUrlConfig"
  | "ListFunctionUrlConfigs"
>;

const QUALIFIER = "((?!^\\d+$)^[0-9a-zA-Z-_]+$)";
const NO_URL = "The resource you requested does not exist.";

export function urlOperations(world: World): Operations {
  return {
    CreateFunctionUrlConfig(input) {
      const { record, qualifier, arn } = named(world, input);
      if (!record) throw notFound("Function does not exist");
      if (record.urls.has(qualifier))
        throw conflict(
          `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
        );
      const at = world.clock.now();
      const url = `https://${world.newUuid().replaceAll("-", "")}.lambda-url.${world.region}.on.aws/`;
      const made = changed({ url, auth: "NONE", mode: "BUFFERED", cors: undefined, createdAt: at, changedAt: at }, input);
      record.urls.set(qualifier, made);
      const { InvokeMode, LastModifiedTime, ...shown } = describe(arn, made);
      // The mode is told only where it was asked for (recorded).
      return { ...shown, ...(input.InvokeMode && { InvokeMode }) };
    },

    GetFunctionUrlConfig(input) {
      const { arn, found } = named(world, input);
      if (!found) throw notFound(NO_URL);
      return describe(arn, found);
    },

    UpdateFunctionUrlConfig(input) {
      const { record, qualifier, arn, found } = named(world, input);
      if (!record) throw notFound("Function does not exist");
      if (!found) throw notFound(NO_URL);
      const after = { ...changed(found, input), changedAt: world.clock.now() };
      record.urls.set(qualifier, after);
      const { InvokeMode, ...shown } = describe(arn, after);
      return { ...shown, ...(input.InvokeMode && { InvokeMode }) };
    },

    DeleteFunctionUrlConfig(input) {
      const { record, qualifier } = named(world, input);
      if (!record?.urls.delete(qualifier)) throw notFound(NO_URL);
      return {};
    },

    ListFunctionUrlConfigs(input) {
      const { name } = parseFunctionName(world, input.FunctionName);
      const { items, nextMarker } = page([...(world.lambda.functions.get(name)?.urls ?? [])], input);
      return {
        FunctionUrlConfigs: items.map(([qualifier, url]) => describe(functionArn(world, name, qualifier || undefined), url)),
        NextMarker: nextMarker,
      };
    },
  };
}

interface Named {
  readonly FunctionName?: string | undefined;
  readonly Qualifier?: string | undefined;
}

/** `record`: undefined when there is no such function or alias. */
function named(world: World, input: Named) {
  check(pattern("qualifier", input.Qualifier, QUALIFIER));
  const { name, qualifier } = parseFunctionName(world, input.FunctionName, input.Qualifier);
  const known = world.lambda.functions.get(name);
  const record = qualifier === undefined || known?.aliases.has(qualifier) ? known : undefined;
  const key = qualifier ?? "";
  return { record, qualifier: key, arn: functionArn(world, name, qualifier), found: record?.urls.get(key) };
}

interface Wanted {
  readonly AuthType?: lambda.FunctionUrlAuthType | undefined;
  readonly InvokeMode?: lambda.InvokeMode | undefined;
  readonly Cors?: lambda.Cors | undefined;
}

function changed(before: FunctionUrl, input: Wanted): FunctionUrl {
  check(
    oneOf("authType", input.AuthType, ["NONE", "AWS_IAM"]),
    oneOf("invokeMode", input.InvokeMode, ["RESPONSE_STREAM", "BUFFERED"]),
  );
  return {
    ...before,
    auth: input.AuthType ?? before.auth,
    mode: input.InvokeMode ?? before.mode,
    cors: input.Cors ?? before.cors,
  };
}

function describe(arn: string, { url, auth, mode, cors, createdAt, changedAt }: FunctionUrl) {
  return {
    FunctionUrl: url,
    FunctionArn: arn,
    AuthType: auth,
    ...(cors && Object.keys(cors).length > 0 && { Cors: { ...cors } }),
    CreationTime: new Date(createdAt).toISOString(),
    LastModifiedTime: new Date(changedAt).toISOString(),
    InvokeMode: mode,
  };
}
