/**
 * What becomes of a shift now, of an alias between versions or, in the same way, of a stage between deployments. Pure, and level-based: whoever looks, and whenever, comes to the same decision from
 * what is declared, what lives, and the time.
 *
 *   stand in AWS     live                          declared            and                              then
 *   none             –                             its version         –                                none: compared plainly
 *   none             $LATEST                       another version     AWS weighs numbered ones only    none: it moves at once
 *   none             –                             another version     a gate does not pass             wait
 *   none             –                             another version     –                                start; finish, if there is but one step
 *   under way to T   all traffic on T              T                   somebody finished it             none: the note goes
 *   under way to T   other weights than at step    T                   –                                stop, until it is put right
 *   under way to T   –                             its old version     –                                abandon
 *   under way to T   –                             U                   T's gates fire                   take-back of T; U starts later
 *   under way to T   –                             U                   –                                start of U in T's place
 *   under way to T   as at its step                T                   the gates fire                   take-back
 *   under way to T   as at its step                T                   its time has not come            hold
 *   under way to T   as at its step                T                   the gates wait                   hold
 *   under way to T   as at its step                T                   there is a further step          advance; the one to 100 % for `verify.after`
 *   under way to T   as at its step                T                   –                                finish
 *   taken back T     –                             T, as it was tried  –                                refuse
 *   taken back T     –                             anything else       –                                as with none
 *
 * A person who says so (`again`) turns stop and refuse into start. Nothing is ever skipped: after hours without anybody to
 * look, one step is made, and it lasts as long as any.
 */
import type { GateVerdict } from "../../model/gates.ts";
import type { Ref } from "../../model/ref.ts";
import type { ShiftIntent, ShiftStand, ShiftTimes } from "../../model/shift.ts";
import { canonicalJson, digestOf } from "../digest.ts";

/** What lives has a number. */
export type LiveStand = ShiftStand & { readonly to: string };

export interface ShiftView {
  /** For people: what shares the traffic; left out: versions. */
  readonly between?: "version" | "deployment";
  /** The version that is declared; a reference: it is yet to be published. */
  readonly target: string | Ref;
  readonly intent: ShiftIntent;
  readonly live: {
    readonly version: string;
    readonly weights: Readonly<Record<string, number>> | null;
    readonly stand: LiveStand | null;
    readonly times: ShiftTimes | undefined;
  };
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Undefined: there are none. */
  readonly gate: GateVerdict | undefined;
  readonly again: boolean;
}

export type ShiftDecision = { readonly move: "none" } | MovingDecision;

export type MovingDecision =
  | { readonly move: "abandon" | "finish" }
  | { readonly move: "start" | "advance"; readonly percent: number; readonly nextAt: number }
  | { readonly move: "wait" | "hold"; readonly nextAt: number; readonly reason?: string }
  /** `of`: the version that it is about, which need not be the one that is declared by now. */
  | { readonly move: "take-back"; readonly of: string; readonly tried: string; readonly reason: string }
  | { readonly move: "refuse" | "stop"; readonly of: string; readonly reason: string };

/** Gates are looked at as often; CloudWatch's metrics of Lambda and API Gateway have one value a minute (aws-facts 8.2). */
export const GATE_INTERVAL_MS = 60_000;

export function decideShift(view: ShiftView): ShiftDecision {
  const { stand } = view.live;
  if (stand === null) return decideIdle(view);
  if (stand.tried !== undefined) return decideTakenBack(view, stand);
  return decideUnderWay(view, stand);
}

/** After all traffic has moved: UpdateAlias takes moments to reach all of Lambda, and the old version is not what is to be verified. */
export const VERIFY_DELAY_MS = 5_000;

/** What was tried: a change of the version, of the steps, of the gates or of what is verified is something else. */
export function triedDigest(to: string, intent: ShiftIntent): string {
  return digestOf({ to, intent }).slice(0, 8);
}

