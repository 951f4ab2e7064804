/** What alerts remember across restarts, as text: which conditions are open, and what still waits for which sink. */
import type { Alert } from "../model/alerts.ts";
import type { Book, Entry } from "./decide.ts";

/** A place for one text, written whole or not at all. */
export interface AlertStore {
  /** `null`: nothing was written yet. Throws when it cannot be read. */
  read(): Promise<string | null>;
  /** Puts what `next` makes of the text in its place; asked again with what another process wrote meanwhile. */
  update(next: (current: string | null) => string): Promise<void>;
}

export interface AlertMemory {
  readonly book: Book;
  /** By the sink's name. */
  readonly waiting: ReadonlyMap<string, readonly Alert[]>;
}

export const NOTHING: AlertMemory = { book: new Map(), waiting: new Map() };

const FORMAT = 1;

export function writeMemory({ book, waiting }: AlertMemory): string {
  const open = [...book.values()];
  const queues = [...waiting].filter(([, alerts]) => alerts.length > 0);
  return JSON.stringify({ format: FORMAT, conditions: open, waiting: Object.fromEntries(queues) });
}

/** Undefined: not written by this program, or by a version of it that this one does not know. */
export function readMemory(text: string): AlertMemory | undefined {
  const value = parsed(text);
  if (!isRecord(value) || value.format !== FORMAT) return undefined;
  const { conditions, waiting } = value;
  if (!Array.isArray(conditions) || !conditions.every(isEntry) || !isRecord(waiting)) return undefined;
  const queues = Object.entries(waiting);
  if (!queues.every((queue): queue is [string, readonly Alert[]] => areAlerts(queue[1]))) return undefined;
  return { book: new Map(conditions.map((entry) => [entry.condition.id, entry])), waiting: new Map(queues) };
}

/**
 * What two that remember at once remember together: of each condition and message, what we did since `base`, else what they
 * have. Pure. Of a condition that both changed, ours stands: the next pass finds it as it is.
 */
export function mergeMemories(base: AlertMemory, ours: AlertMemory, theirs: AlertMemory): AlertMemory {
  const names = new Set([...theirs.waiting.keys(), ...ours.waiting.keys()]);
  const waiting = [...names].map((name) => {
    const [before, own, other] = [base, ours, theirs].map((memory) => memory.waiting.get(name) ?? []);
    return [name, mergeWaiting(before ?? [], own ?? [], other ?? [])] as const;
  });
  return { book: mergeBooks(base.book, ours.book, theirs.book), waiting: new Map(waiting) };
}

export function mergeBooks(base: Book, ours: Book, theirs: Book): Book {
  const merged = new Map(theirs);
  for (const id of new Set([...base.keys(), ...ours.keys()])) {
    const own = ours.get(id);
    if (JSON.stringify(own) === JSON.stringify(base.get(id))) continue;
    if (own === undefined) merged.delete(id);
    else merged.set(id, own);
  }
  return merged;
}

/** Theirs without what we delivered, and what we added. */
function mergeWaiting(base: readonly Alert[], ours: readonly Alert[], theirs: readonly Alert[]): readonly Alert[] {
  const [before, own, others] = [base, ours, theirs].map((alerts) => new Set(alerts.map(keyOf)));
  const left = theirs.filter((alert) => !before?.has(keyOf(alert)) || own?.has(keyOf(alert)));
  const added = ours.filter((alert) => !before?.has(keyOf(alert)) && !others?.has(keyOf(alert)));
  return [...left, ...added];
}

function keyOf({ id, state, time, runId }: Alert): string {
  return JSON.stringify([id, state, time, runId]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As far as a file of ours could be cut or edited by hand and still be JSON. */
function isEntry(value: unknown): value is Entry {
  if (!isRecord(value) || !isCondition(value.condition) || typeof value.toldAt !== "number") return false;
  const { state, beganAt } = value;
  return (state === "firing" || state === "clearing" || state === "quiet") && Array.isArray(beganAt);
}

function areAlerts(value: unknown): value is readonly Alert[] {
  return Array.isArray(value) && value.every(isAlert);
}

function isAlert(value: unknown): value is Alert {
  if (!isRecord(value) || typeof value.id !== "string" || typeof value.time !== "number") return false;
  return Array.isArray(value.conditions) && value.conditions.length > 0 && value.conditions.every(isCondition);
}

function isCondition(value: unknown): boolean {
  return isRecord(value) && typeof value.id === "string" && typeof value.type === "string" && Array.isArray(value.details);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
