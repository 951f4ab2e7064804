import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { KeptFleet } from "../../src/daemon/kept-fleet.ts";
import { createKeptMetrics } from "../../src/daemon/kept-metrics.ts";
import { keptOverview } from "../../src/daemon/kept-overview.ts";
import { keepStatus } from "../../src/daemon/kept-status.ts";
import { knownTargets } from "../../src/daemon/known-targets.ts";
import { keepTargetStatus, readTargets, type TargetFacts } from "../../src/daemon/target-status.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { createManualClock } from "../alerts/manual-clock.ts";
import { aBucket, type Bucket } from "../state/builders.ts";
import { anEndedPass, aReport, aStatus } from "./builders.ts";

const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };
const DRIFT = { id: "d", type: "drift", severity: "warning", summary: "drift", details: [], since: 1 } as const;

function named(name: string) {
  return { name, account: "111111111111", region: "eu-west-1" };
}

/** How a target's pass ended, as its worker keeps it. */
function keep({ open }: Bucket, name: string, changed: Partial<TargetFacts> = {}): Promise<void> {
  const facts = { target: named(name), version: "1.2.3", ended: anEndedPass(), conditions: [], ...changed };
  return keepTargetStatus(open(), facts, true);
}

const failedAt = (startedAt: number) => anEndedPass({ startedAt, report: aReport({ outcome: "failed" }) });

function fleetOf({ open }: Bucket, isAskedFor: (name: string) => boolean = () => true) {
  const clock = createManualClock();
  const known = knownTargets(open(), LOGGER);
  return { clock, fleet: new KeptFleet({ state: open(), knownTargets: () => known.read(), isAskedFor, clock }) };
}

const statesOf = (fleet: KeptFleet) => Object.fromEntries(fleet.targets.map(({ row }) => [row.target, row.state]));

describe("a fleet as its state remembers it", () => {
  it("has each target as its last pass left it, and those that had none yet", async () => {
    const bucket = await aBucket();
    await knownTargets(bucket.open(), LOGGER).keep(["a", "b", "c", "d", "e"].map(named));
    await keep(bucket, "a");
    await keep(bucket, "b", { ended: failedAt(2_000) });
    await keep(bucket, "c", { conditions: [DRIFT] });
    await keep(bucket, "d", { ended: anEndedPass({ report: aReport({ outcome: "shifting" }) }) });
    const { fleet } = fleetOf(bucket);

    await fleet.look();

    expect(statesOf(fleet)).toEqual({ a: "in-sync", b: "failing", c: "drift", d: "pending", e: "unseen" });
    expect(fleet.targets.at(-1)?.row).toMatchObject({ account: "111111111111", region: "eu-west-1", lastPass: null });
  });

  it("reads at each look what was written since, and nothing else", async () => {
    const bucket = await aBucket();
    const names = Array.from({ length: 40 }, (_, at) => `t${at}`);
    for (const name of names) await keep(bucket, name);
    const { fleet } = fleetOf(bucket);
    const reads = async () => {
      bucket.sandbox.journal.clear();
      await fleet.look();
      const read = bucket.sandbox.journal.entries().filter(({ operation }) => operation === "GetObject");
      return read.map(({ input }) => String(input.Key)).filter((key) => key.includes("/targets/"));
    };

    expect((await reads()).length).toBe(40);
    expect(await reads()).toEqual([]);
    await keep(bucket, "t7", { ended: failedAt(9_000) });
    expect(await reads()).toEqual(["fleet/targets/t7.json"]);
    expect(statesOf(fleet)).toMatchObject({ t6: "in-sync", t7: "failing" });
  });

  it("forgets a target that is declared no more, so that its last success is not the oldest for ever", async () => {
    const bucket = await aBucket();
    await keep(bucket, "gone");
    await keep(bucket, "kept");
    const { fleet, clock } = fleetOf(bucket);
    await fleet.look();
    expect(Object.keys(statesOf(fleet))).toEqual(["gone", "kept"]);

    await knownTargets(bucket.open(), LOGGER).keep([named("kept")]);
    await clock.advance(10 * 60_000);
    await fleet.look();

    expect(Object.keys(statesOf(fleet))).toEqual(["kept"]);
    expect((await readTargets(bucket.open())).map(({ target }) => target)).toEqual(["kept"]);
  });

  it("shows those alone that are asked for, and reads no others", async () => {
    const bucket = await aBucket();
    for (const name of ["prod-a", "dev-a"]) await keep(bucket, name);
    const { fleet } = fleetOf(bucket, (name) => name.startsWith("prod-"));
    bucket.sandbox.journal.clear();

    await fleet.look();

    expect(Object.keys(statesOf(fleet))).toEqual(["prod-a"]);
    expect(bucket.sandbox.journal.entries().some(({ input }) => String(input.Key).includes("dev-a"))).toBe(false);
  });

  it("takes what a daemon keeps of its targets in one document, too", async () => {
    const bucket = await aBucket();
    await keepStatus(bucket.open(), aStatus());
    const { fleet } = fleetOf(bucket);

    await fleet.look();

    expect(statesOf(fleet)).toEqual({ only: "in-sync" });
  });

  it("goes on showing what it saw, while the state cannot be read", async () => {
    const bucket = await aBucket();
    await keep(bucket, "a");
    const { fleet } = fleetOf(bucket);
    await fleet.look();

    bucket.sandbox.faults.script(() => ({
      type: "fail",
      when: "before",
      error: new AwsError("AccessDenied", "Access Denied", 403),
    }));

    await expect(fleet.look()).rejects.toThrow(/denied/i);
    expect(statesOf(fleet)).toEqual({ a: "in-sync" });
  });
});

