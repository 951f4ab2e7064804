/** Python environments below `.cache`, one for each list of pinned packages; made once and found again by the list's digest. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { findPython } from "./find-python.ts";

const run = promisify(execFile);

const CACHE = path.resolve(import.meta.dirname, "../../.cache/emulators");

/**
 * Folder of the programs of an environment that holds exactly the packages of `NAME.requirements.txt` beside this file, on
 * a Python 3 of at least that minor version.
 * Throws when Python, its `venv` module or a package is missing: a check that needs them must not pass without.
 */
export async function pythonEnvironment(name: string, leastMinor = 9): Promise<string> {
  const requirements = path.join(import.meta.dirname, `${name}.requirements.txt`);
  const pins = await readFile(requirements);
  const home = path.join(CACHE, `${name}-${createHash("sha256").update(pins).digest("hex").slice(0, 12)}`);
  const programs = path.join(home, "bin");
  const finished = path.join(home, "installed");
  if (await exists(finished)) return programs;

  // What an interrupted install left behind is of no use.
  await rm(home, { recursive: true, force: true });
  await step("make a Python environment", await findPython(leastMinor), ["-m", "venv", home]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement", requirements];
  await step(`install ${name} from the Python package index`, path.join(programs, "python"), pip);
  await writeFile(finished, "");
  return programs;
}

async function step(purpose: string, program: string, args: readonly string[]): Promise<void> {
  try {
    await run(program, [...args], { maxBuffer: 16 * 1024 * 1024 });
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
