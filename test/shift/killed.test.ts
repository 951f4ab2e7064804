/** A process that dies at any call of a shift: the alias is always in a legal state, and the next run ends it as it should. */
import { describe, expect, it } from "vitest";
import type { DesiredState } from "../../src/model/desired.ts";
import type { GateReader } from "../../src/model/gates.ts";
import { createMemoryLedger } from "../core/run-pass.ts";
import { desiredShop, GOOD, openShop, type Shop, statusesOf } from "./shop.ts";

const CANARY = "shift: { canary: { percent: 10, bake: 1m } }, alarms: [checkout]";

/** Few: each of them runs the handler, and there are as many shifts as calls of one. */
const REQUESTS_PER_SECOND = 0.1;

/** It rings while the new version has traffic, or never. */
function gatesOf(shop: Shop, rings: boolean): GateReader {
  return { read: async () => ({ at: 0, alarms: { checkout: rings && shop.alias().additional ? "ALARM" : "OK" } }) };
}

async function aShopServing(first: DesiredState): Promise<Shop> {
  const shop = openShop();
  await shop.run(first, { gates: gatesOf(shop, false) });
  return shop;
}

/** Old version alone, a tenth for the new one, or new version alone. */
function isLegal({ functionVersion, additional }: ReturnType<Shop["alias"]>): boolean {
  if (additional === undefined) return functionVersion === "1" || functionVersion === "2";
  return functionVersion === "1" && additional.version === "2" && additional.weight === 0.1;
}

describe.each([
  { how: "arrives", rings: false, outcomes: ["converged", "in-sync"], version: "2" },
  { how: "is taken back", rings: true, outcomes: ["failed"], version: "1" },
])("a shift that $how", ({ rings, outcomes, version }) => {
  it("does so whichever call of it was the last one of its process", async () => {
    const first = await desiredShop({ code: GOOD, alias: CANARY });
    const next = await desiredShop({ code: `/* newer */ ${GOOD}`, alias: CANARY });
    const whole = await aShopServing(first);
    const before = whole.sandbox.journal.entries().length;
    const expected = await whole.run(next, { gates: gatesOf(whole, rings) });
    const calls = whole.sandbox.journal.entries().slice(before);
    expect(expected.outcome).toBe(outcomes[0]);
    expect(calls.length).toBeGreaterThan(20);

    const answered = new Set<string>();
    for (const { sequence: last, operation } of calls) {
      const shop = await aShopServing(first);
      // The last call takes effect, and nobody hears of it, nor of anything after.
      shop.sandbox.faults.script(({ sequence }) =>
        sequence < last ? undefined : { type: "lose", when: sequence === last ? "after" : "before" },
      );
      await shop.whileServing(() => shop.run(next, { gates: gatesOf(shop, rings) }), REQUESTS_PER_SECOND);
      shop.sandbox.faults.clear();
      expect(isLegal(shop.alias()), `killed at ${operation}, call ${last}`).toBe(true);

      const resume = () => shop.run(next, { gates: gatesOf(shop, rings), ledger: createMemoryLedger() });
      const resumed = await shop.whileServing(resume, REQUESTS_PER_SECOND);

      expect(statusesOf(shop.answers), `killed at ${operation}, call ${last}`).toEqual({ 200: shop.answers.length });
      for (const { version } of shop.answers) answered.add(version);
      // Where the last call had ended it, nothing is left to do.
      expect(outcomes, `killed at ${operation}, call ${last}`).toContain(resumed.outcome);
      expect([shop.alias().functionVersion, shop.alias().additional]).toEqual([version, undefined]);
    }
    // Customers met both.
    expect([...answered].toSorted()).toEqual(["1", "2"]);
  }, 300_000);
});

describe("a version that is verified before and after", () => {
  const VERIFIED = "verify: { before: { expect: { statusCode: 200 } }, after: [{ path: /order }] }";
  it.each([
    { how: "arrives", code: `/* newer */ ${GOOD}`, outcomes: ["converged", "in-sync"], version: "2" },
    { how: "is refused before", code: 'throw new Error("no table");', outcomes: ["failed"], version: "1" },
    { how: "is taken back after", code: "return answer(event.requestContext ? 503 : 200);", outcomes: ["failed"], version: "1" },
  ])("$how, whichever call was the last one of its process", { timeout: 300_000 }, async ({ code, outcomes, version }) => {
    const first = await desiredShop({ code: GOOD, alias: VERIFIED });
    const next = await desiredShop({ code, alias: VERIFIED });
    const whole = await aShopServing(first);
    const before = whole.sandbox.journal.entries().length;
    expect((await whole.run(next)).outcome).toBe(outcomes[0]);
    const calls = whole.sandbox.journal.entries().slice(before);
    const moves = calls.filter(({ operation }) => ["PublishVersion", "Invoke", "UpdateAlias"].includes(operation));
    expect(moves.length).toBeGreaterThan(2);

    for (const { sequence: last, operation } of moves) {
      const shop = await aShopServing(first);
      shop.sandbox.faults.script(({ sequence }) =>
        sequence < last ? undefined : { type: "lose", when: sequence === last ? "after" : "before" },
      );
      await shop.run(next);
      shop.sandbox.faults.clear();
      const { functionVersion, additional } = shop.alias();
      expect([functionVersion, additional?.version, additional?.weight ?? 1], `killed at ${operation}`).toEqual(
        functionVersion === "1" && additional ? ["1", "2", 1] : [functionVersion, undefined, 1],
      );

      const resumed = await shop.run(next, { ledger: createMemoryLedger() });

      expect(outcomes, `killed at ${operation}, call ${last}`).toContain(resumed.outcome);
      expect([shop.alias().functionVersion, shop.alias().additional]).toEqual([version, undefined]);
    }
  });
});
