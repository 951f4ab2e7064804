/** `npm run simulate -- --runs N --seed S --scenario NAME --shrink --replay FILE`. The last line is `N passed, N failed`. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { exhaustive } from "./exhaustive.ts";
import { layGround } from "./ground.ts";
import { type History, randomHistory, SCENARIOS, type ScenarioName } from "./history.ts";
import { shrink } from "./shrink.ts";
import { type Life, live } from "./simulate.ts";
import { tell } from "./tell.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    scenario: { type: "string", default: "mixed" },
    shrink: { type: "boolean", default: false },
    replay: { type: "string" },
  },
});

const ground = await layGround();
try {
  process.exitCode = (await simulate()) === 0 ? 0 : 1;
} finally {
  ground.remove();
}

/** How many failed. */
async function simulate(): Promise<number> {
  let passed = 0;
  let failed = 0;
  for await (const history of histories()) {
    const life = await lived(history);
    if (life.violations.length === 0) passed += 1;
    else {
      failed += 1;
      const smallest = values.shrink ? await lived(await shrink(history, failureOf)) : life;
      console.log(tell(smallest, replayCommand(history)));
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}

async function* histories(): AsyncIterable<History> {
  if (values.replay !== undefined) {
    // Written by this program.
    yield JSON.parse(readFileSync(values.replay, "utf8")) as History;
    return;
  }
  if (values.scenario === "exhaustive") {
    yield* exhaustive(ground);
    return;
  }
  const first = Number(values.seed);
  for (let seed = first; seed < first + Number(values.runs); seed += 1) {
    yield randomHistory(seed, scenarioNamed(values.scenario), ground.digests);
  }
}

function scenarioNamed(name: string): ScenarioName {
  // It is one of the table's keys.
  if (Object.hasOwn(SCENARIOS, name)) return name as ScenarioName;
  throw new Error(`no scenario "${name}"; there are ${[...Object.keys(SCENARIOS), "exhaustive"].join(", ")}`);
}

async function lived(history: History): Promise<Life> {
  try {
    return await live(history, ground);
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { history, violations: [{ invariant: "simulation broke", detail }], journal: [], endings: [], calls: [] };
  }
}

async function failureOf(history: History): Promise<string | undefined> {
  return (await lived(history)).violations[0]?.invariant;
}

/** Of one that is in no seed's sequence, the history itself can be put into a file. */
function replayCommand({ seed }: History): string {
  if (values.scenario === "exhaustive") return "npm run simulate -- --replay FILE, with the history in it";
  if (values.replay !== undefined) return `npm run simulate -- --replay ${values.replay}`;
  return `npm run simulate -- --scenario ${values.scenario} --seed ${seed} --runs 1 --shrink`;
}
