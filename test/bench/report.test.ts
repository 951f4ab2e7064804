import { describe, expect, it } from "vitest";
import { barsOf, type Measured } from "../../tools/bench/report.ts";
import { median } from "../../tools/bench/start-up.ts";

function measured({
  made = 20,
  writes = 0,
  help = 150,
  validate = 250,
  dryRun = 600,
  seen = 60,
}: {
  made?: number;
  writes?: number;
  help?: number;
  validate?: number;
  dryRun?: number;
  seen?: number;
} = {}): Measured {
  return {
    noOpPass: { made: {}, fewest: {}, oneCallPerResource: {}, total: { made, fewest: 20, oneCallPerResource: 90 }, writes },
    startUp: { rounds: 3, medianMs: { node: 100, help, validate, dryRun } },
    watch: { rounds: 3, medianMs: { "a file is written in place": 55, "a checkout changes 500 files": seen } },
    idle: {},
  };
}

function missed(result: Measured): readonly string[] {
  return barsOf(result)
    .filter((bar) => bar.standing !== "met")
    .map((bar) => bar.what);
}

describe("the bars of the bench", () => {
  it("are met by 1.05 times the fewest calls, and 1.6, 3 and 7 times Node's start for help, validate and a dry run", () => {
    expect(missed(measured({ made: 21, help: 160, validate: 300, dryRun: 700 }))).toEqual([]);
  });

  it.each([
    {
      name: "one call more than 1.05 times the fewest",
      result: measured({ made: 22 }),
      bar: "calls of a no-op pass / fewest possible",
    },
    { name: "any write", result: measured({ writes: 1 }), bar: "writes of a no-op pass" },
    { name: "a slower help", result: measured({ help: 161 }), bar: "reconcile --help / node -e 0" },
    { name: "a slower validate", result: measured({ validate: 301 }), bar: "reconcile validate of the example / node -e 0" },
    { name: "a slower dry run", result: measured({ dryRun: 701 }), bar: "dry run of the example over HTTP / node -e 0" },
    {
      name: "one way of changing files that is seen late",
      result: measured({ seen: 301 }),
      bar: "ms from a change of the files to the start of the pass, in the slowest way",
    },
    { name: "what was not measured", result: measured({ help: Number.NaN }), bar: "reconcile --help / node -e 0" },
  ])("are missed by $name", ({ result, bar }) => {
    expect(missed(result)).toEqual([bar]);
  });

  it("tell a goal not reached yet from a bar that fails the run", () => {
    const standingOf = (dryRun: number) => barsOf(measured({ dryRun })).find(({ what }) => what.startsWith("dry run"))?.standing;

    expect([standingOf(700), standingOf(786), standingOf(1201)]).toEqual(["met", "short", "missed"]);
  });

  it("compare medians: of an even count, the mean of the two in the middle", () => {
    expect([median([9, 1, 5]), median([4, 1, 9, 2])]).toEqual([5, 3]);
  });
});
