/**
 * The directories whose entries decide what a path leads to: those that hold a symbolic link on the way, and the one
 * that holds what is found in the end. Whoever watches them sees every way in which configuration is put into place:
 *
 *   /config/a.yaml → ..data/a.yaml, ..data → ..2024_1/    /config, /config/..2024_1       (Kubernetes ConfigMap)
 *   /git/current/desired, current → worktrees/5f3c        /git, /git/worktrees/5f3c       (git-sync)
 *   /a/b/c.yaml, and b is not there                       /a: where it will appear
 */
import { lstat, readlink } from "node:fs/promises";
import { join, resolve, sep } from "node:path";

/** As many as Linux follows before it says ELOOP (path_resolution(7)). */
const MAX_LINKS = 40;

/** Absolute paths without links in them. Never throws: what cannot be read is watched for as what is not there. */
export async function decidingDirectories(path: string): Promise<ReadonlySet<string>> {
  const directories = new Set<string>();
  let left = segmentsOf(path);
  let at: string = sep;
  for (let links = 0; left.length > 0; ) {
    const [name = "", ...rest] = left;
    const here = join(at, name);
    const found = await lstat(here).catch(() => null);
    if (found === null || rest.length === 0) directories.add(at);
    if (found === null) return directories;
    left = rest;
    if (!found.isSymbolicLink()) {
      at = here;
      continue;
    }
    directories.add(at);
    links += 1;
    const target = await readlink(here).catch(() => null);
    if (target === null || links > MAX_LINKS) return directories;
    left = [...segmentsOf(resolve(at, target)), ...rest];
    at = sep;
  }
  return directories;
}

function segmentsOf(path: string): readonly string[] {
  return resolve(path).split(sep).filter(Boolean);
}
