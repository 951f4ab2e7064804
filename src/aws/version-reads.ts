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
import type { Kind } from "../model/kind.ts";
import type { ObserveContext } from "../model/ports.ts";
import { allPages } from "./observing.ts";
import type { AwsSession } from "./session.ts";

/** What reading has to know of the pass. */
export type Looking = Pick<ObserveContext, "signal" | "addressesOf">;

/** Published versions of a function, oldest first, once a pass; `$LATEST` is not one. */
export async function listVersions(
  session: AwsSession,
  FunctionName: string,
  context: Looking,
): Promise<readonly FunctionConfiguration[]> {
  return published(await listAll(session, FunctionName, context, ["version"]));
}

/** The revision that `$LATEST` has now; undefined: there is no such function, or AWS does not say. */
export async function latestRevision(session: AwsSession, FunctionName: string, context: Looking): Promise<string | undefined> {
  const all = await listAll(session, FunctionName, context, ["version", "function"]);
  return all.find(({ Version }) => Version === "$LATEST")?.RevisionId;
}

/** `$LATEST` and every version of a function. `kinds`: whose functions this pass is going to ask for. */
async function listAll(
  session: AwsSession,
  FunctionName: string,
  context: Looking,
  kinds: readonly Kind[],
): Promise<readonly FunctionConfiguration[]> {
  const all = await session.read("lambda.ListFunctions ALL", () => versionsOfAccount(session, context, kinds));
  if (all !== null) return all.get(FunctionName) ?? [];
  return session.read(`lambda.ListVersionsByFunction ${FunctionName}`, () => fetchAll(session, FunctionName, context.signal));
}

/** The same, asked anew. */
export async function fetchVersions(
  session: AwsSession,
  FunctionName: string,
  abortSignal: AbortSignal,
): Promise<readonly FunctionConfiguration[]> {
  return published(await fetchAll(session, FunctionName, abortSignal));
}

async function fetchAll(
  session: AwsSession,
  FunctionName: string,
  abortSignal: AbortSignal,
): Promise<readonly FunctionConfiguration[]> {
  const lambda = await session.clients.lambda();
  return allPages(async (Marker) => {
    const page = await lambda.listVersionsByFunction({ FunctionName, Marker }, { abortSignal });
    return { items: page.Versions ?? [], token: page.NextMarker };
  });
}

/** By function; `null`: reading each function's own costs fewer calls. */
async function versionsOfAccount(
  session: AwsSession,
  context: Looking,
  kinds: readonly Kind[],
): Promise<ReadonlyMap<string, readonly FunctionConfiguration[]> | null> {
  const functions = new Set(kinds.flatMap((kind) => context.addressesOf(kind)).map((address) => nameAt(address, 0)));
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
