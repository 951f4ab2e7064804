/**
 * `npm run conformance`: every case on the sandbox and on each emulator; when all come out as the tables say, docs/fidelity.md is
 * written. `-- --record` prints every outcome that is not as AWS, with what was answered; `-- --draw SEED` draws statements of the
 * documentation to make cases of, instead of running any. With STAGEKEEPER_CONFORMANCE_AWS=1 the cases run
 * on AWS itself instead, in the account and Region of the usual variables.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { CASES } from "../../test/conformance/cases.ts";
import { deviationsOf, TABLES } from "../../test/conformance/deviations/tables.ts";
import type { Target } from "../../test/conformance/target.ts";
import { announceAws, awsTarget } from "../../test/conformance/targets/aws.ts";
import { endpointTarget } from "../../test/conformance/targets/endpoint.ts";
import { sandboxTarget } from "../../test/conformance/targets/sandbox.ts";
import { KIND_DEVIATIONS, SEEN_IN } from "../../test/whole-kinds/deviations/tables.ts";
import { KINDS } from "../../test/whole-kinds/kinds.ts";
import { EMULATORS } from "../emulators/rows.ts";
import { drawStatements } from "./draw.ts";
import { fidelityPage } from "./fidelity-page.ts";
import { kindsSection } from "./kinds-section.ts";
import { CASE_LIMIT_MS, CASES_AT_ONCE, type Judged, type RunOptions, runAll } from "./run.ts";

const PAGE = path.resolve(import.meta.dirname, "../../docs/fidelity.md");
const DRAWN = 40;
const AWS_CASE_LIMIT_MS = 900_000;

const { values } = parseArgs({
  options: {
    record: { type: "boolean", default: false },
    target: { type: "string" },
    only: { type: "string" },
    draw: { type: "string" },
  },
});

if (values.draw !== undefined) {
  for (const line of await drawStatements(Number(values.draw), DRAWN)) console.log(line);
  process.exit();
}

const only = values.only?.split(",");
const cases = CASES.filter(({ id, area }) => only === undefined || only.includes(id) || only.includes(area));
const complete = values.target === undefined && values.only === undefined;
const failed = process.env.STAGEKEEPER_CONFORMANCE_AWS === "1" ? await onAws() : await onTargets();
if (failed === 0 && complete && process.env.STAGEKEEPER_CONFORMANCE_AWS !== "1") {
  await writeFile(PAGE, fidelityPage(CASES, TABLES, kindsSection(KINDS, KIND_DEVIATIONS, SEEN_IN)));
  console.log(`wrote ${path.relative(process.cwd(), PAGE)}`);
}
process.exitCode = failed === 0 ? 0 : 1;

/** How many outcomes are not as the tables say. */
async function onTargets(): Promise<number> {
  let count = 0;
  if (wanted("sandbox")) count += await run(sandboxTarget, { deviations: deviationsOf("sandbox"), atOnce: 1 });
  for (const emulator of EMULATORS) {
    if (!wanted(emulator.name)) continue;
    const running = await emulator.start();
    try {
      const options = { deviations: deviationsOf(emulator.name), atOnce: CASES_AT_ONCE, limitMs: CASE_LIMIT_MS };
      count += await run(endpointTarget(running.endpoint), options);
    } finally {
      await running.stop();
    }
  }
  return count;
}

function wanted(target: string): boolean {
  return values.target === undefined || values.target === target;
}

async function onAws(): Promise<number> {
  await announceAws(cases, { print: (line) => console.log(line) });
  return run(
    awsTarget((line) => console.error(line)),
    { deviations: {}, atOnce: 1, limitMs: AWS_CASE_LIMIT_MS },
  );
}

async function run(target: Target, options: RunOptions): Promise<number> {
  const started = Date.now();
  const judged = await runAll(cases, target, options);
  for (const one of judged) report(one);
  const count = (result: string): number => judged.filter(({ outcome }) => outcome.result === result).length;
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`${target.name}: ${count("as-aws")} as AWS, ${count("near")} near, ${count("differs")} differ; ${seconds} s`);
  return judged.filter(({ objections }) => objections.length > 0).length;
}

function report({ one, outcome, objections }: Judged): void {
  if (values.record && outcome.result !== "as-aws") {
    console.log([`${one.id} ${outcome.result}: ${one.name}`, ...outcome.findings].join("\n  "));
  } else if (objections.length > 0) console.log([...objections].join("\n  "));
}
