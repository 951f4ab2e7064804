/**
 * Adds what the author does not write: versions, deployments, permissions, and externals that have to be looked up.
 * Pure, and safe to run again with more observed: the engine does so until nothing new is named.
 */
import { rulesOf } from "../kinds/all-rules.ts";
import type { Derivation, World } from "../kinds/kind-rules.ts";
import { type Address, compareAddresses, nameAt } from "../model/address.ts";
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

export function deriveAll(
  state: Pick<DesiredState, "revision" | "resources">,
  identity: Identity,
  observations: Observations,
): Derived {
  const aliases = aliasesByFunction(state.resources);
  const world: World = {
    identity,
    revision: state.revision,
    desired: new Map(state.resources.map((desired) => [desired.address, desired])),
    aliasesOf: (name) => aliases.get(name) ?? [],
    // What is observed at an address is of that address's kind.
    observationOf: <K extends Kind>(_: K, address: Address) => observations.get(address) as Observation<K> | undefined,
  };
  const derivations = state.resources.map((desired) => derive(desired, world));
  const resources = new Map<Address, AnyDesired>();
  for (const added of derivations.flatMap(({ adds }) => adds))
    resources.set(added.address, merge(resources.get(added.address), added));
  // What the author wrote stands, whatever was derived at the same address.
  for (const { desired } of derivations) resources.set(desired.address, desired as AnyDesired); // a Desired<K> for one K
  return {
    resources: [...resources.values()].toSorted((left, right) => compareAddresses(left.address, right.address)),
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
