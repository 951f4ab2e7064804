/**
 * What a newer desired state asks for otherwise than an older one. Pure; where something is written does not count.
 *
 *   owner, target or guards are others      null: all that is declared may be concerned
 *   something is declared no more           null: what goes with it is seen by a look at everything
 *   else                                    what is new, or asked for otherwise
 */
import type { Address } from "../model/address.ts";
import type { AnyDesired, DesiredState } from "../model/desired.ts";

export function changedBetween(before: DesiredState, after: DesiredState): ReadonlySet<Address> | null {
  if (settingsOf(before) !== settingsOf(after)) return null;
  const asked = new Map(before.resources.map((one) => [one.address, one]));
  const declared = new Set(after.resources.map(({ address }) => address));
  if (before.resources.some(({ address }) => !declared.has(address))) return null;
  const changed = after.resources.filter((one) => {
    const old = asked.get(one.address);
    return old === undefined || contentOf(old) !== contentOf(one);
  });
  return new Set(changed.map(({ address }) => address));
}

function settingsOf({ owner, ownerDeclared, target, guards }: DesiredState): string {
  return JSON.stringify([owner, ownerDeclared, target, guards]);
}

/** Both are made by the same code, so what is the same is told in the same order. */
function contentOf({ spec, intent, options, after, sensitive }: AnyDesired): string {
  return JSON.stringify([spec, intent, options, after, sensitive]);
}
