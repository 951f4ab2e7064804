/**
 * The commit that a desired state was read from, where it lies in a git checkout: what people look for when they ask where
 * a change came from. One call of git tells the commit and whether anything differs from it.
 */
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";
import { checkedOutCommit } from "./checked-out-commit.ts";

const run = promisify(execFile);
const TIMEOUT_MS = 5_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * `5f3c…`, or `5f3c…-dirty` when the files at the path are not as committed, or `5f3c…-unchecked` when there is no git that
 * could tell; undefined: not in a checkout. Never rejects.
 */
export async function readSourceRevision(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => null);
  const directory = found?.isDirectory() ? path : dirname(path);
  try {
    const { stdout } = await run(
      "git",
      // A checkout's own configuration may name a program to be run as its monitor; it is not asked.
      ["-c", "core.fsmonitor=false", "status", "--porcelain=v2", "--branch", "--", directory === path ? "." : basename(path)],
      {
        cwd: directory,
        timeout: TIMEOUT_MS,
        maxBuffer: MAX_OUTPUT_BYTES,
        // Looking must not write: refreshing the index would change the directory that is watched.
        env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
      },
    );
    return revisionIn(stdout);
  } catch {
    return checkedOutCommit(directory);
  }
}

/** `# branch.oid 5f3c…`, and a line for each file that differs. Before the first commit the id is `(initial)`. */
function revisionIn(status: string): string | undefined {
  const lines = status.split("\n").filter(Boolean);
  const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(status)?.[1];
  const dirty = lines.some((line) => !line.startsWith("# "));
  return commit === undefined ? undefined : `${commit}${dirty ? "-dirty" : ""}`;
}
