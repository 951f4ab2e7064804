/** Folders below `.cache` that hold what others published, each for one list of pins: made once, found again by the list's digest. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const CACHE = path.resolve(import.meta.dirname, "../../.cache/emulators");

/** The folder for these pins. `install` fills it when it is not there yet, and again after an installation that was cut short. */
export async function cachedFolder(name: string, pins: Buffer, install: (home: string) => Promise<void>): Promise<string> {
  const home = path.join(CACHE, `${name}-${createHash("sha256").update(pins).digest("hex").slice(0, 12)}`);
  const finished = path.join(home, "installed");
  if (await exists(finished)) return home;
  await rm(home, { recursive: true, force: true });
  await install(home);
  await writeFile(finished, "");
  return home;
}

/** Runs a program that installs something. Throws with what could not be done, and the reason as its cause. */
export async function installStep(purpose: string, program: string, args: readonly string[], cwd?: string): Promise<void> {
  try {
    await run(program, [...args], { cwd, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    throw new Error(`cannot ${purpose}`, { cause: error });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
