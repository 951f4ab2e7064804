/**
 * Who goes first when a quota is short. Pure.
 *
 *   0  writes that move traffic     a stage or alias pointed elsewhere, a snapshot, a permission to be called
 *   1  other writes
 *   2  reads
 *   3  deep reads                   what changes seldom and costs most: working copies, policies, parts of buckets, roles
 *
 * Within a priority what AWS has refused as too fast goes before what was not sent yet. Then the API, function or bucket goes first that has waited longest for its turn, so that one large API does
 * not hold up the others; within one of those, who came first. Every eighth goes to whoever waits longest of all, so that
 * nobody waits for ever.
 */
import type { Call } from "../../kinds/request-quotas.ts";

export type Priority = 0 | 1 | 2 | 3;

const MOVES_TRAFFIC: ReadonlySet<string> = new Set([
  "apigateway.CreateDeployment",
  "apigateway.CreateStage",
  "apigateway.UpdateStage",
  "apigateway.DeleteStage",
  "lambda.CreateAlias",
  "lambda.UpdateAlias",
  "lambda.AddPermission",
  "lambda.RemovePermission",
]);

const SHALLOW_READS: ReadonlySet<string> = new Set([
  "apigateway.GetRestApis",
  "apigateway.GetStages",
  "lambda.GetFunction",
  "lambda.GetAlias",
  "lambda.ListAliases",
  "lambda.ListFunctions",
  "sts.GetCallerIdentity",
]);

const READS = /\.(Get|List|Head)/;
const OLDEST_EVERY = 8;

export function priorityOf({ operation }: Call): Priority {
  if (MOVES_TRAFFIC.has(operation)) return 0;
  if (!READS.test(operation)) return 1;
  return SHALLOW_READS.has(operation) ? 2 : 3;
}

/** Whose turn a call takes: the API, function, bucket or role that it is about. */
export function partyOf({ operation, input }: Call): string {
  const { restApiId, FunctionName, Bucket, RoleName, name } = input;
  const about = [restApiId, FunctionName, Bucket, RoleName, name].find((value) => typeof value === "string");
  // Not undefined only where it is a text.
  return `${operation.slice(0, operation.indexOf("."))} ${(about as string | undefined) ?? ""}`;
}

export interface Waiting {
  readonly priority: Priority;
  readonly party: string;
  /** Whether it was sent before, and refused as too fast. */
  readonly again: boolean;
  /** Counts up with each that comes. */
  readonly order: number;
}

/** The one to go next among those that could. `turn` counts those that went, `lastTurnOf` is a party's last (none: -1). */
export function nextOf<T extends Waiting>(
  ready: readonly T[],
  turn: number,
  lastTurnOf: (party: string) => number,
): T | undefined {
  if (turn % OLDEST_EVERY === OLDEST_EVERY - 1) return least(ready, ({ order }) => [order]);
  return least(ready, ({ priority, again, party, order }) => [priority, again ? 0 : 1, lastTurnOf(party), order]);
}

function least<T>(items: readonly T[], ranks: (item: T) => readonly number[]): T | undefined {
  let best: { readonly item: T; readonly rank: readonly number[] } | undefined;
  for (const item of items) {
    const rank = ranks(item);
    if (best === undefined || isBefore(rank, best.rank)) best = { item, rank };
  }
  return best?.item;
}

function isBefore(left: readonly number[], right: readonly number[]): boolean {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}
