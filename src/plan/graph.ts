/** What is declared, what follows from it, and what each needs before it: for a picture, so nothing is asked of AWS. Pure. */
import { type Address, compareAddresses, kindOf } from "../model/address.ts";
import type { AnyDesired } from "../model/desired.ts";
import type { Kind } from "../model/kind.ts";
import { matcherOf } from "../model/pattern.ts";
import type { Derived } from "./derive.ts";
import { needsOf } from "./needs.ts";

export interface Graph {
  /** By address. */
  readonly nodes: readonly GraphNode[];
}

export interface GraphNode {
  readonly address: Address;
  readonly kind: Kind;
  /** Not made here: it must exist. */
  readonly external: boolean;
  /** Not in the desired state: it follows from what is. */
  readonly derived: boolean;
  /** All that must stand before it, by address. */
  readonly needs: readonly Address[];
  /** Those of `needs` that are not needed by another of them already: the arrows of a picture. */
  readonly direct: readonly Address[];
}

/** `only`: address patterns; what matches, and everything it needs. Empty: everything. */
export function graphOf(derived: Derived, authored: readonly AnyDesired[], only: readonly string[]): Graph {
  const declared = new Set(authored.map(({ address }) => address));
  const resources = new Map(derived.resources.map((desired) => [desired.address, desired]));
  const needs = new Map(
    derived.resources.map((desired) => [
      desired.address,
      needsOf(desired)
        .filter((need) => resources.has(need))
        .toSorted(compareAddresses),
    ]),
  );
  const below = everythingNeeded(needs);
  const matches = matcherOf(only);
  const chosen = derived.resources.filter(({ address }) => matches(address)).map(({ address }) => address);
  const shown = new Set(chosen.flatMap((address) => [address, ...below(address)]));
  return {
    nodes: [...shown].toSorted(compareAddresses).map((address) => {
      const own = needs.get(address) ?? [];
      return {
        address,
        kind: kindOf(address),
        external: resources.get(address)?.options.external ?? false,
        derived: !declared.has(address),
        needs: own,
        direct: own.filter((need) => !own.some((other) => other !== need && below(other).has(need))),
      };
    }),
  };
}

/** By address, whatever it needs in the end. What needs itself in a circle does not run round for ever. */
function everythingNeeded(needs: ReadonlyMap<Address, readonly Address[]>): (address: Address) => ReadonlySet<Address> {
  const known = new Map<Address, Set<Address>>();
  return function below(address) {
    const before = known.get(address);
    if (before !== undefined) return before;
    const all = new Set<Address>();
    known.set(address, all);
    for (const need of needs.get(address) ?? []) {
      all.add(need);
      for (const further of below(need)) all.add(further);
    }
    return all;
  };
}
