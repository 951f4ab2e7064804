/** What is asked of history. Pure. Actors are told with the drift that they made, not as entries of their own. */
import type { ActorEntry, ActorRecord, DriftEntry, HistoryEntry, PassEntry } from "../model/history.ts";

export const ASKABLE_KINDS = ["pass", "step", "drift", "shift", "rollback", "alert"] as const;

export type AskableKind = (typeof ASKABLE_KINDS)[number];

/** Of an entry; quiet passes are passes. */
export interface HistoryQuery {
  /** Milliseconds since the epoch, both inclusive; left out: without end. */
  readonly since?: number;
  readonly until?: number;
  /** `null`: whatever it is about, and what is about the pass as a whole. */
  readonly about: ((address: string) => boolean) | null;
  /** Empty: all. */
  readonly kinds: readonly AskableKind[];
  /** The latest. */
  readonly limit: number;
}

export type ToldEntry = Exclude<HistoryEntry, ActorEntry | DriftEntry | PassEntry> | ToldDrift | ToldPass;

/** Left out: nobody knows, or not yet. */
export type ToldDrift = DriftEntry & { readonly actor?: ActorRecord };

/** What only the next pass needs is left out. */
export type ToldPass = Omit<PassEntry, "standing">;

export interface Told {
  /** Oldest first. */
  readonly entries: readonly ToldEntry[];
  /** Of every run that is known, whether it is among the entries or not. */
  readonly passes: ReadonlyMap<string, ToldPass>;
  /** Entries that were asked for and are older than the limit shows. */
  readonly omitted: number;
}

export function selectHistory(entries: readonly HistoryEntry[], query: HistoryQuery): Told {
  const actors = new Map(entries.flatMap((entry) => (entry.kind === "actor" ? [[driftKey(entry), entry.actor] as const] : [])));
  const passes = new Map(entries.flatMap((entry) => (entry.kind === "pass" ? [[entry.runId, toldPass(entry)] as const] : [])));
  const asked = entries.filter((entry) => entry.kind !== "actor" && isAsked(entry, query));
  const told = asked.slice(-query.limit).flatMap((entry) => toldOf(entry, actors));
  return { entries: told, passes, omitted: asked.length - told.length };
}

function toldOf(entry: HistoryEntry, actors: ReadonlyMap<string, ActorRecord>): readonly ToldEntry[] {
  switch (entry.kind) {
    case "actor":
      return [];
    case "pass":
      return [toldPass(entry)];
    case "drift": {
      const actor = actors.get(driftKey(entry));
      return [actor === undefined ? entry : { ...entry, actor }];
    }
    default:
      return [entry];
  }
}

function driftKey({ runId, id }: DriftEntry | ActorEntry): string {
  return `${runId} ${id}`;
}

function toldPass({ standing: _, ...pass }: PassEntry): ToldPass {
  return pass;
}

function isAsked(entry: HistoryEntry, { since, until, about, kinds }: HistoryQuery): boolean {
  const time = Date.parse(entry.time);
  if ((since !== undefined && time < since) || (until !== undefined && time > until)) return false;
  const kind = entry.kind === "quiet" ? "pass" : entry.kind;
  if (kinds.length > 0 && !kinds.some((asked) => asked === kind)) return false;
  return about === null || ("address" in entry && entry.address !== undefined && about(entry.address));
}
