import { statSync } from "node:fs";
import path from "node:path";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { aCheckout, anAws, buildCommand, type Checkout, type Daemon, REGION, startDaemon } from "./daemon-process.ts";

let command: string;
let remove: () => void;

beforeAll(async () => {
  ({ command, remove } = await buildCommand());
}, 60_000);

afterAll(() => remove());

const STATE = "desired-state/buckets.yaml";
const BUCKET = "acme-daemon-one";
const VERSIONED = `owner: daemon-test\nbuckets:\n  ${BUCKET}: { versioning: enabled }\n`;
const SUSPENDED = VERSIONED.replace("enabled", "suspended");
const TWO_BUCKETS = `${VERSIONED}  acme-daemon-two: {}\n`;

/** One of everything that AWS makes anew each time it is asked to. */
const UPLOADER = {
  "functions/uploader/index.mjs": "export const handler = async () => ({ statusCode: 200 });\n",
  [STATE]: `owner: daemon-test
buckets: { ${BUCKET}: {} }
roles:
  uploader: { assumedBy: lambda.amazonaws.com }
functions:
  Uploader:
    code: ../functions/uploader
    runtime: nodejs22.x
    handler: index.handler
    role: uploader
    aliases: { live: { version: auto } }
apis:
  Upload:
    routes: { PUT /upload: { lambda: "Uploader:live" } }
    stages: { live: { description: Live } }
`,
};

const CONSOLE = { accessKeyId: "console", secretAccessKey: "console" };

/** Somebody at the console. */
function atConsole(url: string): S3 {
  return new S3({ endpoint: url, region: REGION, credentials: CONSOLE, forcePathStyle: true });
}

async function versioningOf(url: string): Promise<string | undefined> {
  return (await atConsole(url).getBucketVersioning({ Bucket: BUCKET })).Status;
}

async function suspendVersioning(url: string): Promise<void> {
  await atConsole(url).putBucketVersioning({ Bucket: BUCKET, VersioningConfiguration: { Status: "Suspended" } });
}

function lambda(url: string): Lambda {
  return new Lambda({ endpoint: url, region: REGION, credentials: CONSOLE });
}

/** What the daemon wrote, apart from what somebody at the console did. */
function writesOf(sandbox: Sandbox): readonly string[] {
  return sandbox.journal
    .writes()
    .filter(({ accessKeyId, error }) => accessKeyId === "test" && error === undefined)
    .map(({ service, operation }) => `${service}.${operation}`);
}

/** What was told of one condition, as the log sink writes it. */
function alertsIn(daemon: Daemon, id: unknown): readonly unknown[] {
  return daemon.lines.filter(({ alert, msg }) => alert === id && msg !== "alert sent").map(({ type }) => type);
}

describe("the daemon, as a process before an AWS over HTTP", () => {
  it("converges what is committed, at its start and at every commit, and says which commit in every line", async () => {
    const { sandbox, url } = await anAws();
    const checkout = aCheckout();
    const first = checkout.commit({ [STATE]: VERSIONED });
    const daemon = startDaemon(command, { home: checkout.home, url });
    const started = await daemon.finished("converged");

    const second = checkout.commit({ [STATE]: TWO_BUCKETS });
    const changed = await daemon.finished("converged", daemon.lines.length);

    expect(started).toMatchObject({ trigger: "start", commit: first });
    // Between a file's writing and its commit the checkout differs from the commit before.
    expect(changed).toMatchObject({ trigger: "change", commit: expect.stringMatching(`^(${second}|${first}-dirty)$`) });
    expect(sandbox.journal.counts()["s3.CreateBucket"]).toBe(2);
    daemon.child.kill("SIGTERM");
    await daemon.ended();
    const without = daemon.lines.filter(({ commit }) => typeof commit !== "string" || !/^[0-9a-f]{40}(-dirty)?$/.test(commit));
    expect(without.map(({ msg }) => msg)).toEqual([]);
  });
});

describe("a deployment", () => {
  it("says in its description which commit it was made from, and whether the files differed from it", async () => {
    const { url } = await anAws();
    const { home, commit, put } = aCheckout();
    const id = commit(UPLOADER);
    const daemon = startDaemon(command, { home, url });
    await daemon.finished("converged");
    put({ [STATE]: UPLOADER[STATE].replace("routes: {", "routes: { GET /health: { mock: { status: 200 } },") });
    await daemon.finished("converged", daemon.lines.length);

    const gateway = new APIGateway({ endpoint: url, region: REGION, credentials: CONSOLE });
    const restApiId = (await gateway.getRestApis({})).items?.[0]?.id ?? "";
    const deployments = (await gateway.getDeployments({ restApiId })).items ?? [];

    const commits = deployments.map(({ description }) => / commit:(.*)$/.exec(description ?? "")?.[1]);
    expect(commits.toSorted()).toEqual([id, `${id}-dirty`]);
  });
});

