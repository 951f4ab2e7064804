/** An alias on its way to another version: what it is to be now, in place of what it is to be in the end. */
import type { Address } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { GateVerdict } from "../../model/gates.ts";
import type { Live } from "../../model/observation.ts";
import type { Ref } from "../../model/ref.ts";
import type { Shift, ShiftIntent } from "../../model/shift.ts";
import type { AliasSpec } from "../../model/specs/alias.ts";
import type { Pace, PaceView } from "../kind-rules.ts";
import { decideShift, type LiveStand, type MovingDecision, type ShiftDecision } from "./decide-shift.ts";

export function aliasPace(view: PaceView<"alias">): Pace<"alias"> | null {
  const { desired, live } = view;
  const { shift: intent } = desired.intent;
  const stand = standOf(live);
  const [target, from] = [desired.spec.version, live.spec.version];
  const isMoving = stand !== null || view.differing.includes("version");
  if (!isMoving || target === undefined || typeof from !== "string") return null;
  const decision = intent === undefined ? ({ move: "none" } as const) : decideFor({ ...view, intent, from, stand, target });
  if (intent !== undefined && decision.move !== "none") return paceOf(decision, { ...view, intent, from, stand });
  return stand === null ? null : { desired: arrived(desired), shift: null };
}

interface Standing extends PaceView<"alias"> {
  readonly intent: ShiftIntent;
  readonly from: string;
  readonly stand: LiveStand | null;
}

/** A gate that nobody looked at has not passed. */
export const UNREAD: GateVerdict = { verdict: "wait", reason: "its gates were not read" };

function decideFor({
  intent,
  live,
  from,
  stand,
  target,
  now,
  again,
  finding,
}: Standing & { readonly target: NonNullable<AliasSpec["version"]> }): ShiftDecision {
  const isWatched = intent.gates !== undefined || stand?.percent === 100;
  const gate = isWatched ? (finding?.verdict ?? UNREAD) : undefined;
  const weights = live.spec.weights ?? null;
  return decideShift({ target, intent, now, gate, again, live: { version: from, weights, stand, times: live.facts.shiftTimes } });
}

function paceOf(decision: MovingDecision, view: Standing): Pace<"alias"> {
  const { desired, live, from } = view;
  const shift = shiftOf(decision, { ...view, address: desired.address, target: desired.spec.version });
  switch (decision.move) {
    case "abandon":
    case "finish":
      return { desired: arrived(desired), shift };
    case "start":
    case "advance": {
      const onwards = onTheWay(desired, from, { to: desired.spec.version ?? from, percent: decision.percent });
      return { desired: view.again ? withWeights(onwards) : onwards, shift };
    }
    case "wait":
    case "hold":
      return { desired: stayed(desired, live), shift };
    case "take-back": {
      const { of: to, tried, reason } = decision;
      const message = `version ${to} is taken back: ${reason}; ${AFTER_FAILING}`;
      const backed = onTheWay(desired, from, { to, percent: 0, tried, reason });
      return { desired: backed, shift, blocks: { reason: "shift-failed", message } };
    }
    case "refuse": {
      const message = `version ${decision.of} was taken back${atText(live)}: ${decision.reason}; ${AFTER_FAILING}`;
      return { desired: stayed(desired, live), shift, blocks: { reason: "shift-failed", message } };
    }
    case "stop":
      return { desired: stayed(desired, live), shift, blocks: stopped(decision.reason) };
  }
}

/** What a stopped shift blocks, and how it goes on. */
export function stopped(reason: string): NonNullable<Pace<"alias">["blocks"]> {
  const message = `its shift is stopped, for ${reason}; put that back, declare something else, or start it anew with --retry`;
  return { reason: "shift-stopped", message };
}

export const AFTER_FAILING = "it is not tried again before something else is declared, or somebody says --retry";

/** What a shift is told with. */
interface Told extends Pick<Standing, "intent" | "from" | "stand" | "finding"> {
  readonly address: Address;
  readonly target: string | Ref | undefined;
}

/** What is told of it. */
export function shiftOf(decision: MovingDecision, { address, target, intent, from, stand, finding }: Told): Shift {
  const to = "of" in decision ? decision.of : decision.move === "abandon" ? stand?.to : target;
  const percent = percentAfter(decision, stand);
  return {
    address,
    move: decision.move,
    from,
    to: typeof to === "string" ? to : null,
    percent,
    step: decision.move === "finish" ? intent.percents.length + 1 : intent.percents.filter((share) => share <= percent).length,
    steps: intent.percents.length + 1,
    nextAt: "nextAt" in decision ? decision.nextAt : null,
    ...("reason" in decision && decision.reason !== undefined && { reason: decision.reason }),
    ...(finding?.reading && { gates: finding.reading }),
  };
}

function percentAfter(decision: MovingDecision, stand: LiveStand | null): number {
  switch (decision.move) {
    case "start":
    case "advance":
      return decision.percent;
    case "finish":
      return 100;
    case "hold":
    case "stop":
      return stand?.percent ?? 0;
    default:
      return 0;
  }
}

/** As declared in the end, and without the note of a shift. */
function arrived(desired: Desired<"alias">): Desired<"alias"> {
  return { ...desired, spec: { ...desired.spec, shift: null } };
}

/** The old version serves what the other one has not; weights follow from the shift. */
function onTheWay(desired: Desired<"alias">, from: string, shift: AliasSpec["shift"]): Desired<"alias"> {
  const { weights: _, ...spec } = desired.spec;
  return { ...desired, spec: { ...spec, version: from, shift } };
}

/** The note may say already what the weights are to be once more: then it is the weights that differ. */
function withWeights(desired: Desired<"alias">): Desired<"alias"> {
  const { shift } = desired.spec;
  if (!shift || typeof shift.to !== "string") return desired;
  return { ...desired, spec: { ...desired.spec, weights: { [shift.to]: shift.percent / 100 } } };
}

/** As it lives, as far as traffic goes. */
function stayed(desired: Desired<"alias">, live: Live<"alias">): Desired<"alias"> {
  const { weights: _, version: __, ...spec } = desired.spec;
  return { ...desired, spec: { ...spec, version: live.spec.version, ...(live.spec.shift && { shift: live.spec.shift }) } };
}

function standOf({ spec: { shift } }: Live<"alias">): LiveStand | null {
  return shift && typeof shift.to === "string" ? { ...shift, to: shift.to } : null;
}

export function atText({ facts: { shiftTimes } }: Live<"alias"> | Live<"stage">): string {
  return shiftTimes === undefined ? "" : ` at ${new Date(shiftTimes.movedAt).toISOString()}`;
}
