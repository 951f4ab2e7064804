/** The decision table of `decide-shift.ts`, row by row, and what holds whatever the row. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decideShift,
  GATE_INTERVAL_MS,
  type LiveStand,
  type ShiftView,
  triedDigest,
  VERIFY_DELAY_MS,
  verifiableAt,
} from "../../src/kinds/alias/decide-shift.ts";
import type { GateVerdict } from "../../src/model/gates.ts";
import { refTo } from "../../src/model/ref.ts";
import type { ShiftIntent } from "../../src/model/shift.ts";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 1, 12);
const LINEAR: ShiftIntent = { percents: [25, 50, 75], holdMs: 10 * MINUTE };
/** At once, and verified once it has moved; at once, and verified before alone. */
const THEN_VERIFIED: ShiftIntent = { percents: [100], holdMs: 0 };
const FIRST_VERIFIED: ShiftIntent = { percents: [], holdMs: 0 };
const PASS: GateVerdict = { verdict: "pass" };
const WAIT: GateVerdict = { verdict: "wait", reason: "too few requests" };
const FIRE: GateVerdict = { verdict: "fire", reason: "alarm checkout-5xx is in ALARM" };
const TO_BE_PUBLISHED = refTo("version:Uploader/abc", "version");

interface Case extends Partial<Omit<ShiftView, "live">>, Partial<ShiftView["live"]> {
  /** Minutes since the last step. */
  readonly for?: number;
}

/** Version 7 serves, 8 is declared, and nothing is under way. */
function view({ version = "7", weights = null, stand = null, for: minutes = 0, ...more }: Case = {}): ShiftView {
  const times = stand === null ? undefined : { startedAt: NOW - minutes * MINUTE, movedAt: NOW - minutes * MINUTE };
  const { times: _, ...rest } = more;
  return {
    target: "8",
    intent: LINEAR,
    now: NOW,
    gate: undefined,
    again: false,
    ...rest,
    live: { version, weights, stand, times },
  };
}

const AT_25 = { stand: { to: "8", percent: 25 }, weights: { 8: 0.25 } };
const AT_75 = { stand: { to: "8", percent: 75 }, weights: { 8: 0.75 } };
const AT_100 = { intent: THEN_VERIFIED, stand: { to: "8", percent: 100 }, weights: { 8: 1 } };
const BY_HAND = { stand: { to: "8", percent: 25 }, weights: { 8: 0.5 } };
const BACK = { stand: { to: "8", percent: 0, tried: triedDigest("8", LINEAR), reason: "it failed" }, weights: null };
const COMPLETED = { stand: { to: "8", percent: 75 }, version: "8", weights: null };

