import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeDemand, quantile } from "../../tools/scale/demand.ts";
import { type Crew, type Demand, runFleet } from "../../tools/scale/fleet-model.ts";
import { createRandom } from "../../tools/simulation/random.ts";

/** 10 ms of the processor, 90 ms of waiting: worked by hand below. */
const ONE: Crew = { workers: 1, atOnce: 1, pass: { cpuMs: 10, waitMs: 90 }, lookAgainMs: null };

const CASES: readonly {
  readonly name: string;
  readonly demand: Demand;
  readonly crew: Crew;
  readonly seenAfter?: readonly (number | null)[];
  readonly waited: readonly number[];
  readonly passes: number;
}[] = [
  {
    name: "a target after another, for a worker of one at once",
    demand: { targets: 2, messages: [at(0, 0), at(0, 1)], edits: [] },
    crew: ONE,
    waited: [0, 100],
    passes: 2,
  },
  {
    name: "two at once share the processor alone: the second pass ends 10 ms after the first, and the third begins then",
    demand: { targets: 4, messages: [at(0, 0), at(0, 1), at(0, 2), at(0, 3)], edits: [] },
    crew: { ...ONE, atOnce: 2 },
    waited: [0, 0, 100, 110],
    passes: 4,
  },
  {
    name: "two workers take the target that comes first each",
    demand: { targets: 3, messages: [at(0, 0), at(0, 1), at(5, 2)], edits: [] },
    crew: { ...ONE, workers: 2 },
    waited: [0, 0, 95],
    passes: 3,
  },
  {
    name: "a target in somebody's hands is given to nobody else, and all that waits for it is one pass",
    demand: { targets: 1, messages: [at(0, 0), at(20, 0), at(50, 0)], edits: [] },
    crew: { ...ONE, workers: 3 },
    waited: [0, 80, 50],
    passes: 2,
  },
  {
    name: "the schedule sees an edit at the end of the first pass that began after it",
    demand: { targets: 1, messages: [at(0, 0), at(1_000, 0)], edits: [{ at: 50, target: 0 }] },
    crew: ONE,
    seenAfter: [1_050],
    waited: [0, 0],
    passes: 2,
  },
  {
    name: "an event's pass sees its own edit, and the schedule the one whose event was lost",
    demand: {
      targets: 1,
      messages: [at(300, 0, 0), at(1_000, 0)],
      edits: [
        { at: 100, target: 0 },
        { at: 150, target: 0 },
      ],
    },
    crew: ONE,
    seenAfter: [300, 950],
    waited: [0, 0],
    passes: 2,
  },
  {
    name: "what nothing looks at is not seen",
    demand: { targets: 2, messages: [at(300, 1)], edits: [{ at: 100, target: 0 }] },
    crew: ONE,
    seenAfter: [null],
    waited: [0],
    passes: 1,
  },
  {
    name: "what was put back is looked at once more, and nothing else is",
    demand: { targets: 1, messages: [at(300, 0, 0), at(9_000, 0)], edits: [{ at: 100, target: 0 }] },
    crew: { ...ONE, lookAgainMs: 1_000 },
    seenAfter: [300],
    waited: [0, 0],
    passes: 3,
  },
];

function at(time: number, target: number, edit?: number) {
  return { at: time, target, ...(edit !== undefined && { edit }) };
}

describe("the model of a fleet", () => {
  it.each(CASES)("$name", ({ demand, crew, seenAfter = [], waited, passes }) => {
    const outcome = runFleet(demand, crew);

    expect({ seenAfter: outcome.seenAfter, waited: outcome.waited, passes: outcome.passes }).toEqual({
      seenAfter,
      waited,
      passes,
    });
  });

  it("tells how busy the processors were until the last message: 20 of 100 ms of two", () => {
    const messages = [at(0, 0), at(0, 1), at(100, 0)];

    expect(runFleet({ targets: 2, messages, edits: [] }, { ...ONE, workers: 2 }).busy).toBeCloseTo(0.1);
  });

  it("sees every edit before a whole pass of its target, takes every message, and is never slower with room for all", () => {
    const facts = fc.record({
      targets: fc.integer({ min: 1, max: 12 }),
      workers: fc.integer({ min: 1, max: 4 }),
      atOnce: fc.integer({ min: 1, max: 3 }),
      seed: fc.integer(),
      lost: fc.constantFrom(0, 0.5, 1),
    });
    fc.assert(
      fc.property(facts, ({ targets, workers, atOnce, seed, lost }) => {
        const events = { medianMs: 5_000, p99Ms: 60_000, lost };
        const hour = { targets, intervalMs: 600_000, editsPerMinute: 2, durationMs: 3_600_000, events };
        const demand = makeDemand(hour, createRandom(seed).next);
        const crew = { ...ONE, workers, atOnce, pass: { cpuMs: 2_000, waitMs: 5_000 }, lookAgainMs: 30_000 };
        const outcome = runFleet(demand, crew);
        const roomy = runFleet(demand, { ...crew, workers: targets, atOnce: targets });
        const lastWhole = new Map(demand.messages.flatMap(({ at, target, edit }) => (edit === undefined ? [[target, at]] : [])));

        demand.edits.forEach((edit, index) => {
          if (edit.at <= (lastWhole.get(edit.target) ?? 0)) expect(outcome.seenAfter[index]).toBeGreaterThanOrEqual(7_000);
        });
        expect(Math.min(0, ...outcome.waited)).toBe(0);
        expect(outcome.passes).toBeLessThanOrEqual(demand.messages.length + demand.edits.length);
        expect(quantile(roomy.waited, 0.5)).toBeLessThanOrEqual(quantile(outcome.waited, 0.5));
      }),
      { numRuns: 60 },
    );
  });
});

describe("the demand on a fleet", () => {
  const day = { targets: 50, intervalMs: 3_600_000, editsPerMinute: 5, durationMs: 24 * 3_600_000 };

  it("asks for a pass of each target at its interval, for two more after the last edit, and makes the edits that were asked for", () => {
    const { messages, edits } = makeDemand({ ...day, events: null }, createRandom(1).next);

    expect(messages.length).toBe(50 * (24 + 2));
    expect(Math.abs(edits.length / (5 * 24 * 60) - 1)).toBeLessThan(0.05);
    expect(messages).toEqual(messages.toSorted((left, right) => left.at - right.at));
  });

  it("tells of edits with the delay that was asked for, and loses the share that was", () => {
    const { messages, edits } = makeDemand(
      { ...day, events: { medianMs: 20_000, p99Ms: 180_000, lost: 0.1 } },
      createRandom(2).next,
    );
    const delays = messages.flatMap(({ at, edit }) => (edit === undefined ? [] : [at - (edits[edit]?.at ?? Number.NaN)]));

    expect(Math.abs(delays.length / edits.length - 0.9)).toBeLessThan(0.02);
    expect(Math.abs(quantile(delays, 0.5) / 20_000 - 1)).toBeLessThan(0.1);
    expect(Math.abs(quantile(delays, 0.99) / 180_000 - 1)).toBeLessThan(0.25);
  });
});

describe("a quantile", () => {
  it.each([
    { values: [3, 1, 2], share: 0.5, is: 2 },
    { values: [1, 2, 3, 4], share: 0.5, is: 2 },
    { values: [1, 2, 3, 4], share: 0.99, is: 4 },
    { values: [7], share: 0.01, is: 7 },
  ])("of $values at $share is $is", ({ values, share, is }) => {
    expect(quantile(values, share)).toBe(is);
  });
});
