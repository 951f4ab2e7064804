import { S3 } from "@aws-sdk/client-s3";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAlertDesk } from "../../src/alerts/alert-desk.ts";
import { DEFAULT_ALERT_SETTINGS } from "../../src/alerts/settings.ts";
import { connectAws } from "../../src/aws/connection.ts";
import { Attribution } from "../../src/daemon/attribution.ts";
import { createDesiredSource } from "../../src/desired/load.ts";
import { packageCode } from "../../src/desired/package-code.ts";
import { directoryState } from "../../src/engine/directory-state.ts";
import { reconcile } from "../../src/engine/reconcile.ts";
import { openLedger } from "../../src/engine/stored-ledger.ts";
import { readHistory } from "../../src/history/kept-history.ts";
import { selectHistory } from "../../src/history/select.ts";
import type { RunReport } from "../../src/model/report.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { aReceiver, memoryStore } from "../alerts/builders.ts";
import { desiredStateOf } from "../cli/workspace.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { aHistory, aStateDirectory } from "../history/builders.ts";

const REGION = "us-east-1";
const MINUTE = 60_000;
const BUCKET = "acme-who-photos";
const DESIRED = `owner: who-test\nbuckets:\n  ${BUCKET}: { versioning: enabled }\n`;
const CONDITION = `drift/changed/bucket:${BUCKET}/versioning`;

/** A daemon's parts over an AWS on virtual time, and alice at the console. */
async function aKeeper() {
  const clock = createVirtualClock();
  const sandbox = createSandbox({
    clock,
    region: REGION,
    callers: {
      DAEMON: { type: "AssumedRole", name: "Stagekeeper", session: "1700000000" },
      RESTARTED: { type: "AssumedRole", name: "Stagekeeper", session: "1700009999" },
      ALICE: { type: "AssumedRole", name: "Admin", session: "alice" },
    },
  });
  const stop = new AbortController();
  const state = aStateDirectory();
  const history = await aHistory(state);
  const receiver = aReceiver();
  const { logger, lines } = openRecordingLogger();
  const desk = await createAlertDesk({
    sinks: [{ sink: receiver.sink, severity: "info" }],
    store: memoryStore(),
    clock,
    logger,
    settings: DEFAULT_ALERT_SETTINGS,
    random: () => 0.5,
  });
  const keys = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: "secret" });
  const connect = (accessKeyId: string) =>
    connectAws({
      clock,
      region: REGION,
      credentials: keys(accessKeyId),
      packageCode,
      requestHandler: (service) => sandbox.requestHandler(service),
    });
  const connection = connect("DAEMON");
  const attribution = new Attribution({ who: connection.who, desk, history, clock, logger });
  const source = createDesiredSource({ path: desiredStateOf(DESIRED), cwd: "/" });
  let passes = 0;
  onTestFinished(async () => {
    stop.abort();
    await attribution.close();
    await sandbox.close();
  });
  return {
    clock,
    sandbox,
    desk,
    attribution,
    lines,
    told: receiver.taken,
    async pass(by = connection): Promise<RunReport> {
      passes += 1;
      const runId = `run-${passes}`;
      const report = await reconcile(
        { mode: "apply", only: [], prune: false, force: false, concurrency: 4 },
        {
          source,
          ledger: await openLedger(directoryState(state)),
          session: by.openWriteSession(),
          clock,
          logger,
          runId,
          progress: () => {},
          approve: async () => true,
          signal: stop.signal,
        },
      );
      const facts = { runId, trigger: "interval", now: clock.now() };
      history.passed(report, facts);
      desk.passed(report, facts);
      attribution.passed(report, facts, stop.signal);
      return report;
    },
    another: () => connect("RESTARTED"),
    async suspends(accessKeyId = "ALICE") {
      const credentials = keys(accessKeyId);
      const s3 = new S3({ region: REGION, credentials, forcePathStyle: true, requestHandler: sandbox.requestHandler("s3") });
      await s3.putBucketVersioning({ Bucket: BUCKET, VersioningConfiguration: { Status: "Suspended" } });
    },
    async driftsInHistory() {
      await attribution.close();
      await history.close();
      const { entries } = await readHistory(directoryState(state));
      return selectHistory(entries, { about: null, kinds: ["drift"], limit: 100 }).entries;
    },
  };
}

const messagesOf = (lines: readonly { readonly message: string }[]) => lines.map(({ message }) => message);

