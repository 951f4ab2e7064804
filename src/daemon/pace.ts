/**
 * When the next pass comes of itself. A pass is asked for sooner by a change, a signal, a person, or a shift under way.
 *
 *   the last pass                                    the next one comes after
 *   settled: in sync, converged, shifting, refused,   the interval, a tenth more or less
 *   or invalid
 *   held up: some resources blocked, steps failed    backoff, at most the interval: the others are not kept waiting
 *   failed as a whole: credentials, no network       backoff, at most the longest
 *
 * Backoff doubles with each pass in a row that did not settle. Both are spread by chance, as many daemons may share one
 * account and come back at the same moment after the same outage.
 */
import type { RunReport } from "../model/report.ts";

export interface Pace {
  readonly intervalMs: number;
  readonly firstBackoffMs: number;
  readonly longestBackoffMs: number;
}

export type PassEnd = "settled" | "held-up" | "failed";

const INTERVAL_SPREAD = 0.1;
const FIRST_BACKOFF_MS = 5_000;
const LONGEST_BACKOFF_MS = 300_000;

/** Milliseconds from the end of a pass that settled to the next one, at most. */
export function longestPause(intervalMs: number): number {
  return intervalMs * (1 + INTERVAL_SPREAD);
}

/** The pace for an interval: no slower to come back from a failure than the interval is, where that is short. */
export function paceOf(intervalMs: number): Pace {
  return {
    intervalMs,
    firstBackoffMs: Math.min(FIRST_BACKOFF_MS, intervalMs),
    longestBackoffMs: Math.max(LONGEST_BACKOFF_MS, intervalMs),
  };
}

/** How a pass ended, as far as its pace goes. Trying a refused plan sooner would only be refused sooner. */
export function endOf(report: RunReport): PassEnd {
  if (report.outcome !== "failed") return "settled";
  return report.error === undefined ? "held-up" : "failed";
}

/** Milliseconds. `inARow`: passes that did not settle, this one counted. `random`: 0 to 1. */
export function pauseAfter(end: PassEnd, inARow: number, pace: Pace, random: number): number {
  if (end === "settled") return pace.intervalMs * (1 + INTERVAL_SPREAD * (2 * random - 1));
  const longest = end === "held-up" ? pace.intervalMs : pace.longestBackoffMs;
  const backoff = Math.min(longest, pace.firstBackoffMs * 2 ** (inARow - 1));
  return backoff * (0.5 + random / 2);
}
