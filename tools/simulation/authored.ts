/**
 * Random desired states, as authors write them: over all kinds, partly ours and partly someone else's, with several APIs
 * before the same functions. Names come from small pools, so that states of one history, and what strangers make, collide.
 */
import type { Json, JsonObject } from "../../src/model/json.ts";
import { createRandom, type Random } from "./random.ts";

/** A desired state as YAML would hold it. */
export type Authored = JsonObject;

export const OWNER = "shop";
export const ACCOUNT = "000000000000";
/** Must be in no log line, plan or file, wherever it was declared. */
export const SECRETS = ["hunter2-in-an-environment", "hunter2-in-a-variable", "hunter2-by-the-authors-word"] as const;

export const BUCKETS = ["shop-data", "shop-media"] as const;
export const ROLE = "runner";
/** A role that was there before us. */
export const LEGACY_ROLE = "legacy";
export const FUNCTIONS = ["worker", "mailer"] as const;
const ALIASES = ["dev", "prod", "live"] as const;
export const APIS = ["orders", "photos"] as const;
const STAGES = ["dev", "test", "prod"] as const;
const ROUTES = ["GET /", "GET /items", "PUT /items/{id}", "POST /upload"] as const;
/** Directories of code, next to the desired state. */
export const CODES = ["code-1", "code-2", "code-3"] as const;

/** What an author has decided before writing the details: what leans on what. */
interface Frame {
  readonly random: Random;
  /** Names of aliases by function; of functions that someone else ships, too. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  readonly digests: Readonly<Record<string, string>>;
}

/** `digests`: the CodeSha256 of each directory of code. */
export function randomState(random: Random, digests: Readonly<Record<string, string>>): Authored {
  const functions = random.chance(0.12) ? [] : random.chance(0.4) ? [...FUNCTIONS] : [random.pick(FUNCTIONS)];
  const aliases = Object.fromEntries(functions.map((name) => [name, atLeastOne(random, ALIASES, 0.6)]));
  const frame: Frame = { random, aliases, digests };
  return withoutUndefined({
    owner: OWNER,
    guards: { maxUpdates: 1, maxDeletes: 1 },
    buckets: named(random.some(BUCKETS, 0.5), () => bucket(frame)),
    roles: { [ROLE]: role(frame) },
    functions: named(functions, (name) => lambdaFunction(frame, name)),
    apis: named(random.some(APIS, functions.length > 0 ? 0.75 : 0.4), (name) => api(frame, name)),
  });
}

/** A commit: one part of the state as another author would have it, or gone. */
export function randomCommit(random: Random, state: Authored, digests: Readonly<Record<string, string>>): Authored {
  if (random.chance(0.08)) return handedOver(state);
  const other = randomState(createRandom(random.int(1e9)), digests);
  const section = random.pick(["buckets", "roles", "functions", "functions", "apis", "apis", "apis"]);
  const [mine, theirs] = [objectAt(state, section), objectAt(other, section)];
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].toSorted();
  if (names.length === 0) return other;
  const name = random.pick(names);
  const { [name]: _, ...rest } = mine;
  const next = theirs[name] ?? mine[name];
  const kept = next !== undefined && random.chance(0.85) ? { ...rest, [name]: next } : rest;
  return { ...state, [section]: kept };
}

/** Functions are somebody else's from here on, but for their aliases; and so are the roles that they run as. */
function handedOver(state: Authored): Authored {
  const functions = Object.entries(objectAt(state, "functions")).map(([name, declared]) => {
    // Members of the section are objects.
    const aliases = Object.keys(objectAt(declared as JsonObject, "aliases"));
    return [name, { aliases: Object.fromEntries(aliases.map((alias) => [alias, { version: "newest" }])) }];
  });
  return { ...state, roles: {}, functions: Object.fromEntries(functions) };
}

