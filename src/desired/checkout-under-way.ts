/**
 * Whether git is at work on the files at a path: half a checkout is a desired state that nobody wrote. git holds the lock
 * of its index until all files are as they shall be (git-checkout, git-pull, git-reset).
 */
import { access, readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Never rejects: what cannot be told is not waited for. */
export async function checkoutUnderWay(path: string): Promise<boolean> {
  const gitDirectory = await gitDirectoryOf(path);
  return gitDirectory !== null && isThere(join(gitDirectory, "index.lock"));
}

/** The nearest one above; `null`: there is none. */
async function gitDirectoryOf(path: string): Promise<string | null> {
  for (let at = path; ; at = dirname(at)) {
    const candidate = join(at, ".git");
    const found = await stat(candidate).catch(() => null);
    if (found?.isDirectory()) return candidate;
    // Of a worktree or submodule it is a file that says where.
    if (found?.isFile()) {
      const target = /^gitdir: (.+)$/m.exec(await readFile(candidate, "utf8").catch(() => ""))?.[1];
      return target === undefined ? null : resolve(at, target);
    }
    if (at === dirname(at)) return null;
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
