/** Who we are: STS GetCallerIdentity needs no permission, so a failure of it is always one of credentials or network. */
import { StagekeeperError } from "../model/errors.ts";
import type { Identity } from "../model/observation.ts";
import type { AwsClients } from "./clients.ts";

export async function readIdentity(clients: AwsClients, signal: AbortSignal): Promise<Identity> {
  const region = await clients.region();
  const sts = await clients.sts();
  const caller = await sts.getCallerIdentity({}, { abortSignal: signal });
  const { Account: account, Arn: arn } = caller;
  const partition = arn?.split(":")[1];
  if (!account || !arn || !partition) {
    throw new StagekeeperError("unexpected", "sts.GetCallerIdentity failed: the answer names no account; check the endpoint");
  }
  return { account, region, partition, caller: arn };
}
