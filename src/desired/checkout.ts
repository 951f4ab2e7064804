/** The git checkout that a path lies in, read from git's own files, for there may be no git, as in a small image. */
import { lstat, readFile, realpath } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

export interface Checkout {
  readonly top: string;
  /** Where the index and `HEAD` are; in a linked worktree not below `top`. */
  readonly gitDirectory: string;
}

/** The nearest one above, links followed; `null`: there is none. Never rejects. */
export async function checkoutOf(path: string): Promise<Checkout | null> {
  return nearest(await realpath(path).catch(() => path), async (top) => {
    const gitDirectory = await gitDirectoryOf(top);
    return gitDirectory === null ? null : { top, gitDirectory };
  });
}

/** `.git` is the directory itself, or in a linked worktree or submodule a file that names it (gitrepository-layout(5)). */
async function gitDirectoryOf(top: string): Promise<string | null> {
  const path = join(top, ".git");
  const named = /^gitdir: (.+)$/m.exec(await textOf(path))?.[1];
  if (named !== undefined) return resolve(top, named);
  return (await textOf(join(path, "HEAD"))) === "" ? null : path;
}

/** Empty: it is not there, or no file. */
export function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

/**
 * The real path of the nearest directory from there on up that holds anything called `.git`, or `null`. As a bound of what an author may
 * name: what cannot be read bounds too. Rejects where there is no such directory.
 */
export async function checkoutAbove(directory: string): Promise<string | null> {
  return nearest(await realpath(directory), (at) =>
    lstat(join(at, ".git")).then(
      () => at,
      () => null,
    ),
  );
}

/** What is found in the first of a directory and those above it in which anything is. */
async function nearest<T>(start: string, find: (directory: string) => Promise<T | null>): Promise<T | null> {
  for (let at = start; ; at = dirname(at)) {
    const found = await find(at);
    if (found !== null || at === dirname(at)) return found;
  }
}
