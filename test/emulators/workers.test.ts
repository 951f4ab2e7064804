import { describe, expect, inject, it } from "vitest";
import { runLiveFleet } from "../../tools/scale/live-fleet.ts";

/** The full size is what `npm run scale -- live` runs. */
const SIZE = { workers: 3, targets: 6, kills: 2, edits: 1 };
/** What a killed worker held comes back only once its hold is over, and poison is dead only after several of these. */
const MANY_HOLDS_MS = 300_000;

/** localemu has no queues that could be asked. */
const WITH_QUEUES = inject("emulators").filter(({ name }) => name === "moto" || name === "ministack");

describe.each(WITH_QUEUES)("workers at the queues and the event bus of $name", (emulator) => {
  it(
    "converge every target though they are killed, never two in one, and pass for every event; poison ends among the dead letters",
    async () => {
      const result = await runLiveFleet({ ...SIZE, command: inject("command"), emulator, random: drawing(10) });

      expect(result.intrusions).toEqual([]);
      expect(result.converged).toBe(SIZE.targets);
      expect(result.killed).toBe(SIZE.kills);
      expect(result.eventsThatLedToAPass).toBe(SIZE.edits);
      expect(result.deadLetters).toEqual([expect.stringContaining('"trigger":"whim"')]);
    },
    MANY_HOLDS_MS,
  );
});

/** The same numbers in every run. */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
