/**
 * What to ask of gates before it is decided what becomes of shifts. Pure.
 *
 *   a shift of it is under way, and its gates are declared    alarms, and the traffic of both versions since it began
 *   another one is declared than serves                       alarms: one that rings already keeps a shift from starting
 *   all of its traffic has moved, and `verify.after` is       the stages whose permission names the alias: each check at
 *   declared; only after the moments that a move takes        each of them
 *   otherwise                                                 nothing
 */
import { verifiableAt } from "../kinds/alias/decide-shift.ts";
import { type Address, addressOf, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import type { GateIntent, GateQuestion } from "../model/gates.ts";
import type { Live } from "../model/observation.ts";
import { type Ref, resolveRefs } from "../model/ref.ts";
import type { ShiftIntent } from "../model/shift.ts";
import type { HttpCheck } from "../model/verify.ts";
import type { Derived, Observations } from "./derive.ts";

export interface GateAsk {
  readonly address: Address;
  readonly question: GateQuestion;
  /** What the answer is to be judged by. */
  readonly intent: GateIntent;
  /** To be made besides; may be empty. */
  readonly checks: readonly UrlCheck[];
}

export interface UrlCheck {
  /** For people: `GET /health of stage Shop/live`. */
  readonly what: string;
  /** `null`: the stage could not be read. */
  readonly url: string | null;
  readonly check: HttpCheck;
}

export function gateQuestions(derived: Derived, observations: Observations, now: number): readonly GateAsk[] {
  return derived.resources.flatMap((desired) => {
    const observation = observations.get(desired.address);
    if (desired.kind === "stage") return ofStage(desired, observations, now);
    if (desired.kind !== "alias" || desired.options.external || observation?.state !== "present") return [];
    const { shift } = desired.intent;
    // What is observed at an address is of that address's kind.
    const live = observation.live as Live as Live<"alias">;
    if (shift === undefined) return [];
    const stand = live.spec.shift;
    const from = stand && stand.tried === undefined ? verifiableAt(stand, live.facts.shiftTimes) : null;
    const gates = shift.gates ?? (from === null ? undefined : NO_GATES);
    // Gates that were asked too early to ask the API as well must not count as passed when its time has come meanwhile.
    if (gates === undefined || (from !== null && now < from)) return [];
    const checks = from === null ? [] : checksOf(desired, shift, { observations, derived });
    return asksOf({ desired, live, gates, now, observations }).map((ask) => ({ ...ask, checks }));
  });
}

/** Alarms alone: CloudWatch counts no requests of a canary apart (aws-facts 3.2). */
function ofStage(desired: Desired<"stage">, observations: Observations, now: number): readonly GateAsk[] {
  const { address, intent, options } = desired;
  const observation = observations.get(address);
  const gates = intent.shift?.gates;
  if (gates === undefined || options.external || observation?.state !== "present") return [];
  // What is observed at an address is of that address's kind.
  const live = observation.live as Live as Live<"stage">;
  const { alarms } = gates;
  const isUnderWay = live.spec.shift && live.spec.shift.tried === undefined;
  if (isUnderWay)
    return [{ address, question: { alarms, since: live.facts.shiftTimes?.startedAt ?? now }, intent: gates, checks: [] }];
  return knownNow(desired.spec.deploymentId, observations) === live.spec.deploymentId ? [] : [beforeStart(address, alarms, now)];
}

/** Nothing has come to the new one yet, and an alarm without data is no reason to wait. */
function beforeStart(address: Address, alarms: readonly string[], since: number): GateAsk {
  const intent: GateIntent = { alarms, onInsufficientData: "pass", minimumRequests: 0 };
  return { address, question: { alarms, since }, intent, checks: [] };
}

function knownNow(pointer: string | Ref | undefined, observations: Observations): string | Ref | undefined {
  return resolveRefs(pointer, ({ $ref, output }) => {
    const found = observations.get($ref);
    return found?.state === "present" ? found.live.outputs[output] : undefined;
  });
}

const NO_GATES: GateIntent = { alarms: [], onInsufficientData: "pass", minimumRequests: 0 };

interface Known {
  readonly derived: Derived;
  readonly observations: Observations;
}

/** Empty: no stage leads there, or none that is there already. */
function checksOf(desired: Desired<"alias">, { verify }: ShiftIntent, { derived, observations }: Known): readonly UrlCheck[] {
  return stagesOf(desired, derived).flatMap((stage) => {
    const observation = observations.get(stage);
    if (observation === undefined || observation.state === "absent") return [];
    const url = observation.state === "present" ? observation.live.outputs.invokeUrl : undefined;
    const name = `${nameAt(stage, 0)}/${nameAt(stage, 1)}`;
    return (verify?.after ?? []).map((check) => ({
      what: `${check.method} ${check.path} of stage ${name}`,
      url: url === undefined ? null : `${url}${check.path}`,
      check,
    }));
  });
}

/** A stage that leads to an alias needs a permission for it, which is derived of the stage's variables and the API's routes. */
function stagesOf({ address }: Desired<"alias">, derived: Derived): readonly Address[] {
  return derived.resources.flatMap((desired) => {
    if (desired.kind !== "permission") return [];
    const { function: name, qualifier } = desired.spec;
    if (name !== nameAt(address, 0) || qualifier !== nameAt(address, 1)) return [];
    return [addressOf("stage", nameAt(desired.address, 2), nameAt(desired.address, 3))];
  });
}

interface Gated {
  readonly desired: Desired<"alias">;
  readonly live: Live<"alias">;
  readonly gates: GateIntent;
  readonly now: number;
  readonly observations: Observations;
}

function asksOf({ desired, live, gates, now, observations }: Gated): readonly Omit<GateAsk, "checks">[] {
  const { address } = desired;
  const { shift, version: older } = live.spec;
  const { alarms } = gates;
  if (shift && shift.tried === undefined && typeof shift.to === "string" && typeof older === "string") {
    const versions = { functionName: nameAt(address, 0), alias: nameAt(address, 1), newer: shift.to, older };
    const since = live.facts.shiftTimes?.startedAt ?? now;
    const compares = gates.errorRate !== undefined || gates.latency !== undefined;
    return [{ address, question: { alarms, since, ...(compares && { versions }) }, intent: gates }];
  }
  return knownNow(desired.spec.version, observations) === older ? [] : [beforeStart(address, alarms, now)];
}
