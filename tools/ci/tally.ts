/**
 * Adds up the reports of the test runs, as vitest's JSON reporter writes them, and closes with the plain line that says how
 * many passed and failed. Fails when a run left no report, ran nothing, failed anything or skipped anything.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";

export interface RunReport {
  readonly success: boolean;
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** What is wrong with a run beyond its failed tests, one line each. */
  readonly problems: readonly string[];
}

export function tallyOf(runs: Readonly<Record<string, RunReport>>): Tally {
  const reports = Object.entries(runs);
  return {
    passed: reports.reduce((sum, [, report]) => sum + report.numPassedTests, 0),
    failed: reports.reduce((sum, [, report]) => sum + report.numFailedTests, 0),
    problems: reports.flatMap(([name, report]) => problemsOf(report).map((problem) => `${name}: ${problem}`)),
  };
}

function problemsOf(report: RunReport): readonly string[] {
  const left = report.numPendingTests + report.numTodoTests;
  return [
    ...(report.numTotalTests > 0 ? [] : ["no test ran"]),
    ...(left > 0 ? [`${left} skipped`] : []),
    ...(report.success ? [] : ["did not succeed"]),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const files = process.argv.slice(2);
  const reports = await Promise.all(
    // The reports are vitest's; a missing number would make the sums NaN, which is no count of tests.
    files.map(async (file) => [path.basename(file, ".json"), JSON.parse(await readFile(file, "utf8")) as RunReport] as const),
  );
  const { passed, failed, problems } = tallyOf(Object.fromEntries(reports));
  for (const problem of problems) console.error(problem);
  console.log(`${passed} passed, ${failed} failed`);
  if (files.length === 0 || problems.length > 0 || failed > 0 || !(passed > 0)) process.exitCode = 1;
}