describe("what becomes of a shift", () => {
  it.each<{ readonly name: string; readonly of: Case; readonly decided: object }>([
    { name: "nothing, when the declared version serves", of: { version: "8" }, decided: { move: "none" } },
    { name: "nothing from $LATEST, which cannot be weighed", of: { version: "$LATEST" }, decided: { move: "none" } },
    { name: "it starts", of: {}, decided: { move: "start", percent: 25, nextAt: NOW + 10 * MINUTE } },
    { name: "it starts towards a version yet to be published", of: { target: TO_BE_PUBLISHED }, decided: { move: "start" } },
    { name: "it starts once its gates pass", of: { gate: PASS }, decided: { move: "start", nextAt: NOW + GATE_INTERVAL_MS } },
    { name: "it waits while an alarm rings already", of: { gate: FIRE }, decided: { move: "wait", reason: FIRE.reason } },
    { name: "it waits for gates that cannot say", of: { gate: WAIT }, decided: { move: "wait", nextAt: NOW + GATE_INTERVAL_MS } },
    { name: "it holds until its time", of: { ...AT_25, for: 9 }, decided: { move: "hold", nextAt: NOW + MINUTE } },
    {
      name: "it is looked at more often with gates",
      of: { ...AT_25, for: 1, gate: PASS },
      decided: { move: "hold", nextAt: NOW + GATE_INTERVAL_MS },
    },
    { name: "it advances when its time has come", of: { ...AT_25, for: 10 }, decided: { move: "advance", percent: 50 } },
    {
      name: "it makes one step after a night without anybody",
      of: { ...AT_25, for: 600 },
      decided: { move: "advance", percent: 50 },
    },
    {
      name: "it holds past its time while a gate waits",
      of: { ...AT_25, for: 11, gate: WAIT },
      decided: { move: "hold", reason: WAIT.reason, nextAt: NOW + GATE_INTERVAL_MS },
    },
    { name: "it finishes at once where there is but one step", of: { intent: FIRST_VERIFIED }, decided: { move: "finish" } },
    { name: "it does not where its version serves", of: { intent: FIRST_VERIFIED, version: "8" }, decided: { move: "none" } },
    {
      name: "it starts with all of the traffic where what follows is verified",
      of: { intent: THEN_VERIFIED },
      decided: { move: "start", percent: 100, nextAt: NOW + VERIFY_DELAY_MS },
    },
    {
      name: "it is verified moments after the last part has moved, however long each part lasts",
      of: { ...AT_75, intent: { ...LINEAR, percents: [75, 100] }, for: 10 },
      decided: { move: "advance", percent: 100, nextAt: NOW + VERIFY_DELAY_MS },
    },
    {
      name: "it holds for these moments",
      of: { ...AT_100, gate: WAIT },
      decided: { move: "hold", nextAt: NOW + VERIFY_DELAY_MS },
    },
    {
      name: "it holds while there is no answer",
      of: { ...AT_100, for: 1, gate: WAIT },
      decided: { move: "hold", nextAt: NOW + GATE_INTERVAL_MS, reason: WAIT.reason },
    },
    { name: "it finishes when the answers are right", of: { ...AT_100, for: 1, gate: PASS }, decided: { move: "finish" } },
    {
      name: "it is taken back from all of the traffic",
      of: { ...AT_100, for: 1, gate: FIRE },
      decided: { move: "take-back", of: "8", tried: triedDigest("8", THEN_VERIFIED) },
    },
    { name: "it finishes after the last step", of: { ...AT_75, for: 10 }, decided: { move: "finish" } },
    {
      name: "it is taken back when a gate fires, before its time",
      of: { ...AT_25, for: 1, gate: FIRE },
      decided: { move: "take-back", of: "8", reason: FIRE.reason, tried: triedDigest("8", LINEAR) },
    },
    { name: "it is taken back at the end too", of: { ...AT_75, for: 10, gate: FIRE }, decided: { move: "take-back" } },
    {
      name: "it is abandoned when the old version is declared again",
      of: { ...AT_25, target: "7" },
      decided: { move: "abandon" },
    },
    {
      name: "another commit takes its place from the first step on",
      of: { ...AT_75, target: "9" },
      decided: { move: "start", percent: 25 },
    },
    {
      name: "another commit takes its place whatever its gates wait for",
      of: { ...AT_75, target: TO_BE_PUBLISHED, gate: WAIT },
      decided: { move: "start" },
    },
    {
      name: "a bad one is taken back before another commit starts",
      of: { ...AT_25, target: "9", gate: FIRE },
      decided: { move: "take-back", of: "8" },
    },
    {
      name: "it stops when somebody changed the weights",
      of: { ...BY_HAND, for: 20 },
      decided: { move: "stop", of: "8", reason: expect.stringContaining("version 8 has 50 %, and version 8 should have 25 %") },
    },
    { name: "it stops when somebody took it back by hand", of: { ...AT_25, weights: null }, decided: { move: "stop" } },
    { name: "a gate that fires does not undo what a person did", of: { ...BY_HAND, gate: FIRE }, decided: { move: "stop" } },
    { name: "it starts anew when a person says so", of: { ...BY_HAND, again: true }, decided: { move: "start", percent: 25 } },
    { name: "it starts anew with another commit", of: { ...BY_HAND, target: "9" }, decided: { move: "start" } },
    { name: "it is over when somebody finished it by hand", of: COMPLETED, decided: { move: "none" } },
    { name: "what was taken back is refused", of: BACK, decided: { move: "refuse", of: "8", reason: "it failed" } },
    {
      name: "what was taken back is tried again when a person says so",
      of: { ...BACK, again: true },
      decided: { move: "start" },
    },
    { name: "what was taken back does not keep out another version", of: { ...BACK, target: "9" }, decided: { move: "start" } },
    {
      name: "what was taken back is tried again with other steps",
      of: { ...BACK, intent: { ...LINEAR, holdMs: MINUTE } },
      decided: { move: "start" },
    },
    {
      name: "what was taken back is forgotten when it is not declared any more",
      of: { ...BACK, target: "7" },
      decided: { move: "none" },
    },
    { name: "what was taken back is over when a person moved to it", of: { ...BACK, version: "8" }, decided: { move: "none" } },
    {
      name: "a retry of what was taken back still minds an alarm",
      of: { ...BACK, again: true, gate: FIRE },
      decided: { move: "wait" },
    },
  ])("$name", ({ of, decided }) => {
    expect(decideShift(view(of))).toMatchObject(decided);
  });

  it("arrives in as many steps as are declared, each lasting its time, whoever looks and however often", () => {
    const intents = fc
      .tuple(fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 600 }))
      .map(([percents, seconds]): ShiftIntent => {
        const [first = 1, ...more] = percents.toSorted((left, right) => left - right);
        return { percents: [first, ...more], holdMs: seconds * 1_000 };
      });
    fc.assert(
      fc.property(intents, fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 }), (intent, naps) => {
        const seen: number[] = [];
        let [now, stand, movedAt]: [number, LiveStand | null, number] = [NOW, null, NOW];
        for (let look = 0; look < 10_000; look += 1) {
          const weights: Record<string, number> | null = stand === null ? null : { [stand.to]: stand.percent / 100 };
          const decision = decideShift({
            target: "8",
            intent,
            now,
            gate: undefined,
            again: false,
            live: { version: "7", weights, stand, times: { startedAt: movedAt, movedAt } },
          });
          if (decision.move === "finish") {
            expect(now - movedAt).toBeGreaterThanOrEqual(intent.holdMs);
            expect(seen).toEqual(intent.percents);
            return;
          }
          if (decision.move === "start" || decision.move === "advance") {
            if (stand !== null) expect(now - movedAt).toBeGreaterThanOrEqual(intent.holdMs);
            seen.push(decision.percent);
            [stand, movedAt] = [{ to: "8", percent: decision.percent }, now];
          } else expect(decision.move).toBe("hold");
          now += (naps[look % naps.length] ?? 1) * 1_000;
        }
        expect.unreachable("it never arrived");
      }),
    );
  });
});

describe("what all traffic has moved to", () => {
  it("may be asked a few seconds after, and nothing may be before", () => {
    const times = { startedAt: NOW, movedAt: NOW };
    expect(verifiableAt({ to: "8", percent: 100 }, times)).toBe(NOW + VERIFY_DELAY_MS);
    expect(verifiableAt({ to: "8", percent: 99 }, times)).toBeNull();
  });
});
