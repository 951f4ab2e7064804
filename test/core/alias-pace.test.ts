/** What an alias is to be now, on its way to another version: row by row of what is declared, what lives, and what its gates say. */
import { describe, expect, it } from "vitest";
import { triedDigest } from "../../src/kinds/alias/decide-shift.ts";
import { aliasPace } from "../../src/kinds/alias/pace.ts";
import type { PaceView } from "../../src/kinds/kind-rules.ts";
import type { GateFinding, ShiftIntent, ShiftStand } from "../../src/model/shift.ts";
import type { AliasSpec } from "../../src/model/specs/alias.ts";
import { aDesired, aLive } from "./builders.ts";
import { FIRE, GATED, LINEAR, MINUTE, NOW, PASS, WAIT } from "./gated-shifts.ts";

const VERIFIED: ShiftIntent = { ...LINEAR, percents: [25, 100], verify: { after: [] } };

const OLD: AliasSpec = { version: "7", weights: null };
const NEW: AliasSpec = { version: "8", description: "Live", weights: null };
const at = (percent: number, more: Partial<ShiftStand> = {}): AliasSpec => ({
  version: "7",
  weights: percent === 0 ? null : { 8: percent / 100 },
  shift: { to: "8", percent, ...more },
});
/** Weights follow from the note of the shift. */
const onTheWay = (percent: number, more: Partial<ShiftStand> = {}): AliasSpec => ({
  version: "7",
  description: "Live",
  shift: { to: "8", percent, ...more },
});

interface Case {
  readonly live?: AliasSpec;
  readonly spec?: AliasSpec;
  /** `null`: it moves at once. */
  readonly shift?: ShiftIntent | null;
  readonly finding?: GateFinding;
  readonly again?: boolean;
  /** Since the last step. */
  readonly minutes?: number;
  readonly differing?: readonly string[];
}

function pace({ live = OLD, spec = NEW, shift = LINEAR, finding, again = false, minutes = 0, differing = ["version"] }: Case) {
  const movedAt = NOW - minutes * MINUTE;
  const view: PaceView<"alias"> = {
    desired: aDesired("alias", "app/live", spec, { intent: { select: "auto", ...(shift !== null && { shift }) } }),
    live: {
      ...aLive("alias", "app/live", live),
      facts: { arn: "arn", ...(live.shift && { shiftTimes: { startedAt: movedAt, movedAt } }) },
    },
    differing,
    now: NOW,
    again,
    finding,
  };
  return aliasPace(view);
}

const ARRIVED = { ...NEW, shift: null };
const STAYED = { version: "7", description: "Live" };
const TRIED = { tried: triedDigest("8", GATED), reason: "alarm checkout is in ALARM" };

