/**
 * Adds what the author does not write: versions, deployments, permissions, and externals that have to be looked up.
 * Pure, and safe to run again with more observed: the engine does so until nothing new is named.
 */
import { rulesOf } from "../kinds/all-rules.ts";
import type { Derivation, World } from "../kinds/kind-rules.ts";
import { type Address, nameAt, sortedByAddress } from "../model/address.ts";
import type { AnyDesired, Desired, DesiredState } from "../model/desired.ts";
import type { Kind } from "../model/kind.ts";
import type { Identity, Observation } from "../model/observation.ts";
import type { Blocked, PlanNote } from "../model/plan.ts";

export type Observations = ReadonlyMap<Address, Observation>;

/** The desired state completed. `resources` is sorted by address. */
export interface Derived {
  readonly resources: readonly AnyDesired[];
  readonly blocked: readonly Blocked[];
  readonly notes: readonly PlanNote[];
}

export function deriveAll(state: DerivedState, identity: Identity, observations: Observations): Derived {
  return createDeriver(state, identity)(observations);
}

type DerivedState = Pick<DesiredState, "revision" | "resources">;

/** What one resource came to, and what it was told of AWS on the way: told the same again, it comes to the same. */
interface Told {
  readonly derivation: Derivation<Kind>;
  readonly observed: ReadonlyMap<Address, Observation | undefined>;
}

/** As `deriveAll`, for one look after another: only what is told something new is derived again. */
export function createDeriver(state: DerivedState, identity: Identity): (observations: Observations) => Derived {
  const aliases = aliasesByFunction(state.resources);
  const desired = new Map(state.resources.map((one) => [one.address, one]));
  const told = new Map<Address, Told>();
  const derivationOf = (one: AnyDesired, observations: Observations): Derivation<Kind> => {
    const before = told.get(one.address);
    if (before !== undefined && isToldTheSame(before, observations)) return before.derivation;
    const observed = new Map<Address, Observation | undefined>();
    const derivation = derive(one, {
      identity,
      revision: state.revision,
      desired,
      aliasesOf: (name) => aliases.get(name) ?? [],
      observationOf<K extends Kind>(_: K, address: Address) {
        const observation = observations.get(address);
        observed.set(address, observation);
        // What is observed at an address is of that address's kind.
        return observation as Observation<K> | undefined;
      },
    }) as Derivation<Kind>; // a Derivation<K> for one K
    told.set(one.address, { derivation, observed });
    return derivation;
  };
  return (observations) => completed(state.resources.map((one) => derivationOf(one, observations)));
}

function isToldTheSame({ observed }: Told, observations: Observations): boolean {
  for (const [address, observation] of observed) if (observations.get(address) !== observation) return false;
  return true;
}

function completed(derivations: readonly Derivation<Kind>[]): Derived {
  const resources = new Map<Address, AnyDesired>();
  for (const { adds } of derivations) {
    for (const added of adds) resources.set(added.address, merge(resources.get(added.address), added));
  }
  // What the author wrote stands, whatever was derived at the same address.
  for (const { desired } of derivations) resources.set(desired.address, desired as AnyDesired); // a Desired<K> for one K
  return {
    resources: sortedByAddress([...resources.values()]),
    blocked: derivations.flatMap(({ blocked }) => blocked),
    notes: derivations.flatMap(({ notes }) => notes),
  };
}

function aliasesByFunction(resources: readonly AnyDesired[]): ReadonlyMap<string, readonly Desired<"alias">[]> {
  const groups = new Map<string, Desired<"alias">[]>();
  for (const desired of resources) {
    if (desired.kind !== "alias") continue;
    const name = nameAt(desired.address, 0);
    const group = groups.get(name) ?? [];
    group.push(desired);
    groups.set(name, group);
  }
  return groups;
}

function derive<K extends Kind>(desired: Desired<K>, world: World): Derivation<K> {
  return rulesOf(desired.kind).derive?.(desired, world) ?? { desired, adds: [], blocked: [], notes: [] };
}

/** The same resource named from two sides: it waits for what either says. */
function merge(known: AnyDesired | undefined, added: AnyDesired): AnyDesired {
  if (known === undefined) return added;
  return {
    ...known,
    after: [...new Set([...known.after, ...added.after])],
    sensitive: [...new Set([...known.sensitive, ...added.sensitive])],
  };
}