function bucket({ random }: Frame): Json {
  return withoutUndefined({
    versioning: random.chance(0.4) ? random.pick(["enabled", "suspended"]) : undefined,
    encryption: random.chance(0.3) ? "AES256" : undefined,
    publicAccess: random.chance(0.2) ? "unmanaged" : undefined,
    tags: random.chance(0.3) ? { team: random.pick(["red", "blue"]) } : undefined,
    lifecycle: random.chance(0.2) ? [{ id: "old", expireAfterDays: 1 + random.int(30) }] : undefined,
    cors: random.chance(0.2) ? [{ origins: ["*"], methods: ["GET"] }] : undefined,
    adopt: random.chance(0.25) ? true : undefined,
  });
}

function role({ random }: Frame): Json {
  return withoutUndefined({
    assumedBy: "lambda.amazonaws.com",
    description: random.chance(0.4) ? `runs ${random.int(3)}` : undefined,
    managedPolicies: random.chance(0.5) ? ["AWSLambdaBasicExecutionRole"] : undefined,
    allow: random.chance(0.5)
      ? [{ actions: ["s3:PutObject"], resources: [`arn:aws:s3:::${random.pick(BUCKETS)}/*`] }]
      : undefined,
    tags: random.chance(0.2) ? { team: random.pick(["red", "blue"]) } : undefined,
    adopt: random.chance(0.25) ? true : undefined,
  });
}

function lambdaFunction(frame: Frame, name: string): Json {
  const { random } = frame;
  if (random.chance(0.15)) return { aliases: aliasesOf(frame, name, false) };
  return withoutUndefined({
    code: random.pick(CODES),
    runtime: "nodejs22.x",
    handler: "index.handler",
    role: random.chance(0.85) ? ROLE : `arn:aws:iam::${ACCOUNT}:role/${LEGACY_ROLE}`,
    timeout: random.chance(0.5) ? 3 + random.int(20) : undefined,
    memory: random.chance(0.3) ? random.pick([128, 256]) : undefined,
    architecture: random.chance(0.2) ? random.pick(["x86_64", "arm64"]) : undefined,
    description: random.chance(0.3) ? `does ${random.int(3)}` : undefined,
    environment: random.chance(0.6) ? environment(random) : undefined,
    tags: random.chance(0.2) ? { team: random.pick(["red", "blue"]) } : undefined,
    aliases: aliasesOf(frame, name, true),
    adopt: random.chance(0.25) ? true : undefined,
    sensitive: ["environment.PLAIN"],
  });
}

function environment(random: Random): JsonObject {
  return withoutUndefined({
    MODE: `mode-${random.int(3)}`,
    API_TOKEN: random.chance(0.4) ? SECRETS[0] : undefined,
    PLAIN: random.chance(0.2) ? SECRETS[2] : undefined,
  });
}

function aliasesOf(frame: Frame, name: string, ours: boolean): JsonObject {
  const { random } = frame;
  let latestWithEnvironment = false;
  // One that serves what was shipped last, and others with an environment of their own: those are published through it.
  const isClassic = ours && random.chance(0.2);
  return named(frame.aliases[name] ?? [], (_, index) => {
    if (isClassic && index === 0) return { version: "$LATEST" };
    const version = random.pick(ours ? ["auto", "auto", "auto", "pin", "newest", "$LATEST"] : ["auto", "newest", "$LATEST", "1"]);
    const mayWish = version === "auto" || version === "pin" || (version === "$LATEST" && ours && !latestWithEnvironment);
    const wishes = mayWish && random.chance(0.6) ? environment(random) : undefined;
    if (version === "$LATEST" && wishes !== undefined) latestWithEnvironment = true;
    return withoutUndefined({
      version: version === "pin" ? "auto" : version === "1" ? 1 : version,
      codeSha256: version === "pin" ? frame.digests[random.pick(CODES)] : undefined,
      environment: wishes,
      sensitive: ["environment.PLAIN"],
      description: random.chance(0.3) ? `serves ${random.int(3)}` : undefined,
      adopt: random.chance(0.25) ? true : undefined,
    });
  });
}

