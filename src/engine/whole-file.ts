/**
 * Files of the state directory: written whole or not at all, readable by their owner alone. Below the directory nothing is
 * followed: a link put there by somebody else must not lead what we write, read or delete to another place.
 */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { StagekeeperError } from "../model/errors.ts";

const TEMPORARY = /\.\d+\.[0-9a-f]{8}\.tmp$/;
/** Long after any writer has renamed its file, or died. */
const ABANDONED_AFTER_MS = 3_600_000;

/** Bytes; the code of a function has at most 50 MB, all else is far smaller. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Not through a link, and a pipe without a writer is not waited for. */
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** The state directory itself, and one level below it. */
const SWEPT_DEPTH = 1;

/** Makes a directory in the state directory, for its owner alone. Throws `invalid` where a link or a file stands in its place. */
export async function makeOwnDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    if (!isCode(error, "EEXIST")) throw error;
  });
  await isOwnDirectory(path);
}

/** Whether there is one; throws as above. */
export async function isOwnDirectory(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: unknown) => {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  });
  if (found === null) return false;
  if (found.isDirectory()) return true;
  throw new StagekeeperError("invalid", `${path} is no directory but a link or a file; remove it, and it is made anew`);
}

export async function writeWholeFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    // Never an existing one, which might be a link.
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(content);
      // Renamed before its bytes are down, a crash could leave an empty file under the good name.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The text of a file; `null`: there is none. Throws `invalid` for what is no file or too large to be one of ours. */
export async function readWholeFile(path: string): Promise<string | null> {
  return (await readWholeBytes(path))?.toString("utf8") ?? null;
}

/** As `readWholeFile`, the bytes. */
export async function readWholeBytes(path: string): Promise<Buffer | null> {
  const file = await open(path, READ_FLAGS).catch((error: unknown) => {
    if (isCode(error, "ENOENT")) return null;
    throw isCode(error, "ELOOP") ? new StagekeeperError("invalid", `${path} is a link, which is not followed`) : error;
  });
  if (file === null) return null;
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new StagekeeperError("invalid", `${path} is no file`);
    if (found.size > MOST_BYTES) throw new StagekeeperError("invalid", `${path} has more than ${MOST_BYTES} bytes`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Removes what writers that were killed have left in a state directory. Never rejects. */
export async function sweepAbandoned(directory: string, now: number, depth = SWEPT_DEPTH): Promise<void> {
  // An entry tells of a link as a link, so none is followed.
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && depth > 0) await sweepAbandoned(path, now, depth - 1);
    if (!entry.isFile() || !TEMPORARY.test(entry.name)) continue;
    const found = await lstat(path).catch(() => null);
    if (found !== null && now - found.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true }).catch(() => {});
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
