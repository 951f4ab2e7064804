/** The role by which API Gateway writes execution logs: one for the account and region, and nobody's stage's to set (UpdateAccount). */

import { writesLogs } from "../kinds/stage/logs.ts";
import type { Address } from "../model/address.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { StageSpec } from "../model/specs/stage.ts";
import type { AwsSession } from "./session.ts";

const LACKS_LOG_ROLE =
  "execution logs need a CloudWatch role in the settings of API Gateway, once for the account and region; set it by UpdateAccount (/cloudwatchRoleArn), or declare logging: { level: off }";

/** What a stage lacks that is to log and does not yet: without the role API Gateway lets it not. Undefined: nothing. */
export async function lacksLogRole(
  session: AwsSession,
  { desired, live }: { readonly desired: StageSpec; readonly live: StageSpec | undefined },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!writesLogs(desired) || (live !== undefined && writesLogs(live))) return undefined;
  const role = await session.read("apigateway.GetAccount", async () => {
    const api = await session.clients.apigateway();
    return (await api.getAccount({}, { abortSignal: signal })).cloudwatchRoleArn ?? "";
  });
  return role === "" ? LACKS_LOG_ROLE : undefined;
}

/** It may have been taken away since we looked. */
export function withoutLogRole(error: unknown, address: Address): unknown {
  if (!(error instanceof StagekeeperError) || !/CloudWatch Logs role ARN must be set/i.test(error.message)) return error;
  return new StagekeeperError("invalid", `${address}: ${LACKS_LOG_ROLE}`, { cause: error });
}
