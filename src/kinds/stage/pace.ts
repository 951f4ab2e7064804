/**
 * A stage on its way to another snapshot: what it is to be now, in place of what it is to be in the end. The stage keeps its
 * deployment and its variables; a canary has the new deployment, and the variables that change with it as overrides. Promotion
 * then moves both (aws-facts 3.2). When it goes on is decided as for aliases.
 */
import type { Desired } from "../../model/desired.ts";
import type { Environment } from "../../model/json.ts";
import type { Live } from "../../model/observation.ts";
import type { Ref } from "../../model/ref.ts";
import type { ShiftIntent, ShiftStand } from "../../model/shift.ts";
import type { StageSpec } from "../../model/specs/stage.ts";
import { decideShift, type LiveStand, type MovingDecision, type ShiftDecision } from "../alias/decide-shift.ts";
import { AFTER_FAILING, atText, shiftOf, stopped, UNREAD } from "../alias/pace.ts";
import type { Pace, PaceView } from "../kind-rules.ts";

export function stagePace(view: PaceView<"stage">): Pace<"stage"> | null {
  const { desired, live } = view;
  const { shift: intent } = desired.intent;
  const stand = standOf(live);
  const [target, from] = [desired.spec.deploymentId, live.spec.deploymentId];
  const moves = target !== undefined && view.differing.includes("deploymentId");
  if (typeof from !== "string" || (stand === null && !moves)) return null;
  if (intent === undefined || target === undefined) return stand === null ? besideCanary(desired, live) : atOnce(desired);
  const standing = { ...view, intent, from, stand, target };
  const decision = decideFor(standing);
  if (decision.move !== "none") return paceOf(decision, standing);
  return stand === null ? null : atOnce(desired);
}

/** AWS moves no stage with a canary, and one that nobody declares is not ours to end. */
function besideCanary(desired: Desired<"stage">, live: Live<"stage">): Pace<"stage"> | null {
  const { canary } = live.spec;
  if (!canary || desired.spec.canary !== undefined) return null;
  const message = `somebody has a canary on it (${canary.percent} % to deployment ${canary.deploymentId}), and AWS moves no stage meanwhile; promote or end it, or declare canary: off`;
  return { desired, shift: null, blocks: { reason: "in-use", message } };
}

interface Standing extends PaceView<"stage"> {
  readonly intent: ShiftIntent;
  readonly from: string;
  readonly stand: LiveStand | null;
  readonly target: string | Ref;
}

function decideFor({ intent, live, from, stand, target, now, again, finding }: Standing): ShiftDecision {
  const gate = intent.gates === undefined ? undefined : (finding?.verdict ?? UNREAD);
  const { canary } = live.spec;
  const weights = typeof canary?.deploymentId === "string" ? { [canary.deploymentId]: canary.percent / 100 } : null;
  const times = live.facts.shiftTimes;
  return decideShift({ between: "deployment", target, intent, now, gate, again, live: { version: from, weights, stand, times } });
}

function paceOf(decision: MovingDecision, view: Standing): Pace<"stage"> {
  const { desired, live, stand, target } = view;
  const shift = shiftOf(decision, { ...view, address: desired.address });
  switch (decision.move) {
    case "abandon":
    case "finish":
      return { desired: arrived(desired), shift };
    case "start":
    case "advance":
      return { desired: onTheWay(view, { to: target, percent: decision.percent }), shift };
    case "hold":
      return { desired: stand === null ? stayed(desired, live) : onTheWay(view, stand), shift };
    case "wait":
      return { desired: stayed(desired, live), shift };
    case "take-back": {
      const { of: to, tried, reason } = decision;
      const message = `deployment ${to} is taken back: ${reason}; ${AFTER_FAILING}`;
      const backed = withSpec(stayed(desired, live), { canary: null, shift: { to, percent: 0, tried, reason } });
      return { desired: backed, shift, blocks: { reason: "shift-failed", message } };
    }
    case "refuse": {
      const message = `deployment ${decision.of} was taken back${atText(live)}: ${decision.reason}; ${AFTER_FAILING}`;
      return { desired: stayed(desired, live), shift, blocks: { reason: "shift-failed", message } };
    }
    case "stop":
      return { desired: stayed(desired, live), shift, blocks: stopped(decision.reason) };
  }
}

/** Whatever is under way ends now; the note goes. */
function atOnce(desired: Desired<"stage">): Pace<"stage"> {
  return { desired: arrived(desired), shift: null };
}

/** As declared in the end: without the note of a shift, and without its canary. */
function arrived(desired: Desired<"stage">): Desired<"stage"> {
  return withSpec(desired, { shift: null, canary: desired.spec.canary ?? null });
}

function onTheWay({ desired, live }: Standing, shift: ShiftStand): Desired<"stage"> {
  const { to, percent } = shift;
  return withSpec(stayed(desired, live), {
    canary: { deploymentId: to, percent, variables: overridesOf(desired.spec, live.spec) },
    shift,
  });
}

/**
 * What the new snapshot sees otherwise than the old one. AWS takes no override back alone, so one that is not wanted any more
 * gets the value that it will have in the end; what only goes away is taken from the stage after the promotion.
 */
function overridesOf({ variables: wanted }: StageSpec, { variables: own = {}, canary }: StageSpec): Environment {
  const overridden = Object.entries(canary?.variables ?? {}).map(([name, value]) => [name, own[name] ?? value] as const);
  const changing = Object.entries(wanted ?? {}).filter(
    ([name, value]) => own[name] !== value || Object.hasOwn(canary?.variables ?? {}, name),
  );
  return Object.fromEntries([...overridden, ...changing]);
}

/** As it lives, as far as requests are concerned. */
function stayed(
  desired: Desired<"stage">,
  { spec: { deploymentId, variables, canary, shift } }: Live<"stage">,
): Desired<"stage"> {
  return withSpec(desired, {
    ...(deploymentId !== undefined && { deploymentId }),
    ...(variables && { variables }),
    ...(canary !== undefined && { canary }),
    ...(shift && { shift }),
  });
}

function withSpec(desired: Desired<"stage">, spec: StageSpec): Desired<"stage"> {
  return { ...desired, spec: { ...desired.spec, ...spec } };
}

function standOf({ spec: { shift } }: Live<"stage">): LiveStand | null {
  return shift && typeof shift.to === "string" ? { ...shift, to: shift.to } : null;
}
