/**
 * Every position instead of a sample: for a few desired states, each of create, update, prune and destroy is cut off before
 * and after every single call, and meets every fault that a single call can meet at every single call.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { JsonObject } from "../../src/model/json.ts";
import type { Authored } from "./authored.ts";
import type { Edit } from "./edits.ts";
import type { Ground } from "./ground.ts";
import { type Event, FAULTS, type FaultName, type History, type Pass } from "./history.ts";
import { live } from "./simulate.ts";

/** Three commits, one after the other: made, changed, and with parts taken away. */
interface Story {
  readonly name: string;
  readonly before: readonly Edit[];
  readonly commits: readonly [Authored, Authored, Authored];
}

const PLAIN: Pass = { mode: "apply", prune: false, expect: "anything", faults: [], slow: false };

type OperationName = "create" | "update" | "prune" | "destroy";

interface Operation {
  readonly name: OperationName;
  /** Commits that are converged before. */
  readonly earlier: number;
  readonly pass: Pass;
}

const OPERATIONS: readonly Operation[] = [
  { name: "create", earlier: 0, pass: PLAIN },
  { name: "update", earlier: 1, pass: PLAIN },
  { name: "prune", earlier: 2, pass: { ...PLAIN, prune: true } },
  { name: "destroy", earlier: 1, pass: { ...PLAIN, mode: "destroy" } },
];

export interface Choice {
  readonly stories?: readonly string[];
  readonly operations?: readonly OperationName[];
  readonly faults?: readonly FaultName[];
  /** At writes alone: the account after a death at a read is what it was after the write before. */
  readonly onlyWrites?: boolean;
}

/** Another actor's edit is no single fault: which edit it is makes all the difference. */
const SINGLE_FAULTS: readonly FaultName[] = FAULTS.filter((fault) => fault !== "edit");

export async function* exhaustive(ground: Ground, choice: Choice = {}): AsyncIterable<History> {
  for (const story of storiesOf(ground)) {
    if (choice.stories !== undefined && !choice.stories.includes(story.name)) continue;
    for (const operation of OPERATIONS) {
      if (choice.operations !== undefined && !choice.operations.includes(operation.name)) continue;
      yield* everyPosition(story, operation, choice, ground);
    }
  }
}

async function* everyPosition(story: Story, operation: Operation, choice: Choice, ground: Ground): AsyncIterable<History> {
  const whole = historyOf(story, operation, []);
  yield whole;
  const calls = (await live(whole, ground)).calls[operation.earlier] ?? [];
  for (const [index, { write }] of calls.entries()) {
    if (choice.onlyWrites === true && !write) continue;
    for (const fault of choice.faults ?? SINGLE_FAULTS) yield historyOf(story, operation, [{ fault, at: index + 1, times: 1 }]);
  }
}

function historyOf(story: Story, { name, earlier, pass }: Operation, faults: Pass["faults"]): History {
  const [fault] = faults;
  const commits = story.commits.slice(0, name === "destroy" ? earlier : earlier + 1);
  const events = commits.flatMap((state, index): readonly Event[] => {
    const last = index === earlier;
    return [
      { type: "commit", state },
      { type: "passes", passes: [last ? { ...pass, faults } : PLAIN] },
    ];
  });
  const destroys: readonly Event[] = name === "destroy" ? [{ type: "passes", passes: [{ ...pass, faults }] }] : [];
  return {
    name: `${story.name}: ${name}${fault === undefined ? "" : `, ${fault.fault} at call ${fault.at}`}`,
    seed: 1,
    quotas: false,
    events: [...story.before.map((edit) => ({ type: "edit" as const, edit })), ...events, ...destroys],
    ...(name === "destroy" ? { ending: "destroyed" as const } : {}),
  };
}

/** The first is the example of the repository. */
function storiesOf(ground: Ground): readonly Story[] {
  return [imageUpload(), sharedFunction(ground), halfForeign()];
}

function imageUpload(): Story {
  const file = path.join(import.meta.dirname, "../../desired-state/image-upload.yaml");
  const text = readFileSync(file, "utf8").replaceAll(`\${values.bucketPrefix}`, "shop");
  // The example is an object with these members.
  const { values: _, ...example } = parse(text.replace("../functions/image-uploader", "code-1")) as JsonObject;
  const first = { ...example, owner: "shop", guards: { maxUpdates: 1, maxDeletes: 1 } };
  const second = put(put(first, ["functions", "ImageUploaderLambda", "code"], "code-2"), STAGE_PROD, {
    description: "Production, anew",
    variables: { LAMBDA_ALIAS: "dev", BUCKET_NAME: "shop-images-dev" },
  });
  return { name: "example", before: [], commits: [first, second, put(second, STAGE_PROD, undefined)] };
}

const STAGE_PROD = ["apis", "ImageUploadAPI", "stages", "prod"];

/** Two APIs before one function; a stage that follows, a pin, and `newest`. */
function sharedFunction({ digests }: Ground): Story {
  const first: Authored = {
    owner: "shop",
    guards: { maxUpdates: 1, maxDeletes: 1 },
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
  return { name: "shared function", before: [], commits: [first, second, put(second, ["apis", "photos"], undefined)] };
}

/** Someone else's function and API, whose stages and aliases are ours; and one that is taken over. */
function halfForeign(): Story {
  const first: Authored = {
    owner: "shop",
    guards: { maxUpdates: 1, maxDeletes: 1 },
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
  return { name: "half foreign", before, commits: [first, second, third] };
}

/** The same with another value at a path; undefined: without it. */
function put(value: JsonObject, [key = "", ...rest]: readonly string[], next: JsonObject[string] | undefined): JsonObject {
  const { [key]: old, ...others } = value;
  if (rest.length === 0) return next === undefined ? others : { ...value, [key]: next };
  // Paths are those of objects in the literals above.
  return { ...value, [key]: put((old ?? {}) as JsonObject, rest, next) };
}
