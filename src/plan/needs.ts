import { rulesOf } from "../kinds/all-rules.ts";
import type { Address } from "../model/address.ts";
import type { AnyDesired } from "../model/desired.ts";
import { refsIn } from "../model/ref.ts";

/** What must stand before a resource: its parents, what its spec refers to, and what it was told to come after. */
export function needsOf({ kind, address, spec, after }: AnyDesired): readonly Address[] {
  const needs = new Set(rulesOf(kind).parents(address));
  for (const ref of refsIn(spec)) needs.add(ref.$ref);
  for (const other of after) needs.add(other);
  return [...needs];
}
