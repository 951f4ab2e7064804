/**
 * One look at everything that decides the desired state: which directories to watch for its next change, and a digest of
 * what is there now. Looks at names and bytes alone, so that a broken file is as good a content as any.
 */
import { createHash, type Hash } from "node:crypto";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { IGNORED } from "./code-directory.ts";
import type { ContentDigests } from "./content-digests.ts";
import { decidingDirectories } from "./deciding-directories.ts";
import { MAX_DIRECTORIES_DEPTH } from "./limits.ts";

export interface WatchedPath {
  /** Absolute. */
  readonly path: string;
  /** `state`: YAML files, hidden entries passed over, as they are loaded. `code`: everything that is packaged. */
  readonly holds: "state" | "code";
}

export interface Look {
  /** Without links in them. */
  readonly directories: ReadonlySet<string>;
  /** By watched path, those that lead nowhere too. */
  readonly digests: ReadonlyMap<string, string>;
}

interface Walk {
  readonly digests: ContentDigests;
  readonly directories: Set<string>;
  readonly contents: Hash;
}

/** Never throws for what is or is not on the disk. */
export async function lookAtFiles(paths: readonly WatchedPath[], digests: ContentDigests): Promise<Look> {
  const directories = new Set<string>();
  const found = new Map<string, string>();
  for (const { path, holds } of paths) {
    for (const directory of await decidingDirectories(path)) directories.add(directory);
    const walk: Walk = { digests, directories, contents: createHash("sha256") };
    await visit(path, holds, [], walk);
    found.set(path, walk.contents.digest("hex"));
  }
  digests.forgetOthers();
  return { directories, digests: found };
}

/** `above`: real paths of the directories on the way down, so that a link back up ends there. */
async function visit(path: string, holds: WatchedPath["holds"], above: readonly string[], walk: Walk): Promise<void> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  if (found === null) walk.contents.update(`${path} missing\n`);
  else if (found.isFile()) walk.contents.update(`${path} ${await walk.digests.of(path, found)}\n`);
  else if (found.isDirectory()) await visitDirectory(path, holds, above, walk);
}

async function visitDirectory(path: string, holds: WatchedPath["holds"], above: readonly string[], walk: Walk): Promise<void> {
  const real = await realpath(path).catch(() => null);
  if (real === null || above.includes(real) || above.length > MAX_DIRECTORIES_DEPTH) return;
  walk.directories.add(real);
  walk.contents.update(`${path}/\n`);
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    if (!counts(entry.name, holds, entry.isFile())) continue;
    const inside = join(path, entry.name);
    if (entry.isSymbolicLink()) {
      for (const directory of await decidingDirectories(inside)) walk.directories.add(directory);
    }
    await visit(inside, holds, [...above, real], walk);
  }
}

/** A link may lead to a directory whatever its name is, so only files are told by their names. */
function counts(name: string, holds: WatchedPath["holds"], isFile: boolean): boolean {
  if (holds === "code") return !IGNORED.has(name);
  return !name.startsWith(".") && (!isFile || /\.ya?ml$/i.test(name));
}
