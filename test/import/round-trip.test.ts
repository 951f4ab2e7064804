import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { roundTrip } from "../../tools/round-trip/round-trip.ts";
import { type Ground, layGround } from "../../tools/simulation/ground.ts";

/** `npm run round-trip -- --runs 300` tries more of them. */
const SEEDS = Array.from({ length: 6 }, (_, at) => 1001 + at);

describe("random accounts", () => {
  let ground: Ground;

  beforeAll(async () => {
    ground = await layGround();
  });

  afterAll(() => ground.remove());

  it.each(SEEDS)(
    "of seed %i import to what asks for nothing, and merging and accepting keep every untouched byte",
    async (seed) => {
      expect(await roundTrip(seed, ground)).toEqual([]);
    },
  );
});
