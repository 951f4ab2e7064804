/**
 * What to ask of gates before it is decided what becomes of shifts. Pure.
 *
 *   a shift of it is under way, and its gates are declared    alarms, and the traffic of both versions since it began
 *   another version is declared than serves                   alarms: one that rings already keeps a shift from starting
 *   otherwise                                                 nothing
 */
import { type Address, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import type { GateIntent, GateQuestion } from "../model/gates.ts";
import type { Live } from "../model/observation.ts";
import { resolveRefs } from "../model/ref.ts";
import type { Derived, Observations } from "./derive.ts";

export interface GateAsk {
  readonly address: Address;
  readonly question: GateQuestion;
  /** What the answer is to be judged by. */
  readonly intent: GateIntent;
}

export function gateQuestions(derived: Derived, observations: Observations, now: number): readonly GateAsk[] {
  return derived.resources.flatMap((desired) => {
    const observation = observations.get(desired.address);
    if (desired.kind !== "alias" || desired.options.external || observation?.state !== "present") return [];
    const gates = desired.intent.shift?.gates;
    // What is observed at an address is of that address's kind.
    const live = observation.live as Live as Live<"alias">;
    return gates === undefined ? [] : asksOf({ desired, live, gates, now, observations });
  });
}

interface Gated {
  readonly desired: Desired<"alias">;
  readonly live: Live<"alias">;
  readonly gates: GateIntent;
  readonly now: number;
  readonly observations: Observations;
}

function asksOf({ desired, live, gates, now, observations }: Gated): readonly GateAsk[] {
  const { address } = desired;
  const { shift, version: older } = live.spec;
  const { alarms } = gates;
  if (shift && shift.tried === undefined && typeof shift.to === "string" && typeof older === "string") {
    const versions = { functionName: nameAt(address, 0), alias: nameAt(address, 1), newer: shift.to, older };
    const since = live.facts.shiftTimes?.startedAt ?? now;
    const compares = gates.errorRate !== undefined || gates.latency !== undefined;
    return [{ address, question: { alarms, since, ...(compares && { versions }) }, intent: gates }];
  }
  const declared = resolveRefs(desired.spec.version, ({ $ref, output }) => {
    const found = observations.get($ref);
    return found?.state === "present" ? found.live.outputs[output] : undefined;
  });
  if (declared === older) return [];
  // Nothing has come to the new version yet, and an alarm without data is no reason to wait.
  return [{ address, question: { alarms, since: now }, intent: { alarms, onInsufficientData: "pass", minimumRequests: 0 } }];
}
