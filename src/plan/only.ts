/**
 * `--only`: keeps the steps that a person asked for. What the author never wrote (versions, deployments, permissions)
 * comes along with what needs it; any other step that is needed and left out blocks, for half a change may not work.
 */
import type { Address } from "../model/address.ts";
import type { Kind } from "../model/kind.ts";
import type { Blocked, Step } from "../model/plan.ts";

/** Kinds that have no place of their own in the desired state, so nobody can be asked to name them. */
const DERIVED: readonly Kind[] = ["version", "deployment", "permission"];

/** Whether an address is asked for: `*` stands for any text, and no pattern asks for everything. */
export function matcherOf(patterns: readonly string[]): (address: string) => boolean {
  if (patterns.length === 0) return () => true;
  const expressions = patterns.map((pattern) => new RegExp(`^${pattern.split("*").map(escapeRegExp).join(".*")}$`));
  return (address) => expressions.some((expression) => expression.test(address));
}

/** Patterns that ask for nothing there is: a slip of the pen must not look like "in sync". */
export function unmatchedPatterns(patterns: readonly string[], addresses: readonly Address[]): readonly string[] {
  return patterns.filter((pattern) => !addresses.some(matcherOf([pattern])));
}

export interface Selection {
  readonly steps: readonly Step[];
  readonly blocked: readonly Blocked[];
}

/** `steps` in an order that respects their needs. */
export function selectSteps(steps: readonly Step[], matches: (address: string) => boolean): Selection {
  const chosen = withDerived(steps, matches);
  const blocked = new Map<Address, Blocked>();
  for (const { address, needs } of chosen.values()) {
    const need = needs.find((other) => !chosen.has(other) || blocked.has(other));
    if (need === undefined) continue;
    const why = chosen.has(need) ? "which is blocked" : "which --only leaves out; ask for it too";
    blocked.set(address, { address, reason: "needs-blocked", message: `needs ${need}, ${why}` });
  }
  return { steps: [...chosen.values()].filter((step) => !blocked.has(step.address)), blocked: [...blocked.values()] };
}

/** The chosen steps and the derived ones that they need, in the order given. */
function withDerived(steps: readonly Step[], matches: (address: string) => boolean): ReadonlyMap<Address, Step> {
  const wanted = new Set(steps.filter((step) => matches(step.address)).map((step) => step.address));
  for (const step of steps.toReversed()) {
    if (!wanted.has(step.address)) continue;
    for (const need of step.needs)
      if (steps.some((other) => other.address === need && DERIVED.includes(other.kind))) wanted.add(need);
  }
  return new Map(steps.filter((step) => wanted.has(step.address)).map((step) => [step.address, step]));
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
}
