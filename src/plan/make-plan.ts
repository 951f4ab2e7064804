/**
 * From what is desired and what was observed to what is to be done. Pure: plans to print and plans to apply come from
 * here and nowhere else. The decision table for one resource is in `decide.ts`, the order of deletes in `prune.ts`.
 */
import { rulesOf } from "../kinds/all-rules.ts";
import { type Address, kindOf } from "../model/address.ts";
import type { AnyDesired, DesiredState } from "../model/desired.ts";
import type { AnyLive, Live } from "../model/observation.ts";
import { matcherOf } from "../model/pattern.ts";
import type { Blocked, Plan, PlanNote, Step, Tolerated } from "../model/plan.ts";
import type { GateFindings, Shift } from "../model/shift.ts";
import { assemblePlan } from "./assemble-plan.ts";
import { refuseCanarys } from "./canary-use.ts";
import { causeOf, driftedIn, type Memory } from "./cause.ts";
import { refuseShown } from "./certificate-use.ts";
import type { Verdict } from "./decide.ts";
import type { Derived, Observations } from "./derive.ts";
import { expiryNotes } from "./expiry.ts";
import { type Judged, judgeAll } from "./judge.ts";
import { type Circumstances, heldNote, policyNotes, untoldNotes, withLiveValues } from "./leave.ts";
import { selectSteps } from "./only.ts";
import type { PermissionUse } from "./permission-use.ts";
import { obsoleteAmong, planDeletes } from "./prune.ts";
import { type History, retain } from "./retention.ts";
import { refuseInUse } from "./role-use.ts";
import { servedBy } from "./snapshot-use.ts";
import { besideDeclared, livesIn, refuseUnmanaged, unmanagedIn } from "./unmanaged.ts";

export interface PlanInput {
  readonly state: Pick<DesiredState, "revision" | "owner" | "elsewhere">;
  readonly derived: Derived;
  readonly observations: Observations;
  /** What carries our mark, as far as it was listed; empty when nothing is to be pruned. */
  readonly owned: readonly AnyLive[];
  /** Address patterns; empty: everything. */
  readonly only: readonly string[];
  /** Delete also what holds something that is not ours. */
  readonly force: boolean;
  readonly memory: Memory;
  /** Milliseconds since the epoch: exceptions end, stale reads do, and the next step of a shift is due. */
  readonly now: number;
  /** What the gates of shifts say. */
  readonly gates?: GateFindings;
  /** Address patterns of shifts that were given up and are to be tried again. */
  readonly retry?: readonly string[];
  /** Of what declares `keep`. */
  readonly histories?: readonly History[];
  readonly notes?: readonly PlanNote[];
}

export function makePlan(input: PlanInput): Plan {
  const { state, derived, observations, memory, now } = input;
  const matches = matcherOf(input.only);
  const around = { resources: derived.resources, observations };
  const judged = [...judgeAll(derived, observations, circumstancesOf(input)).values()];
  const changing = stepsOf(judged, memory);
  const stuck = judged.flatMap(blockedOf);
  const shifts = judged.flatMap(shiftOf);
  const keeping = shifts.filter(({ address, nextAt }) => kindOf(address) === "stage" && nextAt !== null);
  // Its old snapshot calls what is not declared any more, for as long as it has a part of the requests.
  const prunable = keeping.length === 0 ? input.owned : [];
  const undesired = obsoleteAmong(prunable, derived.resources, livesIn(observations)).filter(({ address }) => matches(address));
  const kept = input.force ? [] : undesired.flatMap((live) => keptNote(live, { obsolete: undesired, changing, ...around }));
  const obsolete = undesired.filter(({ address }) => kept.every((note) => note.address !== address));
  const deletes = planDeletes({
    lives: obsolete,
    hindrance: (live) =>
      input.force
        ? null
        : (refuseUnmanaged(live, unmanagedIn(obsolete, input.owned)) ??
          refuseInUse(live, { obsolete, changing, observations }) ??
          refuseShown(live, { changing, ...around }) ??
          refuseCanarys(live, { obsolete, changing, ...around }) ??
          refuseServed(live, { obsolete: undesired, changing, ...around })),
    before: changing,
    blocked: stuck,
  });

  const retention = retain(input.histories ?? [], { ...input, owner: state.owner, changing: [...changing, ...deletes.steps] });
  const selected = selectSteps([...changing, ...deletes.steps, ...retention.steps], matches);
  const needed = new Set(selected.steps.map((step) => step.address));
  const concerned = ({ address }: { readonly address: Address }) => matches(address) || needed.has(address);
  return assemblePlan({
    revision: state.revision,
    steps: selected.steps,
    blocked: [...[...stuck, ...deletes.blocked].filter(concerned), ...selected.blocked],
    unchanged: judged.filter((one) => one.verdict.verdict === "unchanged" && concerned(one)).map(({ address }) => address),
    tolerated: judged.filter(concerned).flatMap(toleratedOf),
    unmanaged: besideDeclared(derived.resources, observations),
    shifts: shifts.filter(concerned),
    waiting: judged.filter((one) => one.verdict.verdict === "waits" && concerned(one)).map(({ address }) => address),
    notes: [
      ...derived.notes,
      ...(input.notes ?? []),
      ...settlingNotes(derived.resources, observations),
      ...expiryNotes(derived.resources, observations, now),
      ...judged.flatMap(({ desired, verdict }) => leftNotes(desired, verdict, memory)),
      ...judged.flatMap(waitingNote),
      ...kept,
      ...derived.resources.flatMap((desired) => policyNotes(desired, now)),
      ...(input.owned.length === 0 ? [] : keeping.map(({ address }) => ({ address, ...PRUNES_LATER }))),
    ].filter(concerned),
    idle: retention.idle,
    existing: countExisting(derived.resources, observations) + obsolete.length,
  });
}

