/**
 * How long a plan still takes from a step on, at least: the step's own calls under AWS's quotas and those of the longest
 * chain of steps that waits for it. What stands at the head of the longest chain is to start first. In a lane the plan's
 * order stands: what comes before another there is at least as urgent, for it holds the other up.
 */
import type { Address } from "../model/address.ts";
import type { Step } from "../model/plan.ts";
import { secondsOf } from "./forecast.ts";

/** Seconds by address. `steps` in an order that respects their needs. */
export function urgencyOf(steps: readonly Step[]): ReadonlyMap<Address, number> {
  const after = new Map<Address, number>();
  const lanes = new Map<string, number>();
  const urgency = new Map<Address, number>();
  for (const step of steps.toReversed()) {
    const seconds = Math.max(secondsOf(step) + (after.get(step.address) ?? 0), lanes.get(step.lane) ?? 0);
    lanes.set(step.lane, seconds);
    urgency.set(step.address, seconds);
    for (const need of step.needs) after.set(need, Math.max(after.get(need) ?? 0, seconds));
  }
  return urgency;
}
