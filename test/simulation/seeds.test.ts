/** Whole lives of an account, from seeds: always the same ones, and every one that ever went wrong. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { layGround } from "../../tools/simulation/ground.ts";
import { type History, randomHistory, SCENARIOS, type ScenarioName } from "../../tools/simulation/history.ts";
import { type Life, live } from "../../tools/simulation/simulate.ts";

const REGRESSIONS = path.join(import.meta.dirname, "regressions");
/** Fixed: `npm run simulate` draws new ones, and docs/simulation.md says how many of those still fail. */
const SEEDS = [101, 102, 103, 104, 105];

const ground = await layGround();
afterAll(() => ground.remove());

/** Calls without what the SDK makes up anew each time. */
function callsIn({ journal }: Life): readonly unknown[] {
  return journal.map(({ at, operation, input, error }) => [at, operation, input, error]);
}

describe.each(Object.keys(SCENARIOS) as ScenarioName[])("%s", (scenario) => {
  it.each(SEEDS)("seed %i", async (seed) => {
    const life = await live(randomHistory(seed, scenario, ground.digests), ground);

    expect(life.violations, JSON.stringify(life.history)).toEqual([]);
  });
});

describe("the same seed", () => {
  it("makes the same calls at the same times, with the same inputs and answers", async () => {
    const first = await live(randomHistory(4, "mixed", ground.digests), ground);

    const second = await live(randomHistory(4, "mixed", ground.digests), ground);

    expect(first.journal.length).toBeGreaterThan(100);
    expect(callsIn(second)).toEqual(callsIn(first));
  });

  it("with two processes at once, too", async () => {
    const [first, second] = [
      await live(randomHistory(7, "two-at-once", ground.digests), ground),
      await live(randomHistory(7, "two-at-once", ground.digests), ground),
    ];

    expect(callsIn(second)).toEqual(callsIn(first));
  });

  it("with daemons to whom a commit comes that is read for the first time, too", async () => {
    const untouched = await layGround();
    const history = randomHistory(30113063, "daemons", untouched.digests);
    const first = await live(history, untouched);

    const second = await live(history, untouched);

    untouched.remove();
    expect(callsIn(second)).toEqual(callsIn(first));
  });
});

describe("what once went wrong", () => {
  it.each(readdirSync(REGRESSIONS))("%s", async (file) => {
    // Written by the simulation, shrunk.
    const history = JSON.parse(readFileSync(path.join(REGRESSIONS, file), "utf8")) as History;

    expect((await live(history, ground)).violations).toEqual([]);
  });
});
