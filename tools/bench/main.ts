/**
 * `npm run bench`: what the product promises in numbers, measured on the command as it ships. Exit code 1 when a bar is missed.
 * With `--json` the one object on stdout is the result, else a table.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { bundle } from "../build/bundle.ts";
import { fleetState, measureIdleCost } from "./idle-cost.ts";
import { measureNoOpPass } from "./no-op-pass.ts";
import { barsOf, report } from "./report.ts";
import { measureStartUp } from "./start-up.ts";
import { measureWatchLatency } from "./watch-latency.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const EXAMPLE = "desired-state/image-upload.yaml";
const ROUNDS = 21;
const WATCH_ROUNDS = 3;
const FLEET = 100;

const outdir = path.join(ROOT, ".cache/bench/dist");
await bundle({ root: ROOT, outdir });
const command = path.join(outdir, "cli/main.js");

const noOpPass = await measureNoOpPass({ command, root: ROOT, example: EXAMPLE });
const startUp = measureStartUp(
  { node: ["-e", "0"], help: [command, "--help"], validate: [command, "validate", EXAMPLE] },
  { rounds: ROUNDS, cwd: ROOT },
);
const watch = await measureWatchLatency(WATCH_ROUNDS);
const fleet = path.join(ROOT, ".cache/bench/fleet.yaml");
await writeFile(fleet, fleetState(FLEET));
const idle = {
  "the example": await measureIdleCost({ command, state: path.join(ROOT, EXAMPLE) }),
  [`${FLEET} APIs`]: await measureIdleCost({ command, state: fleet }),
};
const bars = barsOf({ noOpPass, startUp, watch, idle });
const result = { node: process.version, example: EXAMPLE, bars, noOpPass, startUp, watch, idle };

console.log(process.argv.includes("--json") ? JSON.stringify(result, null, 2) : report(result));
if (bars.some((bar) => !bar.met)) process.exitCode = 1;
