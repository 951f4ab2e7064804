import { rulesOf } from "../kinds/all-rules.ts";
import type { Address } from "../model/address.ts";
import type { AnyDesired } from "../model/desired.ts";
import { refsIn } from "../model/ref.ts";

/** What must stand before a resource: its parents, what its spec refers to, and what it was told to come after. */
export function needsOf({ kind, address, spec, after }: AnyDesired): readonly Address[] {
  return [...new Set([...rulesOf(kind).parents(address), ...refsIn(spec).map((ref) => ref.$ref), ...after])];
}
