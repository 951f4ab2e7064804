/** What stands at a function as a whole and has calls of its own in Lambda. Only what is declared is read. */
import type { Lambda } from "@aws-sdk/client-lambda";
import type { FunctionSpec } from "../model/specs/function.ts";
import type { AwsSession } from "./session.ts";

type AspectName = "codeSigning" | "recursiveLoop" | "runtimeUpdates";

interface Aspect<A extends AspectName> {
  read(lambda: Lambda, FunctionName: string, abortSignal: AbortSignal): Promise<FunctionSpec[A]>;
  write(lambda: Lambda, FunctionName: string, value: FunctionSpec[A]): Promise<unknown>;
}

const ASPECTS: { readonly [A in AspectName]: Aspect<A> } = {
  codeSigning: {
    read: async (lambda, FunctionName, abortSignal) =>
      (await lambda.getFunctionCodeSigningConfig({ FunctionName }, { abortSignal })).CodeSigningConfigArn ?? null,
    write: (lambda, FunctionName, arn) =>
      arn
        ? lambda.putFunctionCodeSigningConfig({ FunctionName, CodeSigningConfigArn: arn })
        : lambda.deleteFunctionCodeSigningConfig({ FunctionName }),
  },
  recursiveLoop: {
    async read(lambda, FunctionName, abortSignal) {
      const { RecursiveLoop } = await lambda.getFunctionRecursionConfig({ FunctionName }, { abortSignal });
      return RecursiveLoop === "Allow" ? "allow" : "terminate";
    },
    write: (lambda, FunctionName, loop) =>
      lambda.putFunctionRecursionConfig({ FunctionName, RecursiveLoop: loop === "allow" ? "Allow" : "Terminate" }),
  },
  // Of `$LATEST`; a version keeps what it was published with.
  runtimeUpdates: {
    async read(lambda, FunctionName, abortSignal) {
      const { UpdateRuntimeOn: on, RuntimeVersionArn } = await lambda.getRuntimeManagementConfig(
        { FunctionName },
        { abortSignal },
      );
      if (on === "Manual") return RuntimeVersionArn ?? "";
      return on === "FunctionUpdate" ? "onFunctionUpdate" : "auto";
    },
    write: (lambda, FunctionName, when = "auto") => {
      const on = { auto: "Auto", onFunctionUpdate: "FunctionUpdate" } as const;
      const known = when === "auto" || when === "onFunctionUpdate" ? on[when] : undefined;
      return lambda.putRuntimeManagementConfig({
        FunctionName,
        ...(known ? { UpdateRuntimeOn: known } : { UpdateRuntimeOn: "Manual", RuntimeVersionArn: when }),
      });
    },
  },
};

// The table has exactly these keys by its type.
const NAMES = Object.keys(ASPECTS) as readonly AspectName[];

/** Those that are declared. */
export async function readFunctionAspects(
  session: AwsSession,
  FunctionName: string,
  declared: FunctionSpec,
  signal: AbortSignal,
): Promise<Pick<FunctionSpec, AspectName>> {
  const names = NAMES.filter((name) => declared[name] !== undefined);
  const values = await Promise.all(
    names.map((name) =>
      session.readDeep(`lambda.${name} ${FunctionName}`, async () =>
        ASPECTS[name].read(await session.clients.lambda(), FunctionName, signal),
      ),
    ),
  );
  return Object.fromEntries(names.map((name, at) => [name, values[at]]));
}

/** Of those that are declared, the ones that `chosen` names. */
export async function writeFunctionAspects(
  session: AwsSession,
  FunctionName: string,
  spec: FunctionSpec,
  chosen: (name: AspectName) => boolean,
): Promise<void> {
  const lambda = await session.clients.lambda();
  for (const name of NAMES) {
    if (spec[name] !== undefined && chosen(name)) await writeAspect(lambda, FunctionName, name, spec[name]);
  }
}

function writeAspect<A extends AspectName>(lambda: Lambda, FunctionName: string, name: A, value: FunctionSpec[A]) {
  return ASPECTS[name].write(lambda, FunctionName, value);
}
