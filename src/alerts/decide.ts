/**
 * What to tell, given what is open and what a pass says. Pure. One state a condition:
 *
 *   state     the pass says   and                                          then      told
 *   –         present         it began less than `times` times lately      firing    firing
 *   –         present         it began for the `times`-th time lately      firing    firing, flapping
 *   firing    present         the last message is `reminderMs` old         firing    reminded
 *   firing    present         otherwise                                    firing
 *   firing    gone            it does not flap                             –         resolved
 *   firing    gone            it flaps                                     clearing
 *   clearing  present                                                      firing
 *   clearing  gone            and has been for `quietMs`                   –         resolved
 *   clearing  gone            otherwise                                    clearing
 *   any       nothing                                                      as it was
 *
 * So messages about one condition take turns: firing, perhaps reminders, resolved. A condition that is quiet (–) is kept
 * only for as long as its beginnings count for flapping.
 */

import type { Actor } from "../model/actor.ts";
import type { AlertState, Condition } from "../model/alerts.ts";
import type { Findings } from "./findings.ts";
import type { AlertSettings } from "./settings.ts";

/** What is remembered of one condition. Times are milliseconds since the epoch. */
export interface Entry {
  readonly condition: Condition;
  readonly state: "firing" | "clearing" | "quiet";
  /** When it was last told. */
  readonly toldAt: number;
  /** When it was told that it began, the latest last; no more than count for flapping. */
  readonly beganAt: readonly number[];
  readonly flapping: boolean;
  /** Since when it is clearing. */
  readonly clearSince: number | null;
}

/** By the condition's id. */
export type Book = ReadonlyMap<string, Entry>;

export interface Message {
  readonly state: AlertState;
  readonly condition: Condition;
  readonly flapping: boolean;
}

export interface Decision {
  readonly book: Book;
  /** Sorted by the condition's id. */
  readonly messages: readonly Message[];
}

export function decide(book: Book, findings: Findings, now: number, settings: AlertSettings): Decision {
  const present = new Map(findings.present.map((condition) => [condition.id, condition]));
  const ids = [...new Set([...book.keys(), ...present.keys()])].toSorted();
  const next = new Map<string, Entry>();
  const messages: Message[] = [];
  for (const id of ids) {
    const [known, seen] = [book.get(id), present.get(id)];
    const turn = seen === undefined ? absent(known, findings, now, settings) : begunOr(known, seen, now, settings);
    if (turn.entry !== null && isWorthKeeping(turn.entry, now, settings)) next.set(id, turn.entry);
    if (turn.told !== null && turn.entry !== null) {
      messages.push({ state: turn.told, condition: turn.entry.condition, flapping: turn.entry.flapping });
    }
  }
  return { book: next, messages };
}

/** With who made a drift; the same book when it is not known, or has ended. */
export function naming(book: Book, id: string, actor: Actor): Book {
  const entry = book.get(id);
  if (entry === undefined || entry.state === "quiet") return book;
  return new Map([...book, [id, { ...entry, condition: { ...entry.condition, actor } }]]);
}

/** Conditions that have been told and not yet resolved. */
export function openIn(book: Book): readonly Condition[] {
  return [...book.values()].filter(({ state }) => state !== "quiet").map(({ condition }) => condition);
}

interface Turn {
  readonly entry: Entry | null;
  readonly told: AlertState | null;
}

function begunOr(known: Entry | undefined, seen: Condition, now: number, settings: AlertSettings): Turn {
  if (known === undefined || known.state === "quiet") return begun(known, seen, now, settings);
  // What it is about, how severe it is and since when is kept: whoever was told is told the same at its end.
  const { severity, since, actor = seen.actor } = known.condition;
  const condition = { ...seen, severity, since, ...(actor && { actor }) };
  const entry: Entry = { ...known, condition, state: "firing", clearSince: null };
  if (!isReminderDue(known, now, settings)) return { entry, told: null };
  return { entry: { ...entry, toldAt: now }, told: "reminded" };
}

function begun(known: Entry | undefined, condition: Condition, now: number, { flapping }: AlertSettings): Turn {
  const beganAt = [...(known?.beganAt ?? []).filter((at) => now - at < flapping.windowMs), now];
  const flaps = beganAt.length >= flapping.times;
  const entry: Entry = { condition, state: "firing", toldAt: now, beganAt, flapping: flaps, clearSince: null };
  return { entry, told: "firing" };
}

function absent(known: Entry | undefined, findings: Findings, now: number, { flapping }: AlertSettings): Turn {
  if (known === undefined) return { entry: null, told: null };
  if (known.state === "quiet" || !findings.isGone(known.condition)) return { entry: known, told: null };
  const clearSince = known.clearSince ?? now;
  if (known.flapping && now - clearSince < flapping.quietMs) {
    return { entry: { ...known, state: "clearing", clearSince }, told: null };
  }
  return { entry: { ...known, state: "quiet", toldAt: now, clearSince: null }, told: "resolved" };
}

function isReminderDue({ state, condition, toldAt }: Entry, now: number, { reminderMs }: AlertSettings): boolean {
  return state === "firing" && reminderMs !== null && condition.severity !== "info" && now - toldAt >= reminderMs;
}

function isWorthKeeping({ state, beganAt }: Entry, now: number, { flapping }: AlertSettings): boolean {
  return state !== "quiet" || beganAt.some((at) => now - at < flapping.windowMs);
}