function api(frame: Frame, name: string): Json {
  const { random } = frame;
  const theirs = random.chance(0.2);
  const stages = named(atLeastOne(random, STAGES, 0.5), (_stage, index, all) => stage(frame, { index, all, theirs }));
  if (theirs) return { stages };
  return withoutUndefined({
    endpoint: random.pick(["EDGE", "REGIONAL"]),
    description: random.chance(0.4) ? `${name} ${random.int(3)}` : undefined,
    binaryMediaTypes: random.chance(0.3) ? ["image/*"] : undefined,
    tags: random.chance(0.2) ? { team: random.pick(["red", "blue"]) } : undefined,
    routes: named(atLeastOne(random, ROUTES, 0.4), () => route(frame)),
    stages,
    adopt: random.chance(0.25) ? true : undefined,
  });
}

function route({ random, aliases }: Frame): Json {
  const functions = Object.keys(aliases);
  const [first] = functions;
  const kind = first === undefined ? "mock" : random.pick(["variable", "variable", "variable", "alias", "plain", "mock", "http"]);
  const extras = withoutUndefined({
    authorization: random.chance(0.2) ? "iam" : undefined,
    apiKeyRequired: random.chance(0.1) ? true : undefined,
    cors: random.chance(0.1) ? true : undefined,
  });
  const target = first === undefined ? "" : random.pick(functions);
  switch (kind) {
    case "variable":
      return { lambda: `${target}:\${stageVariables.${variableOf(target)}}`, ...extras };
    case "alias":
      return { lambda: `${target}:${random.pick(aliases[target] ?? [])}`, ...extras };
    case "plain":
      return { lambda: target, ...extras };
    case "http":
      return { http: { url: `https://example.com/${random.int(3)}` }, ...extras };
    default:
      return { mock: { status: 200 + random.int(3), body: "{}" } };
  }
}

interface StageFrame {
  readonly index: number;
  readonly all: readonly string[];
  readonly theirs: boolean;
}

function stage({ random, aliases }: Frame, { index, all, theirs }: StageFrame): Json {
  const followed = all[0];
  const follows = index > 0 && followed !== undefined && random.chance(0.35);
  return withoutUndefined({
    description: random.chance(0.5) ? `stage ${random.int(3)}` : undefined,
    variables: withoutUndefined({
      ...Object.fromEntries(Object.entries(aliases).map(([name, known]) => [variableOf(name), random.pick(known)])),
      LEVEL: random.chance(0.5) ? random.pick(["info", "debug"]) : undefined,
      DB_PASSWORD: random.chance(0.3) ? SECRETS[1] : undefined,
      PLAIN: random.chance(0.3) ? SECRETS[2] : undefined,
    }),
    sensitive: ["variables.PLAIN"],
    deployment: follows
      ? { follow: followed }
      : theirs
        ? random.pick(["latest", "leave", undefined])
        : random.chance(0.2)
          ? "latest"
          : undefined,
    throttling: random.chance(0.3) ? { rateLimit: 10 + random.int(3), burstLimit: 20 } : undefined,
    tags: random.chance(0.2) ? { team: random.pick(["red", "blue"]) } : undefined,
    adopt: random.chance(0.25) ? true : undefined,
  });
}

/** The stage variable that holds the alias of a function. */
function variableOf(name: string): string {
  return `${name.toUpperCase()}_ALIAS`;
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const inner = value[key];
  // Sections of an authored state are objects.
  return typeof inner === "object" && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : {};
}

function atLeastOne<T>(random: Random, items: readonly T[], share: number): readonly T[] {
  const some = random.some(items, share);
  return some.length > 0 ? some : [random.pick(items)];
}

function named(names: readonly string[], make: (name: string, index: number, all: readonly string[]) => Json): JsonObject {
  return Object.fromEntries(names.map((name, index) => [name, make(name, index, names)]));
}

function withoutUndefined(value: Readonly<Record<string, Json | undefined>>): JsonObject {
  // Every value that is left is not undefined.
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as JsonObject;
}
