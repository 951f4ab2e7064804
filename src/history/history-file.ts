/**
 * The file of history: one JSON object a line, only ever appended to. A line that a crash tore ends before the next one
 * begins, so it costs itself alone. When the file has grown to its size it is put aside under the time of that moment, and
 * the oldest of those put aside are removed, so the whole is bounded. Several processes may append at once.
 */
import { constants } from "node:fs";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeOwnDirectory, readWholeFile } from "../engine/whole-file.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { HistoryEntry, HistoryKind } from "../model/history.ts";

const FILE_NAME = "history.jsonl";
const PUT_ASIDE = /^history-\d{8}T\d{9}Z-\d+\.jsonl$/;
/** Not through a link, and a pipe is not waited for. Reading, to see how it ends. */
const APPEND_FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface HistoryBounds {
  /** Bytes from which on a file is put aside. */
  readonly fileBytes: number;
  /** Files put aside that are kept. */
  readonly kept: number;
}

/** 20 MiB in all, and what one pass writes beyond: about 60,000 entries. */
export const HISTORY_BOUNDS: HistoryBounds = { fileBytes: 4 * 1024 * 1024, kept: 4 };

/** Appends the entries, on the disk when it resolves. Rejects when they could not be written, or not all of them. */
export async function appendHistory(
  stateDirectory: string,
  entries: readonly HistoryEntry[],
  { now, bounds }: { readonly now: number; readonly bounds: HistoryBounds },
): Promise<void> {
  if (entries.length === 0) return;
  await makeOwnDirectory(stateDirectory);
  const path = join(stateDirectory, FILE_NAME);
  const file = await open(path, APPEND_FLAGS, 0o600);
  let bytes: number;
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new StagekeeperError("invalid", `${path} is no file`);
    const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    await file.appendFile((await endsTorn(file, found.size)) ? `\n${text}` : text);
    await file.datasync();
    bytes = (await file.stat()).size;
  } finally {
    await file.close();
  }
  if (bytes >= bounds.fileBytes) await putAside(stateDirectory, now, bounds);
}

async function endsTorn(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== "\n";
}

async function putAside(stateDirectory: string, now: number, { kept }: HistoryBounds): Promise<void> {
  const name = `history-${new Date(now).toISOString().replaceAll(/[-:.]/g, "")}-${process.pid}.jsonl`;
  await rename(join(stateDirectory, FILE_NAME), join(stateDirectory, name)).catch((error: unknown) => {
    // Another process has just done it.
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  });
  const aside = await putAsideIn(stateDirectory);
  for (const old of aside.slice(0, Math.max(0, aside.length - kept))) await rm(join(stateDirectory, old), { force: true });
}

/** Oldest first: their names begin with the time. */
async function putAsideIn(stateDirectory: string): Promise<readonly string[]> {
  return (await readdir(stateDirectory)).filter((name) => PUT_ASIDE.test(name)).toSorted();
}

export interface KeptHistory {
  /** Oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** Lines that are no entries, by file: torn by a crash, or written by another version. */
  readonly skipped: readonly { readonly file: string; readonly lines: number }[];
}

/** Rejects when the directory or a file in it may not be read; a directory that is not there holds nothing. */
export async function readHistory(stateDirectory: string): Promise<KeptHistory> {
  const names = await putAsideIn(stateDirectory).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  const entries: HistoryEntry[] = [];
  const skipped: { file: string; lines: number }[] = [];
  for (const file of [...names, FILE_NAME]) {
    const read = entriesIn((await readWholeFile(join(stateDirectory, file))) ?? "");
    // One by one: as arguments there would be too many.
    for (const entry of read.entries) entries.push(entry);
    if (read.skipped > 0) skipped.push({ file, lines: read.skipped });
  }
  return { entries, skipped };
}

/** The last pass that was written down in the file that is appended to, whatever of it can be read; `null`: none. */
export async function lastPassIn(stateDirectory: string): Promise<Extract<HistoryEntry, { kind: "pass" }> | null> {
  const { entries } = entriesIn((await readWholeFile(join(stateDirectory, FILE_NAME))) ?? "");
  return entries.findLast((entry) => entry.kind === "pass") ?? null;
}

/**
 * When passes last wrote an entry into the file that is appended to, in milliseconds since the epoch; `null`: there is none.
 * A rollback looks for no drift, so what was made before one may still be found after it.
 */
export async function lastPassTimeIn(stateDirectory: string): Promise<number | null> {
  const { entries } = entriesIn((await readWholeFile(join(stateDirectory, FILE_NAME))) ?? "");
  const last = entries.findLast(({ kind }) => kind !== "rollback");
  return last === undefined ? null : Date.parse(last.time);
}

function entriesIn(text: string): { readonly entries: readonly HistoryEntry[]; readonly skipped: number } {
  const lines = text.split("\n").filter((line) => line !== "");
  const entries = lines.flatMap((line) => entryIn(line) ?? []);
  return { entries, skipped: lines.length - entries.length };
}

/** What an entry of each kind has at least, beside its time and its run. */
const TEXTS: { readonly [K in HistoryKind]: readonly string[] } = {
  pass: ["trigger", "revision", "outcome"],
  quiet: ["since"],
  step: ["address", "action", "cause", "result"],
  drift: ["id", "address", "drift", "handling", "summary"],
  shift: ["address", "move", "from"],
  rollback: ["address", "from", "to"],
  alert: ["id", "type", "state", "severity", "summary"],
  actor: ["id", "address"],
};
/** And which of its members are text or `null`. */
const NULLABLE_TEXTS: { readonly [K in HistoryKind]?: readonly string[] } = { rollback: ["hold", "actor"] };
const LISTS: { readonly [K in HistoryKind]?: string } = { pass: "problems", step: "changes", drift: "changes" };
const RECORDS: { readonly [K in HistoryKind]?: string } = { pass: "standing", actor: "actor" };

function entryIn(line: string): HistoryEntry | null {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

/** As far as a line of ours could be torn, or edited by hand, and still be JSON. */
function isEntry(value: unknown): value is HistoryEntry {
  if (!isRecord(value)) return false;
  const { kind, time } = value;
  if (typeof time !== "string" || Number.isNaN(Date.parse(time)) || typeof value.runId !== "string" || !isKind(kind))
    return false;
  const [list, record] = [LISTS[kind], RECORDS[kind]];
  if (list !== undefined && !Array.isArray(value[list])) return false;
  if (record !== undefined && !isRecord(value[record])) return false;
  const nullable = NULLABLE_TEXTS[kind] ?? [];
  if (!nullable.every((name) => value[name] === null || typeof value[name] === "string")) return false;
  return TEXTS[kind].every((name) => typeof value[name] === "string");
}

function isKind(kind: unknown): kind is HistoryKind {
  return typeof kind === "string" && Object.hasOwn(TEXTS, kind);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
