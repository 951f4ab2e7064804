/** What the daemon finds, and when: passes on virtual time before the embedded AWS, every five minutes, deep ones within thirty. */
import { describe, expect, it, onTestFinished } from "vitest";
import { runDaemonPass } from "../../src/daemon/daemon-pass.ts";
import { Looks } from "../../src/daemon/looks.ts";
import type { Trigger } from "../../src/daemon/loop.ts";
import type { EndedPass } from "../../src/daemon/status.ts";
import { packageCode } from "../../src/desired/package-code.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { type Account, anAccount } from "../aws/account.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { createMemoryLedger } from "../core/run-pass.ts";
import { loadIn, scratch } from "../desired/scratch.ts";

const INTERVAL_MS = 300_000;
const DEEP_MS = 1_800_000;

const DENIED = new AwsError("AccessDeniedException", "not you", 403);

const HANDLER = "export const handler = async () => ({ statusCode: 200 });\n";
const STATE = `owner: looks
buckets:
  acme-looks: { versioning: enabled, lifecycle: [{ id: tmp, prefix: tmp/, expireAfterDays: 7 }] }
roles:
  worker: { assumedBy: lambda.amazonaws.com, allow: [{ actions: [s3:GetObject], resources: ["arn:aws:s3:::acme-looks/*"] }] }
functions:
  Worker:
    code: ./code
    runtime: nodejs22.x
    handler: index.handler
    role: worker
    environment: { LEVEL: info }
    tags: { team: looks }
    aliases: { live: { version: auto }, edge: { version: $LATEST } }
apis:
  Shop:
    routes: { GET /items: { lambda: "Worker:\${stageVariables.ALIAS}" } }
    stages: { prod: { variables: { ALIAS: live } } }
`;

interface World extends Account {
  pass(trigger: Trigger): Promise<EndedPass>;
  /** The next pass that comes of itself. */
  next(): Promise<EndedPass>;
  readonly finished: () => number;
}

/** Converged, and looked at fully once more, for the pass after a write looks fully. */
async function aQuietDaemon(yaml = STATE): Promise<World> {
  const account = anAccount({ packageCode });
  onTestFinished(() => account.sandbox.close());
  const { clock } = account.sandbox.world;
  const loaded = await loadIn(scratch({ "a.yaml": yaml, "code/index.mjs": HANDLER }));
  if (!loaded.valid) throw new Error(loaded.issues.map(({ message }) => message).join("; "));
  const looks = new Looks({ intervalMs: INTERVAL_MS, deepMs: DEEP_MS });
  const ledger = createMemoryLedger();
  const { logger, lines } = openRecordingLogger();
  const pass = (trigger: Trigger) =>
    runDaemonPass(
      {
        trigger,
        request: { only: [], prune: false, concurrency: 8, dryRun: false },
        witness: { progress() {}, saw() {} },
      },
      {
        source: { load: async () => loaded },
        sourceRevision: async () => undefined,
        lastGood: { newest: async () => null, keep: async () => {}, code: async () => null },
        aws: {
          openPass: (depth) => ({ session: account.connection.openWriteSession(depth), ledger }),
          openLook: (depth) => ({ session: account.connection.openReadSession(depth), ledger }),
        },
        looks,
        desk: { passed() {}, named() {}, withdraw() {}, open: () => [], drain: async () => {} },
        history: { passed() {}, alerted() {}, named() {}, close: async () => {} },
        attribution: null,
        clock,
        logger,
        newRunId: () => "run",
      },
      new AbortController().signal,
    );
  const next = async () => {
    await clock.sleep(INTERVAL_MS);
    return pass("interval");
  };
  const finished = () => lines.filter(({ message }) => message === "run finished").length;
  const first = await pass("start");
  expect(first.report.steps.flatMap(({ error }) => error ?? [])).toEqual([]);
  expect(first.report.outcome).toBe("converged");
  expect(await next()).toMatchObject({ depth: "full", report: { outcome: "in-sync" } });
  expect(await next()).toMatchObject({ depth: "shallow", report: { outcome: "in-sync" } });
  return { ...account, pass, next, finished };
}

type ByHand = (world: World) => Promise<unknown>;

async function apiOf({ hand }: World): Promise<string> {
  return (await hand.apigateway.getRestApis({})).items?.[0]?.id ?? "";
}

const MOVES_TRAFFIC: readonly (readonly [string, ByHand])[] = [
  [
    "a stage variable",
    async (world) =>
      world.hand.apigateway.updateStage({
        restApiId: await apiOf(world),
        stageName: "prod",
        patchOperations: [{ op: "replace", path: "/variables/ALIAS", value: "edge" }],
      }),
  ],
  [
    "where an alias points",
    ({ hand }) => hand.lambda.updateAlias({ FunctionName: "Worker", Name: "live", FunctionVersion: "$LATEST" }),
  ],
  [
    "the environment of $LATEST",
    ({ hand }) =>
      hand.lambda.updateFunctionConfiguration({ FunctionName: "Worker", Environment: { Variables: { LEVEL: "debug" } } }),
  ],
];

