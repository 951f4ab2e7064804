/**
 * `npm run bench`: what the product promises in numbers, measured on the command as it ships. Exit code 1 when a bar is missed.
 * With `--json` the one object on stdout is the result, else a table. `--write` puts it into docs/performance.md. Takes minutes:
 * fleets of thousands of resources are made on virtual time; `--example` leaves those out.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { bundle } from "../build/bundle.ts";
import { measureSteadyCalls } from "./fleets.ts";
import { fleetState, measureIdleCost } from "./idle-cost.ts";
import { measureNoOpPass } from "./no-op-pass.ts";
import { measurePerformance, performanceBars, performancePage } from "./performance.ts";
import { barsOf, report } from "./report.ts";
import { serveSandbox } from "./served-sandbox.ts";
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
const served = await serveSandbox(command, ROOT);
const environment = { AWS_ACCESS_KEY_ID: "bench", AWS_SECRET_ACCESS_KEY: "bench", AWS_REGION: "us-east-1" };
Object.assign(process.env, environment);
const state = path.join(ROOT, ".cache/bench/state");
const example = [command, EXAMPLE, "--endpoint-url", served.url, "--state", state];
// What there is nothing to do for ends with exit code 0.
measureStartUp({ converge: example }, { rounds: 0, cwd: ROOT });
const startUp = measureStartUp(
  {
    node: ["-e", "0"],
    help: [command, "--help"],
    validate: [command, "validate", EXAMPLE],
    dryRun: [...example, "--dry-run"],
  },
  { rounds: ROUNDS, cwd: ROOT },
);
await served.close();
const watch = await measureWatchLatency(WATCH_ROUNDS);
const fleet = path.join(ROOT, ".cache/bench/fleet.yaml");
await writeFile(fleet, fleetState(FLEET));
const idle = {
  "the example": await measureIdleCost({ command, state: path.join(ROOT, EXAMPLE) }),
  [`${FLEET} APIs`]: await measureIdleCost({ command, state: fleet }),
};
const { total, writes } = noOpPass;
const fleets = process.argv.includes("--example")
  ? null
  : await measurePerformance(ROOT, {
      noOp: { ...total, writes },
      steady: await measureSteadyCalls({ cwd: ROOT, state: EXAMPLE }),
    });
const bars = [...barsOf({ noOpPass, startUp, watch, idle }), ...(fleets === null ? [] : performanceBars(fleets))];
const result = { node: process.version, example: EXAMPLE, bars, noOpPass, startUp, watch, idle, performance: fleets };

if (process.argv.includes("--write") && fleets !== null) {
  await writeFile(path.join(ROOT, "docs/performance.md"), performancePage(fleets, bars, process.version));
}
console.log(process.argv.includes("--json") ? JSON.stringify(result, null, 2) : report(result));
if (bars.some((bar) => bar.standing === "missed")) process.exitCode = 1;