describe("a shift", () => {
  it("goes on at its time until it has arrived", async () => {
    const { url } = await anAws();
    const { home, commit } = aCheckout();
    const shifting = UPLOADER[STATE].replace("version: auto", "version: auto, shift: { linear: { percent: 40, every: 1s } }");
    commit({ ...UPLOADER, [STATE]: shifting });
    const daemon = startDaemon(command, { home, url, args: ["--interval", "1h"] });
    await daemon.finished("converged");

    commit({ "functions/uploader/index.mjs": "export const handler = async () => ({ statusCode: 201 });\n" });
    const arrived = await daemon.finished("converged", daemon.lines.length);

    expect(arrived).toMatchObject({ trigger: "shift" });
    const moves = daemon.lines.filter(({ msg }) => msg === "shift").map(({ move, percent }) => [move, percent]);
    expect(moves.filter(([move]) => move !== "hold")).toEqual([
      ["start", 40],
      ["advance", 80],
      ["finish", 100],
    ]);
    const alias = await lambda(url).getAlias({ FunctionName: "Uploader", Name: "live" });
    expect(alias).toMatchObject({ FunctionVersion: "2", Description: "[stagekeeper:daemon-test]" });
  });
});

describe("the daemon heals", () => {
  it("what somebody changes at the console, and tells drift by it", async () => {
    const { url } = await anAws();
    const { home, commit } = aCheckout();
    commit({ [STATE]: VERSIONED });
    const daemon = startDaemon(command, { home, url, args: ["--interval", "1s"] });
    await daemon.finished("in-sync");

    const before = daemon.lines.length;
    await suspendVersioning(url);
    const healed = await daemon.finished("converged", before);

    expect(await versioningOf(url)).toBe("Enabled");
    expect(healed).toMatchObject({ trigger: "interval" });
    const told = daemon.lines.slice(before).filter(({ runId, msg }) => runId === healed.runId && !msg.startsWith("alert "));
    expect(told.map(({ msg }) => msg)).toEqual(["drift detected", "step applied", "drift corrected", "run finished"]);
    expect(told[0]).toMatchObject({ address: `bucket:${BUCKET}` });
    const firing = await daemon.line(({ msg }) => msg === "alert firing");
    const resolved = await daemon.line(({ msg }) => msg === "alert resolved");
    expect(firing).toMatchObject({ type: "stagekeeper.drift.firing", runId: healed.runId, address: `bucket:${BUCKET}` });
    expect(resolved).toMatchObject({ type: "stagekeeper.drift.resolved", alert: firing.alert });
  });

  it("by the last good desired state while a commit is broken, says so, and follows the next good one", async () => {
    const { url } = await anAws();
    const { home, commit } = aCheckout();
    commit({ [STATE]: VERSIONED });
    const daemon = startDaemon(command, { home, url });
    await daemon.finished("converged");

    commit({ [STATE]: `${VERSIONED}  broken: [` });
    const told = await daemon.line(({ msg }) => msg === "desired state invalid");
    await daemon.finished("in-sync");
    const whileBroken = await daemon.get("/readyz");
    await suspendVersioning(url);
    daemon.child.kill("SIGHUP");
    await daemon.line(({ msg }) => msg === "drift corrected");
    const healed = await versioningOf(url);
    commit({ [STATE]: SUSPENDED });
    const mended = await daemon.line(({ msg, cause }) => msg === "step applied" && cause === "rollout", daemon.lines.length);
    await daemon.line(({ msg, runId }) => msg === "run finished" && runId === mended.runId);
    const valid = await daemon.line(({ msg, type }) => msg === "alert resolved" && type === "stagekeeper.desired.valid");

    expect(told).toMatchObject({ level: 40, where: [{ at: expect.stringMatching(/^desired-state\/buckets\.yaml:\d+:\d+$/) }] });
    expect(whileBroken.status).toBe(503);
    expect(healed).toBe("Enabled");
    expect(await versioningOf(url)).toBe("Suspended");
    expect(alertsIn(daemon, valid.alert)).toEqual(["stagekeeper.desired.invalid", "stagekeeper.desired.valid"]);
  });

  it("by the last good desired state after a restart too, with the code that is no longer there", async () => {
    const { sandbox, url } = await anAws();
    const { home, commit, remove } = aCheckout();
    commit(UPLOADER);
    const first = startDaemon(command, { home, url });
    await first.finished("converged");
    first.child.kill("SIGTERM");
    await first.ended();

    remove("functions");
    commit({ [STATE]: "buckets: [" });
    await lambda(url).deleteFunction({ FunctionName: "Uploader" });
    const second = startDaemon(command, { home, url });
    const healed = await second.finished("converged");
    const status = await second.status();

    expect(healed).toMatchObject({ trigger: "start" });
    expect(writesOf(sandbox).filter((write) => write === "lambda.CreateFunction")).toHaveLength(2);
    expect(status).toMatchObject({ ready: false, desired: { valid: false, revision: healed.revision } });
    expect(statSync(path.join(home, ".stagekeeper/last-good.json")).mode & 0o777).toBe(0o600);
  });

  it.each([
    { what: "vanished", change: (checkout: Checkout) => checkout.remove("desired-state"), code: "missing-file" },
    { what: "empty", change: (checkout: Checkout) => checkout.remove(STATE), code: "nothing-declared" },
  ])("and prunes nothing when the directory is $what", async ({ change, code }) => {
    const { sandbox, url } = await anAws();
    const checkout = aCheckout();
    checkout.commit({ [STATE]: TWO_BUCKETS });
    const daemon = startDaemon(command, { home: checkout.home, url, args: ["--prune"] });
    await daemon.finished("converged");
    const before = writesOf(sandbox);

    change(checkout);
    const told = await daemon.line(({ msg }) => msg === "desired state invalid");
    await daemon.finished("in-sync", daemon.lines.indexOf(told));

    expect(told).toMatchObject({ where: [{ code }] });
    expect(writesOf(sandbox)).toEqual(before);
  });
});

