/**
 * Safety limits on a plan. Pure: a plan in, the limits that it exceeds out; each message has the counts, the limit and
 * the remedy. `--force` goes past the ones that say so.
 */
import type { DesiredState, Target } from "../model/desired.ts";
import type { Identity } from "../model/observation.ts";
import { type Action, onlyAdopts, type Plan, type Violation } from "../model/plan.ts";

export interface GuardRequest {
  readonly mode: "apply" | "destroy";
  readonly prune: boolean;
  readonly force: boolean;
  /** The digest of the plan that was reviewed. */
  readonly expect?: string;
}

export function guard(plan: Plan, state: DesiredState, request: GuardRequest): readonly Violation[] {
  const violations = [
    ...guardExpected(plan, request.expect),
    ...guardProtected(plan),
    ...guardPruneOwner(state, request.prune),
    ...(request.mode === "apply" ? [...guardUpdates(plan, state), ...guardDeletes(plan, state)] : []),
  ];
  return violations.filter((violation) => !(request.force && violation.forceable));
}

/** Before anything is read: a wrong account is none of our business. */
export function guardTarget(identity: Identity, target: Target): readonly Violation[] {
  return (["account", "region"] as const).flatMap((what) => {
    const wanted = target[what];
    if (wanted === undefined || wanted === identity[what]) return [];
    const message = `the desired state is for ${what} ${wanted}, but the credentials and settings lead to ${identity[what]}; switch to the right one, or change target.${what}`;
    return [{ guard: "target" as const, message, forceable: false }];
  });
}

function guardExpected(plan: Plan, expect: string | undefined): readonly Violation[] {
  if (expect === undefined || expect === plan.digest) return [];
  const message = `the plan is ${plan.digest}, not the expected ${expect}: the desired state or AWS changed since it was reviewed; review this plan and expect its digest`;
  return [{ guard: "expect", message, forceable: false }];
}

function guardProtected(plan: Plan): readonly Violation[] {
  const held = plan.blocked.filter(({ reason }) => reason === "protected").map(({ address }) => address);
  if (held.length === 0) return [];
  const message = `${held.join(", ")} cannot be deleted while protected, so nothing is; remove protect: true, or use --force to delete the rest`;
  return [{ guard: "protect", message, forceable: true }];
}

/** Pruning trusts our mark, so whose mark it is must have been written down. */
function guardPruneOwner(state: DesiredState, prune: boolean): readonly Violation[] {
  if (!prune || state.ownerDeclared) return [];
  const message = "--prune deletes what carries the owner's mark, but the desired state names no owner; declare owner";
  return [{ guard: "prune-owner", message, forceable: false }];
}

function guardUpdates(plan: Plan, { guards }: DesiredState): readonly Violation[] {
  return guardShare(plan, { action: "update", limit: guards.maxUpdates, from: guards.minExisting, setting: "maxUpdates" });
}

function guardDeletes(plan: Plan, { guards }: DesiredState): readonly Violation[] {
  return guardShare(plan, { action: "delete", limit: guards.maxDeletes, from: guards.minExisting, setting: "maxDeletes" });
}

interface Share {
  readonly action: Action;
  readonly limit: number;
  readonly from: number;
  readonly setting: "maxUpdates" | "maxDeletes";
}

function guardShare(plan: Plan, { action, limit, from, setting }: Share): readonly Violation[] {
  // Whoever takes over what exists does so with all of it at once, and nothing of it changes.
  // History is no resource that somebody declared, and what goes of it is used by nothing.
  const counted = plan.steps.filter((step) => step.action === action && step.cause !== "retention" && !onlyAdopts(step));
  const count = counted.length;
  if (plan.existing < from || count <= limit * plan.existing) return [];
  const share = `${count} of ${plan.existing} existing resources (${percent(count / plan.existing)})`;
  const message = `the plan would ${action} ${share}, over the limit of ${percent(limit)}; check the plan, then use --force, or raise guards.${setting}`;
  return [{ guard: action === "update" ? "max-updates" : "max-deletes", message, forceable: true }];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
