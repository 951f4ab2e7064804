/** `npm run round-trip -- --runs N --seed S`: random accounts, imported. The last line is `N passed, N failed`. */
import { parseArgs } from "node:util";
import { layGround } from "../simulation/ground.ts";
import { roundTrip } from "./round-trip.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
});

const ground = await layGround();
let failed = 0;
try {
  for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.runs); seed += 1) {
    const faults = await roundTrip(seed, ground).catch((error: unknown) => [
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    ]);
    if (faults.length === 0) continue;
    failed += 1;
    console.log(`seed ${seed}\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
  }
} finally {
  ground.remove();
}
console.log(`${Number(values.runs) - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
