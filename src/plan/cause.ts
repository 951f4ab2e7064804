/**
 * Why a step exists, told by what was last converged.
 *
 *   action   never converged   every field as it was converged   some field not
 *   create   rollout           drift: somebody deleted it        rollout
 *   update   rollout           drift: somebody changed it        rollout
 *   delete   prune             prune                             prune         or retention: history beyond `keep`
 *
 * The ledger may be lost at any time; then everything is a rollout. So is the end of a hold: what a person rolled back is
 * nobody's drift, and it ends because the desired state asks for something else.
 */
import { fieldsOf } from "../diff/diff-spec.ts";
import { renderPath } from "../diff/field-path.ts";
import { rulesOf } from "../kinds/all-rules.ts";
import { type Address, kindOf } from "../model/address.ts";
import type { Cause, FieldChange } from "../model/plan.ts";
import type { Ledger } from "../model/ports.ts";
import { refsIn } from "../model/ref.ts";

/** The ledger as far as planning reads it. */
export type Memory = Pick<Ledger, "converged" | "digestOf" | "written" | "idle">;

export function causeOf(address: Address, action: "create" | "update", changes: readonly FieldChange[], memory: Memory): Cause {
  const converged = memory.converged(address);
  if (converged === undefined || endsHold(changes)) return "rollout";
  const told = action === "create" ? changes.filter((change) => refsIn(change.after).length === 0) : changes;
  return told.every((change) => converged[change.path] === digestOf(change.after, memory)) ? "drift" : "rollout";
}

/** Whether nothing is known that could tell drift from rollout. */
export function isUntold(address: Address, memory: Memory): boolean {
  return memory.converged(address) === undefined;
}

/** Paths of fields that somebody else changed, whether or not the desired state changed them too. */
export function driftedIn(address: Address, changes: readonly FieldChange[], memory: Memory): readonly string[] {
  const converged = memory.converged(address) ?? {};
  const held: readonly string[] = endsHold(changes) ? (rulesOf(kindOf(address)).pointer ?? []) : [];
  return changes
    .filter(({ keys }) => !held.includes(keys[0] ?? ""))
    .filter(({ path, before }) => Object.hasOwn(converged, path) && converged[path] !== digestOf(before, memory))
    .map(({ path }) => path);
}

function endsHold(changes: readonly FieldChange[]): boolean {
  return changes.some(({ keys }) => keys[0] === "hold");
}

/** What to remember of a resource once its declared fields are converged: a digest of each, by path. */
export function convergedFields(spec: object, memory: Pick<Memory, "digestOf">): Readonly<Record<string, string>> {
  const fields = fieldsOf(spec).flatMap(({ keys, value }) => {
    const digest = digestOf(value, memory);
    return digest === undefined ? [] : [[renderPath(keys), digest] as const];
  });
  return Object.fromEntries(fields);
}

/** A field declared as `null` is remembered as one that is not declared: both ask for nothing to be there. */
export function digestOf(value: unknown, memory: Pick<Memory, "digestOf">): string | undefined {
  return value === undefined || value === null ? undefined : memory.digestOf(value);
}
