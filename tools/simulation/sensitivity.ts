/**
 * `npm run simulate:sensitivity`: puts each deliberate fault into a copy of the product and lives histories until one sees
 * it. A fault that none of the seeds sees fails: then the invariants, or the histories, are too weak.
 */
import os from "node:os";
import { parseArgs } from "node:util";
import { work } from "./crew.ts";
import type { Task } from "./crew-member.ts";
import { SCENARIOS, type ScenarioName } from "./history.ts";
import { bundleProgram } from "./program.ts";
import { DELIBERATE_FAULTS, type DeliberateFault } from "./sensitivity-faults.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "500" },
    only: { type: "string", default: "" },
    jobs: { type: "string", default: String(os.availableParallelism()) },
  },
});

interface Catch {
  /** Lives that were lived until then. */
  readonly lives: number;
  readonly invariant: string;
}

const faults = DELIBERATE_FAULTS.filter(({ name }) => name.includes(values.only));
const widest = Math.max(...faults.map(({ name }) => name.length));
let missed = 0;
for (const [index, fault] of faults.entries()) {
  const caught = await catchIt(fault, `fault-${index + 1}`);
  if (caught === null) missed += 1;
  const told =
    caught === null ? `✗ not in ${values.seeds} seeds` : `after ${String(caught.lives).padStart(3)}  ${caught.invariant}`;
  console.log(`${fault.name.padEnd(widest)}  ${told}`);
}
console.log(`${faults.length - missed} passed, ${missed} failed`);
process.exitCode = missed === 0 && faults.length > 0 ? 0 : 1;

async function catchIt(fault: DeliberateFault, name: string): Promise<Catch | null> {
  let lives = 0;
  let caught: Catch | null = null;
  await work({
    program: await bundleProgram(name, fault),
    jobs: Number(values.jobs),
    tasks: seeds(),
    done(_, { failures: [failure] }) {
      lives += 1;
      if (failure === undefined) return "go on";
      caught ??= { lives, invariant: failure.invariant };
      return "stop";
    },
  });
  return caught;
}

function* seeds(): Iterable<Task> {
  // Keys of the table, of which there are some.
  const names = Object.keys(SCENARIOS) as ScenarioName[];
  for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
    yield { type: "seed", scenario: names[seed % names.length] as ScenarioName, seed, shrinks: false };
  }
}
