/** The files of a code directory, found in an order that does not depend on the machine. Links out of it are refused. */
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { StagekeeperError } from "../model/errors.ts";

/** Lambda's limit for unzipped code (aws-facts 5.7). */
const MAX_UNZIPPED_BYTES = 250 * 1024 * 1024;
const MAX_DEPTH = 64;
/** Left by tools and file browsers; different on each machine and of no use to the code. */
export const IGNORED: ReadonlySet<string> = new Set([".git", ".DS_Store", "Thumbs.db"]);

export interface CodeFile {
  /** Relative, with forward slashes. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Walk {
  readonly root: string;
  readonly paths: string[];
  size: number;
}

/** Sorted by name. Throws a `StagekeeperError` that says what is wrong with the directory. */
export async function readCodeDirectory(directory: string): Promise<readonly CodeFile[]> {
  const root = await realpath(directory);
  const walk: Walk = { root, paths: [], size: 0 };
  await collect(root, [], walk);
  if (walk.paths.length === 0) throw new StagekeeperError("invalid", "the code directory is empty");
  const named = walk.paths.map((path) => ({
    path,
    name: path
      .slice(root.length + 1)
      .split(sep)
      .join("/"),
  }));
  const sorted = named.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return Promise.all(sorted.map(async ({ path, name }) => ({ name, bytes: await readFile(path) })));
}

/** `above`: real paths of the directories on the way down. */
async function collect(directory: string, above: readonly string[], walk: Walk): Promise<void> {
  const real = await realpath(directory);
  if (above.includes(real))
    throw new StagekeeperError("invalid", "a link in the code directory leads back to a directory it is in");
  if (above.length > MAX_DEPTH) throw new StagekeeperError("invalid", `the code directory is more than ${MAX_DEPTH} levels deep`);
  for (const entry of await readdir(directory)) {
    if (IGNORED.has(entry)) continue;
    const path = join(directory, entry);
    const target = await realpath(path);
    if (!target.startsWith(walk.root + sep)) {
      throw new StagekeeperError(
        "invalid",
        `"${path.slice(walk.root.length + 1)}" is a link that leads out of the code directory`,
      );
    }
    const found = await stat(path);
    if (found.isDirectory()) await collect(path, [...above, real], walk);
    else if (found.isFile()) {
      walk.size += found.size;
      if (walk.size > MAX_UNZIPPED_BYTES)
        throw new StagekeeperError("invalid", "the code has more than 250 MB, which Lambda refuses");
      walk.paths.push(path);
    }
  }
}
