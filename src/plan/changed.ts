/**
 * What a newer desired state asks for otherwise than an older one. Pure; where something is written does not count.
 *
 *   owner, target or guards are others      null: all that is declared may be concerned
 *   something is declared no more           null: what goes with it is seen by a look at everything
 *   else                                    what is new, or asked for otherwise
 */
import type { Address } from "../model/address.ts";
import { type AnyDesired, type DesiredState, settingsOf } from "../model/desired.ts";

export function changedBetween(before: DesiredState, after: DesiredState): ReadonlySet<Address> | null {
  if (settingsOf(before) !== settingsOf(after)) return null;
  const changed = new Set<Address>();
  const old = before.resources.values();
  let next = old.next().value;
  // Both are sorted by address.
  for (const one of after.resources) {
    if (next?.address !== one.address) changed.add(one.address);
    else {
      // Most are the very object that they were.
      if (next !== one && contentOf(next) !== contentOf(one)) changed.add(one.address);
      next = old.next().value;
    }
  }
  return next === undefined ? changed : null;
}

/** Both are made by the same code, so what is the same is told in the same order. */
function contentOf({ spec, intent, options, after, sensitive }: AnyDesired): string {
  return JSON.stringify([spec, intent, options, after, sensitive]);
}
