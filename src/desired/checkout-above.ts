/** The git checkout that a directory lies in. */
import { lstat, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The real path of the nearest directory above with a `.git` (in a worktree or submodule it is a file); `null`: there is none. */
export async function checkoutAbove(directory: string): Promise<string | null> {
  let at = await realpath(directory);
  for (;;) {
    const found = await lstat(join(at, ".git")).catch(() => null);
    if (found !== null) return at;
    const above = dirname(at);
    if (above === at) return null;
    at = above;
  }
}
