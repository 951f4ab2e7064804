/** A stage that moves to another snapshot in steps, while customers ask. */
import { APIGateway, type PatchOperation } from "@aws-sdk/client-api-gateway";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { GATE_INTERVAL_MS } from "../../src/kinds/alias/decide-shift.ts";
import type { GateReader } from "../../src/model/gates.ts";
import { createMemoryLedger } from "../core/run-pass.ts";
import { type Answer, BAD, desiredShop, GOOD, openShop, type Shop, statusesOf } from "./shop.ts";

const MINUTE = 60_000;
const ACCOUNT = { region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
const STAGE = "stage:Shop/live";
const CANARY = "shift: LambdaCanary10Percent5Minutes";
const LINEAR = "shift: { linear: { percent: 25, every: 1m } }";
const GATED = "shift: { canary: { percent: 10, bake: 10m } }, alarms: [checkout]";

describe("a stage's shift on real traffic", { timeout: 120_000 }, () => {
  it("arrives as a canary with the variables that change with it, in one run, and fails no request", async () => {
    const shop = openShop();
    await shop.run(await older(CANARY));
    const before = await stageOf(shop);
    const began = shop.clock.now();

    const report = await shop.whileServing(async () => shop.run(await newer(CANARY)));

    const after = await stageOf(shop);
    expect(report.outcome).toBe("converged");
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
    expect(shop.clock.now() - began).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(after.deploymentId).not.toBe(before.deploymentId);
    expect([after.variables, after.canarySettings, after.description]).toEqual([{ ALIAS: "next", NEW: "n" }, undefined, "Shop"]);
    const share = shareOfNext(shop, shop.answers.slice(20, -20));
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.16);
    expect((await shop.run(await newer(CANARY))).outcome).toBe("in-sync");
  });

  it("arrives in linear steps under a daemon that wakes for each of them, and is told as it goes", async () => {
    const shop = openShop();
    await shop.run(await older(LINEAR));
    const next = await newer(LINEAR);

    const passes = await shop.whileServing(() => shop.watch(() => next, 8 * MINUTE));

    const steps = passes.slice(0, 4).map(({ trigger, report }) => [trigger, report.plan?.shifts.map(({ percent }) => percent)]);
    expect(steps).toEqual([
      ["start", [25]],
      ["shift", [50]],
      ["shift", [75]],
      ["shift", [100]],
    ]);
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
    expect(shareOfNext(shop, shop.answers.slice(-10))).toBe(1);
  });

  it("takes a bad snapshot back within one look at its gates, and does not try it again", async ({ annotate }) => {
    const shop = openShop();
    await ringingAtErrors(shop, "checkout");
    await shop.run(await older(GATED, BAD));
    const bad = await newer(GATED, BAD);
    const began = shop.clock.now();

    const passes = await shop.whileServing(() => shop.watch(() => bad, 12 * MINUTE), 3);

    const moves = passes.map(({ report }) => report.plan?.shifts[0]?.move);
    expect(moves.slice(0, 4)).toEqual(["start", "take-back", "refuse", "refuse"]);
    expect(passes[1]?.report.plan?.blocked).toMatchObject([{ address: STAGE, reason: "shift-failed" }]);
    const { canarySettings, variables, description } = await stageOf(shop);
    expect([canarySettings, variables]).toEqual([undefined, { ALIAS: "live", OLD: "o" }]);
    expect(description).toMatch(/^Shop \[stagekeeper:shop shift:[a-z0-9]+@0 back:\S+ tried:\w+ alarm checkout is in ALARM\]$/);
    const failures = shop.answers.filter(({ status }) => status !== 200);
    expect(failures.length).toBeGreaterThan(0);
    expect((failures.at(-1)?.at ?? 0) - began).toBeLessThan(2 * GATE_INTERVAL_MS);
    expect(failures.length / shop.answers.length).toBeLessThan(0.01);
    await annotate(
      `a snapshot that fails 30 %: ${failures.length} of ${shop.answers.length} requests failed before it was taken back`,
    );
  });
});

