import { Lambda, type UpdateAliasCommandInput } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { driftConditions } from "../../src/alerts/drift-conditions.ts";
import { GATE_INTERVAL_MS } from "../../src/kinds/alias/decide-shift.ts";
import { writeHoldNote } from "../../src/kinds/hold.ts";
import { markAliasDescription } from "../../src/kinds/mark.ts";
import type { AlarmState, GateReader } from "../../src/model/gates.ts";
import type { ProgressEvent } from "../../src/model/ports.ts";
import { aDesired, anyDesired } from "../core/builders.ts";
import { createMemoryLedger } from "../core/run-pass.ts";
import { BAD, GOOD, openShop, type Shop, statusesOf } from "./shop.ts";

const MINUTE = 60_000;
const CANARY = "shift: LambdaCanary10Percent5Minutes";
const LINEAR = "shift: { linear: { percent: 25, every: 1m } }";
const NEWER = `/* newer */ ${GOOD}`;

describe("a shift on real traffic", { timeout: 120_000 }, () => {
  it("arrives as a canary, in one run, and fails no request", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: CANARY }));
    const began = shop.clock.now();

    const report = await shop.whileServing(async () => shop.run(await shop.desired({ code: NEWER, alias: CANARY })));

    expect(report.outcome).toBe("converged");
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
    expect(shop.clock.now() - began).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(shop.alias()).toMatchObject({ functionVersion: "2", description: "Live [stagekeeper:shop]" });
    const baking = shop.answers.slice(20, -20);
    const share = baking.filter(({ version }) => version === "2").length / baking.length;
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.16);
  });

  it("arrives in linear steps under a daemon that wakes for each of them", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    const next = await shop.desired({ code: NEWER, alias: LINEAR });

    const passes = await shop.whileServing(() => shop.watch(() => next, 8 * MINUTE));

    expect(passes.slice(0, 4).map(({ trigger, report }) => [trigger, report.plan?.shifts.map(({ percent }) => percent)])).toEqual(
      [
        ["start", [25]],
        ["shift", [50]],
        ["shift", [75]],
        ["shift", [100]],
      ],
    );
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
    expect(shop.alias().functionVersion).toBe("2");
  });

  it("takes a bad version back within one look at its gates, and does not try it again", async ({ annotate }) => {
    const shop = openShop();
    const gated = `shift: { canary: { percent: 10, bake: 10m } }, gates: { errorRate: { maxIncrease: 0.05 }, minimumRequests: 5 }`;
    await shop.run(await shop.desired({ code: GOOD, alias: gated }));
    const bad = await shop.desired({ code: BAD, alias: gated });
    const began = shop.clock.now();

    const passes = await shop.whileServing(() => shop.watch(() => bad, 12 * MINUTE), 3);

    expect(passes.map(({ report }) => report.plan?.shifts[0]?.move).slice(0, 4)).toEqual([
      "start",
      "take-back",
      "refuse",
      "refuse",
    ]);
    expect(passes.map(({ report }) => report.outcome).slice(0, 3)).toEqual(["shifting", "failed", "failed"]);
    expect(passes[1]?.report.plan?.blocked).toMatchObject([{ address: ALIAS, reason: "shift-failed" }]);
    expect(shop.alias()).toMatchObject({ functionVersion: "1", description: expect.stringContaining("shift:2@0 back:") });
    const failures = shop.answers.filter(({ status }) => status !== 200);
    expect(failures.length).toBeGreaterThan(0);
    expect((failures.at(-1)?.at ?? 0) - began).toBeLessThan(2 * GATE_INTERVAL_MS);
    expect(failures.length / shop.answers.length).toBeLessThan(0.01);
    await annotate(
      `a version that fails 30 %: ${failures.length} of ${shop.answers.length} requests failed before it was taken back`,
    );
  });
});

