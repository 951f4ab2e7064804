/** What a fleet is asked for over some hours: its schedules, edits by hand, and what AWS tells of those. Pure. */
import type { Demand, Edit, Message } from "./fleet-model.ts";

export interface DemandFacts {
  readonly targets: number;
  readonly intervalMs: number;
  readonly editsPerMinute: number;
  /** In which there are edits. */
  readonly durationMs: number;
  /** How AWS tells of edits; `null`: nobody listens. */
  readonly events: EventDelay | null;
}

/** Log-normal, given by two of its quantiles. */
export interface EventDelay {
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Share of events that never come: AWS delivers them with "best effort". */
  readonly lost: number;
}

/** Standard deviations above the mean below which 99 % of a normal distribution lie. */
const P99 = 2.326_347_9;
/** EventBridge Scheduler invokes within a minute of when it is asked to. */
const SCHEDULER_JITTER_MS = 60_000;
/** Intervals after the last edit, so that it is seen whatever happens. */
const AFTERWARDS = 2;

/** `random`: 0 to below 1. */
export function makeDemand(
  { targets, intervalMs, editsPerMinute, durationMs, events }: DemandFacts,
  random: () => number,
): Demand {
  const messages: Message[] = [];
  for (let target = 0; target < targets; target += 1) {
    // Schedules begin when they are made, and a flexible window spreads them.
    const phase = random() * intervalMs;
    for (let at = phase; at < durationMs + AFTERWARDS * intervalMs; at += intervalMs)
      messages.push({ at: at + random() * SCHEDULER_JITTER_MS, target });
  }
  const edits: Edit[] = [];
  // One after another at random: the time between two is exponential.
  for (let at = pause(editsPerMinute, random); at < durationMs; at += pause(editsPerMinute, random)) {
    edits.push({ at, target: Math.floor(random() * targets) });
  }
  if (events !== null) {
    edits.forEach(({ at, target }, edit) => {
      if (random() >= events.lost) messages.push({ at: at + delayOf(events, random), target, edit });
    });
  }
  return { targets, messages: messages.toSorted((left, right) => left.at - right.at), edits };
}

function pause(perMinute: number, random: () => number): number {
  return (-Math.log(1 - random()) * 60_000) / perMinute;
}

function delayOf({ medianMs, p99Ms }: EventDelay, random: () => number): number {
  const spread = Math.log(p99Ms / medianMs) / P99;
  return medianMs * Math.exp(spread * normal(random));
}

/** Box and Muller's. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The least value that at least this share of them do not exceed. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