describe("drift that somebody made", () => {
  it("is told at once, and who it was as soon as AWS says so: in the condition, the log and the history, and in no alert more", async () => {
    const keeper = await aKeeper();
    await keeper.pass();
    await keeper.clock.advance(5 * MINUTE);
    await keeper.suspends();
    await keeper.clock.advance(MINUTE);
    await keeper.pass();
    const atOnce = keeper.desk.open();
    // Time goes on by itself while nothing else does.
    await keeper.attribution.close();
    const later = keeper.desk.open();
    await keeper.pass();
    await keeper.desk.drain(new AbortController().signal);

    expect(atOnce).toMatchObject([{ id: CONDITION }]);
    expect(atOnce[0]).not.toHaveProperty("actor");
    expect(later[0]?.actor).toMatchObject({ type: "AssumedRole", session: "alice", event: "PutBucketVersioning" });
    expect(keeper.told.map(({ state, id }) => `${state} ${id}`)).toEqual([`firing ${CONDITION}`, `resolved ${CONDITION}`]);
    expect(keeper.told[1]?.conditions[0].actor).toMatchObject({ session: "alice" });
    expect(keeper.lines.find(({ message }) => message === "drift attributed")?.fields).toMatchObject({
      address: `bucket:${BUCKET}`,
      actor: "arn:aws:sts::000000000000:assumed-role/Admin/alice",
      event: "PutBucketVersioning",
    });
    expect(await keeper.driftsInHistory()).toMatchObject([{ id: CONDITION, actor: { session: "alice" } }]);
  });

  it("is not put down to us: neither this process nor one before it", async () => {
    const keeper = await aKeeper();
    await keeper.pass(keeper.another());
    await keeper.clock.advance(MINUTE);
    await keeper.suspends();
    await keeper.pass(keeper.another());
    await keeper.suspends();
    await keeper.pass();
    await keeper.clock.advance(30 * MINUTE);

    const drifts = await keeper.driftsInHistory();

    expect(drifts).toHaveLength(2);
    for (const drift of drifts) expect(drift).toMatchObject({ actor: { session: "alice" } });
  });

  it("is asked about as far back as everything was looked at, though a part of it was looked at meanwhile", async () => {
    const keeper = await aKeeper();
    const quiet = await keeper.pass();
    await keeper.clock.advance(MINUTE);
    await keeper.suspends();
    await keeper.clock.advance(MINUTE);
    const facts = { runId: "part", trigger: "change", now: keeper.clock.now(), covers: () => false };
    keeper.attribution.passed(quiet, facts, new AbortController().signal);
    await keeper.pass();
    await keeper.clock.advance(30 * MINUTE);

    expect(await keeper.driftsInHistory()).toMatchObject([{ actor: { session: "alice" } }]);
  });

  it("is put down to a person who signed in with our own role", async () => {
    const keeper = await aKeeper();
    await keeper.pass();
    await keeper.clock.advance(MINUTE);
    await keeper.suspends("DAEMON");
    await keeper.pass();
    await keeper.clock.advance(30 * MINUTE);

    expect(await keeper.driftsInHistory()).toMatchObject([{ actor: { session: "1700000000" } }]);
  });

  it("stays without an actor when AWS never says, and asking ends", async () => {
    const keeper = await aKeeper();
    await keeper.pass();
    keeper.sandbox.world.cloudtrail.events.length = 0;
    await keeper.suspends();
    keeper.sandbox.world.cloudtrail.events.length = 0;
    await keeper.pass();
    await keeper.attribution.close();
    const asked = keeper.sandbox.journal.counts()["cloudtrail.LookupEvents"];

    expect(asked).toBe(6);
    expect(messagesOf(keeper.lines)).toContain("drift not attributed");
  });
});

describe("without permission to ask", () => {
  it("says once which one, and tells drift as ever", async () => {
    const keeper = await aKeeper();
    keeper.sandbox.faults.script(({ operation }) =>
      operation === "LookupEvents"
        ? {
            type: "fail",
            when: "before",
            error: new AwsError("AccessDeniedException", "not authorized to perform: cloudtrail:LookupEvents", 400),
          }
        : undefined,
    );
    await keeper.pass();
    for (const _ of [1, 2, 3]) {
      await keeper.suspends();
      await keeper.pass();
      await keeper.clock.advance(20 * MINUTE);
      await keeper.pass();
    }

    const said = keeper.lines.filter(({ message }) => message === "actors cannot be looked up");
    expect(said).toMatchObject([{ level: "warn", fields: { permission: "cloudtrail:LookupEvents" } }]);
    expect(keeper.sandbox.journal.counts()["cloudtrail.LookupEvents"]).toBe(1);
    expect(keeper.told.filter(({ state }) => state === "firing").length).toBeGreaterThan(0);
  });
});
