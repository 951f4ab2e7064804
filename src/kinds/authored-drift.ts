/** What is wrong with an authored drift policy beyond its form. */
import type { AuthoredPath, Problem } from "./authoring.ts";
import { errorAt } from "./authoring.ts";
import { type AuthoredDrift, type AuthoredKind, DRIFT_MEMBERS, memberOf } from "./drift-rules.ts";
import { suggestName } from "./suggest.ts";

/** A rule for what there is not would leave nothing alone, and somebody relies on it. */
export function* checkDrift(drift: AuthoredDrift, kind: AuthoredKind, path: AuthoredPath): Iterable<Problem> {
  const { shown, renamed, spread } = DRIFT_MEMBERS[kind];
  if (drift === undefined || typeof drift === "string") return;
  for (const [index, rule] of drift.entries()) {
    const at = [...path, "drift", String(index)];
    const member = memberOf(rule.path ?? "");
    if (rule.until !== undefined && !isDay(rule.until.slice(0, 10))) {
      yield errorAt([...at, "until"], "illegal-date", `"${rule.until}" is no day of any calendar`);
    }
    if (rule.path === undefined || shown.includes(member) || Object.hasOwn(renamed, member)) continue;
    const instead = Object.hasOwn(spread, member) ? `plans show it as ${spread[member]}` : suggestName(member, shown);
    yield errorAt([...at, "path"], "unknown-drift-path", `"${rule.path}" is not a property that can drift`, instead);
  }
}

/** `2026-09-31` reads as the first of October, which nobody means. */
function isDay(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}
