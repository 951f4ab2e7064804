/**
 * What history goes. Pure. Of one function's versions, or one API's deployments:
 *
 *   marked by us   used, or declared   among the newest     used by nothing    something of that function    then
 *                  to be               `count` of ours      since the grace    or API changes in this plan
 *   no             –                   –                    –                  –                             stays
 *   yes            yes                 –                    –                  –                             stays
 *   yes            no                  yes                  –                  –                             stays
 *   yes            no                  no                   no                 –                             stays; when that began is remembered
 *   yes            no                  no                   yes                yes                           stays, for this time
 *   yes            no                  no                   yes                no                            goes
 *
 * AWS does not say when something was last used, so it counts from the first look that found it unused. Whoever forgets that
 * (a lost ledger) counts anew, and removes later.
 */
import { rulesOf } from "../kinds/all-rules.ts";
import { type Address, compareAddresses, nameAt } from "../model/address.ts";
import type { AnyDesired } from "../model/desired.ts";
import type { KeepIntent } from "../model/keep.ts";
import type { AnyLive } from "../model/observation.ts";
import type { Step } from "../model/plan.ts";
import type { Idle, Past } from "../model/retention.ts";
import type { Derived, Observations } from "./derive.ts";

/** What one look at the history of a function or an API found. */
export interface History {
  /** The function or API. */
  readonly parent: Address;
  readonly keep: KeepIntent;
  readonly past: readonly Past[];
  /** As it is remembered. */
  readonly idle: Idle;
}

/** Where `keep` is declared, and the function or API is there. */
export function keptBy(derived: Derived, observations: Observations): readonly Pick<History, "parent" | "keep">[] {
  return derived.resources.flatMap((desired) => {
    if (desired.kind !== "function" && desired.kind !== "rest-api") return [];
    const { keep } = desired.intent;
    const isThere = observations.get(desired.address)?.state === "present";
    return keep !== undefined && isThere ? [{ parent: desired.address, keep }] : [];
  });
}

export interface Retention {
  readonly steps: readonly Step[];
  /** To be remembered, by function or API. */
  readonly idle: Readonly<Record<Address, Idle>>;
}

export interface RetentionView {
  readonly owner: string;
  readonly now: number;
  readonly derived: Derived;
  readonly observations: Observations;
  /** What else this plan does. */
  readonly changing: readonly Step[];
}

export function retain(histories: readonly History[], view: RetentionView): Retention {
  const parts = histories.map((history) => ({ parent: history.parent, ...retainOne(history, view) }));
  return {
    steps: parts.flatMap(({ steps }) => steps),
    idle: Object.fromEntries(parts.map(({ parent, idle }) => [parent, idle])),
  };
}

function retainOne(
  { parent, keep, past, idle }: History,
  view: RetentionView,
): { readonly steps: readonly Step[]; readonly idle: Idle } {
  const declared = declaredAt(parent, view);
  const ours = past.filter(({ live }) => live.owner === view.owner).toSorted(newestFirst);
  const unused = ours.filter(({ id, usedBy }) => usedBy.length === 0 && !declared.has(id));
  const since = (one: Past) => Math.min(idle[one.live.address] ?? view.now, view.now);
  const isBusy = view.changing.some(({ lane }) => lane === parent);
  const newest = new Set(ours.slice(0, keep.count));
  const due = unused.filter((one) => !newest.has(one) && view.now - since(one) >= keep.graceMs);
  return {
    steps: isBusy
      ? []
      : due.map(({ live }) => deleteStep(live)).toSorted((left, right) => compareAddresses(left.address, right.address)),
    idle: Object.fromEntries(unused.map((one) => [one.live.address, since(one)])),
  };
}

/**
 * AWS dates to the second. Of two versions of one second the higher number is the newer; ids of deployments say nothing, so it
 * is the one that is used.
 */
function newestFirst(left: Past, right: Past): number {
  const isUsed = ({ usedBy }: Past) => (usedBy.length > 0 ? 1 : 0);
  const byUse = left.live.kind === "deployment" ? isUsed(right) - isUsed(left) : 0;
  return right.madeAt - left.madeAt || byUse || right.id.localeCompare(left.id, "en", { numeric: true });
}

/** Ids and numbers at a function or API that something declared asks for, wherever it points at present. */
function declaredAt(parent: Address, { derived, observations }: RetentionView): ReadonlySet<string> {
  const name = nameAt(parent, 0);
  const here = derived.resources.filter(({ address }) => nameAt(address, 0) === name);
  return new Set(here.flatMap((desired) => idsIn(desired, observations)));
}

function idsIn(desired: AnyDesired, observations: Observations): readonly string[] {
  const observation = observations.get(desired.address);
  // What is observed at an address is of that address's kind.
  const live = observation?.state === "present" ? (observation.live as AnyLive) : undefined;
  switch (desired.kind) {
    case "version":
      return live?.kind === "version" ? [live.facts.number] : [];
    case "deployment":
      return live?.kind === "deployment" ? [live.facts.id] : [];
    case "alias":
      return [desired.spec.version, ...Object.keys(desired.spec.weights ?? {})].filter((id) => typeof id === "string");
    case "stage":
      return typeof desired.spec.deploymentId === "string" ? [desired.spec.deploymentId] : [];
    case "permission":
      // A route may name a version by its number.
      return desired.spec.qualifier === undefined ? [] : [desired.spec.qualifier];
    default:
      return [];
  }
}

function deleteStep(live: Past["live"]): Step {
  return {
    address: live.address,
    kind: live.kind,
    action: "delete",
    cause: "retention",
    changes: [],
    needs: [],
    lane: rulesOf(live.kind).lane(live.address),
    desired: null,
    // A Live<K> for one of two kinds, which AnyLive lists one by one.
    live: live as AnyLive,
    adopts: false,
  };
}
