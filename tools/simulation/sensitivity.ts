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
  readonly seed: number;
  readonly invariant: string;
}

const faults = DELIBERATE_FAULTS.filter(({ name }) => name.includes(values.only));
const widest = Math.max(...faults.map(({ name }) => name.length));
const sound = await bundleProgram("as-it-is");
let missed = 0;
for (const [index, fault] of faults.entries()) {
  const caught = await catchIt(fault, `fault-${index + 1}`);
  if (caught === null) missed += 1;
  const told =
    caught === null ? `✗ not in ${values.seeds} seeds` : `by seed ${String(caught.seed).padStart(3)}  ${caught.invariant}`;
  console.log(`${fault.name.padEnd(widest)}  ${told}`);
}
console.log(`${faults.length - missed} passed, ${missed} failed`);
process.exitCode = missed === 0 && faults.length > 0 ? 0 : 1;

/** What the product as it is does not survive either says nothing of a fault: then the seeds after it have to tell. */
async function catchIt(fault: DeliberateFault, name: string): Promise<Catch | null> {
  const program = await bundleProgram(name, fault);
  for (let first = 1; ; ) {
    const caught = await firstCaught(program, first, Number(values.seeds));
    if (caught === null) return null;
    if ((await firstCaught(sound, caught.seed, caught.seed)) === null) return caught;
    first = caught.seed + 1;
  }
}

async function firstCaught(program: string, first: number, last: number): Promise<Catch | null> {
  let caught: Catch | null = null;
  await work({
    program,
    jobs: Number(values.jobs),
    tasks: seeds(first, last),
    done(task, { failures: [failure] }) {
      if (failure === undefined || task.type !== "seed") return "go on";
      caught ??= { seed: task.seed, invariant: failure.invariant };
      return "stop";
    },
  });
  return caught;
}

function* seeds(first: number, last: number): Iterable<Task> {
  // Keys of the table, of which there are some.
  const names = Object.keys(SCENARIOS) as ScenarioName[];
  for (let seed = first; seed <= last; seed += 1) {
    yield { type: "seed", scenario: names[seed % names.length] as ScenarioName, seed, shrinks: false };
  }
}
