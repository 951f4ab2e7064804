/** Desired states for the exhaustive suite: what an author might have, with the two commits that come next. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { JsonObject } from "../../src/model/json.ts";
import type { Authored } from "./authored.ts";
import type { Edit } from "./edits.ts";
import type { Ground } from "./ground.ts";

/** Three commits, one after the other: made, changed, and with parts taken away. */
export interface Story {
  readonly before: readonly Edit[];
  readonly commits: readonly [Authored, Authored, Authored];
}

/** The first is the example of the repository. */
export const STORIES = {
  example: imageUpload,
  "shared function": sharedFunction,
  "half foreign": halfForeign,
  "two functions": twoFunctions,
  storage,
  "no functions": noFunctions,
} as const satisfies Readonly<Record<string, (ground: Ground) => Story>>;

export type StoryName = keyof typeof STORIES;

/** The first two commits are a change that is delivered in steps: 40, 80 and 100 per cent. */
export const SHIFT_STORIES = {
  "alias in steps": aliasInSteps,
  "stage in steps": stageInSteps,
} as const satisfies Readonly<Record<string, (ground: Ground) => Story>>;

export type ShiftStoryName = keyof typeof SHIFT_STORIES;

/** How long a step lasts. */
export const STEP_MS = 60_000;
const IN_STEPS = { shift: { linear: { percent: 40, every: "1m" } } } as const;

const COMMON = { owner: "shop", guards: { maxUpdates: 1, maxDeletes: 1 } } as const;

function imageUpload(): Story {
  const file = path.resolve("desired-state/image-upload.yaml");
  const text = readFileSync(file, "utf8").replaceAll(`\${values.bucketPrefix}`, "shop");
  // The example is an object with these members.
  const { values: _, ...example } = parse(text.replace("../functions/image-uploader", "code-1")) as JsonObject;
  const first = { ...example, ...COMMON };
  const second = put(put(first, ["functions", "ImageUploaderLambda", "code"], "code-2"), STAGE_PROD, {
    description: "Production, anew",
    variables: { LAMBDA_ALIAS: "dev", BUCKET_NAME: "shop-images-dev" },
  });
  return { before: [], commits: [first, second, put(second, STAGE_PROD, undefined)] };
}

const STAGE_PROD = ["apis", "ImageUploadAPI", "stages", "prod"];

/** Two APIs before one function; a stage that follows, a pin, and `newest`. */
function sharedFunction({ digests }: Ground): Story {
  const first: Authored = {
    ...COMMON,
    roles: { runner: { assumedBy: "lambda.amazonaws.com" } },
    functions: {
      worker: {
        code: "code-1",
        runtime: "nodejs22.x",
        handler: "index.handler",
        role: "runner",
        environment: { MODE: "base" },
        aliases: {
          dev: { version: "$LATEST" },
          prod: { version: "auto", environment: { MODE: "prod" } },
          live: { version: "newest" },
        },
      },
    },
    apis: {
      orders: {
        routes: { "GET /": { lambda: `worker:\${stageVariables.WORKER_ALIAS}`, cors: true } },
        stages: {
          dev: { variables: { WORKER_ALIAS: "dev" } },
          prod: { variables: { WORKER_ALIAS: "prod" }, deployment: { follow: "dev" } },
        },
      },
      photos: { endpoint: "REGIONAL", routes: { "PUT /": { lambda: "worker:live" } }, stages: { live: {} } },
    },
  };
  const pinned = put(first, ["functions", "worker", "aliases", "prod"], {
    version: "auto",
    codeSha256: digests["code-1"] ?? "",
    environment: { MODE: "prod" },
  });
  const shipped = put(pinned, ["functions", "worker", "code"], "code-2");
  const second = put(shipped, ["apis", "orders", "routes", "GET /"], { lambda: "worker:dev" });
  return { before: [], commits: [first, second, put(second, ["apis", "photos"], undefined)] };
}

/** Someone else's function and API, whose stages and aliases are ours; and one that is taken over. */
function halfForeign(): Story {
  const first: Authored = {
    ...COMMON,
    buckets: { "shop-data": { versioning: "enabled", adopt: true } },
    functions: { worker: { aliases: { shop: { version: "newest" } } } },
    apis: {
      orders: { stages: { shop: { deployment: "latest", variables: { LEVEL: "info" } } } },
      photos: {
        adopt: true,
        routes: { "GET /items": { lambda: `worker:\${stageVariables.WORKER_ALIAS}` } },
        stages: { live: { variables: { WORKER_ALIAS: "shop" } } },
      },
    },
  };
  const second = put(first, ["apis", "photos", "stages", "live", "variables"], { WORKER_ALIAS: "prod" });
  const third = put(second, ["functions", "worker", "aliases", "shop"], undefined);
  const before: readonly Edit[] = [
    { what: "bucket", choice: 0 },
    { what: "function", choice: 0 },
    { what: "api", choice: 0 },
    { what: "api", choice: 1 },
  ];
  return { before, commits: [first, second, third] };
}

