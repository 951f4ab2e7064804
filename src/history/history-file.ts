/** History in a file of the state directory: only ever appended to. Several processes may append at once. */
import { constants } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { directoryState } from "../engine/directory-state.ts";
import { makeOwnDirectory } from "../engine/whole-file.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { HistoryEntry } from "../model/history.ts";
import { asideName, dropOldest, HISTORY_NAME, type HistoryBounds, type HistoryLog, linesOf } from "./kept-history.ts";

/** Not through a link, and a pipe is not waited for. Reading, to see how it ends. */
const APPEND_FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** 20 MiB in all, and what one pass writes beyond: about 60,000 entries. */
const BOUNDS: HistoryBounds = { fileBytes: 4 * 1024 * 1024, kept: 4 };

export function historyFile(directory: string, bounds: HistoryBounds = BOUNDS): HistoryLog {
  return {
    state: directoryState(directory),
    append: (entries, now) => append(directory, entries, { now, bounds }),
  };
}

async function append(
  directory: string,
  entries: readonly HistoryEntry[],
  { now, bounds }: { readonly now: number; readonly bounds: HistoryBounds },
): Promise<void> {
  if (entries.length === 0) return;
  await makeOwnDirectory(directory);
  const path = join(directory, HISTORY_NAME);
  const file = await open(path, APPEND_FLAGS, 0o600);
  let bytes: number;
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new StagekeeperError("invalid", `${path} is no file`);
    const text = linesOf(entries);
    await file.appendFile((await endsTorn(file, found.size)) ? `\n${text}` : text);
    await file.datasync();
    bytes = (await file.stat()).size;
  } finally {
    await file.close();
  }
  if (bytes >= bounds.fileBytes) await putAside(directory, now, bounds);
}

async function endsTorn(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== "\n";
}

async function putAside(directory: string, now: number, bounds: HistoryBounds): Promise<void> {
  await rename(join(directory, HISTORY_NAME), join(directory, asideName(now, process.pid))).catch((error: unknown) => {
    // Another process has just done it.
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  });
  await dropOldest(directoryState(directory), bounds);
}
