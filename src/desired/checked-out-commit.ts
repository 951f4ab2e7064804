/**
 * The commit that a checkout is at, read from git's own files: where there is no git, as in a small image, or where git
 * refuses because the checkout is another user's, as in a volume that is shared.
 */
import { readFile, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * The commit; `…-unchecked` where the files may differ from it, which takes git to tell. They cannot in a directory that
 * is named by its commit, for such a one, as git-sync makes it, is written once. Undefined: in no checkout. Never rejects.
 */
export async function checkedOutCommit(directory: string): Promise<string | undefined> {
  const start = await realpath(directory).catch(() => directory);
  for (let top = start; ; top = dirname(top)) {
    const gitDirectory = await gitDirectoryOf(top);
    if (gitDirectory !== null) {
      const commit = await commitAt(gitDirectory);
      return commit === undefined || basename(top) === commit ? commit : `${commit}-unchecked`;
    }
    if (top === dirname(top)) return undefined;
  }
}

/** `.git` is the directory itself, or in a linked worktree a file that names it (gitrepository-layout(5)). */
async function gitDirectoryOf(top: string): Promise<string | null> {
  const path = join(top, ".git");
  const named = /^gitdir: (.+)$/m.exec(await textOf(path))?.[1];
  if (named !== undefined) return resolve(top, named);
  return (await textOf(join(path, "HEAD"))) === "" ? null : path;
}

/** A branch's commit is in a file of its own, or in the one that they are packed into; worktrees share those of the repository. */
async function commitAt(gitDirectory: string): Promise<string | undefined> {
  const head = (await textOf(join(gitDirectory, "HEAD"))).trim();
  const ref = /^ref: (refs\/\S+)$/.exec(head)?.[1];
  if (ref === undefined) return COMMIT.test(head) ? head : undefined;
  const common = (await textOf(join(gitDirectory, "commondir"))).trim() || ".";
  const shared = isAbsolute(common) ? common : join(gitDirectory, common);
  const loose = (await textOf(join(shared, ref))).trim();
  if (COMMIT.test(loose)) return loose;
  const packed = (await textOf(join(shared, "packed-refs"))).split("\n").find((line) => line.endsWith(` ${ref}`));
  const id = packed?.slice(0, packed.indexOf(" "));
  return id !== undefined && COMMIT.test(id) ? id : undefined;
}

/** Empty: it is not there, or no file. */
function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
