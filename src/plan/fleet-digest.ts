/** What `--expect` compares of a fleet: the plan of each of the targets that were asked for. */
import { digestOf } from "../kinds/digest.ts";
import type { Plan } from "../model/plan.ts";

/** A target without a plan counts as such: what was reviewed had another. */
export function fleetDigest(plans: readonly { readonly name: string; readonly plan: Pick<Plan, "digest"> | null }[]): string {
  return digestOf(Object.fromEntries(plans.map(({ name, plan }) => [name, plan?.digest ?? null])));
}
