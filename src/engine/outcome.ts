/**
 * How a pass ended, in one word. The first row that holds decides; blocked wins over changes, and a pass that was cut
 * short or could not look never counts as in sync.
 *
 *   the desired state is not valid                    invalid
 *   it ended in an error, or was cut short            failed
 *   a guard refused the plan, or a person did         refused
 *   something is blocked                              failed
 *   there are no steps, no shift is under way, and
 *   nothing waits for one                             in-sync
 *   dry run: all it would do is put our mark on what
 *   is as declared, and likewise                      in-sync
 *   nothing was to be applied (dry run)               changes
 *   a step failed or was not attempted                failed
 *   a shift is under way, or something waits for one  shifting
 *   every step is done                                converged
 */
import { onlyAdopts, type Plan } from "../model/plan.ts";
import type { Outcome, StepReport } from "../model/report.ts";

export interface Ending {
  readonly valid: boolean;
  readonly broken: boolean;
  readonly refused: boolean;
  readonly dryRun: boolean;
  readonly plan: Plan | null;
  readonly steps: readonly StepReport[];
}

export function outcomeOf({ valid, broken, refused, dryRun, plan, steps }: Ending): Outcome {
  if (!valid) return "invalid";
  if (broken) return "failed";
  if (refused) return "refused";
  if (plan === null || plan.blocked.length > 0) return "failed";
  const shifting = plan.waiting.length > 0 || plan.shifts.some(({ nextAt }) => nextAt !== null);
  if (plan.steps.length === 0 && !shifting) return "in-sync";
  if (dryRun) return !shifting && plan.steps.every(onlyAdopts) ? "in-sync" : "changes";
  if (steps.some((step) => step.result !== "done")) return "failed";
  return shifting ? "shifting" : "converged";
}