describe("a new stage that follows one whose requests are moving", { timeout: 60_000 }, () => {
  const TRIAL = "stage:Shop/trial";
  const PLAN = "usage-plan:basic";
  const LIVE = 'GET /order: { lambda: "Uploader:live" }';
  const NEXT = 'GET /order: { lambda: "Uploader:next" }';
  const declare = (route: string, more = "") =>
    desiredShop({ code: GOOD, route, stage: `${LINEAR} ${more}`, aliases: "next: { version: auto }" });
  const followed = "}\n      trial: { deployment: { follow: live } }\nusagePlans:\n  basic: { stages: { Shop/trial: {} } ";
  const trialOf = ({ sandbox }: Shop) => [...sandbox.world.apigateway.apis.values()][0]?.stages.get("trial");

  it("is made when they have moved, with what is of it, and fails no request", async () => {
    const shop = openShop();
    await shop.run(await declare(LIVE));
    const both = await declare(NEXT, followed);

    const begun = await shop.pass(both);
    const duringTheShift = trialOf(shop);
    const ended = await shop.run(both);

    expect([begun.outcome, duringTheShift]).toEqual(["shifting", undefined]);
    expect(begun.plan?.notes.filter(({ code }) => code === "waits-for-shift")).toEqual([
      { address: TRIAL, code: "waits-for-shift", message: `is made when the requests of ${STAGE} have moved` },
      { address: PLAN, code: "waits-for-shift", message: `waits for ${TRIAL}` },
    ]);
    expect(ended.outcome).toBe("converged");
    const { deploymentId } = await stageOf(shop);
    expect(trialOf(shop)?.deploymentId).toBe(deploymentId);
    const answer = await shop.ask("trial");
    expect(answer.status).toBe(200);
    expect((await shop.run(both)).outcome).toBe("in-sync");
  });

  it("changes its variables, once it is there, with the snapshot that reads them, and what nothing reads at once", async () => {
    const shop = openShop();
    const declareAll = (route: string, [own, followers, description]: readonly [string, string, string]) => {
      const follower = (of: string) =>
        `{ description: ${description}, variables: { ${followers} }, deployment: { follow: ${of} } }`;
      const stages = `variables: { ${own} }, ${LINEAR} }\n      trial: ${follower("live")}\n      last: ${follower("trial").slice(0, -1)}`;
      return desiredShop({ code: GOOD, route, stage: stages, aliases: "next: { version: auto }" });
    };
    const READING = 'GET /order: { lambda: "Uploader:${stageVariables.ALIAS}" }';
    await shop.run(await declareAll(READING, ["ALIAS: live", "ALIAS: live", "first"]));
    const asked = async () => (await Promise.all(["trial", "last"].map((stage) => shop.ask(stage)))).map(({ status }) => status);

    const described = await shop.pass(await declareAll(LIVE, ["", "ALIAS: live", "second"]), { force: true });
    const [description, without] = [trialOf(shop)?.description, await declareAll(LIVE, ["", "", "second"])];
    const begun = await shop.pass(without);
    const meanwhile = await asked();
    const ended = await shop.run(without, { force: true });

    expect([described.outcome, described.plan?.waiting, description]).toEqual(["shifting", [], "second"]);
    expect([begun.plan?.waiting, begun.plan?.notes.find(({ address }) => address === TRIAL)?.message]).toEqual([
      ["stage:Shop/last", TRIAL],
      `is changed when the requests of ${STAGE} have moved`,
    ]);
    expect([meanwhile, await asked()]).toEqual([
      [200, 200],
      [200, 200],
    ]);
    expect([ended.outcome, trialOf(shop)?.variables]).toEqual(["converged", {}]);
  });

  it("is not made on a snapshot that git does not say, while the shift is given up", async () => {
    const shop = openShop();
    await shop.run(await declare(LIVE));
    const both = await declare(NEXT, `, alarms: [checkout] ${followed}`);
    const rings = (alarm: "OK" | "ALARM"): GateReader => ({
      read: async () => ({ at: shop.clock.now(), alarms: { checkout: alarm } }),
    });
    await shop.pass(both, { gates: rings("OK") });
    await shop.clock.advance(MINUTE);

    const given = await shop.pass(both, { gates: rings("ALARM") });
    const after = await shop.pass(both, { gates: rings("OK") });

    expect([given, after].map(({ plan }) => plan?.shifts.map(({ move }) => move))).toEqual([["take-back"], ["refuse"]]);
    expect(trialOf(shop)).toBeUndefined();
    expect(after.plan?.blocked.map(({ address, reason }) => [address, reason])).toEqual([
      [STAGE, "shift-failed"],
      [TRIAL, "needs-blocked"],
      [PLAN, "needs-blocked"],
    ]);
  });
});

