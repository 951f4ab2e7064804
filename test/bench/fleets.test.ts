/** A small fleet under AWS's quotas, on virtual time. */
import { describe, expect, it } from "vitest";
import { measureFromEmpty, measureNoOpCalls } from "../../tools/bench/fleets.ts";
import { measureOneFails, measureTargetsNoOp } from "../../tools/bench/targets.ts";

const SMALL = { apis: 6, stages: 2, functions: 3, aliases: 2, buckets: 1 };

describe("a fleet", () => {
  it.each([0.2, 0.6])("takes as long as its forecast says, with %f of the quotas left to others", async (reserve) => {
    const { seconds, forecastSeconds, refused, failedSteps, ratio } = await measureFromEmpty(SMALL, { reserve, rival: false });

    expect(seconds).toBeGreaterThan(forecastSeconds - 1);
    // What is made before the first snapshot, and after the last.
    expect(seconds).toBeLessThan(forecastSeconds * 1.1);
    expect(ratio).toBeLessThan(1.5);
    expect([refused, failedSteps]).toEqual([0, 0]);
  });

  it("of several targets takes as long while one of them fails, and makes the fewest calls in all of them", async () => {
    const tiny = { apis: 2, stages: 2, functions: 2, aliases: 2, buckets: 1 };
    const { seconds, alone, outcome } = await measureOneFails(3, tiny, 0.2);
    const { noOp, steady } = await measureTargetsNoOp(3, tiny);

    expect(outcome).toBe("failed");
    expect(seconds).toBeGreaterThan(5);
    expect(seconds).toBeLessThanOrEqual(alone * 1.02);
    expect([noOp.made, steady.made]).toEqual([noOp.fewest, steady.shallow]);
  });

  it("that has converged is looked at in the fewest calls, and nothing is written", async () => {
    const { noOp, steady } = await measureNoOpCalls(SMALL);

    expect(noOp.made).toBe(noOp.fewest);
    expect(noOp.writes).toBe(0);
    expect(steady.made).toBe(steady.shallow);
  });
});
