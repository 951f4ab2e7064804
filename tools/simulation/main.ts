/**
 * `npm run simulate -- --runs N --seed S --scenario NAME --faults A,B --chapter TEXT --shrink --jobs N --replay FILE --report FILE`.
 * The last line is `N passed, N failed`. Without --seed, seeds are new every day. --faults: of the exhaustive suite, only these;
 * --chapter: only what has this in its name.
 */
import { readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";
import type { RunReport } from "../ci/tally.ts";
import { work } from "./crew.ts";
import type { Task } from "./crew-member.ts";
import { chapters } from "./exhaustive.ts";
import { FAULTS, type FaultName, type History, SCENARIOS, type ScenarioName } from "./history.ts";
import { bundleProgram } from "./program.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100" },
    seed: { type: "string", default: String(Math.floor(Date.now() / 86_400_000) * 1000) },
    scenario: { type: "string", default: "mixed" },
    shrink: { type: "boolean", default: false },
    jobs: { type: "string", default: String(os.availableParallelism()) },
    faults: { type: "string" },
    chapter: { type: "string", default: "" },
    replay: { type: "string" },
    report: { type: "string" },
  },
});

process.exitCode = (await simulate()) === 0 ? 0 : 1;

/** How many failed. */
async function simulate(): Promise<number> {
  const started = Date.now();
  const tasks = [...toDo()];
  let lives = 0;
  let failed = 0;
  await work({
    program: await bundleProgram("as-it-is"),
    jobs: Math.min(Number(values.jobs), tasks.length),
    tasks,
    done(task, answer) {
      lives += answer.lives;
      failed += answer.failures.length;
      if (task.type === "chapter") console.log(`${task.chapter}: ${answer.lives} lives, ${answer.failures.length} failed`);
      for (const { told } of answer.failures) console.log(told);
      return "go on";
    },
  });
  if (values.report !== undefined) writeReport(values.report, { lives, failed });
  console.log(`in ${Math.round((Date.now() - started) / 1000)} s`);
  console.log(`${lives - failed} passed, ${failed} failed`);
  return failed;
}

/** As the tally takes it. */
function writeReport(file: string, { lives, failed }: { readonly lives: number; readonly failed: number }): void {
  const report: RunReport = {
    success: failed === 0,
    numTotalTests: lives,
    numPassedTests: lives - failed,
    numFailedTests: failed,
    numPendingTests: 0,
    numTodoTests: 0,
  };
  writeFileSync(file, JSON.stringify(report));
}

function* toDo(): Iterable<Task> {
  if (values.replay !== undefined) {
    // Written by this program.
    const history = JSON.parse(readFileSync(values.replay, "utf8")) as History;
    yield { type: "history", history, replay: `npm run simulate -- --replay ${values.replay}`, shrinks: values.shrink };
    return;
  }
  if (values.scenario === "exhaustive") {
    const faults = values.faults?.split(",").map(faultNamed);
    for (const chapter of chapters().filter((name) => name.includes(values.chapter)))
      yield { type: "chapter", chapter, choice: faults === undefined ? {} : { faults } };
    return;
  }
  const first = Number(values.seed);
  const names = values.scenario === "each" ? scenarioNames() : [scenarioNamed(values.scenario)];
  console.log(`${values.scenario}: seeds ${first} to ${first + Number(values.runs) - 1}`);
  for (let nth = 0; nth < Number(values.runs); nth += 1) {
    // There is at least one.
    yield { type: "seed", scenario: names[nth % names.length] as ScenarioName, seed: first + nth, shrinks: values.shrink };
  }
}

function faultNamed(name: string): FaultName {
  const found = FAULTS.find((fault) => fault === name);
  if (found !== undefined) return found;
  throw new Error(`no fault "${name}"; there are ${FAULTS.join(", ")}`);
}

function scenarioNamed(name: string): ScenarioName {
  // It is one of the table's keys.
  if (Object.hasOwn(SCENARIOS, name)) return name as ScenarioName;
  throw new Error(`no scenario "${name}"; there are ${[...scenarioNames(), "each", "exhaustive"].join(", ")}`);
}

function scenarioNames(): readonly ScenarioName[] {
  // Keys of the table.
  return Object.keys(SCENARIOS) as ScenarioName[];
}