describe("a stage's shift that somebody gets in the way of", { timeout: 60_000 }, () => {
  it("goes on in another process that knows nothing but AWS", async () => {
    const shop = openShop();
    await shop.run(await older(LINEAR));
    const next = await newer(LINEAR);
    await shop.pass(next);
    await shop.clock.advance(2 * MINUTE);

    const second = await shop.pass(next, { ledger: createMemoryLedger() });
    const early = await shop.pass(next, { ledger: createMemoryLedger() });

    expect(second.plan?.shifts).toMatchObject([{ move: "advance", percent: 50, step: 2, steps: 4 }]);
    expect(early.plan?.shifts).toMatchObject([{ move: "hold", percent: 50 }]);
    expect([second.outcome, early.outcome, early.steps]).toEqual(["shifting", "shifting", []]);
  });

  it("stops when the canary is changed or ended by hand, and goes on once it is put back", async () => {
    const shop = openShop();
    await shop.run(await older(LINEAR));
    const next = await newer(LINEAR);
    await shop.pass(next);
    const { canarySettings } = await stageOf(shop);
    await byHand(shop, [{ op: "replace", path: "/canarySettings/percentTraffic", value: "90" }]);
    await shop.clock.advance(MINUTE);

    const changed = await shop.run(next);
    await byHand(shop, [{ op: "remove", path: "/canarySettings" }]);
    const ended = await shop.run(next);
    const anew = await shop.pass(next, { retry: [STAGE] });

    expect(changed.plan?.blocked).toMatchObject([{ address: STAGE, reason: "shift-stopped" }]);
    expect(changed.plan?.blocked[0]?.message).toContain(`deployment ${canarySettings?.deploymentId} has 90 %`);
    expect(ended.plan?.blocked[0]?.message).toContain("no deployment shares its traffic");
    expect(anew.plan?.shifts).toMatchObject([{ move: "start", percent: 25 }]);
    expect((await stageOf(shop)).canarySettings).toEqual(canarySettings);
    expect((await shop.run(next)).outcome).toBe("converged");
  });

  it("gives way to another commit, and goes back when the old one is declared again", async () => {
    const shop = openShop();
    await shop.run(await older(LINEAR));
    const before = await stageOf(shop);

    const reports = await shop.whileServing(async () => [
      await shop.pass(await newer(LINEAR)),
      await shop.pass(await newer(LINEAR, GOOD, "GET /third: { lambda: Uploader }")),
      await shop.pass(await older(LINEAR)),
    ]);

    const moves = reports.map(({ plan }) => plan?.shifts.map(({ move, percent }) => [move, percent]));
    expect(moves).toEqual([[["start", 25]], [["start", 25]], [["abandon", 0]]]);
    const { deploymentId, variables, canarySettings, description } = await stageOf(shop);
    expect([deploymentId, variables, canarySettings]).toEqual([before.deploymentId, before.variables, undefined]);
    expect(description).toBe("Shop");
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
  });

  it("arrives at once when its shift is taken out", async () => {
    const shop = openShop();
    await shop.run(await older(LINEAR));
    await shop.pass(await newer(LINEAR));

    const report = await shop.whileServing(async () => shop.run(await newer("")));

    expect(report.outcome).toBe("converged");
    const { variables, canarySettings, description } = await stageOf(shop);
    expect([variables, canarySettings, description]).toEqual([{ ALIAS: "next", NEW: "n" }, undefined, "Shop"]);
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
  });

  it("starts only when no alarm rings, and prunes nothing meanwhile", async () => {
    const shop = openShop();
    const state = { rings: true };
    const gates: GateReader = { read: async () => ({ at: 0, alarms: { checkout: state.rings ? "ALARM" : "OK" } }) };
    await shop.run(await older(GATED), { gates });
    const next = await newer(GATED);

    const waiting = await shop.pass(next, { gates, prune: true });
    state.rings = false;
    const started = await shop.pass(next, { gates, prune: true });
    await shop.clock.advance(11 * MINUTE);
    const finished = await shop.pass(next, { gates, prune: true });
    const after = await shop.pass(next, { gates, prune: true });

    expect(waiting.plan?.shifts).toMatchObject([{ move: "wait", reason: "alarm checkout is in ALARM" }]);
    expect(started.plan?.notes.map(({ code }) => code)).toContain("prunes-later");
    const deleted = [waiting, started, finished, after].map(({ steps }) =>
      steps.filter(({ step }) => step.action === "delete").map(({ step }) => step.address),
    );
    expect(deleted).toEqual([[], [], ["permission:Uploader/live/Shop/live"], []]);
  });

  it("refuses to move a stage on which somebody has a canary", async () => {
    const shop = openShop();
    await shop.run(await older(""));
    await byHand(shop, [{ op: "replace", path: "/canarySettings/percentTraffic", value: "5" }]);

    const refused = await shop.run(await newer(""));
    const ended = await shop.run(await newer("canary: off"));

    expect(refused.plan?.blocked).toMatchObject([{ address: STAGE, reason: "in-use" }]);
    expect(refused.plan?.blocked[0]?.message).toMatch(/somebody has a canary on it \(5 % to deployment \w+\)/);
    expect(ended.outcome).toBe("converged");
  });
});

