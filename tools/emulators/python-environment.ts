/** Python environments below `.cache`, one for each list of pinned packages. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { cachedFolder, installStep } from "./environment-cache.ts";
import { findPython } from "./find-python.ts";

/**
 * Folder of the programs of an environment that holds exactly the packages of `NAME.requirements.txt` beside this file, on
 * a Python 3 of at least that minor version.
 * Throws when Python, its `venv` module or a package is missing: a check that needs them must not pass without.
 */
export async function pythonEnvironment(name: string, leastMinor = 9): Promise<string> {
  const requirements = path.join(import.meta.dirname, `${name}.requirements.txt`);
  const home = await cachedFolder(name, await readFile(requirements), async (home) => {
    await installStep("make a Python environment", await findPython(leastMinor), ["-m", "venv", home]);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement", requirements];
    await installStep(`install ${name} from the Python package index`, path.join(home, "bin/python"), pip);
  });
  return path.join(home, "bin");
}