describe("what is told of it", () => {
  const queue = { waiting: 12, inHands: 3, oldestSeconds: 41, dead: 1 };

  async function seen() {
    const bucket = await aBucket();
    await keep(bucket, "a", { ended: anEndedPass({ startedAt: 60_000, commit: "c0ffee" }) });
    await keep(bucket, "b", { ended: anEndedPass({ startedAt: 1_000, commit: "c0ffee" }) });
    await keep(bucket, "c", { ended: failedAt(2_000), conditions: [DRIFT] });
    const { fleet } = fleetOf(bucket);
    await fleet.look();
    return fleet.targets;
  }

  it("is in metrics under the names that a daemon has, and how many are how", async () => {
    const targets = await seen();

    const text = await createKeptMetrics(() => ({ targets, queue, seenAt: 90_000 })).text();

    for (const line of [
      'stagekeeper_targets{state="in-sync"} 2',
      'stagekeeper_targets{state="failing"} 1',
      'stagekeeper_targets{state="unseen"} 0',
      "stagekeeper_oldest_success_timestamp_seconds 1",
      'stagekeeper_last_success_timestamp_seconds{target="a"} 60',
      'stagekeeper_last_success_timestamp_seconds{target="c"} 0',
      'stagekeeper_ready{target="b"} 1',
      'stagekeeper_open_conditions{target="c",type="drift",severity="warning"} 1',
      'stagekeeper_desired_revision_info{target="a",revision="5f3c",commit="c0ffee",version="1.2.3"} 1',
      "stagekeeper_queue_waiting_messages 12",
      "stagekeeper_queue_held_messages 3",
      "stagekeeper_queue_oldest_message_age_seconds 41",
      "stagekeeper_dead_letters 1",
      "stagekeeper_state_read_timestamp_seconds 90",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
  });

  it("leaves out of the metrics what nobody could tell of the queue", async () => {
    const unknown = { waiting: null, inHands: null, oldestSeconds: null, dead: null };

    const text = await createKeptMetrics(() => ({ targets: [], queue: unknown, seenAt: null })).text();

    expect(text).not.toMatch(/^stagekeeper_(queue|dead|oldest)\w* \d/m);
  });

  it("has the metrics that docs/scaling.md says", async () => {
    const text = await createKeptMetrics(() => ({ targets: [], queue, seenAt: null })).text();
    const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/scaling.md"), "utf8");

    const served = [...text.matchAll(/^# TYPE (stagekeeper_\S+)/gm)].map(([, name = ""]) => name);
    const told = [...page.matchAll(/`(stagekeeper_[a-z_]+)`/g)].map(([, name = ""]) => name);
    expect(new Set(told)).toEqual(new Set(served));
  });

  it("is on the page the worst first, and of very many the worst alone", async () => {
    const targets = await seen();
    const [first] = targets;
    if (first === undefined) throw new Error("nothing was seen");
    const many = Array.from({ length: 600 }, (_, at) => ({ ...first, row: { ...first.row, target: `z${at}` } }));
    const facts = { place: "s3://acme/fleet", version: "1", now: 99, startedAt: 1, seenAt: 90, trouble: null, queue };

    const few = keptOverview({ ...facts, targets });
    const all = keptOverview({ ...facts, targets: [...targets, ...many] });

    expect(few.targets?.map(({ target }) => target)).toEqual(["c", "b", "a"]);
    expect(few.fleet).toMatchObject({ targets: 3, oldestSuccess: { target: "b" }, queue });
    expect(few.desired.commit).toBe("c0ffee");
    expect(all.targets?.length).toBe(500);
    expect(all.targets?.[0]?.target).toBe("c");
    expect(all.fleet?.targets).toBe(603);
  });
});