/** Customers are answered by alias `live`; `OLD` is a variable that goes with it. */
function older(shift: string, bad = GOOD) {
  return shopOf(`description: Shop, variables: { ALIAS: live, OLD: o }, ${shift}`, bad);
}

/** Another snapshot, which has one route more, and whose customers are answered by alias `next`. */
function newer(shift: string, bad = GOOD, routes = "") {
  return shopOf(
    `description: Shop, variables: { ALIAS: next, NEW: n }, ${shift}`,
    bad,
    `GET /more: { lambda: "Uploader:\${stageVariables.ALIAS}" }, ${routes}`,
  );
}

/** `bad`: what `next` runs, which knows itself by its environment. */
function shopOf(stage: string, bad: string, routes = "") {
  const route = 'GET /order: { lambda: "Uploader:${stageVariables.ALIAS}" }';
  const code = bad === GOOD ? GOOD : `if (process.env.NEXT) { ${bad} } return answer(200);`;
  return desiredShop({ code, route, routes, stage, aliases: "next: { version: auto, environment: { NEXT: yes } }" });
}

function shareOfNext({ sandbox }: Shop, answers: readonly Answer[]): number {
  const next = sandbox.world.lambda.functions.get("Uploader")?.aliases.get("next")?.functionVersion;
  return answers.filter(({ version }) => version === next).length / answers.length;
}

/** CloudWatch's own alarm, of the stage's metric: it rings with the first error in a minute. */
async function ringingAtErrors({ sandbox }: Shop, AlarmName: string): Promise<void> {
  const cloudwatch = new CloudWatch({ ...ACCOUNT, requestHandler: sandbox.requestHandler("cloudwatch") });
  await cloudwatch.putMetricAlarm({
    AlarmName,
    Namespace: "AWS/ApiGateway",
    MetricName: "5XXError",
    Dimensions: [
      { Name: "ApiName", Value: "Shop" },
      { Name: "Stage", Value: "live" },
    ],
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "notBreaching",
  });
}

function callsOf({ sandbox }: Shop) {
  const api = new APIGateway({ ...ACCOUNT, requestHandler: sandbox.requestHandler("apigateway") });
  const [restApiId = ""] = [...sandbox.world.apigateway.apis.keys()];
  return { api, at: { restApiId, stageName: "live" } };
}

function stageOf(shop: Shop) {
  const { api, at } = callsOf(shop);
  return api.getStage(at);
}

function byHand(shop: Shop, patchOperations: PatchOperation[]) {
  const { api, at } = callsOf(shop);
  return api.updateStage({ ...at, patchOperations });
}
