/** What of Lambda runs as a role: asked only of a role of ours that nobody desires any more, before it is deleted. */
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { type Address, addressOf } from "../model/address.ts";
import { listAliases } from "./alias.ts";
import { allPages } from "./observing.ts";
import type { AwsSession } from "./session.ts";

/**
 * Functions whose `$LATEST` runs as it, and aliases that serve a version which does: a version keeps the role that it was
 * published with. Versions that no alias serves are history, and keep no role alive.
 */
export async function usersOfRole(session: AwsSession, arn: string, signal: AbortSignal): Promise<readonly Address[]> {
  const running = (await everyVersion(session, signal)).filter(({ Role }) => Role === arn);
  const functions = running.filter(({ Version }) => Version === "$LATEST");
  const published = running.filter(({ Version }) => Version !== "$LATEST");
  const names = [...new Set(published.map(({ FunctionName = "" }) => FunctionName))];
  const aliases = await Promise.all(
    names.map((name) => {
      const versions = published.filter(({ FunctionName }) => FunctionName === name);
      return aliasesServing(session, name, versions, signal);
    }),
  );
  return [...functions.map(({ FunctionName = "" }) => addressOf("function", FunctionName)), ...aliases.flat()];
}

async function aliasesServing(
  session: AwsSession,
  name: string,
  versions: readonly FunctionConfiguration[],
  signal: AbortSignal,
): Promise<readonly Address[]> {
  const numbers = new Set(versions.map(({ Version = "" }) => Version));
  const aliases = await listAliases(session, name, signal);
  return aliases
    .filter(({ FunctionVersion = "", RoutingConfig }) =>
      [FunctionVersion, ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {})].some((number) => numbers.has(number)),
    )
    .map(({ Name = "" }) => addressOf("alias", name, Name));
}

/** `$LATEST` and versions of every function of the account, once a pass: Lambda ListFunctions tells what each runs as. */
function everyVersion(session: AwsSession, abortSignal: AbortSignal): Promise<readonly FunctionConfiguration[]> {
  return session.read("lambda.ListFunctions, every version", async () => {
    const lambda = await session.clients.lambda();
    return allPages(async (Marker) => {
      const page = await lambda.listFunctions({ FunctionVersion: "ALL", Marker }, { abortSignal });
      return { items: page.Functions ?? [], token: page.NextMarker };
    });
  });
}
