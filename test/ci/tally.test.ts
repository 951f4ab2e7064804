import { describe, expect, it } from "vitest";
import { type RunReport, tallyOf } from "../../tools/ci/tally.ts";

function aRun(shape: Partial<RunReport> = {}): RunReport {
  return { success: true, numTotalTests: 3, numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, ...shape };
}

describe("the tally of test runs", () => {
  it("adds up what passed and failed in all of them", () => {
    const tally = tallyOf({ oldest: aRun(), newest: aRun({ success: false, numPassedTests: 1, numFailedTests: 2 }) });

    expect(tally).toEqual({ passed: 4, failed: 2, problems: ["newest: did not succeed"] });
  });

  it.each([
    { name: "a run that ran nothing", run: aRun({ numTotalTests: 0, numPassedTests: 0 }), problem: "run: no test ran" },
    { name: "a skipped test", run: aRun({ numPendingTests: 1 }), problem: "run: 1 skipped" },
    { name: "a test that is only announced", run: aRun({ numTodoTests: 2 }), problem: "run: 2 skipped" },
    { name: "an error outside every test", run: aRun({ success: false }), problem: "run: did not succeed" },
  ])("does not take $name for success", ({ run, problem }) => {
    expect(tallyOf({ run }).problems).toEqual([problem]);
  });
});