describe("a shift that somebody gets in the way of", { timeout: 60_000 }, () => {
  it("goes on in another process that knows nothing but AWS", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    const next = await shop.desired({ code: NEWER, alias: LINEAR });
    await shop.pass(next);
    await shop.clock.advance(2 * MINUTE);

    const second = await shop.pass(next, { ledger: createMemoryLedger() });
    const early = await shop.pass(next, { ledger: createMemoryLedger() });

    expect(second.plan?.shifts).toMatchObject([{ move: "advance", percent: 50, step: 2, steps: 4 }]);
    expect(early.plan?.shifts).toMatchObject([{ move: "hold", percent: 50 }]);
    expect([second.outcome, early.outcome, early.steps]).toEqual(["shifting", "shifting", []]);
  });

  it("stops when the weights are changed by hand, and goes on once they are put back", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    const next = await shop.desired({ code: NEWER, alias: LINEAR });
    await shop.pass(next);
    await byHand(shop, { RoutingConfig: { AdditionalVersionWeights: { 2: 0.9 } } });
    await shop.clock.advance(MINUTE);

    const stopped = await shop.run(next);
    await byHand(shop, { RoutingConfig: { AdditionalVersionWeights: { 2: 0.25 } } });
    const gone = await shop.run(next);

    expect(stopped).toMatchObject({
      outcome: "failed",
      steps: [],
      plan: { blocked: [{ address: ALIAS, reason: "shift-stopped" }] },
    });
    expect(stopped.plan?.blocked[0]?.message).toContain("version 2 has 90 %, and version 2 should have 25 %");
    expect(gone.outcome).toBe("converged");
    expect(shop.alias()).toMatchObject({ functionVersion: "2", description: "Live [stagekeeper:shop]" });
  });

  it("puts drift back in steps too, and tells it as drift", async () => {
    const shop = openShop();
    const next = await shop.desired({ code: NEWER, alias: LINEAR });
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    await shop.run(next);
    await shop.run(next);
    await byHand(shop, { FunctionVersion: "1" });

    const report = await shop.pass(next);

    expect(report.steps.map(({ step }) => [step.address, step.cause])).toEqual([[ALIAS, "drift"]]);
    expect(driftConditions(report)).toMatchObject([{ address: ALIAS, summary: expect.stringContaining("version was changed") }]);
    expect(shop.alias()).toMatchObject({ functionVersion: "1", additional: { version: "2", weight: 0.25 } });
  });

  it("is refused at planning for a commit that changes the role, and made at once when that is said", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));

    const refused = await shop.pass(await shop.desired({ code: NEWER, alias: LINEAR, role: "other" }));
    const again = await shop.pass(await shop.desired({ code: NEWER, alias: LINEAR, role: "other" }));
    const made = await shop.whileServing(async () => shop.run(await shop.desired({ code: NEWER, role: "other" })));

    for (const { outcome, plan } of [refused, again]) {
      expect(outcome).toBe("failed");
      expect(plan?.blocked).toContainEqual({
        address: ALIAS,
        reason: "immutable",
        message: expect.stringContaining("the role changes from uploader to other, and Lambda shares traffic only"),
      });
    }
    expect(shop.alias()).toMatchObject({ functionVersion: "2" });
    expect(made.outcome).toBe("converged");
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
  });

  it.each(["2", "newest"])("is refused at planning for a version of another role that is chosen as %s", async (version) => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    const published = { code: NEWER, role: "other", alias: LINEAR, aliases: "beta: { version: auto }" };
    await shop.run(await shop.desired({ ...published, version: "1" }));

    const { outcome, plan } = await shop.pass(await shop.desired({ ...published, version }));

    expect(outcome).toBe("failed");
    expect(plan?.blocked).toContainEqual({
      address: ALIAS,
      reason: "immutable",
      message: expect.stringContaining("the role changes from uploader to other, and Lambda shares traffic only"),
    });
    expect(shop.alias()).toMatchObject({ functionVersion: "1", additional: undefined });
  });

  it("starts anew after a stop when a person says so", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    const next = await shop.desired({ code: NEWER, alias: LINEAR });
    await shop.pass(next);
    await byHand(shop, { RoutingConfig: { AdditionalVersionWeights: {} } });

    await shop.clock.advance(10 * MINUTE);
    const began = shop.clock.now();
    const report = await shop.run(next, { retry: [ALIAS] });

    expect(report.outcome).toBe("converged");
    expect(shop.clock.now() - began).toBeGreaterThan(3 * MINUTE - 1_000);
    expect(shop.alias().functionVersion).toBe("2");
  });

  it("does not start again what a person rolled back", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    const next = await shop.desired({ code: NEWER, alias: LINEAR });
    await shop.pass(next);
    const held = markAliasDescription("Live", "shop", writeHoldNote({ from: "2", since: shop.clock.now() }));
    await byHand(shop, { RoutingConfig: { AdditionalVersionWeights: {} }, Description: held });

    const report = await shop.run(next);

    expect(report).toMatchObject({
      steps: [],
      plan: { shifts: [], blocked: [], tolerated: [{ address: ALIAS, policy: "hold" }] },
    });
    expect(shop.alias()).toMatchObject({ functionVersion: "1", description: held });
  });

  it("arrives although something else is blocked, which the run says all the same", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    const { s3 } = handsOf(shop);
    await s3.createBucket({ Bucket: "somebody-elses" });
    const state = await shop.desired({ code: NEWER, alias: LINEAR });
    const bucket = aDesired("bucket", "somebody-elses", { versioning: "enabled" });
    const next = { ...state, resources: [...anyDesired(bucket), ...state.resources] };

    const report = await shop.run(next);

    expect(report).toMatchObject({
      outcome: "failed",
      plan: { blocked: [{ address: "bucket:somebody-elses", reason: "not-owned" }] },
    });
    expect(report.steps.filter(({ step }) => step.address === ALIAS)).toHaveLength(4);
    expect(report.durationMs).toBeGreaterThan(3 * MINUTE - 1_000);
    expect(shop.alias().functionVersion).toBe("2");
  });

  it("makes way for another commit, which starts from its first step", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    await shop.pass(await shop.desired({ code: NEWER, alias: LINEAR }));
    await shop.clock.advance(MINUTE);
    await shop.pass(await shop.desired({ code: NEWER, alias: LINEAR }));

    const report = await shop.pass(await shop.desired({ code: `/* newest */ ${GOOD}`, alias: LINEAR }));

    expect(report.plan?.shifts).toMatchObject([{ move: "start", from: "1", percent: 25 }]);
    expect(shop.alias()).toMatchObject({ functionVersion: "1", additional: { version: "3", weight: 0.25 } });
  });

  it("is given up when the commit is reverted", async () => {
    const shop = openShop();
    const first = await shop.desired({ code: GOOD, alias: LINEAR });
    await shop.run(first);
    await shop.pass(await shop.desired({ code: NEWER, alias: LINEAR }));

    const report = await shop.run(first);
    const after = await shop.run(first);

    expect([report.outcome, report.plan?.shifts[0]?.move, after.outcome]).toEqual(["converged", "abandon", "in-sync"]);
    expect(shop.alias()).toMatchObject({ functionVersion: "1", description: "Live [stagekeeper:shop]" });
    expect(shop.alias().additional).toBeUndefined();
  });

  it("arrives at once when the shift is taken out of what is declared", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    await shop.pass(await shop.desired({ code: NEWER, alias: LINEAR }));

    const report = await shop.run(await shop.desired({ code: NEWER }));

    expect(report.outcome).toBe("converged");
    expect(shop.alias()).toMatchObject({ functionVersion: "2", description: "Live [stagekeeper:shop]" });
  });

  it("keeps its time when its description changes meanwhile", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    const report = await shop.pass(await shop.desired({ code: NEWER, alias: LINEAR }));
    await shop.clock.advance(MINUTE / 2);

    const renamed = await shop.pass(await shop.desired({ code: NEWER, alias: LINEAR, description: "Renamed" }));

    expect(renamed.steps.map(({ step }) => step.changes.map(({ path }) => path))).toEqual([["description"]]);
    expect(renamed.nextMoveAt).toBe(report.nextMoveAt);
    expect(shop.alias()).toMatchObject({
      additional: { weight: 0.25 },
      description: expect.stringMatching(/^Renamed \[.* shift:2@25 /),
    });
  });

  it("does not start while an alarm rings, and starts when it is over", async () => {
    const shop = openShop();
    const alarmed = `${LINEAR}, alarms: [checkout]`;
    await shop.run(await shop.desired({ code: GOOD, alias: alarmed }));
    const next = await shop.desired({ code: NEWER, alias: alarmed });

    const waiting = await shop.pass(next, { gates: anAlarm(() => "ALARM") });
    const started = await shop.pass(next, { gates: anAlarm(() => "OK") });

    expect(waiting).toMatchObject({
      outcome: "shifting",
      plan: { shifts: [{ move: "wait", reason: "alarm checkout is in ALARM" }] },
    });
    expect(started.plan?.shifts).toMatchObject([{ move: "start", percent: 25, gates: { alarms: { checkout: "OK" } } }]);
  });

  it("stays where it is while its gates cannot be read", async () => {
    const shop = openShop();
    const alarmed = `${LINEAR}, alarms: [checkout]`;
    await shop.run(await shop.desired({ code: GOOD, alias: alarmed }));
    const next = await shop.desired({ code: NEWER, alias: alarmed });
    await shop.pass(next, { gates: anAlarm(() => "OK") });
    await shop.clock.advance(10 * MINUTE);

    const broken = { read: () => Promise.reject(new Error("CloudWatch does not answer")) };
    const report = await shop.pass(next, { gates: broken });

    expect(report.plan?.shifts).toMatchObject([
      { move: "hold", percent: 25, reason: expect.stringContaining("CloudWatch does not answer") },
    ]);
  });

  it("is tried again when a person says so, or when something else is declared", async () => {
    const shop = openShop();
    const alarmed = `${LINEAR}, alarms: [checkout]`;
    await shop.run(await shop.desired({ code: GOOD, alias: alarmed }));
    const next = await shop.desired({ code: NEWER, alias: alarmed });
    await shop.pass(next, { gates: anAlarm(() => "OK") });
    const back = await shop.run(next, { gates: anAlarm(() => "ALARM") });

    const refused = await shop.run(next, { gates: anAlarm(() => "OK"), ledger: createMemoryLedger() });
    const retried = await shop.pass(next, { gates: anAlarm(() => "OK"), retry: ["alias:*"] });

    expect([back.outcome, refused.outcome, refused.steps]).toEqual(["failed", "failed", []]);
    expect(refused.plan?.blocked[0]?.message).toContain("alarm checkout is in ALARM");
    expect(retried.plan?.shifts).toMatchObject([{ move: "start", percent: 25 }]);
  });

  it("is not waited for when its first step was refused", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));

    const report = await shop.run(await shop.desired({ code: NEWER, alias: LINEAR }), { expect: "another plan" });

    expect(report).toMatchObject({ outcome: "refused", nextMoveAt: null });
    expect(shop.alias()).toMatchObject({ functionVersion: "1", additional: undefined });
  });

  it("waits for nobody when it is interrupted, and stays at its step", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: LINEAR }));
    const stop = new AbortController();
    const onProgress = (event: ProgressEvent) => event.type === "shifting" && stop.abort();

    const report = await shop.run(await shop.desired({ code: NEWER, alias: LINEAR }), { signal: stop.signal, onProgress });

    expect(report).toMatchObject({ outcome: "shifting", interrupted: true });
    expect(shop.alias().additional).toEqual({ version: "2", weight: 0.25 });
  });
});

const ALIAS = "alias:Uploader/live";

/** Somebody else's clients. */
function handsOf({ sandbox }: Shop): { readonly lambda: Lambda; readonly s3: S3 } {
  const common = { region: "us-east-1", credentials: { accessKeyId: "hand", secretAccessKey: "hand" } };
  return {
    lambda: new Lambda({ ...common, requestHandler: sandbox.requestHandler("lambda") }),
    s3: new S3({ ...common, requestHandler: sandbox.requestHandler("s3") }),
  };
}

async function byHand(shop: Shop, change: Partial<UpdateAliasCommandInput>): Promise<void> {
  const { lambda } = handsOf(shop);
  await lambda.updateAlias({ FunctionName: "Uploader", Name: "live", ...change });
}

function anAlarm(state: () => AlarmState): GateReader {
  return { read: async () => ({ at: 0, alarms: { checkout: state() } }) };
}
