/** A rollback whose process dies at any of its calls, while customers ask: nothing fails, a daemon does no harm, and the same command again ends it. */
import { describe, expect, it } from "vitest";
import type { Address } from "../../src/model/address.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import { GOOD, openShop, type Shop, statusesOf } from "../shift/shop.ts";
import { ALIAS, apiOf, heldIn, STAGE, stageOf, takeBack } from "./taking-back.ts";

const MINUTE = 60_000;
const NEWER = `/* newer */ ${GOOD}`;
const MORE = 'GET /more: { lambda: "Uploader:live" }';
const CANARY = "shift: { canary: { percent: 20, bake: 1h } }";

interface Story {
  readonly what: string;
  readonly address: Address;
  /** Declared before and after; the second is under way or arrived when somebody takes it back. */
  readonly desired: (shop: Shop) => Promise<readonly [DesiredState, DesiredState]>;
  readonly isForward?: true;
}

const STORIES: readonly Story[] = [
  {
    what: "an alias that has arrived",
    address: ALIAS,
    desired: async (shop) => [await shop.desired({ code: GOOD }), await shop.desired({ code: NEWER })],
  },
  {
    what: "an alias amid its shift",
    address: ALIAS,
    desired: async (shop) => [
      await shop.desired({ code: GOOD, alias: CANARY }),
      await shop.desired({ code: NEWER, alias: CANARY }),
    ],
  },
  {
    what: "a stage that has arrived",
    address: STAGE,
    desired: async (shop) => [await shop.desired({ code: GOOD }), await shop.desired({ code: GOOD, routes: MORE })],
  },
  {
    what: "a stage amid its shift",
    address: STAGE,
    desired: async (shop) => [
      await shop.desired({ code: GOOD, stage: CANARY }),
      await shop.desired({ code: GOOD, routes: MORE, stage: CANARY }),
    ],
  },
  {
    what: "a stage that goes forward again, which ends its hold",
    address: STAGE,
    isForward: true,
    desired: async (shop) => [await shop.desired({ code: GOOD }), await shop.desired({ code: GOOD, routes: MORE })],
  },
];

describe.each(STORIES)("the rollback of $what", ({ address, desired, isForward = false }) => {
  /** Two releases, and where the rollback is to lead. */
  async function begin() {
    const shop = openShop();
    const [first, second] = await desired(shop);
    await shop.run(first);
    const older = pointerOf(shop, address).at;
    await shop.clock.advance(MINUTE);
    await shop.pass(second);
    const newer = pointerOf(shop, address).beside ?? pointerOf(shop, address).at;
    if (isForward) await takeBack(shop, address);
    return { shop, second, older, newer, to: isForward ? newer : older };
  }

  it("ends as without a death, whichever call was the last one of its process", { timeout: 120_000 }, async () => {
    const whole = await begin();
    const from = whole.shop.sandbox.journal.entries().length;
    expect(await takeBack(whole.shop, address, whole.to)).toMatchObject({ outcome: "converged" });
    const expected = { ...pointerOf(whole.shop, address), at: "there" };
    const calls = whole.shop.sandbox.journal.entries().slice(from);
    const firstWrite = calls.findIndex(({ write }) => write);
    expect(firstWrite).toBeGreaterThan(0);
    expect(heldIn(await whole.shop.pass(whole.second))).toEqual(isForward ? [] : [address]);

    // What dies before anything is written leaves the account as it was, and the same account to the next.
    const patient = await begin();
    const untouched = pointerOf(patient.shop, address);
    for (const [last, { operation }] of calls.entries()) {
      const { shop, second, older, newer, to } = last < firstWrite ? patient : await begin();
      const where = `killed at ${operation}, call ${last + 1} of ${calls.length}`;
      dieAfter(shop, last);
      const ended = await shop.whileServing(() => takeBack(shop, address, to)).catch(() => null);
      // It is moved before what it calls is looked at: that this went wrong is said, and takes nothing back.
      expect(ended === null || ("warnings" in ended && ended.warnings.length > 0), where).toBe(true);
      shop.sandbox.faults.clear();
      expect(statusesOf(shop.answers), where).toEqual({ 200: shop.answers.length });
      if (last < firstWrite) {
        expect(pointerOf(shop, address), where).toEqual(untouched);
        continue;
      }
      expect([older, newer], where).toContain(pointerOf(shop, address).at);

      await shop.whileServing(() => shop.pass(second));
      expect([older, newer], where).toContain(pointerOf(shop, address).at);
      await shop.whileServing(() => takeBack(shop, address, to));
      const later = await shop.whileServing(() => shop.pass(second));

      expect(statusesOf(shop.answers), where).toEqual({ 200: shop.answers.length });
      expect(pointerOf(shop, address), where).toEqual({ ...expected, at: to });
      expect(heldIn(later), where).toEqual(isForward ? [] : [address]);
    }
  });
});

/** Of the calls from now on the nth, from 0, is the last: it takes effect, and nobody hears of it, nor of anything after. */
function dieAfter({ sandbox }: Shop, nth: number): void {
  let count = -1;
  sandbox.faults.script(() => {
    count += 1;
    return count < nth ? undefined : { type: "lose", when: count === nth ? "after" : "before" };
  });
}

/** `at`: what serves; `beside`: what shares its traffic. */
function pointerOf(shop: Shop, address: Address) {
  if (address === ALIAS) {
    const { functionVersion, additional, description } = shop.alias();
    return { at: functionVersion, beside: additional?.version, isHeld: /held:/.test(description ?? "") };
  }
  const { stage, hold } = stageOf(shop);
  expect(apiOf(shop).deployments.has(stage.deploymentId)).toBe(true);
  return { at: stage.deploymentId, beside: stage.canarySettings?.deploymentId, isHeld: hold !== undefined };
}
