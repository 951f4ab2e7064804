/** Which rule of a resource's drift policy holds for a field. Rules that have ended count for nothing. */
import type { DriftPolicy, DriftRule } from "../model/desired.ts";

const DAY_MS = 86_400_000;

/** What holds where no rule says anything. */
const ENFORCE: DriftRule = { policy: "enforce" };

/** The rule with the longest path that covers the field, the last of equals; `path` null: of the resource's existence. */
export function ruleFor(rules: readonly DriftRule[] | undefined, path: string | null, now: number): DriftRule {
  const covering = (rules ?? []).filter((rule) => !hasEnded(rule, now) && covers(rule, path));
  return covering.reduce((best, rule) => (lengthOf(rule) >= lengthOf(best) ? rule : best), ENFORCE);
}

/** An exception that its author wanted to end, and that has. */
export function hasEnded({ until }: DriftRule, now: number): boolean {
  return until !== undefined && now >= endOf(until);
}

export function leaves(rule: DriftRule): rule is DriftRule & { readonly policy: Exclude<DriftPolicy, "enforce"> } {
  return rule.policy !== "enforce";
}

/** Milliseconds since the epoch. A date without a time is meant to its end, in UTC. */
export function endOf(until: string): number {
  return Date.parse(until) + (/^\d{4}-\d{2}-\d{2}$/.test(until) ? DAY_MS : 0);
}

function covers({ path: rule }: DriftRule, path: string | null): boolean {
  if (rule === undefined) return true;
  return path !== null && (path === rule || path.startsWith(`${rule}.`) || path.startsWith(`${rule}[`));
}

function lengthOf({ path }: DriftRule): number {
  return path?.length ?? 0;
}