/** A permission alone simply stays; whoever wants to delete what it is for is told why not. */
function keptNote(live: AnyLive, use: PermissionUse): readonly PlanNote[] {
  const why = live.kind === "permission" ? servedBy(live, use) : null;
  return why === null ? [] : [{ address: live.address, code: "permission-kept", message: `not deleted, for ${why}` }];
}

function refuseServed(live: AnyLive, use: PermissionUse): Blocked | null {
  const why = servedBy(live, use);
  if (why === null) return null;
  const message = `not deleted, for ${why}; move the stage first, or declare this again`;
  return { address: live.address, reason: "in-use", message };
}

const PRUNES_LATER = {
  code: "prunes-later",
  message: "nothing is pruned while its requests move to another snapshot, for the old one may call it",
};

function circumstancesOf({ state, memory, now, gates, retry = [] }: PlanInput): Circumstances {
  const matches = matcherOf(retry);
  return {
    owner: state.owner,
    memory,
    now,
    ...(gates && { gates }),
    again: (address) => retry.length > 0 && matches(address),
  };
}

function shiftOf({ verdict }: Judged): readonly Shift[] {
  const shift = verdict.verdict === "update" ? verdict.pace?.shift : "shift" in verdict ? verdict.shift : undefined;
  return shift ? [shift] : [];
}

function stepsOf(judged: readonly Judged[], memory: Memory): readonly Step[] {
  return judged.flatMap(({ address, desired, needs, verdict }) => {
    if (verdict.verdict !== "create" && verdict.verdict !== "update") return [];
    const update = verdict.verdict === "update" ? verdict : null;
    const cause = causeOf(address, verdict.verdict, update?.towards ?? verdict.changes, memory);
    // The same kind of resource, on its way.
    const target = (update?.pace?.desired as AnyDesired | undefined) ?? desired;
    const drifted = update === null || cause === "drift" ? [] : driftedIn(address, update.changes, memory);
    const tolerates = update?.left.tolerated.flatMap(({ changes }) => changes) ?? [];
    const step: Step = {
      address,
      kind: desired.kind,
      action: verdict.verdict,
      cause,
      changes: verdict.changes,
      needs,
      lane: rulesOf(desired.kind).lane(address),
      desired: withLiveValues(target, tolerates),
      live: update?.live ?? null,
      adopts: update?.adopts ?? false,
      ...(drifted.length === 0 ? {} : { drifted }),
      ...(update?.towards && { towards: update.towards }),
      ...(tolerates.length === 0 ? {} : { tolerates }),
    };
    return [step];
  });
}

function toleratedOf({ verdict }: Judged): readonly Tolerated[] {
  return verdict.verdict === "left" || verdict.verdict === "update" ? verdict.left.tolerated : [];
}

function leftNotes(desired: AnyDesired, verdict: Verdict, memory: Memory): readonly PlanNote[] {
  if (verdict.verdict !== "left" && verdict.verdict !== "update") return [];
  return [...untoldNotes(verdict.left.tolerated, memory), ...heldNote(desired, verdict.left.held)];
}

function waitingNote({ address, verdict }: Judged): readonly PlanNote[] {
  return verdict.verdict === "waits" ? [{ address, code: "waits-for-shift", message: verdict.why }] : [];
}

function blockedOf({ address, verdict }: Judged): readonly Blocked[] {
  if (verdict.verdict === "blocked") return [{ address, reason: verdict.reason, message: verdict.message }];
  const blocks = verdict.verdict === "update" ? verdict.pace?.blocks : undefined;
  return blocks === undefined ? [] : [{ address, ...blocks }];
}

/** Where the comparison was put off, so that nobody takes silence for agreement. */
function settlingNotes(resources: readonly AnyDesired[], observations: Observations): readonly PlanNote[] {
  return resources.flatMap((desired) =>
    Object.entries(settlingOf(desired, observations))
      .filter(([member]) => member in desired.spec)
      .map(([member, state]) => ({
        address: desired.address,
        code: "settling",
        message: `${member} is not compared while AWS is changing it (${state})`,
      })),
  );
}

function settlingOf(desired: AnyDesired, observations: Observations): NonNullable<Live["settling"]> {
  const observation = observations.get(desired.address);
  return (observation?.state === "present" ? observation.live.settling : undefined) ?? {};
}

function countExisting(resources: readonly AnyDesired[], observations: Observations): number {
  const declared = resources.filter((desired) => !desired.options.external);
  return declared.filter((desired) => observations.get(desired.address)?.state === "present").length;
}
