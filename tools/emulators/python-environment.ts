/** Python environments below `.cache`, one for each list of pinned packages; made once and found again by the list's digest. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Folder of the programs of an environment that holds exactly the packages of a requirements file.
 * Throws when Python, its `venv` module or a package is missing: a check that needs them must not pass without.
 */
export async function pythonEnvironment({
  requirements,
  cache,
}: {
  readonly requirements: string;
  readonly cache: string;
}): Promise<string> {
  const pins = await readFile(requirements);
  const name = path.basename(requirements, ".requirements.txt");
  const home = path.join(cache, `${name}-${createHash("sha256").update(pins).digest("hex").slice(0, 12)}`);
  const programs = path.join(home, "bin");
  const finished = path.join(home, "installed");
  if (await exists(finished)) return programs;

  // What an interrupted install left behind is of no use.
  await rm(home, { recursive: true, force: true });
  await step("make a Python environment (needs python3 with its venv module)", "python3", ["-m", "venv", home]);
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
