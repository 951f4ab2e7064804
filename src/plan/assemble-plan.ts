import { type Address, compareAddresses } from "../model/address.ts";
import type { Plan, Step } from "../model/plan.ts";
import { inOrder } from "./order.ts";
import { planDigest } from "./plan-digest.ts";

/** Puts a plan into its stable form: steps in order and needing only one another, everything else by address. */
export function assemblePlan(parts: Omit<Plan, "digest">): Plan {
  const present = new Set(parts.steps.map((step) => step.address));
  const steps = inOrder(parts.steps.map((step) => amongPresent(step, present)));
  const blocked = parts.blocked.toSorted(byAddress);
  return {
    ...parts,
    digest: planDigest(steps, blocked),
    steps,
    blocked,
    unchanged: parts.unchanged.toSorted(compareAddresses),
    tolerated: parts.tolerated.toSorted(byAddress),
    shifts: parts.shifts.toSorted(byAddress),
    waiting: parts.waiting.toSorted(compareAddresses),
    notes: parts.notes.toSorted(byAddress),
  };
}

function amongPresent(step: Step, present: ReadonlySet<Address>): Step {
  const needs = step.needs.filter((need) => present.has(need));
  return needs.length === step.needs.length ? step : { ...step, needs };
}

function byAddress(left: { readonly address: Address }, right: { readonly address: Address }): number {
  return compareAddresses(left.address, right.address);
}