/** Each with its own environment on an alias; `$LATEST` is served, so aliases are parked. One loses an alias, one its role. */
function twoFunctions(): Story {
  const made = (code: string, mode: string): Authored => ({
    code,
    runtime: "nodejs22.x",
    handler: "index.handler",
    role: "runner",
    environment: { MODE: mode },
    aliases: { dev: { version: "$LATEST" }, prod: { version: "auto", environment: { MODE: `${mode}-prod` } } },
  });
  const first: Authored = {
    ...COMMON,
    roles: { runner: { assumedBy: "lambda.amazonaws.com", managedPolicies: ["AWSLambdaBasicExecutionRole"] } },
    functions: { worker: made("code-1", "base"), mailer: made("code-2", "post") },
    apis: {
      orders: {
        routes: {
          "GET /": { lambda: `worker:\${stageVariables.WORKER_ALIAS}` },
          "POST /mail": { lambda: `mailer:\${stageVariables.WORKER_ALIAS}` },
        },
        stages: { dev: { variables: { WORKER_ALIAS: "dev" } }, prod: { variables: { WORKER_ALIAS: "prod" } } },
      },
    },
  };
  const shipped = put(first, ["functions", "worker", "code"], "code-3");
  const second = put(shipped, ["functions", "mailer", "environment"], { MODE: "parcel" });
  const calmer = put(second, ["apis", "orders", "stages", "prod"], undefined);
  const third = put(
    put(calmer, ["functions", "mailer", "aliases", "prod"], undefined),
    ["functions", "worker", "role"],
    undefined,
  );
  return { before: [], commits: [first, second, third] };
}

/** Buckets with every aspect, roles with policies of each sort. */
function storage(): Story {
  const first: Authored = {
    ...COMMON,
    buckets: {
      "shop-data": { versioning: "enabled", encryption: "AES256", tags: { team: "red" } },
      "shop-media": { cors: [{ origins: ["*"], methods: ["GET"] }], lifecycle: [{ id: "old", expireAfterDays: 30 }] },
    },
    roles: {
      runner: {
        assumedBy: "lambda.amazonaws.com",
        managedPolicies: ["AWSLambdaBasicExecutionRole"],
        allow: [{ actions: ["s3:PutObject"], resources: ["arn:aws:s3:::shop-data/*"] }],
      },
      reader: { assumedBy: "lambda.amazonaws.com", description: "reads" },
    },
  };
  const opened = put(first, ["buckets", "shop-data"], {
    versioning: "suspended",
    lifecycle: [{ id: "new", expireAfterDays: 3 }],
  });
  const granted = put(
    opened,
    ["roles", "runner", "allow"],
    [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop-media/*"] }],
  );
  const second = put(granted, ["roles", "reader", "description"], "reads more");
  const third = put(put(second, ["buckets", "shop-media"], undefined), ["roles", "reader"], undefined);
  return { before: [], commits: [first, second, third] };
}

/** An API that answers by itself or from elsewhere; its settings, and stages that follow one another. */
function noFunctions(): Story {
  const first: Authored = {
    ...COMMON,
    apis: {
      orders: {
        endpoint: "REGIONAL",
        description: "orders",
        binaryMediaTypes: ["image/*"],
        routes: {
          "GET /": { mock: { status: 200, body: "{}" } },
          "GET /items/{id}": { http: { url: "https://example.com/items" }, apiKeyRequired: true },
        },
        stages: {
          dev: { throttling: { rateLimit: 10, burstLimit: 20 } },
          prod: { deployment: { follow: "dev" }, variables: { LEVEL: "info" } },
        },
      },
    },
  };
  const routed = put(first, ["apis", "orders", "routes", "POST /items"], { mock: { status: 201, body: "{}" } });
  const described = put(routed, ["apis", "orders", "description"], "orders, anew");
  const second = put(described, ["apis", "orders", "stages", "dev", "throttling"], { rateLimit: 30, burstLimit: 60 });
  const third = put(
    put(second, ["apis", "orders", "routes", "GET /items/{id}"], undefined),
    ["apis", "orders", "stages", "prod"],
    undefined,
  );
  return { before: [], commits: [first, second, third] };
}

/** New code behind an alias. */
function aliasInSteps(): Story {
  const first = shop({ version: "auto", ...IN_STEPS }, { variables: { WORKER_ALIAS: "prod" } });
  const second = put(first, ["functions", "worker", "code"], "code-2");
  return { before: [], commits: [first, second, put(second, ["functions", "worker", "description"], "anew")] };
}

/** A new route, and another value of a stage variable. */
function stageInSteps(): Story {
  const first = shop({ version: "auto" }, { variables: { WORKER_ALIAS: "prod" }, ...IN_STEPS });
  const routed = put(first, ["apis", "orders", "routes", "POST /items"], { lambda: "worker:next" });
  const second = put(routed, [...SHOP_STAGE, "variables"], { WORKER_ALIAS: "next" });
  return { before: [], commits: [first, second, put(second, [...SHOP_STAGE, "description"], "anew")] };
}

const SHOP_STAGE = ["apis", "orders", "stages", "prod"];

function shop(alias: JsonObject, stage: JsonObject): Authored {
  return {
    ...COMMON,
    roles: { runner: { assumedBy: "lambda.amazonaws.com" } },
    functions: {
      worker: {
        code: "code-1",
        runtime: "nodejs22.x",
        handler: "index.handler",
        role: "runner",
        aliases: { prod: alias, next: { version: "auto", environment: { MODE: "next" } } },
      },
    },
    apis: { orders: { routes: { "GET /": { lambda: `worker:\${stageVariables.WORKER_ALIAS}` } }, stages: { prod: stage } } },
  };
}

/** The same with another value at a path; undefined: without it. */
function put(value: JsonObject, [key = "", ...rest]: readonly string[], next: JsonObject[string] | undefined): JsonObject {
  const { [key]: old, ...others } = value;
  if (rest.length === 0) return next === undefined ? others : { ...value, [key]: next };
  // Paths are those of objects in the literals above.
  return { ...value, [key]: put((old ?? {}) as JsonObject, rest, next) };
}
