/** Times, numbers and states in words. */
import type { Outcome } from "../../model/report.ts";
import type { ShiftOverview } from "../overview.ts";

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

/** `40 s`, `12 min`, `3 h`, `5 d`. */
export function spanText(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) return `${Math.round(span / SECOND)} s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`;
  if (span < 2 * DAY) return `${Math.floor(span / HOUR)} h`;
  return `${Math.floor(span / DAY)} d`;
}

export function agoText(at: number, now: number): string {
  return now - at < 5 * SECOND ? "just now" : `${spanText(now - at)} ago`;
}

/** How long something took. */
export function durationText(ms: number): string {
  return ms < SECOND ? `${Math.round(ms)} ms` : ms < MINUTE ? `${(ms / SECOND).toFixed(1)} s` : spanText(ms);
}

export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

export const OUTCOMES: Readonly<Record<Outcome, string>> = {
  "in-sync": "in sync",
  changes: "changes found",
  converged: "converged",
  shifting: "shifting",
  failed: "failed",
  refused: "refused",
  invalid: "invalid",
};

const MOVES: Readonly<Record<ShiftOverview["move"], string>> = {
  wait: "waits to start",
  start: "starts",
  hold: "holds",
  advance: "goes on",
  finish: "arrives",
  abandon: "is given up",
  "take-back": "is taken back",
  refuse: "was taken back",
  stop: "was stopped by hand",
};

/** `25 % to 4, step 2 of 5, holds, next look in 3 min`. */
export function shiftText({ percent, to, step, steps, move, nextAt, reason }: ShiftOverview, now: number): string {
  const where = `${percent} % to ${to ?? "what is yet to be made"}`;
  const at = step > 0 && steps > 0 ? `, step ${step} of ${steps}` : "";
  const next = nextAt === null ? "" : `, next look ${nextAt > now ? `in ${spanText(nextAt - now)}` : "now"}`;
  return `${where}${at}, ${MOVES[move] ?? move}${next}${reason === undefined ? "" : `: ${reason}`}`;
}
