/**
 * A process that dies after any of its writes, and each answer that is lost: in a few desired states, making, changing, pruning,
 * destroying and shifting. `npm run simulate -- --scenario exhaustive` tries every fault at every call; here is what decides.
 */
import { afterAll, expect, it } from "vitest";
import { type Choice, chapters, liveChapter } from "../../tools/simulation/exhaustive.ts";
import { layGround } from "../../tools/simulation/ground.ts";

const ground = await layGround();
afterAll(() => ground.remove());

it.each([
  ["example: create", "die-after"],
  ["example: update", "die-after"],
  ["example: prune", "die-after"],
  ["example: destroy", "die-after"],
  ["shared function: update", "die-after"],
  ["shared function: prune", "lose-after"],
  ["half foreign: create", "lose-after"],
  ["half foreign: prune", "die-after"],
  ["alias in steps: shift begins", "die-after"],
  ["alias in steps: shift ends", "lose-after"],
  ["stage in steps: shift goes on", "lose-after"],
  ["stage in steps: shift ends", "die-after"],
] as const)(
  "%s: %s every write",
  async (chapter, fault) => {
    const choice: Choice = { faults: [fault], onlyWrites: true };

    const { lives, failed } = await liveChapter(chapter, ground, choice);

    expect(failed.map(({ history, violations }) => [JSON.stringify(history), violations])).toEqual([]);
    // A step of a shift is one write.
    expect(lives).toBeGreaterThan(1);
  },
  120_000,
);

it("are chapters of their own: each operation of each desired state", () => {
  expect(chapters().length).toBe(6 * 5 + 2 * 3);
});
