/**
 * What stands in AWS once a pass has ended: what it saw, with what its steps have made of it. No call is made for it, and
 * the next pass sees for itself.
 *
 *   the pass                                then a resource is
 *   saw it, and changed nothing             as it was seen
 *   saw it, or that it was absent,
 *     and its create or update was done     as declared, and what is not declared as it was seen
 *   deleted it                              absent
 *   could not see it                        unknown
 */

import type { Sight } from "../engine/reconcile.ts";
import type { Address } from "../model/address.ts";
import type { AnyDesired, Desired } from "../model/desired.ts";
import type { Kind, Specs } from "../model/kind.ts";
import type { Live } from "../model/observation.ts";
import { type Outputs, resolveRefs } from "../model/ref.ts";
import type { RunReport, StepReport } from "../model/report.ts";
import type { Presence } from "../page/overview.ts";

export interface SeenWorld {
  /** Of one kind, with what follows from what is declared; sorted by address. */
  desiredOf<K extends Kind>(kind: K): readonly Desired<K>[];
  desiredAt<K extends Kind>(kind: K, address: Address): Desired<K> | undefined;
  presenceOf(address: Address): Presence;
  /** `null`: it is not there, or could not be read. */
  specOf<K extends Kind>(kind: K, address: Address): Specs[K] | null;
  /** As the pass found it, before its steps; `null`: it was not there. */
  liveOf<K extends Kind>(kind: K, address: Address): Live<K> | null;
  outputsOf(address: Address): Outputs;
  /** Whether this pass has made it. */
  wasMade(address: Address): boolean;
}

export function seenWorld({ resources, observations, outputs }: Sight, { steps }: Pick<RunReport, "steps">): SeenWorld {
  const done = new Map(steps.filter(({ result }) => result === "done").map((report) => [report.step.address, report]));
  const byAddress = new Map(resources.map((desired) => [desired.address, desired]));
  // What is desired or observed at an address is of that address's kind.
  const liveOf = <K extends Kind>(_: K, address: Address) => {
    const observation = observations.get(address);
    return observation?.state === "present" ? (observation.live as Live<K>) : null;
  };
  const presenceOf = (address: Address): Presence => {
    const step = done.get(address)?.step;
    if (step !== undefined) return step.action === "delete" ? "absent" : "present";
    return observations.get(address)?.state ?? "unknown";
  };
  return {
    desiredOf: <K extends Kind>(kind: K) =>
      resources.filter((desired) => desired.kind === kind) as readonly unknown[] as readonly Desired<K>[],
    desiredAt: <K extends Kind>(_: K, address: Address) => byAddress.get(address) as Desired<K> | undefined,
    presenceOf,
    specOf(kind, address) {
      if (presenceOf(address) !== "present") return null;
      const seen = liveOf(kind, address)?.spec ?? {};
      return made(seen, declaredBy(done.get(address), outputs)) as Specs[typeof kind];
    },
    liveOf,
    outputsOf: (address) => (presenceOf(address) === "absent" ? {} : (outputs.get(address) ?? {})),
    wasMade: (address) => done.get(address)?.step.action === "create",
  };
}

function declaredBy(report: StepReport | undefined, outputs: Sight["outputs"]): AnyDesired["spec"] {
  const spec = report?.step.desired?.spec ?? {};
  return resolveRefs(spec, ({ $ref, output }) => outputs.get($ref)?.[output]);
}

type BySetting = Readonly<Record<string, object>>;

/** Of a stage's settings only what is declared of each route is written; every other member is written whole. */
function made(seen: object, declared: object): object {
  const both = { ...seen, ...declared };
  if (!hasSettings(seen) || !hasSettings(declared)) return both;
  const [before, after] = [seen.settings, declared.settings];
  const routes = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return { ...both, settings: Object.fromEntries(routes.map((route) => [route, { ...before[route], ...after[route] }])) };
}

function hasSettings(spec: object): spec is { readonly settings: BySetting } {
  return "settings" in spec && spec.settings !== undefined;
}