describe("an alias on its way", () => {
  it.each<{ readonly name: string; readonly of: Case; readonly spec: AliasSpec; readonly shift: object | null }>([
    {
      name: "starts with the first share",
      of: {},
      spec: onTheWay(25),
      shift: {
        address: "alias:app/live",
        move: "start",
        from: "7",
        to: "8",
        percent: 25,
        step: 1,
        steps: 3,
        nextAt: NOW + 10 * MINUTE,
      },
    },
    {
      name: "starts towards a version that is yet to be published, which has no number to tell of",
      of: { spec: { ...NEW, version: { $ref: "version:app/new", output: "version" } } },
      spec: { ...onTheWay(25), shift: { to: { $ref: "version:app/new", output: "version" }, percent: 25 } },
      shift: { move: "start", to: null },
    },
    {
      name: "holds while its time has not come",
      of: { live: at(25), minutes: 9 },
      spec: { ...STAYED, shift: { to: "8", percent: 25 } },
      shift: { move: "hold", to: "8", percent: 25, step: 1, nextAt: NOW + MINUTE },
    },
    {
      name: "holds when somebody changed nothing but its note of the time",
      of: { live: at(25), minutes: 9, differing: [] },
      spec: { ...STAYED, shift: { to: "8", percent: 25 } },
      shift: { move: "hold" },
    },
    {
      name: "advances when it has",
      of: { live: at(25), minutes: 10 },
      spec: onTheWay(50),
      shift: { move: "advance", percent: 50, step: 2, steps: 3, nextAt: NOW + 10 * MINUTE },
    },
    {
      name: "finishes after its last step: as declared, and without a note",
      of: { live: at(50), minutes: 10 },
      spec: ARRIVED,
      shift: { move: "finish", from: "7", to: "8", percent: 100, step: 3, steps: 3, nextAt: null },
    },
    {
      name: "has all the traffic on the other version while that is verified",
      of: { live: at(25), shift: VERIFIED, minutes: 10 },
      spec: onTheWay(100),
      shift: { move: "advance", percent: 100, step: 2, steps: 3, nextAt: NOW + 5_000 },
    },
    {
      name: "is not done before it was verified",
      of: { live: at(100), shift: VERIFIED, minutes: 10 },
      spec: { ...STAYED, shift: { to: "8", percent: 100 } },
      shift: { move: "hold", percent: 100, reason: "its gates were not read", nextAt: NOW + MINUTE },
    },
    {
      name: "is done once it was verified",
      of: { live: at(100), shift: VERIFIED, minutes: 10, finding: PASS },
      spec: ARRIVED,
      shift: { move: "finish" },
    },
    {
      name: "goes back when its old version is declared again",
      of: { live: at(25), spec: { ...NEW, version: "7" }, differing: [] },
      spec: { ...ARRIVED, version: "7" },
      shift: { move: "abandon", from: "7", to: "8", percent: 0, step: 0, nextAt: null },
    },
    {
      name: "starts towards another version in place of the one that is under way",
      of: { live: at(50), spec: { ...NEW, version: "9" } },
      spec: { ...onTheWay(25), shift: { to: "9", percent: 25 } },
      shift: { move: "start", to: "9", percent: 25 },
    },
    {
      name: "does not start while a gate waits",
      of: { shift: GATED, finding: WAIT },
      spec: STAYED,
      shift: { move: "wait", percent: 0, step: 0, nextAt: NOW + MINUTE, reason: "alarm checkout has too little data" },
    },
    {
      name: "does not start while its gates were not looked at",
      of: { shift: GATED },
      spec: STAYED,
      shift: { move: "wait", reason: "its gates were not read" },
    },
    { name: "starts when its gates let it", of: { shift: GATED, finding: PASS }, spec: onTheWay(25), shift: { move: "start" } },
    {
      name: "says what its gates read",
      of: {
        live: at(25),
        shift: GATED,
        finding: { ...PASS, reading: { at: NOW, alarms: { checkout: "OK" } } },
      },
      spec: { ...STAYED, shift: { to: "8", percent: 25 } },
      shift: { move: "hold", gates: { at: NOW, alarms: { checkout: "OK" } } },
    },
    {
      name: "arrives at once when it is not to move in steps any more",
      of: { live: at(25), shift: null },
      spec: ARRIVED,
      shift: null,
    },
    {
      name: "keeps nothing of a shift that somebody completed by hand",
      of: { live: { ...NEW, shift: { to: "8", percent: 25 } }, differing: [] },
      spec: ARRIVED,
      shift: null,
    },
  ])("$name", ({ of, spec, shift }) => {
    const paced = pace(of);

    expect(paced?.desired.spec).toEqual(spec);
    expect(paced?.blocks).toBeUndefined();
    if (shift === null) expect(paced?.shift).toBeNull();
    else expect(paced?.shift).toMatchObject(shift);
  });

  it.each<{
    readonly name: string;
    readonly of: Case;
    readonly spec: AliasSpec;
    readonly shift: object;
    readonly blocks: object;
  }>([
    {
      name: "is taken back when a gate fires, with a note of what was tried and why",
      of: { shift: GATED, live: at(25), finding: FIRE },
      spec: onTheWay(0, TRIED),
      shift: { move: "take-back", to: "8", percent: 0, step: 0, nextAt: null, reason: "alarm checkout is in ALARM" },
      blocks: {
        reason: "shift-failed",
        message:
          "version 8 is taken back: alarm checkout is in ALARM; it is not tried again before something else is declared, or somebody says --retry",
      },
    },
    {
      name: "is not tried again once it was taken back",
      of: { shift: GATED, live: at(0, TRIED), finding: PASS },
      spec: { ...STAYED, shift: { to: "8", percent: 0, ...TRIED } },
      shift: { move: "refuse", to: "8", percent: 0 },
      blocks: {
        reason: "shift-failed",
        message:
          "version 8 was taken back at 2026-01-01T12:00:00.000Z: alarm checkout is in ALARM; it is not tried again before something else is declared, or somebody says --retry",
      },
    },
    {
      name: "is not tried again where the note lost why",
      of: { shift: GATED, live: at(0, { tried: TRIED.tried }), finding: PASS },
      spec: { ...STAYED, shift: { to: "8", percent: 0, tried: TRIED.tried } },
      shift: { move: "refuse", reason: "its gates fired" },
      blocks: {
        reason: "shift-failed",
        message: expect.stringContaining("was taken back at 2026-01-01T12:00:00.000Z: its gates"),
      },
    },
    {
      name: "stops when somebody moved its weights",
      of: { live: { ...at(25), weights: { 8: 0.9 } } },
      spec: { ...STAYED, shift: { to: "8", percent: 25 } },
      shift: { move: "stop", to: "8", percent: 25, step: 1 },
      blocks: {
        reason: "shift-stopped",
        message:
          "its shift is stopped, for somebody changed it by hand: version 8 has 90 %, and version 8 should have 25 %; put that back, declare something else, or start it anew with --retry",
      },
    },
    {
      name: "stops when somebody took its weights away",
      of: { live: { ...at(25), weights: null } },
      spec: { ...STAYED, shift: { to: "8", percent: 25 } },
      shift: { move: "stop" },
      blocks: {
        reason: "shift-stopped",
        message: expect.stringContaining("no version shares its traffic, and version 8 should"),
      },
    },
  ])("$name", ({ of, spec, shift, blocks }) => {
    const paced = pace(of);

    expect([paced?.desired.spec, paced?.blocks]).toEqual([spec, blocks]);
    expect(paced?.shift).toMatchObject(shift);
  });

  it("is tried again when a person says so, with the weights in words, for the note may say them already", () => {
    const onceMore = { ...onTheWay(25), weights: { 8: 0.25 } };

    for (const live of [at(0, TRIED), { ...at(25), weights: null }]) {
      const paced = pace({ shift: GATED, live, finding: PASS, again: true });
      expect([paced?.shift?.move, paced?.desired.spec]).toEqual(["start", onceMore]);
    }
  });

  it("is tried again towards a version without a number by its note alone", () => {
    const version = { $ref: "version:app/new", output: "version" } as const;
    const paced = pace({ live: at(50), spec: { ...NEW, version }, again: true });

    expect(paced?.desired.spec).toEqual({ ...onTheWay(25), shift: { to: version, percent: 25 } });
  });
});

describe("an alias that does not move in steps", () => {
  it.each<{ readonly name: string; readonly of: Case }>([
    { name: "when it is to move at once", of: { shift: null } },
    { name: "when its version stays", of: { differing: ["description"] } },
    { name: "when it serves none yet", of: { live: {} } },
    { name: "when nothing is said of its version", of: { spec: { description: "Live" } } },
    { name: "when it serves $LATEST, which Lambda shares with nothing", of: { live: { version: "$LATEST" } } },
    { name: "when nothing is under way", of: { live: { ...OLD, shift: null }, differing: [] } },
  ])("is left to the plain comparison $name", ({ of }) => {
    expect(pace(of)).toBeNull();
  });
});