describe("the daemon survives", () => {
  it("an AWS that is down: it backs off, and converges when it is back", async () => {
    const { sandbox, url } = await anAws();
    const { home, commit } = aCheckout();
    commit({ [STATE]: VERSIONED });
    sandbox.faults.script(() => ({ type: "lose", when: "before" }));
    const daemon = startDaemon(command, { home, url, args: ["--interval", "1s"] });
    await daemon.finished("failed");
    const whileDown = await Promise.all(["/healthz", "/readyz"].map((route) => daemon.get(route)));
    await daemon.line(({ msg, trigger }) => msg === "run finished" && trigger === "retry");

    sandbox.faults.clear();
    await daemon.finished("converged");

    expect(whileDown.map(({ status }) => status)).toEqual([200, 503]);
    expect((await daemon.get("/readyz")).status).toBe(200);
    expect((await daemon.status()).failuresInARow).toBe(0);
    const recovered = await daemon.line(({ msg, type }) => msg === "alert resolved" && type === "stagekeeper.run.recovered");
    expect(alertsIn(daemon, recovered.alert)).toEqual(["stagekeeper.run.failed", "stagekeeper.run.recovered"]);
    expect(writesOf(sandbox).filter((write) => write === "s3.CreateBucket")).toHaveLength(1);
  });

  it("files that are not there yet when it starts", async () => {
    const { url } = await anAws();
    const { home, put } = aCheckout();
    const daemon = startDaemon(command, { home, url });
    await daemon.finished("invalid");

    put({ [STATE]: VERSIONED });
    const converged = await daemon.finished("converged");

    expect(converged).toMatchObject({ trigger: "change" });
  });
});

describe("the daemon ends", () => {
  it("on SIGTERM when the step under way is done: the rest is not attempted, the exit code is 0, and nothing is lost", async () => {
    const { sandbox, url } = await anAws();
    const { home, commit } = aCheckout();
    commit({ [STATE]: `buckets: { acme-a: {}, acme-b: {}, acme-c: {}, acme-d: {} }` });
    const daemon = startDaemon(command, { home, url, args: ["--concurrency", "1"] });
    sandbox.faults.script(({ operation }) => {
      if (operation === "CreateBucket") daemon.child.kill("SIGTERM");
      return operation === "CreateBucket" ? { type: "delay", ms: 6_000 } : undefined;
    });

    const { code } = await daemon.ended();
    const again = startDaemon(command, { home, url });
    sandbox.faults.clear();
    await again.finished("converged");

    expect(code).toBe(0);
    expect(daemon.lines.find(({ msg }) => msg === "pass cut short")).toMatchObject({
      notAttempted: ["bucket:acme-b", "bucket:acme-c", "bucket:acme-d"],
    });
    expect(daemon.lines.at(-1)).toMatchObject({ msg: "stopped", whole: true });
    expect(sandbox.journal.counts()["s3.CreateBucket"]).toBe(4);
  });

  it("at once on a second signal", async () => {
    const { sandbox, url } = await anAws();
    const { home, commit } = aCheckout();
    commit({ [STATE]: VERSIONED });
    const daemon = startDaemon(command, { home, url });
    sandbox.faults.script(({ operation }) => (operation === "CreateBucket" ? { type: "delay", ms: 1_200_000 } : undefined));
    await daemon.line(({ msg }) => msg === "started");
    daemon.child.kill("SIGTERM");
    await daemon.line(({ msg }) => msg === "stopping");
    daemon.child.kill("SIGINT");

    const { code } = await daemon.ended();

    expect([0, 130]).toContain(code);
  });

  it("before it begins when another one works in its state directory, and says which process that is", async () => {
    const { url } = await anAws();
    const { home, commit } = aCheckout();
    commit({ [STATE]: VERSIONED });
    const first = startDaemon(command, { home, url });
    await first.line(({ msg }) => msg === "started");

    const second = await startDaemon(command, { home, url }).ended();

    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`error: another daemon, process ${first.child.pid}, works in this state directory`);
  });

  it("before it begins when its address is taken, and says how to have another", async () => {
    const { url } = await anAws();
    const { home, commit } = aCheckout();
    commit({ [STATE]: VERSIONED });
    const taken = new URL(url).host;

    const { code, stderr } = await startDaemon(command, { home, url, args: ["--listen", taken] }).ended();

    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: cannot listen on 127\.0\.0\.1:\d+: .*; --listen takes another address, or off\n$/);
  });
});