const MOVES_NONE: readonly (readonly [string, ByHand])[] = [
  ["a bucket's lifecycle", ({ hand }) => hand.s3.deleteBucketLifecycle({ Bucket: "acme-looks" })],
  ["a policy of a role", ({ hand }) => hand.iam.deleteRolePolicy({ RoleName: "worker", PolicyName: "stagekeeper-allow" })],
  [
    "a route of the working copy",
    async (world) => {
      const restApiId = await apiOf(world);
      const { items = [] } = await world.hand.apigateway.getResources({ restApiId });
      const resourceId = items.find(({ path }) => path === "/items")?.id;
      return world.hand.apigateway.deleteMethod({ restApiId, resourceId, httpMethod: "GET" });
    },
  ],
  [
    "a tag of a function",
    async ({ hand }) => {
      const { Configuration } = await hand.lambda.getFunction({ FunctionName: "Worker" });
      return hand.lambda.untagResource({ Resource: Configuration?.FunctionArn, TagKeys: ["team"] });
    },
  ],
  [
    "a permission",
    async ({ hand }) => {
      const { Policy = "{}" } = await hand.lambda.getPolicy({ FunctionName: "Worker", Qualifier: "live" });
      const StatementId: string = JSON.parse(Policy).Statement[0].Sid;
      return hand.lambda.removePermission({ FunctionName: "Worker", Qualifier: "live", StatementId });
    },
  ],
];

function readsSince(sandbox: Sandbox): number {
  return sandbox.journal.entries().filter(({ accessKeyId }) => accessKeyId === "test").length;
}

describe("drift in what moves traffic", () => {
  it.each(MOVES_TRAFFIC)("is put back by the next pass: %s", async (_, byHand) => {
    const world = await aQuietDaemon();
    await byHand(world);

    const healed = await world.next();

    expect(healed).toMatchObject({ depth: "full", report: { outcome: "converged" } });
    expect(healed.report.steps.map(({ step }) => step.cause)).toContain("drift");
  });
});

describe("drift in what moves no traffic", () => {
  it.each(MOVES_NONE)("is put back within half an hour: %s", async (_, byHand) => {
    const world = await aQuietDaemon();
    const since = world.sandbox.world.clock.now();
    await byHand(world);

    let found = await world.next();
    for (let passes = 1; found.depth === "shallow" && passes < 10; passes += 1) found = await world.next();

    expect(found.report).toMatchObject({ outcome: "converged", steps: [{ step: { cause: "drift" } }] });
    expect(world.sandbox.world.clock.now() - since).toBeLessThanOrEqual(DEEP_MS);
  });

  it.each<Trigger>(["change", "signal", "retry"])("is put back at once after a hint: %s", async (trigger) => {
    const world = await aQuietDaemon();
    await world.hand.s3.deleteBucketLifecycle({ Bucket: "acme-looks" });

    expect((await world.next()).report.outcome).toBe("in-sync");
    const hinted = await world.pass(trigger);

    expect(hinted).toMatchObject({ depth: "full", report: { outcome: "converged" } });
  });

  it("is put back together with what moves traffic, for everything is read before anything is written", async () => {
    const world = await aQuietDaemon();
    for (const [, byHand] of [...MOVES_TRAFFIC.slice(0, 1), ...MOVES_NONE.slice(0, 1)]) await byHand(world);

    const healed = await world.next();

    expect(healed.report.steps.map(({ step }) => step.address)).toEqual(["bucket:acme-looks", "stage:Shop/prod"]);
  });
});

describe("a shallow look", () => {
  it("makes no more calls than the formula of aws-facts 10.1 for APIs, stages, functions, versions and aliases", async () => {
    const world = await aQuietDaemon();
    world.sandbox.journal.clear();

    const { report } = await world.next();

    expect(report.calls.byOperation).toEqual({
      "apigateway.GetRestApis": 1,
      "apigateway.GetStages": 1,
      "lambda.ListAliases": 1,
      "lambda.ListVersionsByFunction": 1,
    });
    expect(readsSince(world.sandbox)).toBe(4);
  });

  it("reads a function again when its revision is another one", async () => {
    const world = await aQuietDaemon();
    // Asked for by nobody, so it is no drift.
    await world.hand.lambda.updateFunctionConfiguration({ FunctionName: "Worker", MemorySize: 512 });

    const [once, twice] = [await world.next(), await world.next()];

    expect(once.report.calls.byOperation).toMatchObject({ "lambda.GetFunction": 1 });
    expect(twice.report.calls.byOperation).not.toHaveProperty("lambda.GetFunction");
    expect([once.depth, twice.depth]).toEqual(["shallow", "shallow"]);
  });

  it("that finds something is told once, as the full look that followed it", async () => {
    const world = await aQuietDaemon();
    const before = world.finished();
    await MOVES_TRAFFIC[0]?.[1](world);

    await world.next();

    expect(world.finished() - before).toBe(1);
  });

  it("does not take for granted what could not be read", async () => {
    const world = await aQuietDaemon();
    world.sandbox.faults.script(({ operation }) =>
      operation === "GetStages" ? { type: "fail", when: "before", error: DENIED } : undefined,
    );

    const refused = await world.next();
    world.sandbox.faults.script(() => undefined);

    expect(refused).toMatchObject({ depth: "full", report: { outcome: "failed" } });
    expect((await world.next()).depth).toBe("full");
  });
});
