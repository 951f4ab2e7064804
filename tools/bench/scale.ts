/** How processor time and memory of loading and planning grow with the size of a desired state. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { SHIPPED } from "../build/bundle.ts";
import { precompiledValidator } from "../build/precompiled-validator.ts";
import { declaredCount, type FleetSize, writeFleet } from "./fleet.ts";
import { median } from "./start-up.ts";

export interface Scale {
  /** Declared resources. */
  readonly resources: number;
  /** Processor milliseconds of the `yaml` library alone on the same files. */
  readonly yamlMs: number;
  /** Processor milliseconds of loading, validating, observing and planning. */
  readonly planMs: number;
  /** Processor milliseconds of the same in a daemon that has done so before, after one file was changed. */
  readonly againMs: number;
  /** Of what the change concerns, which such a daemon looks at first. */
  readonly changeMs: number;
  readonly peakMb: number;
}

/** Medians of `rounds` processes each. `resources` is met as nearly as whole APIs allow. */
export async function measureScale(
  resources: number,
  { root, rounds }: { readonly root: string; readonly rounds: number },
): Promise<Scale> {
  const size = sizeOf(resources);
  const home = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-scale-"));
  try {
    await writeFleet(home, size);
    const program = await bundled(root);
    const runs = Array.from({ length: rounds }, () => ({
      yaml: run("yaml", home, program),
      plan: run("plan", home, program),
      again: run("again", home, program),
      change: run("change", home, program),
    }));
    return {
      resources: declaredCount(size),
      yamlMs: median(runs.map(({ yaml }) => yaml.cpuMs)),
      planMs: median(runs.map(({ plan }) => plan.cpuMs)),
      againMs: median(runs.map(({ again }) => again.cpuMs)),
      changeMs: median(runs.map(({ change }) => change.cpuMs)),
      peakMb: median(runs.map(({ plan }) => plan.peakMb)),
    };
  } finally {
    await rm(home, { recursive: true });
  }
}

/** Per API: itself, five stages, three functions with three aliases each, a bucket. */
function sizeOf(resources: number): FleetSize {
  const apis = Math.max(1, Math.round(resources / 19));
  return { apis, stages: 5, functions: 3 * apis, aliases: 3, buckets: apis };
}

interface Run {
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** As the command ships: schemas are compiled when it is built. */
async function bundled(root: string): Promise<string> {
  const program = path.join(root, ".cache/bench/load-and-plan.js");
  await build({
    ...SHIPPED,
    absWorkingDir: root,
    entryPoints: ["tools/bench/load-and-plan.ts"],
    outfile: program,
    plugins: [precompiledValidator(root)],
  });
  return program;
}

function run(what: "yaml" | "plan" | "again" | "change", home: string, program: string): Run {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, what, home], { encoding: "utf8" });
  if (error !== undefined || status !== 0) throw new Error(`measuring ended with ${status}: ${stderr}`, { cause: error });
  // What load-and-plan.ts prints.
  return JSON.parse(stdout) as Run;
}
