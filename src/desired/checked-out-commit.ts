/**
 * The commit that a checkout is at, read from git's own files: where there is no git, as in a small image, or where git
 * refuses because the checkout is another user's, as in a volume that is shared.
 */
import { basename, isAbsolute, join } from "node:path";
import { checkoutOf, textOf } from "./checkout.ts";

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * The commit; `…-unchecked` where the files may differ from it, which takes git to tell. They cannot in a directory that
 * is named by its commit, for such a one, as git-sync makes it, is written once. Undefined: in no checkout. Never rejects.
 */
export async function checkedOutCommit(directory: string): Promise<string | undefined> {
  const checkout = await checkoutOf(directory);
  const commit = checkout === null ? undefined : await commitAt(checkout.gitDirectory);
  if (checkout === null || commit === undefined) return undefined;
  return basename(checkout.top) === commit ? commit : `${commit}-unchecked`;
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
