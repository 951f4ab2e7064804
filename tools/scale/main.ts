/**
 * `npm run scale -- live [EMULATOR [WORKERS TARGETS KILLS EDITS]]`: a fleet on an emulator's queues, of full size unless it is
 * said otherwise, with its result.
 */
import path from "node:path";
import { bundle } from "../build/bundle.ts";
import { EMULATORS } from "../emulators/rows.ts";
import { runLiveFleet } from "./live-fleet.ts";

const FULL = { workers: 3, targets: 200, kills: 30, edits: 20 };
const ROOT = path.resolve(import.meta.dirname, "../..");

async function live(name: string, size: typeof FULL): Promise<void> {
  const emulator = EMULATORS.find((one) => one.name === name);
  if (emulator === undefined) throw new Error(`no emulator is called ${name}`);
  const outdir = path.join(ROOT, ".cache/scale/dist");
  await bundle({ root: ROOT, outdir });
  const { endpoint, stop } = await emulator.start();
  try {
    const command = path.join(outdir, "cli/main.js");
    const { said: _, ...result } = await runLiveFleet({ ...size, command, emulatorUrl: endpoint.url, random: Math.random });
    process.stdout.write(`${JSON.stringify({ emulator: name, ...size, ...result }, null, 2)}\n`);
    if (result.intrusions.length > 0 || result.converged < size.targets) process.exitCode = 1;
  } finally {
    await stop();
  }
}

const [what = "live", name = "moto", ...numbers] = process.argv.slice(2);
const [workers = FULL.workers, targets = FULL.targets, kills = FULL.kills, edits = FULL.edits] = numbers.map(Number);
if (what !== "live") throw new Error(`scale does not know ${what}; it knows live`);
await live(name, { workers, targets, kills, edits });
