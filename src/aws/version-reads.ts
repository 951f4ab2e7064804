/**
 * Published versions, in as few calls as can be: ListFunctions tells fifty versions a page, of every function of the account,
 * ListVersionsByFunction those of one. The first is better for a fleet, unless the account holds many more functions.
 *
 *   functions looked at    pages so far      read by
 *   1                                        function
 *   n                      fewer than n      account
 *   n                      n, and more       function, also in the passes after: the account is too large
 */
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { nameAt } from "../model/address.ts";
import type { ObserveContext } from "../model/ports.ts";
import { allPages } from "./observing.ts";
import type { AwsSession } from "./session.ts";

/** Published versions of a function, oldest first, once a pass; `$LATEST` is not one. */
export async function listVersions(
  session: AwsSession,
  FunctionName: string,
  context: ObserveContext,
): Promise<readonly FunctionConfiguration[]> {
  const all = await session.read("lambda.ListFunctions ALL", () => versionsOfAccount(session, context));
  if (all !== null) return published(all.get(FunctionName) ?? []);
  return session.read(`lambda.ListVersionsByFunction ${FunctionName}`, () =>
    fetchVersions(session, FunctionName, context.signal),
  );
}

/** The same, asked anew. */
export async function fetchVersions(
  session: AwsSession,
  FunctionName: string,
  abortSignal: AbortSignal,
): Promise<readonly FunctionConfiguration[]> {
  const lambda = await session.clients.lambda();
  const versions = await allPages(async (Marker) => {
    const page = await lambda.listVersionsByFunction({ FunctionName, Marker }, { abortSignal });
    return { items: page.Versions ?? [], token: page.NextMarker };
  });
  return published(versions);
}

/** By function; `null`: reading each function's own costs fewer calls. */
async function versionsOfAccount(
  session: AwsSession,
  context: ObserveContext,
): Promise<ReadonlyMap<string, readonly FunctionConfiguration[]> | null> {
  const functions = new Set(context.addressesOf("version").map((address) => nameAt(address, 0)));
  if (functions.size < 2 || functions.size <= session.learned.functionPages) return null;
  const lambda = await session.clients.lambda();
  const versions: FunctionConfiguration[] = [];
  let Marker: string | undefined;
  for (let pages = 0; pages < functions.size; pages += 1) {
    const page = await lambda.listFunctions({ FunctionVersion: "ALL", Marker }, { abortSignal: context.signal });
    versions.push(...(page.Functions ?? []));
    Marker = page.NextMarker;
    if (!Marker) return byFunction(versions);
  }
  session.learned.functionPages = functions.size;
  return null;
}

function byFunction(versions: readonly FunctionConfiguration[]): ReadonlyMap<string, readonly FunctionConfiguration[]> {
  const groups = new Map<string, FunctionConfiguration[]>();
  for (const version of versions) {
    const { FunctionName = "" } = version;
    const group = groups.get(FunctionName) ?? [];
    group.push(version);
    groups.set(FunctionName, group);
  }
  return groups;
}

function published(versions: readonly FunctionConfiguration[]): readonly FunctionConfiguration[] {
  return versions
    .filter(({ Version }) => Version !== "$LATEST")
    .toSorted((left, right) => Number(left.Version) - Number(right.Version));
}
