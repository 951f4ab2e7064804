/**
 * What a change of the files concerns, so that it takes effect before everything is looked at: where much is declared, AWS's
 * quotas make that look take minutes (aws-facts 9.2, 10).
 *
 *   the last look at everything     the change                                     is looked at first
 *   none yet, or left work          any                                            everything
 *   left nothing to do              where little is declared                       everything
 *   left nothing to do              of settings, or something is declared no more  everything
 *   left nothing to do              concerns a large share of it                   everything
 *   left nothing to do              any other                                      what it concerns; then everything
 */
import type { DesiredState } from "../model/desired.ts";
import type { RunReport } from "../model/report.ts";
import { changedBetween } from "../plan/changed.ts";
import { narrowTo } from "../plan/narrow.ts";
import { type PassPart, sumOfCalls } from "./daemon-pass.ts";
import type { EndedPass } from "./status.ts";

export interface Haste {
  /** Fewer resources are looked at within seconds. */
  readonly from: number;
  /** 0 to 1; a larger share of them looked at twice would cost more than it gains. */
  readonly share: number;
}

export const HASTE: Haste = { from: 200, share: 0.25 };

/** `settled`: what everything was as, when it was last looked at. `null`: everything is looked at. */
export function changedPart(settled: DesiredState | null, state: DesiredState, haste: Haste): PassPart | null {
  const changed = settled === null || state.resources.length < haste.from ? null : changedBetween(settled, state);
  if (changed === null || changed.size === 0) return null;
  // Whoever may call a function is derived from the APIs that name it.
  const { resources, narrow, covers } = narrowTo(state.resources, { concerns: (address) => changed.has(address), access: true });
  const { maxUpdates, maxDeletes } = state.guards;
  if (resources.length > Math.min(maxUpdates, maxDeletes, haste.share) * state.resources.length) return null;
  return {
    // All of it together is no more than the guards let change of everything: they say nothing of a share of a part.
    narrow: (whole) => narrow({ ...whole, guards: { ...whole.guards, maxUpdates: 1, maxDeletes: 1 } }),
    covers,
  };
}

/** The two looks as one pass, which did what both did. */
export function asOne(first: EndedPass | null, whole: EndedPass): EndedPass {
  if (first === null) return whole;
  const { report } = whole;
  const didSomething = first.report.steps.some(({ result }) => result === "done");
  return {
    ...whole,
    startedAt: first.startedAt,
    report: {
      ...report,
      outcome: report.outcome === "in-sync" && didSomething ? "converged" : report.outcome,
      steps: [...first.report.steps, ...report.steps],
      calls: sumOfCalls(first.report.calls, report.calls),
      durationMs: first.report.durationMs + report.durationMs,
    },
  };
}

/** Whether a look at everything left it as it is declared, with nothing on its way. */
export function leftNothing({ outcome, plan, interrupted }: RunReport): boolean {
  const isDone = outcome === "in-sync" || outcome === "converged";
  return (
    isDone && interrupted !== true && plan !== null && [plan.blocked, plan.shifts, plan.waiting].every((all) => all.length === 0)
  );
}
