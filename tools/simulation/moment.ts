/**
 * An account at one moment, so that many lives can go on from there without each living through what came before; and
 * whether two of them are the same but for ids and dates, so that what would go the same way is lived once.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { LoadResult } from "../../src/model/ports.ts";
import type { World } from "../../src/sandbox/world.ts";
import type { Stage } from "./simulate.ts";

export interface Moment {
  readonly now: number;
  readonly commits: readonly LoadResult[];
  readonly account: Account;
  /** As it is on the disk of the first machine; null: there is none. */
  readonly ledger: string | null;
}

/** Everything that the services remember, and nothing that runs. */
type Account = ReturnType<typeof accountOf>;

const LEDGER = "ledger.json";

export function momentOf(stage: Stage): Moment {
  return {
    now: stage.clock.now(),
    commits: [...stage.commits],
    account: structuredClone(accountOf(stage.sandbox.world)),
    ledger: ledgerIn(stage.stateDirectory(0)),
  };
}

/** Into an account of which nothing was made use of yet, and whose ids are others than those of the moment. */
export function goBackTo(moment: Moment, stage: Stage): void {
  const { world } = stage.sandbox;
  const account = structuredClone(moment.account);
  refill(world.apigateway.apis, account.apis);
  world.apigateway.cloudwatchRoleArn = account.cloudwatchRoleArn;
  refill(world.lambda.functions, account.functions);
  refill(world.lambda.lastVersion, account.lastVersion);
  refill(world.iam.roles, account.roles);
  refill(world.s3.buckets, account.buckets);
  for (const commit of moment.commits) {
    stage.commits.push(commit);
    if (commit.valid) stage.witness.learn(commit.state);
  }
  if (moment.ledger === null) return;
  mkdirSync(stage.stateDirectory(0), { recursive: true });
  writeFileSync(path.join(stage.stateDirectory(0), LEDGER), moment.ledger);
}

/** Equal texts: the same account and the same memory of it, in which the same passes do the same. `since`: where it began. */
export function sameness(stage: Stage, since: Moment): string {
  const { account, ledger } = momentOf(stage);
  const text = JSON.stringify(plain(account));
  const names = new Map<string, string>();
  // In the order in which the account tells them: what is the same in all but its ids is told the same way.
  const known = text.replace(idPattern(account), (id) => {
    const name = names.get(id) ?? `#${names.size}`;
    names.set(id, name);
    return name;
  });
  return createHash("sha256")
    .update(known)
    .update(memory(ledger, since.ledger))
    .update(JSON.stringify([...stage.unseen]))
    .digest("hex");
}

function accountOf({ apigateway, lambda, iam, s3 }: World) {
  return {
    apis: apigateway.apis,
    cloudwatchRoleArn: apigateway.cloudwatchRoleArn,
    functions: lambda.functions,
    lastVersion: lambda.lastVersion,
    roles: iam.roles,
    buckets: s3.buckets,
  };
}

function refill<V>(map: Map<string, V>, from: ReadonlyMap<string, V>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}

function ledgerIn(directory: string): string | null {
  const file = path.join(directory, LEDGER);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** Told by a clock or by chance alone; a transition is over by the time that anybody compares. */
const PASSING = new Set([
  "createdDate",
  "createdAt",
  "lastUpdatedDate",
  "lastModified",
  "visibleFrom",
  "transition",
  "revisionId",
  "zip",
]);

function plain(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(([key, inner]) => [key, plain(inner)]);
  if (value instanceof Set) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !PASSING.has(key))
      .map(([key, inner]) => [key, plain(inner)]),
  );
}

/** Ids of APIs, routes and deployments as this account has them, and of roles as IAM makes them. */
function idPattern({ apis }: Account): RegExp {
  const ids = [...apis.values()].flatMap(({ id, resources, deployments }) => [id, ...resources.keys(), ...deployments.keys()]);
  return new RegExp([...ids, "AROA[A-Z0-9]{10,}"].join("|"), "g");
}

/**
 * What it remembers, without when. Digests of a ledger that is new have a salt of their own, so they can only be told by
 * what they are of: then there was one commit, and no other value to remember.
 */
function memory(ledger: string | null, before: string | null): string {
  if (ledger === null) return "none";
  const same = before !== null && saltOf(ledger) === saltOf(before);
  return JSON.stringify(JSON.parse(ledger), (key, value: unknown) => {
    if (key === "at" || key === "salt") return undefined;
    return typeof value === "string" && !same ? "" : value;
  });
}

function saltOf(ledger: string): unknown {
  // A ledger of the product's own making, or half of one.
  return (JSON.parse(ledger) as { readonly salt?: unknown }).salt;
}
