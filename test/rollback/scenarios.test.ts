/** A person takes a stage or an alias back, while customers go on asking and a daemon goes on enforcing. */
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { driftConditions } from "../../src/alerts/drift-conditions.ts";
import { permanentYaml } from "../../src/cli/render/rollback-text.ts";
import { createStyle } from "../../src/cli/render/style.ts";
import { toleratedSum, toleratedText } from "../../src/cli/render/tolerated-text.ts";
import { createMemoryLedger } from "../core/run-pass.ts";
import { BAD, GOOD, openShop, type Shop, statusesOf } from "../shift/shop.ts";
import { ALIAS, apiOf, HAND, heldIn, STAGE, stageOf, takeBack } from "./taking-back.ts";

const MORE = 'GET /more: { lambda: "Uploader:live" }';
const MINUTE = 60_000;
/** Two snapshots, the second with a route more. */
async function twoSnapshots(shop: Shop) {
  const [first, second] = [await shop.desired({ code: GOOD }), await shop.desired({ code: GOOD, routes: MORE })];
  await shop.run(first);
  await shop.clock.advance(MINUTE);
  await shop.run(second);
  return { first, second };
}

describe("a stage that is rolled back", () => {
  it("amid its shift gives all traffic back to the old snapshot, and is held there, and no request fails", async () => {
    const shop = openShop();
    const shift = { stage: "description: Shop, shift: { canary: { percent: 20, bake: 1h } }" };
    const [first, second] = [
      await shop.desired({ code: GOOD, ...shift }),
      await shop.desired({ code: GOOD, routes: MORE, ...shift }),
    ];
    await shop.run(first);
    await shop.clock.advance(MINUTE);
    const [older = ""] = stageOf(shop).deployments;

    const { begun, result, later, earlier } = await shop.whileServing(async () => ({
      begun: await shop.pass(second),
      result: await takeBack(shop, STAGE),
      later: await shop.pass(second),
      earlier: await shop.pass(first),
    }));

    expect(begun.outcome).toBe("shifting");
    expect(result).toMatchObject({ outcome: "converged", proposal: { pointer: { beside: { percent: 20 } }, to: { id: older } } });
    expect([heldIn(later), later.steps]).toEqual([[STAGE], []]);
    expect(earlier.outcome).toBe("converged");
    const { stage, hold } = stageOf(shop);
    expect([stage.deploymentId, stage.canarySettings, stage.description, hold]).toEqual([older, undefined, "Shop", undefined]);
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
  });

  it("serves the snapshot before, without a new deployment, and no request fails meanwhile", async () => {
    const shop = openShop();
    await twoSnapshots(shop);
    const [older, newer] = stageOf(shop).deployments;
    shop.sandbox.journal.clear();

    const result = await shop.whileServing(async () => {
      await shop.clock.sleep(5_000);
      const done = await takeBack(shop, STAGE);
      await shop.clock.sleep(5_000);
      return done;
    });

    expect(result).toMatchObject({ outcome: "converged", proposal: { from: { id: newer }, to: { id: older } } });
    expect("proposal" in result && result.proposal.differences).toEqual(["- GET /more"]);
    expect(stageOf(shop)).toMatchObject({ stage: { deploymentId: older }, deployments: [older, newer] });
    expect(shop.sandbox.journal.writes().map(({ operation }) => operation)).toEqual(["TagResource", "UpdateStage"]);
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
  });

  it("is held by a daemon, told in its plan, and by one that starts afresh without any memory", async () => {
    const shop = openShop();
    const { second } = await twoSnapshots(shop);
    const [older] = stageOf(shop).deployments;
    await takeBack(shop, STAGE);

    const passes = await shop.watch(() => second, 20 * MINUTE);
    const afresh = await shop.pass(second, { ledger: createMemoryLedger() });

    expect(passes.length).toBeGreaterThan(2);
    for (const report of [...passes.map((passed) => passed.report), afresh]) {
      expect([report.outcome, heldIn(report)]).toEqual(["in-sync", [STAGE]]);
    }
    expect(afresh.plan?.tolerated[0]?.reason).toMatch(/^rolled back by hand at 20.*; held until the desired state asks for/);
    expect(stageOf(shop).stage.deploymentId).toBe(older);
  });

  it("keeps the permissions that its snapshot calls by, though what is declared needs them no more, until it moves on", async () => {
    const shop = openShop();
    const routed = (alias: string) =>
      shop.desired({ code: GOOD, route: `GET /order: { lambda: "Uploader:${alias}" }`, aliases: "next: { version: auto }" });
    await shop.run(await routed("live"));
    await shop.clock.advance(MINUTE);
    await shop.run(await routed("next"));
    await takeBack(shop, STAGE);

    const held = await shop.run(await routed("next"), { prune: true });
    const whileHeld = await shop.ask("live");
    await takeBack(shop, STAGE, stageOf(shop).deployments[1]);
    const moved = await shop.run(await routed("next"), { prune: true });
    const afterwards = await shop.ask("live");

    const permission = "permission:Uploader/live/Shop/live";
    expect(held.plan?.notes.filter(({ code }) => code === "permission-kept")).toMatchObject([{ address: permission }]);
    expect(moved.steps.map(({ step }) => [step.action, step.address])).toEqual([["delete", permission]]);
    expect([held.outcome, whileHeld.status, moved.outcome, afterwards.status]).toEqual(["in-sync", 200, "converged", 200]);
  });

  it("may call what its snapshot calls, though a prune took the permission since", async () => {
    const shop = openShop();
    const routed = (alias: string) =>
      shop.desired({ code: GOOD, route: `GET /order: { lambda: "Uploader:${alias}" }`, aliases: "next: { version: auto }" });
    await shop.run(await routed("live"));
    await shop.clock.advance(MINUTE);
    await shop.run(await routed("next"), { prune: true });

    const result = await takeBack(shop, STAGE);

    expect(result).toMatchObject({ outcome: "converged", warnings: [] });
    expect((await shop.ask("live")).status).toBe(200);
    expect(heldIn(await shop.run(await routed("next"), { prune: true }))).toEqual([STAGE]);
    expect((await shop.ask("live")).status).toBe(200);
  });

  it("may ask the authorizers of its snapshot, though a prune took their permission since", async () => {
    const shop = openShop();
    const aliases = "next: { version: auto }";
    const guarded = await shop.desired({
      code: GOOD,
      aliases,
      authorizers: 'gate: { lambda: "Uploader:next" }',
      routes: 'GET /guarded: { lambda: "Uploader:live", authorizer: gate }',
    });
    const open = await shop.desired({ code: GOOD, aliases });
    const policyOfNext = () => shop.sandbox.world.lambda.functions.get("Uploader")?.policies.get("next")?.statements ?? [];
    await shop.run(guarded);
    await shop.clock.advance(MINUTE);
    await shop.run(open, { prune: true });
    const pruned = JSON.stringify(policyOfNext());

    const result = await takeBack(shop, STAGE);

    expect(pruned).not.toContain("/authorizers/");
    expect(result).toMatchObject({ outcome: "converged", warnings: [] });
    expect(JSON.stringify(policyOfNext())).toContain("/authorizers/*");
    expect(heldIn(await shop.run(open, { prune: true }))).toEqual([STAGE]);
    expect(JSON.stringify(policyOfNext())).toContain("/authorizers/*");
  });

  it("says what its snapshot calls that is not there any more", async () => {
    const shop = openShop();
    const routed = (alias: string, aliases = "") =>
      shop.desired({ code: GOOD, route: `GET /order: { lambda: "Uploader:${alias}" }`, aliases });
    await shop.run(await routed("next", "next: { version: auto }"));
    await shop.clock.advance(MINUTE);
    await shop.run(await routed("live"), { prune: true, force: true });

    const result = await takeBack(shop, STAGE);

    expect(result).toMatchObject({
      outcome: "converged",
      warnings: [expect.stringMatching(/^it calls Uploader:next, and could not be allowed to: /)],
    });
  });

  it("still gets everything else that is declared", async () => {
    const shop = openShop();
    const { second } = await twoSnapshots(shop);
    const [older] = stageOf(shop).deployments;
    await takeBack(shop, STAGE);
    const gateway = new APIGateway({
      region: "us-east-1",
      credentials: HAND,
      requestHandler: shop.sandbox.requestHandler("apigateway"),
    });
    const [restApiId = ""] = shop.sandbox.world.apigateway.apis.keys();
    const described = {
      ...second,
      resources: second.resources.map((one) =>
        one.kind === "stage" ? { ...one, spec: { ...one.spec, description: "new words" } } : one,
      ),
    };

    const report = await shop.pass(described);

    const { description, deploymentId } = await gateway.getStage({ restApiId, stageName: "live" });
    expect([report.outcome, description, deploymentId]).toEqual(["converged", "new words", older]);
    expect(stageOf(shop).hold).toBeDefined();
  });

  it("moves on as soon as the desired state asks for something else, and the hold is gone", async () => {
    const shop = openShop();
    await twoSnapshots(shop);
    await takeBack(shop, STAGE);
    const third = await shop.desired({ code: GOOD, routes: 'GET /other: { lambda: "Uploader:live" }' });

    const report = await shop.run(third);

    const { stage, deployments, hold } = stageOf(shop);
    expect([report.outcome, heldIn(report), stage.deploymentId, hold]).toEqual(["converged", [], deployments[2], undefined]);
  });

  it("is let go when a commit agrees with it, so that a later one may ask for what was left", async () => {
    const shop = openShop();
    const { first, second } = await twoSnapshots(shop);
    const [, newer] = stageOf(shop).deployments;
    await takeBack(shop, STAGE);

    await shop.run(first);
    expect(stageOf(shop).hold).toBeUndefined();
    await shop.run(second);

    expect(stageOf(shop).stage.deploymentId).toBe(newer);
  });

  it("goes further back when it is rolled back again, and forward to what was left, which ends the hold", async () => {
    const shop = openShop();
    await twoSnapshots(shop);
    await shop.clock.advance(MINUTE);
    const third = await shop.desired({ code: GOOD, routes: `${MORE}, GET /third: { lambda: "Uploader:live" }` });
    await shop.run(third);
    const [first, , newest = ""] = stageOf(shop).deployments;

    await takeBack(shop, STAGE);
    await takeBack(shop, STAGE);
    expect(stageOf(shop).stage.deploymentId).toBe(first);
    expect(heldIn(await shop.pass(third))).toEqual([STAGE]);
    await takeBack(shop, STAGE, newest);

    expect(stageOf(shop)).toMatchObject({ stage: { deploymentId: newest }, hold: undefined });
    expect(heldIn(await shop.pass(third))).toEqual([]);
  });

  it("is as it was when the move fails behind the hold, and the next pass sweeps that up", async () => {
    const shop = openShop();
    const { second } = await twoSnapshots(shop);
    const [, newer] = stageOf(shop).deployments;
    const { AwsError } = await import("../../src/sandbox/wire/aws-error.ts");
    const denied = new AwsError("AccessDeniedException", "no", 403);
    shop.sandbox.faults.script(({ operation }) =>
      operation === "UpdateStage" ? { type: "fail", when: "before", error: denied } : undefined,
    );
    await expect(takeBack(shop, STAGE)).rejects.toMatchObject({ code: "denied" });
    shop.sandbox.faults.clear();
    expect(stageOf(shop)).toMatchObject({ stage: { deploymentId: newer }, hold: expect.any(String) });

    await shop.pass(second);

    expect(stageOf(shop)).toMatchObject({ stage: { deploymentId: newer }, hold: undefined });
  });

  it("is not moved onto a canary, nor when it is somebody else's", async () => {
    const shop = openShop();
    await twoSnapshots(shop);
    const { stage } = stageOf(shop);
    const gateway = new APIGateway({
      region: "us-east-1",
      credentials: HAND,
      requestHandler: shop.sandbox.requestHandler("apigateway"),
    });
    const [restApiId = ""] = shop.sandbox.world.apigateway.apis.keys();
    const patchOperations = [{ op: "replace" as const, path: "/canarySettings/percentTraffic", value: "10" }];
    await gateway.updateStage({ restApiId, stageName: "live", patchOperations });
    expect(await takeBack(shop, STAGE)).toMatchObject({ outcome: "refused", message: expect.stringContaining("a canary is on") });

    const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/live`;
    await gateway.untagResource({ resourceArn, tagKeys: ["stagekeeper:owner"] });
    expect(await takeBack(shop, STAGE)).toMatchObject({ outcome: "refused", message: expect.stringContaining("our mark") });
    expect(stageOf(shop).stage.deploymentId).toBe(stage.deploymentId);
  });
});

describe("a hold is told", () => {
  it("in the plan's text, and as a condition that resolves with the next commit", async () => {
    const shop = openShop();
    const { second } = await twoSnapshots(shop);
    await takeBack(shop, STAGE);

    const report = await shop.pass(second);
    const plan = report.plan;
    if (plan === null) throw new Error("there is no plan");

    const text = toleratedText(plan, { width: 200, style: createStyle(false) }).join("\n");
    expect(text).toMatch(/^\nRolled back, and held\n {2}≈ stage:Shop\/live\n {6}rolled back by hand at 2026-/);
    expect(toleratedSum(plan)).toBe("1 held after a rollback");
    expect(driftConditions(report).map(({ subject, summary }) => [subject, summary])).toEqual([
      ["snapshot", expect.stringMatching(/^stage:Shop\/live: serves another snapshot; not put back \(rolled back by hand at /)],
    ]);
    const next = await shop.run(await shop.desired({ code: GOOD, routes: 'GET /other: { lambda: "Uploader:live" }' }));
    expect(driftConditions(next).filter(({ subject }) => subject === "snapshot")).toEqual([]);
  });
});

describe("what is printed to make it permanent", () => {
  it("asks for what a stage serves, so that nothing is held any more and nothing moves", async () => {
    const shop = openShop();
    const { second } = await twoSnapshots(shop);
    const result = await takeBack(shop, STAGE);
    if (!("proposal" in result)) throw new Error(result.message);
    const { to } = result.proposal;
    const printed: unknown = parse(permanentYaml(STAGE, to).join("\n"));
    expect(printed).toEqual({ apis: { Shop: { stages: { live: { deployment: { id: to.id } } } } } });

    const pinned = await shop.desired({ code: GOOD, routes: MORE, stage: `deployment: { id: ${to.id} }` });
    const report = await shop.run(pinned);

    expect([report.outcome, heldIn(report), stageOf(shop).hold]).toEqual(["converged", [], undefined]);
    expect(stageOf(shop).stage.deploymentId).toBe(to.id);
    expect(second.revision).not.toBe(pinned.revision);
  });

  it("asks for the version that an alias serves, by its code", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD }));
    await shop.run(await shop.desired({ code: BAD }));
    const result = await takeBack(shop, ALIAS);
    if (!("proposal" in result)) throw new Error(result.message);
    const [, , , , , pin = ""] = permanentYaml(ALIAS, result.proposal.to);

    const report = await shop.run(await shop.desired({ code: BAD, alias: `shift: allAtOnce, ${pin.trim()}` }));

    expect([report.outcome, heldIn(report)]).toEqual(["converged", []]);
    expect(shop.alias()).toMatchObject({ functionVersion: "1", description: "Live [stagekeeper:shop]" });
  });
});

describe("a stage that follows another", () => {
  const stages = "}\n      test: {}\n      prod: { deployment: { follow: test } ";

  it("gets exactly the snapshot that was tested, and goes back with it", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, stage: stages }));
    await shop.clock.advance(MINUTE);
    const second = await shop.desired({ code: GOOD, routes: MORE, stage: stages });
    shop.sandbox.journal.clear();
    // Three stages and their API are more than the share that one plan may update.
    await shop.run(second, { force: true });
    const served = () => ["test", "prod"].map((name) => apiOf(shop).stages.get(name)?.deploymentId);
    const [older, newer] = apiOf(shop).deployments.keys();
    expect(served()).toEqual([newer, newer]);
    expect(shop.sandbox.journal.writes().filter(({ operation }) => operation === "CreateDeployment")).toHaveLength(1);

    await takeBack(shop, "stage:Shop/test");
    const report = await shop.run(second, { force: true });

    expect(heldIn(report)).toEqual(["stage:Shop/test"]);
    expect(served()).toEqual([older, older]);
  });
});

describe("an alias that is rolled back", () => {
  it("serves the version before in one call, is held, and moves on with the next commit", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD }));
    const bad = await shop.desired({ code: BAD });
    await shop.run(bad);
    shop.sandbox.journal.clear();

    const result = await takeBack(shop, ALIAS);
    const wrote = shop.sandbox.journal.writes().map(({ operation }) => operation);
    const passes = await shop.whileServing(() => shop.watch(() => bad, 12 * MINUTE));

    expect(result).toMatchObject({ outcome: "converged", proposal: { from: { id: "2" }, to: { id: "1" } } });
    expect(wrote).toEqual(["UpdateAlias"]);
    expect(passes.map(({ report }) => [report.outcome, heldIn(report)])).toEqual(passes.map(() => ["in-sync", [ALIAS]]));
    expect(shop.alias()).toMatchObject({
      functionVersion: "1",
      description: expect.stringMatching(/^Live \[stagekeeper:shop held:2@/),
    });
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });

    const report = await shop.run(await shop.desired({ code: `/* mended */ ${GOOD}` }));
    expect(report.outcome).toBe("converged");
    expect(shop.alias()).toMatchObject({ functionVersion: "3", description: "Live [stagekeeper:shop]" });
  });

  it("keeps its hold while its description changes", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD }));
    await shop.run(await shop.desired({ code: BAD }));
    await takeBack(shop, ALIAS);

    await shop.run(await shop.desired({ code: BAD, description: "Words" }));

    expect(shop.alias()).toMatchObject({
      functionVersion: "1",
      description: expect.stringMatching(/^Words \[stagekeeper:shop held:2@/),
    });
  });

  it("in the middle of a shift gives all traffic to the old version, and the shift is not started again", async () => {
    const shop = openShop();
    const alias = "shift: { canary: { percent: 10, bake: 30m } }";
    await shop.run(await shop.desired({ code: GOOD, alias }));
    const newer = await shop.desired({ code: `/* newer */ ${GOOD}`, alias });
    await shop.pass(newer);
    expect(shop.alias().additional).toEqual({ version: "2", weight: 0.1 });

    const result = await takeBack(shop, ALIAS);
    const passes = await shop.watch(() => newer, 40 * MINUTE);

    expect(result).toMatchObject({ outcome: "converged", proposal: { from: { id: "2" }, to: { id: "1" } } });
    expect(shop.alias()).toMatchObject({ functionVersion: "1", additional: undefined });
    expect(new Set(passes.map(({ report }) => report.outcome))).toEqual(new Set(["in-sync"]));
  });

  it("never lands on a sibling's version, whose environment is another", async () => {
    const shop = openShop();
    const environment = (stage: string) => `shift: allAtOnce, environment: { STAGE: ${stage} }`;
    const alias = `${environment("live")} }\n      beta: { version: auto, ${environment("beta")}`;
    await shop.run(await shop.desired({ code: GOOD, alias }));
    await shop.run(await shop.desired({ code: BAD, alias }));
    const versions = shop.sandbox.world.lambda.functions.get("Uploader")?.versions;
    const stageAt = (number: string) => versions?.get(number)?.configuration.environment?.STAGE;
    expect(stageAt(shop.alias().functionVersion)).toBe("live");

    const result = await takeBack(shop, ALIAS);

    expect(result.outcome).toBe("converged");
    expect(stageAt(shop.alias().functionVersion)).toBe("live");
    expect(Number(shop.alias().functionVersion)).toBeLessThan(3);
  });

  it("has nothing to go back to when it is new, and says what there is when asked for what there is not", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD }));
    expect(await takeBack(shop, ALIAS)).toMatchObject({
      outcome: "refused",
      message: expect.stringContaining("nothing to go back to"),
    });
    await shop.run(await shop.desired({ code: BAD }));
    expect(await takeBack(shop, ALIAS, "7")).toMatchObject({
      outcome: "refused",
      message: `${ALIAS} has no version 7; there are 1`,
    });
    expect(await takeBack(shop, ALIAS, "2")).toMatchObject({ outcome: "in-sync" });
    expect(shop.alias().functionVersion).toBe("2");
  });
});
