/**
 * `--only`: keeps the steps that a person asked for. What the author never wrote (versions, deployments, permissions)
 * comes along with what needs it; any other step that is needed and left out blocks, for half a change may not work.
 */
import type { Address } from "../model/address.ts";
import type { Kind } from "../model/kind.ts";
import { matcherOf } from "../model/pattern.ts";
import type { Blocked, Step } from "../model/plan.ts";
import { inOrder } from "./order.ts";

/** Kinds that have no place of their own in the desired state, so nobody can be asked to name them. */
const DERIVED: readonly Kind[] = ["version", "deployment", "permission"];

/** Patterns that ask for nothing there is: a slip of the pen must not look like "in sync". */
export function unmatchedPatterns(patterns: readonly string[], addresses: readonly Address[]): readonly string[] {
  return patterns.filter((pattern) => !addresses.some(matcherOf([pattern])));
}

export interface Selection {
  readonly steps: readonly Step[];
  readonly blocked: readonly Blocked[];
}

/** Where all are asked for, as they are; else in an order that respects their needs. */
export function selectSteps(steps: readonly Step[], matches: (address: string) => boolean): Selection {
  if (steps.every(({ address }) => matches(address))) return { steps, blocked: [] };
  const all = new Map(inOrder(steps).map((step) => [step.address, step]));
  const chosen = withDerived(all, matches);
  const changing = new Set(steps.map((step) => step.address));
  const blocked = new Map<Address, Blocked>();
  for (const { address, needs } of chosen.values()) {
    // A need without a step stands as it should already.
    const need = needs.find((other) => changing.has(other) && (!chosen.has(other) || blocked.has(other)));
    if (need === undefined) continue;
    const why = chosen.has(need) ? "which is blocked" : "which --only leaves out; ask for it too";
    blocked.set(address, { address, reason: "needs-blocked", message: `needs ${need}, ${why}` });
  }
  return { steps: [...chosen.values()].filter((step) => !blocked.has(step.address)), blocked: [...blocked.values()] };
}

/** The chosen steps and the derived ones that they need, in the order given. */
function withDerived(steps: ReadonlyMap<Address, Step>, matches: (address: string) => boolean): ReadonlyMap<Address, Step> {
  const wanted = new Set([...steps.keys()].filter(matches));
  // Needs come before what needs them, so going backwards reaches also what a derived step needs.
  for (const [address, { needs }] of [...steps].reverse()) {
    const derived = wanted.has(address) ? needs.filter((need) => DERIVED.some((kind) => kind === steps.get(need)?.kind)) : [];
    for (const need of derived) wanted.add(need);
  }
  return new Map([...steps].filter(([address]) => wanted.has(address)));
}
