/** The role of the version that an alias serves, where it matters: Lambda shares traffic between versions with one role only. */
import type { AliasConfiguration } from "@aws-sdk/client-lambda";
import { nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import type { ObserveContext } from "../model/ports.ts";
import type { AwsSession } from "./session.ts";
import { listVersions } from "./version-reads.ts";

/** Costs no call: the version that such an alias is to shift to is looked for in the same list. */
export async function servedRole(
  session: AwsSession,
  { address, intent }: Desired<"alias">,
  { FunctionVersion }: AliasConfiguration,
  context: ObserveContext,
): Promise<string | undefined> {
  const isThere = intent.select === "number" && intent.version === FunctionVersion;
  if (intent.shift === undefined || intent.select === "$LATEST" || isThere) return undefined;
  const versions = await listVersions(session, nameAt(address, 0), context);
  return versions.find(({ Version }) => Version === FunctionVersion)?.Role;
}
