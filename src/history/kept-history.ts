/**
 * History as it is kept: one JSON object a line. A line that a crash tore ends before the next one begins, so it costs itself
 * alone. When a document has grown to its size it is put aside under the time of that moment, and the oldest of those put
 * aside are removed, so the whole is bounded.
 */
import type { HistoryEntry, HistoryKind } from "../model/history.ts";
import type { StateStore } from "../model/state-store.ts";

/** What is appended to. */
export const HISTORY_NAME = "history.jsonl";
const PUT_ASIDE = /^history-\d{8}T\d{9}Z-\d+\.jsonl$/;

export interface HistoryBounds {
  /** Bytes from which on a document is put aside. */
  readonly fileBytes: number;
  /** Those put aside that are kept. */
  readonly kept: number;
}

/** Where history is appended to, and read from. */
export interface HistoryLog {
  readonly state: StateStore;
  /** Kept for good when it resolves. Rejects when the entries could not be written, or not all of them. */
  append(entries: readonly HistoryEntry[], now: number): Promise<void>;
}

/** As they are appended. */
export function linesOf(entries: readonly HistoryEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

/** `unique`: a number. */
export function asideName(time: number, unique: number): string {
  return `history-${new Date(time).toISOString().replaceAll(/[-:.]/g, "")}-${unique}.jsonl`;
}

/** Oldest first: their names begin with the time. */
async function putAsideIn(state: StateStore): Promise<readonly string[]> {
  return (await state.names()).filter((name) => PUT_ASIDE.test(name));
}

/** Removes the oldest of what was put aside. */
export async function dropOldest(state: StateStore, { kept }: HistoryBounds): Promise<void> {
  const aside = await putAsideIn(state);
  for (const old of aside.slice(0, Math.max(0, aside.length - kept))) await state.remove(old);
}

export interface KeptHistory {
  /** Oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** Lines that are no entries, by file: torn by a crash, or written by another version. */
  readonly skipped: readonly { readonly file: string; readonly lines: number }[];
}

/** Rejects when something of it may not be read; a place that is not there holds nothing. */
export async function readHistory(state: StateStore): Promise<KeptHistory> {
  const entries: HistoryEntry[] = [];
  const skipped: { file: string; lines: number }[] = [];
  const told = new Set<string>();
  for (const file of [...(await putAsideIn(state)), HISTORY_NAME]) {
    // What was being put aside when its writer died stands in both.
    const lines = linesIn(await textAt(state, file)).filter((line) => !told.has(line));
    for (const line of lines) told.add(line);
    const found = lines.flatMap((line) => entryIn(line) ?? []);
    // One by one: as arguments there would be too many.
    for (const entry of found) entries.push(entry);
    if (lines.length > found.length) skipped.push({ file, lines: lines.length - found.length });
  }
  // Of writers that raced, one may have put aside what the other one had yet to follow up.
  return { entries: entries.toSorted((left, right) => Date.parse(left.time) - Date.parse(right.time)), skipped };
}

/** The last pass that was written down in the file that is appended to, whatever of it can be read; `null`: none. */
export async function lastPassIn(state: StateStore): Promise<Extract<HistoryEntry, { kind: "pass" }> | null> {
  const entries = linesIn(await textAt(state, HISTORY_NAME)).flatMap((line) => entryIn(line) ?? []);
  return entries.findLast((entry) => entry.kind === "pass") ?? null;
}

/**
 * When passes last wrote an entry into the file that is appended to, in milliseconds since the epoch; `null`: there is none.
 * A rollback looks for no drift, so what was made before one may still be found after it.
 */
export async function lastPassTimeIn(state: StateStore): Promise<number | null> {
  const entries = linesIn(await textAt(state, HISTORY_NAME)).flatMap((line) => entryIn(line) ?? []);
  const last = entries.findLast(({ kind }) => kind !== "rollback");
  return last === undefined ? null : Date.parse(last.time);
}

async function textAt(state: StateStore, name: string): Promise<string> {
  return Buffer.from((await state.read(name)) ?? []).toString("utf8");
}

function linesIn(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
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
