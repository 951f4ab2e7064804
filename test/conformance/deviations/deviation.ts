/**
 * Where a target is known not to be as AWS is: by case, how far off and why. Each is run all the same: one that turns out
 * as AWS fails the run and has to go, and so does one that is off in another way than its row says.
 */
import type { Case } from "../case.ts";
import { isJudged } from "../case.ts";
import type { Outcome } from "../run-case.ts";
import type { Grade } from "../scene.ts";

export interface Deviation {
  readonly grade: Grade;
  readonly reason: string;
  /** The target does not survive the case: it is run after all others. */
  readonly last: boolean;
}

interface Options {
  readonly last?: boolean;
}

/** By case id. */
export type Deviations = Readonly<Record<string, Deviation>>;

/** The right outcome with another status, text or set of members. */
export const near = (reason: string): Deviation => ({ grade: "near", reason, last: false });
/** Another outcome, or another value. */
export const differs = (reason: string, { last = false }: Options = {}): Deviation => ({ grade: "differs", reason, last });

/** What is wrong with an outcome, given what is known; nothing for a case that is not judged. */
export function objections(one: Case, { result, findings }: Outcome, deviations: Deviations): readonly string[] {
  if (!isJudged(one)) return [];
  const known = deviations[one.id];
  if (result === "as-aws") {
    return known ? [`${one.id} is as AWS now: take its row out of the table of deviations`] : [];
  }
  if (known?.grade === result) return [];
  return [`${one.id} ${result === "near" ? "is near" : "differs"}${known ? `, its row says ${known.grade}` : ""}`, ...findings];
}

/** The cases that may be run side by side, and those after all of them, each alone; at the very end those that nothing is alive after. */
export function inOrder(
  cases: readonly Case[],
  deviations: Deviations,
): { readonly first: readonly Case[]; readonly last: readonly Case[] } {
  const isFatal = ({ id }: Case): boolean => deviations[id]?.last ?? false;
  const living = cases.filter((one) => !isFatal(one));
  const last = [...living.filter((one) => one.last), ...cases.filter(isFatal)];
  return { first: living.filter((one) => !one.last), last };
}

/** Rows for cases that do not exist, or that are not judged. */
export function strayRows(deviations: Deviations, cases: readonly Case[]): readonly string[] {
  const judged = new Set(cases.filter(isJudged).map(({ id }) => id));
  return Object.keys(deviations).filter((id) => !judged.has(id));
}
