/** A Python that is new enough, wherever it is: the plain one, one by its version's name, or one of pyenv's. */
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Program of a Python 3 of at least that minor version, with its venv module. Throws, saying what is needed. */
export async function findPython(leastMinor: number): Promise<string> {
  const named = [14, 13, 12, 11, 10].filter((minor) => minor >= leastMinor).map((minor) => `python3.${minor}`);
  for (const program of ["python3", ...named, ...(await pyenvPythons())]) {
    if (await serves(program, leastMinor)) return program;
  }
  throw new Error(`no Python 3.${leastMinor} or newer with its venv module: not as python3, by its version's name, nor in pyenv`);
}

async function serves(program: string, leastMinor: number): Promise<boolean> {
  const question = `import sys, venv, ensurepip; sys.exit(sys.version_info < (3, ${leastMinor}))`;
  return run(program, ["-c", question]).then(
    () => true,
    () => false,
  );
}

/** Newest first. None where there is no pyenv. */
async function pyenvPythons(): Promise<readonly string[]> {
  const versions = path.join(process.env.PYENV_ROOT ?? path.join(os.homedir(), ".pyenv"), "versions");
  const names = await readdir(versions).catch(() => []);
  const newestFirst = names.toSorted((left, right) => right.localeCompare(left, "en", { numeric: true }));
  return newestFirst.map((name) => path.join(versions, name, "bin/python3"));
}
