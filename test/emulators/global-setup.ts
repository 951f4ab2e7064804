/** Builds the command as it ships and starts every emulator, once for all files. */
import path from "node:path";
import type { TestProject } from "vitest/node";
import { bundle } from "../../tools/build/bundle.ts";
import type { EmulatorEndpoint, RunningEmulator } from "../../tools/emulators/emulator.ts";
import { EMULATORS } from "../../tools/emulators/rows.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The emulators that run, at least one. */
    emulators: readonly EmulatorEndpoint[];
    /** File that Node runs as `reconcile`. */
    command: string;
  }
}

const ROOT = path.resolve(import.meta.dirname, "../..");

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const outdir = path.join(ROOT, ".cache/emulators/dist");
  await bundle({ root: ROOT, outdir });
  project.provide("command", path.join(outdir, "cli/main.js"));

  const running: RunningEmulator[] = [];
  const stopAll = async (): Promise<void> => {
    await Promise.all(running.map((emulator) => emulator.stop()));
  };
  try {
    for (const emulator of EMULATORS) running.push(await emulator.start());
  } catch (error) {
    await stopAll();
    throw error;
  }
  project.provide(
    "emulators",
    running.map((emulator) => emulator.endpoint),
  );
  return stopAll;
}
