/** How much history stays, as authored: `keep` of a function and of an API. */
import type { KeepIntent } from "../model/keep.ts";
import { type AuthoredPath, errorAt, type Problem } from "./authoring.ts";

interface AuthoredKeep {
  readonly versions?: number;
  readonly deployments?: number;
  readonly grace?: string;
}

const HOUR = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: HOUR, d: 24 * HOUR };
const DEFAULT_GRACE = "1d";
/** Requests that were under way may still want what the last move left behind (aws-facts 5.4). */
const LEAST_MS = 10 * 60_000;
const MOST_MS = 365 * 24 * HOUR;

/** Undefined: all of it stays. Of an entry that `checkKeep` has nothing against. */
export function keepIntent(keep: AuthoredKeep | undefined): KeepIntent | undefined {
  const count = keep?.versions ?? keep?.deployments;
  if (keep === undefined || count === undefined) return undefined;
  return { count, graceMs: graceOf(keep.grace ?? DEFAULT_GRACE) ?? MOST_MS };
}

export function* checkKeep(keep: AuthoredKeep | undefined, path: AuthoredPath): Iterable<Problem> {
  if (keep?.grace === undefined || graceOf(keep.grace) !== undefined) return;
  const message = `"${keep.grace}" is no time from 10m to 365d`;
  yield errorAt([...path, "keep", "grace"], "illegal-duration", message, "as in 30m, 12h or 7d");
}

/** Milliseconds; undefined: it is no time, or none that we take. */
function graceOf(text: string): number | undefined {
  const [, number = "", unit = ""] = /^(\d{1,9})(m|h|d)$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? Number.NaN);
  return ms >= LEAST_MS && ms <= MOST_MS ? ms : undefined;
}
