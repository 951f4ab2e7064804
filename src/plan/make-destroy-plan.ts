/**
 * The plan of `destroy`: what is declared and carries our mark, deleted. Pure, and built from the same deletes as pruning.
 *
 *   observed   more                                       verdict
 *   absent                                                nothing to do
 *   unknown                                               blocked: unknown-<reason>
 *   any        another target of the account declares it  left alone, with a note
 *   present    external                                   left alone
 *   present    not marked as ours                         left alone, with a note
 *   present    protected, or would take along one that is blocked: protected
 *   present    holds something that is not ours           blocked: has-unmanaged, unless forced
 *   present    goes with its parent                       no step of its own
 *   present                                               delete
 */
import { rulesOf } from "../kinds/all-rules.ts";
import { type Address, kindOf } from "../model/address.ts";
import type { AnyDesired } from "../model/desired.ts";
import type { AnyLive, Unmanaged } from "../model/observation.ts";
import { matcherOf } from "../model/pattern.ts";
import type { Blocked, Plan, PlanNote } from "../model/plan.ts";
import { assemblePlan } from "./assemble-plan.ts";
import type { PlanInput } from "./make-plan.ts";
import { HISTORY, planDeletes, takesAlong } from "./prune.ts";
import { livesIn, nameForPeople, refuseUnmanaged, unmanagedIn } from "./unmanaged.ts";

export function makeDestroyPlan(input: Omit<PlanInput, "memory" | "now">): Plan {
  const { state, derived, observations, owned } = input;
  const matches = matcherOf(input.only);
  const shared = new Map(state.elsewhere?.resources.map(({ address, target }) => [address, target]));
  const asked = derived.resources.filter(({ address, options }) => !options.external && matches(address));
  const declared = asked.filter(({ address }) => !shared.has(address));
  const present = declared.flatMap((desired) => presentLive(desired, input));
  const ours = present.filter((live) => live.owner === state.owner);
  const others = present.filter((live) => live.owner !== state.owner);
  const unmanaged = unmanagedIn(livesIn(observations), [...derived.resources, ...owned]);
  const held = [...unmanaged, ...others.filter((live) => !rulesOf(live.kind).foundByContent).map(asUnmanaged)];

  const unknown = declared.flatMap((desired) => unknownOf(desired, input));
  const deletes = planDeletes({
    lives: ours,
    hindrance: (live) =>
      refuseProtected(live, derived.resources) ??
      refuseUnread(live, unknown) ??
      (input.force ? null : refuseUnmanaged(live, held)),
    before: [],
    blocked: unknown,
  });
  return assemblePlan({
    revision: state.revision,
    steps: deletes.steps,
    blocked: [...unknown, ...deletes.blocked],
    unchanged: [],
    tolerated: [],
    unmanaged,
    shifts: [],
    waiting: [],
    notes: [
      ...asked.flatMap(({ address }) => leftToOthers(address, shared.get(address))),
      ...others.flatMap(leftAlone),
      ...ours.flatMap((live) => historyKept(live, ours)),
    ],
    existing: ours.length,
  });
}

function presentLive({ address }: AnyDesired, { observations }: Pick<PlanInput, "observations">): readonly AnyLive[] {
  const observation = observations.get(address);
  // What is observed at an address is of that address's kind.
  return observation?.state === "present" ? [observation.live as AnyLive] : [];
}

function unknownOf({ address }: AnyDesired, { observations }: Pick<PlanInput, "observations">): readonly Blocked[] {
  const observation = observations.get(address);
  if (observation?.state !== "unknown") return [];
  return [{ address, reason: `unknown-${observation.reason}`, message: observation.message }];
}

/** A protected child is as good as a protected parent, for AWS deletes it along with that. */
function refuseProtected(live: AnyLive, resources: readonly AnyDesired[]): Blocked | null {
  const reached = resources.filter(({ address }) => address === live.address || takesAlong(live.address, address));
  const guarded = reached.find((desired) => desired.options.protect);
  if (guarded === undefined) return null;
  const whose = guarded.address === live.address ? "it" : guarded.address;
  return { address: live.address, reason: "protected", message: `${whose} is protected; remove protect: true to delete it` };
}

function refuseUnread(live: AnyLive, unknown: readonly Blocked[]): Blocked | null {
  const child = unknown.find(({ address }) => takesAlong(live.address, address));
  if (child === undefined) return null;
  return { address: live.address, reason: "needs-blocked", message: `not deleted while ${child.address} could not be read` };
}

function asUnmanaged({ address }: AnyLive): Unmanaged {
  return { what: nameForPeople(address), beside: address };
}

function leftToOthers(address: Address, target: string | undefined): readonly PlanNote[] {
  if (target === undefined) return [];
  return [{ address, code: "left-alone", message: `left alone: target "${target}" of this account declares it too` }];
}

function leftAlone({ address, kind, owner }: AnyLive): readonly PlanNote[] {
  if (rulesOf(kind).foundByContent) return [];
  const message = owner === null ? "left alone: it does not carry our mark" : `left alone: it is marked by owner "${owner}"`;
  return [{ address, code: "left-alone", message }];
}

function historyKept(live: AnyLive, ours: readonly AnyLive[]): readonly PlanNote[] {
  if (!HISTORY.includes(live.kind) || ours.some((other) => takesAlong(other.address, live.address))) return [];
  const message = `left behind: a ${kindOf(live.address)} goes only with what holds it, which is not ours`;
  return [{ address: live.address, code: "history-kept", message }];
}
