/** A canary that is declared and stays: other stage variables for a part of the requests. */
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import { createMemoryLedger } from "../core/run-pass.ts";
import { desiredShop, GOOD, openShop, type Shop, statusesOf } from "../shift/shop.ts";

const HALF = "canary: { percent: 50, variables: { ALIAS: next } }";

describe("a canary that is held as declared", { timeout: 60_000 }, () => {
  it("answers its share with its own variables, from the first run on and without a failing request", async () => {
    const shop = openShop();
    const state = await aShop(HALF);

    const first = await shop.run(state);
    const second = await shop.run(state);
    await shop.whileServing(() => shop.clock.sleep(100_000));

    expect([first.outcome, second.outcome]).toEqual(["converged", "in-sync"]);
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
    const share = shop.answers.filter(({ version }) => version === "$LATEST").length / shop.answers.length;
    expect(share).toBeGreaterThan(0.35);
    expect(share).toBeLessThan(0.65);
  });

  it("begins, changes and ends on a stage that serves, and no request fails of it", async () => {
    const shop = openShop();
    await shop.run(await aShop(""));

    const reports = await shop.whileServing(async () => {
      const runs = [];
      for (const stage of [
        HALF,
        HALF.replace("50", "12.5"),
        `${HALF.replace("ALIAS: next", "ALIAS: next, B: c")}`,
        HALF,
        "canary: off",
      ]) {
        runs.push(await shop.run(await aShop(stage)));
        await shop.clock.sleep(20_000);
        runs.push(await shop.run(await aShop(stage)));
      }
      return runs;
    });

    expect(reports.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => ["converged", "in-sync"]).flat());
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
    expect((await stageOf(shop)).canarySettings).toBeUndefined();
  });

  it("moves along when the stage moves to another snapshot", async () => {
    const shop = openShop();
    await shop.run(await aShop(HALF));
    const before = await stageOf(shop);

    const report = await shop.run(await aShop(HALF, 'GET /more: { lambda: "Uploader:live" }'));

    const after = await stageOf(shop);
    expect(report.outcome).toBe("converged");
    expect(after.deploymentId).not.toBe(before.deploymentId);
    expect(after.canarySettings).toMatchObject({ deploymentId: after.deploymentId, percentTraffic: 50 });
    expect((await shop.run(await aShop(HALF, 'GET /more: { lambda: "Uploader:live" }'))).outcome).toBe("in-sync");
  });

  it("is put back when somebody changes it, and left alone where none is declared", async () => {
    const shop = openShop();
    await shop.run(await aShop(HALF));
    const { api, restApiId } = await callsOf(shop);
    const patchOperations = [{ op: "replace" as const, path: "/canarySettings/percentTraffic", value: "99" }];
    await api.updateStage({ restApiId, stageName: "live", patchOperations });

    const undeclared = await shop.run(await aShop(""), { ledger: createMemoryLedger() });
    const declared = await shop.run(await aShop(HALF));

    expect(undeclared.outcome).toBe("in-sync");
    expect(declared.steps.map(({ step }) => [step.cause, step.changes.map(({ path }) => path)])).toEqual([
      ["drift", ["canary.percent"]],
    ]);
    expect((await stageOf(shop)).canarySettings?.percentTraffic).toBe(50);
  });
});

async function aShop(stage: string, routes = "") {
  const all = `variables: { ALIAS: live, B: b }${stage === "" ? "" : `, ${stage}`}`;
  const route = 'GET /order: { lambda: "Uploader:${stageVariables.ALIAS}" }';
  return desiredShop({ code: GOOD, stage: all, route, routes, aliases: "next: { version: $LATEST }" });
}

async function callsOf({ sandbox }: Shop) {
  const config = {
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: sandbox.requestHandler("apigateway"),
  };
  const api = new APIGateway(config);
  const [restApiId = ""] = [...sandbox.world.apigateway.apis.keys()];
  return { api, restApiId };
}

async function stageOf(shop: Shop) {
  const { api, restApiId } = await callsOf(shop);
  return api.getStage({ restApiId, stageName: "live" });
}
