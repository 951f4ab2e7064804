/**
 * Deletes, for pruning and for destroying. Only ever of what carries our mark, in the order that keeps what is served
 * whole: what serves goes first, and what it stood on goes after.
 *
 *   usage-plan, domain-name -> api-key, stage, deployment -> rest-api -> permission -> alias, version -> function -> role, bucket,
 *   client-certificate
 *
 * We cannot see every use of a function, role or bucket, so each rank waits for all of the ranks before it, and a
 * delete that is blocked holds back the ranks after it. What AWS deletes with its parent gets no step of its own.
 */
import { rulesOf } from "../kinds/all-rules.ts";
import { canonicalJson } from "../kinds/digest.ts";
import { type Address, compareAddresses, kindOf, namesOf } from "../model/address.ts";
import type { AnyDesired, DesiredState } from "../model/desired.ts";
import { KINDS, type Kind } from "../model/kind.ts";
import type { AnyLive, Live } from "../model/observation.ts";
import type { Blocked, Step } from "../model/plan.ts";

const RANKS: { readonly [K in Kind]: number } = {
  "usage-plan": 0,
  "domain-name": 0,
  "api-key": 1,
  stage: 1,
  deployment: 1,
  "rest-api": 2,
  permission: 3,
  alias: 4,
  version: 4,
  function: 5,
  role: 6,
  bucket: 6,
  "client-certificate": 6,
};

/**
 * Versions and deployments are history: rollbacks and pins need them, and AWS refuses to delete one that is in use.
 * They go with the function or API that holds them, never by themselves.
 */
export const HISTORY: readonly Kind[] = ["version", "deployment"];

export interface Deletes {
  readonly steps: readonly Step[];
  readonly blocked: readonly Blocked[];
}

export interface DeleteRequest {
  readonly lives: readonly AnyLive[];
  /** Why one of them must not be deleted, or `null`. */
  hindrance(live: AnyLive): Blocked | null;
  /** Creates and updates of the same plan: what is deleted may be what they move away from. */
  readonly before: readonly Step[];
  /** Other resources of the plan that are blocked: they may need what is to be deleted. */
  readonly blocked: readonly Blocked[];
}

export function planDeletes(request: DeleteRequest): Deletes {
  const goingAlong = new Set(request.lives.filter((live) => parentAmong(live, request.lives)).map((live) => live.address));
  const own = request.lives.filter((live) => !goingAlong.has(live.address) && !HISTORY.includes(live.kind));
  const steps: Step[] = [];
  const blocked: Blocked[] = [];
  for (const live of own.toSorted(byRank)) {
    const refusal = request.hindrance(live) ?? heldBack(live, blocked, request.blocked);
    if (refusal !== null) blocked.push(refusal);
    else steps.push(deleteStep(live, steps, request.before));
  }
  return { steps, blocked };
}

/** Without what another target of the account declares. */
export function withoutElsewhere(owned: readonly AnyLive[], elsewhere: DesiredState["elsewhere"]): readonly AnyLive[] {
  const theirs = new Set(elsewhere?.resources.map(({ address }) => address));
  return owned.filter(({ address }) => !theirs.has(address));
}

/** What carries our mark and is not desired any more, nor the physical thing that serves as something desired. */
export function obsoleteAmong(
  owned: readonly AnyLive[],
  resources: readonly AnyDesired[],
  observed: readonly Live[],
): readonly AnyLive[] {
  const desired = new Set(resources.map(({ address }) => address));
  const inUse = new Set(observed.filter((live) => rulesOf(live.kind).foundByContent).map(physicalKey));
  return owned.filter((live) => !desired.has(live.address) && !inUse.has(physicalKey(live)));
}

/** The facts of what is found by content are its physical identity, within the function and alias that hold it. */
function physicalKey(live: Live): string {
  return canonicalJson([live.kind, namesOf(live.address).slice(0, 2), live.facts]);
}

/** Whether AWS deletes it together with another of those to be deleted. */
function parentAmong(live: AnyLive, lives: readonly AnyLive[]): boolean {
  return lives.some((other) => takesAlong(other.address, live.address));
}

export function takesAlong(parent: Address, child: Address): boolean {
  return rulesOf(kindOf(parent)).takesAlong.includes(kindOf(child)) && rulesOf(kindOf(child)).parents(child).includes(parent);
}

function heldBack(live: AnyLive, deletes: readonly Blocked[], others: readonly Blocked[]): Blocked | null {
  const stays = deletes.find((other) => RANKS[kindOf(other.address)] < RANKS[live.kind]);
  const stuck = stays ?? others.find((other) => isLaterKind(kindOf(other.address), live.kind));
  if (stuck === undefined) return null;
  const message = `not deleted while ${stuck.address} is blocked, for that may need it`;
  return { address: live.address, reason: "needs-blocked", message };
}

function deleteStep(live: AnyLive, deletes: readonly Step[], before: readonly Step[]): Step {
  const earlier = deletes.filter((other) => RANKS[other.kind] < RANKS[live.kind]);
  const movingAway = before.filter((other) => isLaterKind(other.kind, live.kind));
  return {
    address: live.address,
    kind: live.kind,
    action: "delete",
    cause: "prune",
    changes: [],
    needs: [...movingAway, ...earlier].map((step) => step.address),
    lane: rulesOf(live.kind).lane(live.address),
    desired: null,
    live,
    adopts: false,
  };
}

/** Kinds that may stand on a kind come after it in `KINDS`. */
function isLaterKind(kind: Kind, than: Kind): boolean {
  return KINDS.indexOf(kind) > KINDS.indexOf(than);
}

function byRank(left: AnyLive, right: AnyLive): number {
  return RANKS[left.kind] - RANKS[right.kind] || compareAddresses(left.address, right.address);
}
