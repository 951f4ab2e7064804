/** Lambda Invoke: the wire's side of running a function. */
import type * as lambda from "@aws-sdk/client-lambda";
import { invokeFunction } from "../runtime/invoke.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { check, oneOf } from "./constraints.ts";

const LOG_TAIL = 4096;

export function invokeOperation(world: World): Pick<Handlers<typeof lambda>, "Invoke"> {
  return {
    async Invoke(input) {
      check(
        oneOf("invocationType", input.InvocationType, ["Event", "RequestResponse", "DryRun"]),
        oneOf("logType", input.LogType, ["None", "Tail"]),
      );
      const result = await invokeFunction(world, {
        functionName: input.FunctionName ?? "",
        qualifier: input.Qualifier,
        payload: input.Payload ?? new Uint8Array(),
        mode: input.InvocationType ?? "RequestResponse",
      });
      const tail = Buffer.from(result.logs).subarray(-LOG_TAIL).toString("base64");
      return {
        StatusCode: result.statusCode,
        ExecutedVersion: result.statusCode === 200 ? result.executedVersion : undefined,
        FunctionError: result.functionError,
        LogResult: input.LogType === "Tail" && result.statusCode === 200 ? tail : undefined,
        // The handler's type takes plain bytes for what clients see as a blob with methods on it.
        Payload: result.payload as never,
      };
    },
  };
}
