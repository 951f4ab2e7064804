import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endOf, type PassEnd, paceOf, pauseAfter } from "../../src/daemon/pace.ts";
import type { Outcome } from "../../src/model/report.ts";
import { aReport } from "./builders.ts";

describe("how a pass ended, as far as the next one goes", () => {
  it.each<{ readonly reason: string; readonly outcome: Outcome; readonly error?: boolean; readonly end: PassEnd }>([
    { reason: "all is well", outcome: "in-sync", end: "settled" },
    { reason: "all is well now", outcome: "converged", end: "settled" },
    { reason: "traffic is on its way", outcome: "shifting", end: "settled" },
    { reason: "a dry run found what it would do", outcome: "changes", end: "settled" },
    { reason: "a refused plan is refused again", outcome: "refused", end: "settled" },
    { reason: "broken files are mended by a change", outcome: "invalid", end: "settled" },
    { reason: "some resource is blocked or failed", outcome: "failed", end: "held-up" },
    { reason: "nothing could be done at all", outcome: "failed", error: true, end: "failed" },
  ])("$outcome: $reason", ({ outcome, error, end }) => {
    const report = aReport({ outcome, ...(error && { error: { code: "credentials", message: "no" } }) });

    expect(endOf(report)).toBe(end);
  });
});

describe("the pause until the next pass", () => {
  const interval = fc.integer({ min: 1_000, max: 86_400_000 });
  const chance = fc.double({ min: 0, max: 1, noNaN: true });

  it("is the interval, a tenth more or less, after a pass that settled", () => {
    fc.assert(
      fc.property(interval, chance, (intervalMs, random) => {
        const pause = pauseAfter("settled", 1, paceOf(intervalMs), random);

        expect(pause).toBeGreaterThanOrEqual(intervalMs * 0.9 - 1e-6);
        expect(pause).toBeLessThanOrEqual(intervalMs * 1.1 + 1e-6);
      }),
    );
  });

  it("grows with every pass in a row that fails, up to the longest, and is never nothing", () => {
    fc.assert(
      fc.property(interval, chance, fc.integer({ min: 1, max: 5_000 }), (intervalMs, random, inARow) => {
        const pace = paceOf(intervalMs);
        const [now, next] = [pauseAfter("failed", inARow, pace, random), pauseAfter("failed", inARow + 1, pace, random)];

        expect(now).toBeGreaterThanOrEqual(500);
        expect(next).toBeGreaterThanOrEqual(now);
        expect(next).toBeLessThanOrEqual(Math.max(300_000, intervalMs));
      }),
    );
  });

  it("never keeps the others waiting longer than the interval for one that is held up", () => {
    fc.assert(
      fc.property(interval, chance, fc.integer({ min: 1, max: 5_000 }), (intervalMs, random, inARow) => {
        expect(pauseAfter("held-up", inARow, paceOf(intervalMs), random)).toBeLessThanOrEqual(intervalMs);
      }),
    );
  });

  it("is spread by chance, so that many daemons do not come back at one moment", () => {
    const pauses = [0, 0.25, 0.5, 0.75, 1].map((random) => pauseAfter("failed", 3, paceOf(60_000), random));

    expect(new Set(pauses).size).toBe(5);
  });
});
