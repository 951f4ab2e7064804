/** What the page is told of a fleet whose targets were read from the state: everything that passes leave there, and no more. */
import { digestOf } from "../kinds/digest.ts";
import { type Overview, type QueueFigures, TARGET_STATES } from "../page/overview.ts";
import { figuresOf } from "./fleet-figures.ts";
import type { KeptTarget } from "./kept-fleet.ts";

export interface KeptFacts {
  readonly targets: readonly KeptTarget[];
  readonly place: string;
  readonly version: string;
  readonly now: number;
  readonly startedAt: number;
  /** When the state was last read; `null`: not yet. */
  readonly seenAt: number | null;
  /** Why it cannot be; `null`: it can. */
  readonly trouble: string | null;
  readonly queue: QueueFigures | null;
}

/** A page with more rows than these nobody reads, and each costs whoever asks for them. */
const MOST_ROWS = 500;
const MOST_CONDITIONS = 200;
const MOST_PASSES = 20;

export function keptOverview({ targets, place, version, now, startedAt, seenAt, trouble, queue }: KeptFacts): Overview {
  const rows = targets.map(({ row }) => row);
  const conditions = targets.flatMap(({ conditions }) => conditions);
  const passes = rows.flatMap(({ lastPass }) => lastPass ?? []);
  const commits = [...new Set(targets.flatMap(({ standing }) => standing.enforced?.commit || []))];
  const revisions = targets.flatMap(({ standing }) => standing.enforced?.revision ?? []);
  const [commit = null, otherCommit] = commits;
  return {
    version,
    now,
    startedAt,
    dryRun: false,
    values: true,
    kept: place,
    fleet: figuresOf(rows, queue),
    targets: rows.toSorted((left, right) => rankOf(left) - rankOf(right)).slice(0, MOST_ROWS),
    state: "waiting",
    stuck: trouble,
    ready: seenAt !== null,
    nextPassAt: null,
    account: null,
    region: null,
    desired: {
      revision: revisions.length === 0 ? "" : digestOf(revisions),
      // Of several that are under way to be the same, none is the one.
      commit: otherCommit === undefined ? commit : null,
      valid: rows.every(({ valid }) => valid !== false),
      issues: [],
    },
    drift: { open: conditions.filter(({ type }) => type === "drift").slice(0, MOST_CONDITIONS), past: [] },
    problems: conditions.filter(({ type }) => type !== "drift").slice(0, MOST_CONDITIONS),
    passes: passes.toSorted((left, right) => endOf(right) - endOf(left)).slice(0, MOST_PASSES),
    quotas: [],
    seenAt,
    apis: [],
  };
}

/** The worst first; among those that are the same, who succeeded longest ago. */
function rankOf({ state, lastSuccessAt }: KeptTarget["row"]): number {
  return TARGET_STATES.indexOf(state) * 1e15 + (lastSuccessAt ?? 0);
}

function endOf({ startedAt, durationMs }: { readonly startedAt: number; readonly durationMs: number }): number {
  return startedAt + durationMs;
}
