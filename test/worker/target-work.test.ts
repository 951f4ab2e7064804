import { S3 } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { createAlertDesk } from "../../src/alerts/alert-desk.ts";
import { DEFAULT_ALERT_SETTINGS } from "../../src/alerts/settings.ts";
import { connectAws } from "../../src/aws/connection.ts";
import { readNoticed } from "../../src/aws/who/noticed.ts";
import { forgetfulLedger } from "../../src/cli/forgetful-ledger.ts";
import { everyLookFull } from "../../src/daemon/looks.ts";
import { TargetWork } from "../../src/daemon/target-work.ts";
import type { Alert } from "../../src/model/alerts.ts";
import type { FleetLoad } from "../../src/model/fleet.ts";
import type { NamedDrift } from "../../src/model/history.ts";
import type { Ledger } from "../../src/model/ports.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { memoryStore } from "../alerts/builders.ts";
import { aDesired, aState } from "../core/builders.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { anEvent, type EventFacts } from "./events.ts";

const ACCOUNT = "111111111111";
const REGION = "eu-west-1";
const BUCKETS = ["images", "logs", "archive"];
const OWN = { arn: `arn:aws:iam::${ACCOUNT}:user/sandbox`, userAgent: "aws-sdk-js/3 stagekeeper" };

function remembering(): Ledger {
  const known = new Map<string, Readonly<Record<string, string>>>();
  return {
    ...forgetfulLedger,
    converged: (address) => known.get(address),
    record: (address, fields) => void known.set(address, fields),
  };
}

/** One target of three buckets, and everything that its passes were told or told. */
async function aTarget() {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, account: ACCOUNT, region: REGION });
  const connection = connectAws({
    clock,
    region: REGION,
    packageCode: async () => new Uint8Array(),
    requestHandler: (service) => sandbox.requestHandler(service),
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const hand = new S3({
    region: REGION,
    credentials: { accessKeyId: "alice", secretAccessKey: "s" },
    requestHandler: sandbox.requestHandler("s3"),
  });
  const state = aState(
    BUCKETS.map((name) => aDesired("bucket", name, { versioning: "enabled" })),
    { revision: "r1" },
  );
  const fleet: FleetLoad = {
    valid: true,
    targets: [{ target: { name: "prod", account: ACCOUNT, region: REGION }, loaded: { valid: true, state } }],
  };
  const { logger, lines } = openRecordingLogger();
  const [told, named, asked, ledger, store]: [Alert[], NamedDrift[], unknown[], Ledger, ReturnType<typeof memoryStore>] = [
    [],
    [],
    [],
    remembering(),
    memoryStore(),
  ];
  const sink = { name: "test", send: async (alert: Alert) => void told.push(alert) };
  let passes = 0;
  const open = async () => {
    const desk = await createAlertDesk({
      sinks: [{ sink, severity: "info" }],
      store,
      clock,
      logger,
      settings: DEFAULT_ALERT_SETTINGS,
      random: () => 0.5,
    });
    const history = { passed() {}, alerted() {}, named: (drift: NamedDrift) => void named.push(drift), close: async () => {} };
    return {
      ports: {
        lastGood: { newest: async () => null, keep: async () => {}, code: async () => null },
        sourceRevision: async () => undefined,
        aws: {
          openPass: () => ({ session: connection.openWriteSession(), ledger }),
          openLook: () => ({ session: connection.openReadSession(), ledger }),
        },
        desk,
        history,
        logger,
        looks: everyLookFull(),
        newRunId() {
          passes += 1;
          return `run-${passes}`;
        },
      },
      ended: async () => {},
      close: (signal: AbortSignal) => desk.drain(signal),
    };
  };
  const work = new TargetWork(
    { only: [], prune: false, concurrency: 8, dryRun: false },
    {
      source: { load: async () => fleet },
      clock,
      logger,
      readEvent: readNoticed,
      open,
      comeBack: (target, what, ms) => void asked.push({ target, ...what, ms }),
    },
  );
  const deliver = (...bodies: readonly object[]) =>
    work.work(
      "prod",
      bodies.map((body, at) => {
        const text = JSON.stringify({ stagekeeper: 1, target: "prod", ...body });
        return { id: `${at}`, group: "prod", body: text, receives: 1, handle: `${at}` };
      }),
      new AbortController().signal,
    );
  const event = (bucketName: string, facts: EventFacts = {}) => ({
    event: anEvent("PutBucketVersioning", { bucketName }, facts),
  });
  const suspend = (Bucket: string) => hand.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } });
  const bucketsRead = (since: number) => [
    ...new Set(
      sandbox.journal
        .entries()
        .slice(since)
        .filter(({ service, accessKeyId }) => service === "s3" && accessKeyId === "test")
        .map(({ input }) => input.Bucket),
    ),
  ];
  return { clock, sandbox, deliver, event, suspend, told, named, asked, lines, bucketsRead, passes: () => passes };
}

