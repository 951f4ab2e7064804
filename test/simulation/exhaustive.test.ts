/**
 * A process that dies after any of its writes, and each answer that is lost: in three desired states, making, changing, pruning
 * and destroying. `npm run simulate -- --scenario exhaustive` tries every fault at every call; here is what decides.
 */
import { afterAll, expect, it } from "vitest";
import { exhaustive } from "../../tools/simulation/exhaustive.ts";
import { layGround } from "../../tools/simulation/ground.ts";
import { live } from "../../tools/simulation/simulate.ts";

const ground = await layGround();
afterAll(() => ground.remove());

it.each([
  ["example", "create", "die-after"],
  ["example", "update", "die-after"],
  ["example", "prune", "die-after"],
  ["example", "destroy", "die-after"],
  ["shared function", "update", "die-after"],
  ["shared function", "prune", "lose-after"],
  ["half foreign", "create", "lose-after"],
  ["half foreign", "prune", "die-after"],
] as const)(
  "%s, %s: %s every write",
  async (story, operation, fault) => {
    let lives = 0;
    for await (const history of exhaustive(ground, {
      stories: [story],
      operations: [operation],
      faults: [fault],
      onlyWrites: true,
    })) {
      const life = await live(history, ground);
      lives += 1;
      expect(life.violations, JSON.stringify(history)).toEqual([]);
    }

    expect(lives).toBeGreaterThan(2);
  },
  120_000,
);
