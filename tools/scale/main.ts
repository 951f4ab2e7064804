/**
 * `npm run scale -- WHAT`: fleets that outgrow one machine.
 *
 *   live [EMULATOR [WORKERS TARGETS KILLS EDITS]]   a fleet on an emulator's queues; one of full size is kept for the page
 *   measure                                         measures what the model is fed with, and keeps it for the page
 *   page                                            runs the model, and writes docs/scale.md
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { bundle } from "../build/bundle.ts";
import { EMULATORS } from "../emulators/rows.ts";
import { runLiveFleet } from "./live-fleet.ts";
import { measure } from "./measure.ts";
import { keepRecords, readRecords } from "./measured.ts";
import { scalePage } from "./scale-page.ts";

const FULL = { workers: 3, targets: 200, kills: 30, edits: 20 };
const ROOT = path.resolve(import.meta.dirname, "../..");

async function command(): Promise<string> {
  const outdir = path.join(ROOT, ".cache/scale/dist");
  await bundle({ root: ROOT, outdir });
  return path.join(outdir, "cli/main.js");
}

async function live([name = "moto", ...numbers]: readonly string[]): Promise<void> {
  const emulator = EMULATORS.find((one) => one.name === name);
  if (emulator === undefined) throw new Error(`no emulator is called ${name}`);
  const [workers = FULL.workers, targets = FULL.targets, kills = FULL.kills, edits = FULL.edits] = numbers.map(Number);
  const size = { workers, targets, kills, edits };
  const file = await command();
  const { endpoint, stop } = await emulator.start();
  try {
    const { said, ...result } = await runLiveFleet({ ...size, command: file, emulator: endpoint, random: Math.random });
    writeFileSync(path.join(ROOT, `.cache/scale/live-${name}.log`), said);
    print({ emulator: name, ...size, ...result });
    if (numbers.length === 0)
      keepRecords((records) => ({ ...records, live: { ...records.live, [name]: { ...size, ...result } } }));
    if (result.intrusions.length > 0 || result.converged < size.targets || result.eventsThatLedToAPass < result.edited)
      process.exitCode = 1;
  } finally {
    await stop();
  }
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

const WHAT: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  live,
  async measure() {
    const measured = await measure(await command());
    print(measured);
    keepRecords((records) => ({ ...records, measured }));
  },
  async page() {
    writeFileSync(path.join(ROOT, "docs/scale.md"), scalePage(readRecords()));
  },
};

const [what = "live", ...args] = process.argv.slice(2);
const run = WHAT[what];
if (run === undefined) throw new Error(`scale does not know ${what}; it knows ${Object.keys(WHAT).join(", ")}`);
await run(args);