describe("the work on a target", () => {
  it("looks at what an event concerns alone, and its alert says at once who it was, without a look-up", async () => {
    const target = await aTarget();
    await target.deliver({});
    await target.suspend("images");
    await target.suspend("logs");
    const since = target.sandbox.journal.entries().length;

    await target.deliver(target.event("images", { id: "e-7" }));

    expect(target.bucketsRead(since)).toEqual(["images"]);
    const alerts = target.told.filter(({ type }) => type === "stagekeeper.drift.firing");
    expect(
      alerts.map(({ conditions: [{ address, handling, actor }] }) => [address, handling, actor?.session, actor?.eventId]),
    ).toEqual([["bucket:images", "corrected", "alice", "e-7"]]);
    expect(target.named.map(({ address, actor }) => [address, actor.arn])).toEqual([
      ["bucket:images", "arn:aws:sts::111111111111:assumed-role/Admin/alice"],
    ]);
    expect(target.sandbox.journal.entries().filter(({ service }) => service === "cloudtrail")).toEqual([]);
    expect(target.asked.at(-1)).toEqual({ target: "prod", trigger: "retry", only: ["bucket:images"], ms: 30_000 });
  });

  it("ends an alert when it looks again at that part, and not when it looks at another", async () => {
    const target = await aTarget();
    await target.deliver({});
    await target.suspend("images");
    await target.deliver(target.event("images"));

    await target.deliver({ trigger: "retry", only: ["bucket:logs"] });
    const after = target.told.length;
    await target.deliver({ trigger: "retry", only: ["bucket:images"] });

    expect(target.told.slice(0, after).map(({ state }) => state)).toEqual(["firing"]);
    expect(target.told.slice(after).map(({ state }) => state)).toEqual(["resolved"]);
  });

  it("is none for a write of ours, and for one of nothing that is declared", async () => {
    const target = await aTarget();
    await target.deliver({});
    const since = target.sandbox.journal.entries().length;

    const own = await target.deliver(target.event("images", OWN));
    const foreign = await target.deliver(target.event("somebody-elses"));

    expect([own.done.length, foreign.done.length, target.passes()]).toEqual([1, 1, 1]);
    expect(target.sandbox.journal.entries().length).toBe(since);
  });

  it("looks at everything when this process knows nothing of the target yet", async () => {
    const target = await aTarget();

    await target.deliver(target.event("images"));

    expect(target.bucketsRead(0).toSorted()).toEqual(BUCKETS.toSorted());
  });

  it("is one pass for all messages that came together, of everything when one asks for that", async () => {
    const target = await aTarget();
    await target.deliver({});
    const since = target.sandbox.journal.entries().length;

    await target.deliver(target.event("images"), target.event("logs"));
    const part = target.bucketsRead(since);
    await target.deliver(target.event("images"), { trigger: "schedule" });

    expect(part).toEqual(["images", "logs"]);
    expect(target.passes()).toBe(3);
    expect(target.bucketsRead(since).toSorted()).toEqual(BUCKETS.toSorted());
  });

  it("leaves what it cannot read to the queue, and does the rest", async () => {
    const target = await aTarget();

    const worked = await target.deliver({ trigger: "whim" }, {});

    expect(worked.faulty.map(({ fault }) => fault)).toEqual([expect.stringContaining("its trigger is none of")]);
    expect([worked.done.length, target.passes()]).toEqual([1, 1]);
  });
});