function decideIdle(view: ShiftView): ShiftDecision {
  const { target, live, gate, now } = view;
  if (live.version === target || live.version === "$LATEST") return { move: "none" };
  if (gate !== undefined && gate.verdict !== "pass") return { move: "wait", nextAt: now + GATE_INTERVAL_MS, reason: gate.reason };
  return start(view);
}

function decideTakenBack(view: ShiftView, stand: LiveStand): ShiftDecision {
  const { target, intent, again } = view;
  const isSame = target === stand.to && stand.tried === triedDigest(stand.to, intent);
  if (!isSame || again || target === view.live.version) return decideIdle(view);
  return { move: "refuse", of: stand.to, reason: stand.reason ?? "its gates fired" };
}

function decideUnderWay(view: ShiftView, stand: LiveStand): ShiftDecision {
  const { target, live, gate, intent } = view;
  if (target === live.version) return live.version === stand.to ? { move: "none" } : { move: "abandon" };
  const isWhereItWas = hasWeightsOf(stand, live.weights);
  if (isWhereItWas && gate?.verdict === "fire") {
    return { move: "take-back", of: stand.to, tried: triedDigest(stand.to, intent), reason: gate.reason };
  }
  // What the gates wait for is the other one's traffic.
  if (target !== stand.to) return start(view);
  if (!isWhereItWas) return view.again ? start(view) : { move: "stop", of: stand.to, reason: whatIsFound(stand, view) };
  return decideStep(view, stand);
}

function decideStep({ live, intent, now, gate }: ShiftView, stand: LiveStand): ShiftDecision {
  const due = (live.times?.movedAt ?? 0) + lasts(stand.percent, intent);
  const nextLook = now + GATE_INTERVAL_MS;
  if (now < due) return { move: "hold", nextAt: gate === undefined ? due : Math.min(due, nextLook) };
  if (gate !== undefined && gate.verdict !== "pass") return { move: "hold", nextAt: nextLook, reason: gate.reason };
  const percent = intent.percents.find((share) => share > stand.percent);
  return percent === undefined
    ? { move: "finish" }
    : { move: "advance", percent, nextAt: nextLookAfter(percent, { intent, gate, now }) };
}

function start(view: ShiftView): ShiftDecision {
  const [percent] = view.intent.percents;
  return percent === undefined ? { move: "finish" } : { move: "start", percent, nextAt: nextLookAfter(percent, view) };
}

function nextLookAfter(percent: number, { intent, gate, now }: Pick<ShiftView, "intent" | "gate" | "now">): number {
  const ms = lasts(percent, intent);
  return now + (gate === undefined ? ms : Math.min(ms, GATE_INTERVAL_MS));
}

/** At least, in milliseconds. */
function lasts(percent: number, { holdMs }: ShiftIntent): number {
  return percent === 100 ? VERIFY_DELAY_MS : holdMs;
}

/** When what all traffic has moved to may be asked; milliseconds since the epoch. */
export function verifiableAt({ percent }: ShiftStand, times: ShiftTimes | undefined): number | null {
  return percent === 100 ? (times?.movedAt ?? 0) + VERIFY_DELAY_MS : null;
}

/** Weights are floating point numbers, and AWS gives them back as they are; a shift knows whole percents only. */
function hasWeightsOf({ to, percent }: LiveStand, weights: ShiftView["live"]["weights"]): boolean {
  return canonicalJson(percentsOf(weights)) === canonicalJson({ [to]: percent });
}

function percentsOf(weights: ShiftView["live"]["weights"]): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(weights ?? {}).map(([version, share]) => [version, Number((share * 100).toFixed(6))]));
}

function whatIsFound({ to, percent }: LiveStand, { live, between = "version" }: ShiftView): string {
  const found = Object.entries(percentsOf(live.weights)).map(([one, share]) => `${between} ${one} has ${share} %`);
  const what = found.length === 0 ? `no ${between} shares its traffic` : found.join(", ");
  return `somebody changed it by hand: ${what}, and ${between} ${to} should have ${percent} %`;
}
