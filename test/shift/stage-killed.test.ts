/** A process that dies at any call of a stage's shift: the stage is always in a legal state, and the next run ends it as it should. */
import { describe, expect, it } from "vitest";
import type { DesiredState } from "../../src/model/desired.ts";
import type { GateReader } from "../../src/model/gates.ts";
import type { StageState } from "../../src/sandbox/apigateway/state.ts";
import { createMemoryLedger } from "../core/run-pass.ts";
import { desiredShop, GOOD, openShop, type Shop, statusesOf } from "./shop.ts";

const CANARY = "shift: { canary: { percent: 10, bake: 1m } }, alarms: [checkout]";

function stageOf({ sandbox }: Shop): StageState {
  const stage = [...sandbox.world.apigateway.apis.values()][0]?.stages.get("live");
  if (stage === undefined) throw new Error("there is no stage yet");
  return stage;
}

/** It rings while the new snapshot has requests, or never. */
function gatesOf(shop: Shop, rings: boolean): GateReader {
  return { read: async () => ({ at: 0, alarms: { checkout: rings && stageOf(shop).canarySettings ? "ALARM" : "OK" } }) };
}

async function aShopServing(first: DesiredState) {
  const shop = openShop();
  await shop.run(first, { gates: gatesOf(shop, false) });
  return { shop, old: stageOf(shop) };
}

const OLD = { ALIAS: "live", OLD: "o" };
const NEW = { ALIAS: "next", NEW: "n" };
/** After promotion, whose copy merges. */
const MERGED = { ...OLD, ...NEW };

describe.each([
  { how: "arrives", rings: false, outcomes: ["converged", "in-sync"] },
  { how: "is taken back", rings: true, outcomes: ["failed"] },
])("a stage's shift that $how", ({ rings, outcomes }) => {
  it("does so whichever call of it was the last one of its process", async () => {
    const first = await shopOf(`variables: { ALIAS: live, OLD: o }, ${CANARY}`);
    const next = await shopOf(`variables: { ALIAS: next, NEW: n }, ${CANARY}`, "GET /more: { lambda: Uploader }");
    const { shop: whole } = await aShopServing(first);
    const before = whole.sandbox.journal.entries().length;
    const expected = await whole.run(next, { gates: gatesOf(whole, rings) });
    const calls = whole.sandbox.journal.entries().slice(before);
    expect(expected.outcome).toBe(outcomes[0]);
    const writes = calls.filter(({ operation }) => /^(Update|Create|Add|Tag|Untag|Put|Delete)/.test(operation));
    expect(writes.filter(({ operation }) => operation === "UpdateStage")).toHaveLength(rings ? 2 : 3);

    for (const { sequence: last, operation } of calls) {
      const { shop, old } = await aShopServing(first);
      // The last call takes effect, and nobody hears of it, nor of anything after.
      shop.sandbox.faults.script(({ sequence }) =>
        sequence < last ? undefined : { type: "lose", when: sequence === last ? "after" : "before" },
      );
      await shop.run(next, { gates: gatesOf(shop, rings) });
      shop.sandbox.faults.clear();
      const where = `killed at ${operation}, call ${last}`;
      const { deploymentId, variables, canarySettings } = stageOf(shop);
      if (deploymentId === old.deploymentId) expect(variables, where).toEqual(OLD);
      else expect([MERGED, NEW], where).toContainEqual(variables);
      expect([undefined, 0, 10], where).toContain(canarySettings?.percentTraffic);

      const resume = () => shop.run(next, { gates: gatesOf(shop, rings), ledger: createMemoryLedger() });
      const resumed = await shop.whileServing(resume, 0.25);

      expect(statusesOf(shop.answers), where).toEqual({ 200: shop.answers.length });
      // Where the last call had ended it, nothing is left to do.
      expect(outcomes, where).toContain(resumed.outcome);
      const ended = stageOf(shop);
      expect([ended.canarySettings, ended.variables, ended.deploymentId === old.deploymentId], where).toEqual(
        rings ? [undefined, OLD, true] : [undefined, NEW, false],
      );
    }
  }, 300_000);
});

function shopOf(stage: string, routes = "") {
  const route = 'GET /order: { lambda: "Uploader:${stageVariables.ALIAS}" }';
  return desiredShop({ code: GOOD, route, routes, stage, aliases: "next: { version: auto, environment: { NEXT: yes } }" });
}
