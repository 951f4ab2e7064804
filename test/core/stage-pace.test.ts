/** What a stage is to be now, on its way to another snapshot: row by row of what is declared, what lives, and what its gates say. */
import { describe, expect, it } from "vitest";
import { triedDigest } from "../../src/kinds/alias/decide-shift.ts";
import type { PaceView } from "../../src/kinds/kind-rules.ts";
import { stagePace } from "../../src/kinds/stage/pace.ts";
import type { GateFinding, ShiftIntent, ShiftStand } from "../../src/model/shift.ts";
import type { StageSpec } from "../../src/model/specs/stage.ts";
import { aDesired, aLive } from "./builders.ts";
import { FIRE, GATED, LINEAR, MINUTE, NOW, PASS, WAIT } from "./gated-shifts.ts";

/** As it lives: it serves `old`, and a variable of it is to change, one to go, one to come. */
const OLD: StageSpec = { deploymentId: "old", variables: { ALIAS: "live", GONE: "g", SAME: "s" } };
const NEW: StageSpec = { description: "Shop", deploymentId: "new", variables: { ALIAS: "next", SAME: "s", MORE: "m" } };
/** What the canary has of the new variables. */
const OVER = { ALIAS: "next", MORE: "m" };
const at = (percent: number, more: Partial<ShiftStand> = {}): StageSpec => ({
  ...OLD,
  canary: percent === 0 ? null : { deploymentId: "new", percent, variables: OVER },
  shift: { to: "new", percent, ...more },
});
const onTheWay = (percent: number): StageSpec => ({ ...NEW, ...at(percent) });

interface Case {
  readonly live?: StageSpec;
  readonly spec?: StageSpec;
  /** `null`: it moves at once. */
  readonly shift?: ShiftIntent | null;
  readonly finding?: GateFinding;
  readonly again?: boolean;
  /** Since the last step. */
  readonly minutes?: number;
  readonly differing?: readonly string[];
}

function pace({
  live = OLD,
  spec = NEW,
  shift = LINEAR,
  finding,
  again = false,
  minutes = 0,
  differing = ["deploymentId"],
}: Case) {
  const movedAt = NOW - minutes * MINUTE;
  const view: PaceView<"stage"> = {
    desired: aDesired("stage", "Shop/live", spec, {
      intent: { deployment: "latest", ...(shift !== null && { shift }) },
    }),
    live: {
      ...aLive("stage", "Shop/live", live),
      facts: { apiId: "a1", ...(live.shift && { shiftTimes: { startedAt: movedAt, movedAt } }) },
    },
    differing,
    now: NOW,
    again,
    finding,
  };
  return stagePace(view);
}

const ARRIVED = { ...NEW, shift: null, canary: null };
const STAYED = { ...NEW, deploymentId: "old", variables: OLD.variables };
const TRIED = { tried: triedDigest("new", GATED), reason: "alarm checkout is in ALARM" };

describe("a stage on its way", () => {
  it.each<{ readonly name: string; readonly of: Case; readonly spec: StageSpec; readonly shift: object | null }>([
    {
      name: "starts with a canary that has the new snapshot and the variables that change with it",
      of: {},
      spec: onTheWay(25),
      shift: {
        address: "stage:Shop/live",
        move: "start",
        from: "old",
        to: "new",
        percent: 25,
        step: 1,
        steps: 3,
        nextAt: NOW + 10 * MINUTE,
      },
    },
    {
      name: "holds while its time has not come",
      of: { live: at(25), minutes: 9 },
      spec: onTheWay(25),
      shift: { move: "hold", percent: 25, step: 1, nextAt: NOW + MINUTE },
    },
    {
      name: "advances when it has",
      of: { live: at(25), minutes: 10 },
      spec: onTheWay(50),
      shift: { move: "advance", percent: 50, step: 2, nextAt: NOW + 10 * MINUTE },
    },
    {
      name: "finishes after its last step: as declared, without canary and note",
      of: { live: at(50), minutes: 10 },
      spec: ARRIVED,
      shift: { move: "finish", percent: 100, step: 3, nextAt: null },
    },
    {
      name: "finishes with the canary that is declared",
      of: { live: at(50), minutes: 10, spec: { ...NEW, canary: { percent: 5, deploymentId: "new", variables: {} } } },
      spec: { ...ARRIVED, canary: { percent: 5, deploymentId: "new", variables: {} } },
      shift: { move: "finish" },
    },
    {
      name: "gives what nobody wants to override any more the value that it will have",
      of: {
        live: { ...at(25), canary: { deploymentId: "new", percent: 25, variables: { ...OVER, SAME: "other", LATER: "x" } } },
      },
      spec: {
        ...onTheWay(25),
        canary: { deploymentId: "new", percent: 25, variables: { ...OVER, SAME: "s", LATER: "x" } },
      },
      shift: { move: "hold" },
    },
    {
      name: "goes back when its old snapshot is declared again",
      of: { live: at(25), spec: { ...NEW, deploymentId: "old" }, differing: ["variables"] },
      spec: { ...ARRIVED, deploymentId: "old" },
      shift: { move: "abandon", percent: 0, to: "new", nextAt: null },
    },
    {
      name: "starts towards another snapshot in place of the one that is under way",
      of: { live: at(50), spec: { ...NEW, deploymentId: "newer" } },
      spec: {
        ...onTheWay(25),
        canary: { deploymentId: "newer", percent: 25, variables: OVER },
        shift: { to: "newer", percent: 25 },
      },
      shift: { move: "start", to: "newer", percent: 25 },
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
      shift: { move: "wait", step: 0 },
    },
    { name: "starts when its gates let it", of: { shift: GATED, finding: PASS }, spec: onTheWay(25), shift: { move: "start" } },
    {
      name: "arrives at once when it is not to move in steps any more",
      of: { live: at(25), shift: null },
      spec: ARRIVED,
      shift: null,
    },
    {
      name: "keeps nothing of a shift that somebody completed by hand",
      of: { live: { ...NEW, shift: { to: "new", percent: 25 }, canary: null }, differing: [] },
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

  it.each<{ readonly name: string; readonly of: Case; readonly spec: StageSpec; readonly move: string; readonly blocks: object }>(
    [
      {
        name: "is taken back when a gate fires, with a note of what was tried and why",
        of: { shift: GATED, live: at(25), finding: FIRE },
        spec: { ...NEW, ...at(0, TRIED) },
        move: "take-back",
        blocks: {
          reason: "shift-failed",
          message:
            "deployment new is taken back: alarm checkout is in ALARM; it is not tried again before something else is declared, or somebody says --retry",
        },
      },
      {
        name: "is not tried again once it was taken back",
        of: { shift: GATED, live: at(0, TRIED), finding: PASS },
        spec: { ...NEW, ...at(0, TRIED) },
        move: "refuse",
        blocks: {
          reason: "shift-failed",
          message:
            "deployment new was taken back at 2026-01-01T12:00:00.000Z: alarm checkout is in ALARM; it is not tried again before something else is declared, or somebody says --retry",
        },
      },
      {
        name: "stops when somebody changed its canary",
        of: { live: { ...at(25), canary: { deploymentId: "new", percent: 90, variables: OVER } } },
        spec: { ...NEW, ...at(25), canary: { deploymentId: "new", percent: 90, variables: OVER } },
        move: "stop",
        blocks: { reason: "shift-stopped", message: expect.stringContaining("deployment new has 90 %") },
      },
      {
        name: "stops when somebody ended its canary",
        of: { live: { ...at(25), canary: null } },
        spec: { ...NEW, ...at(25), canary: null },
        move: "stop",
        blocks: { reason: "shift-stopped", message: expect.stringContaining("no deployment shares its traffic") },
      },
    ],
  )("$name", ({ of, spec, move, blocks }) => {
    const paced = pace(of);

    expect([paced?.desired.spec, paced?.shift?.move, paced?.blocks]).toEqual([spec, move, blocks]);
  });

  it("is tried again when a person says so", () => {
    expect(pace({ shift: GATED, live: at(0, TRIED), finding: PASS, again: true })?.shift).toMatchObject({ move: "start" });
    expect(pace({ live: { ...at(25), canary: null }, again: true })?.shift).toMatchObject({ move: "start" });
  });
});

describe("a stage that does not move in steps", () => {
  const THEIRS = { ...OLD, canary: { deploymentId: "theirs", percent: 10 } };

  it.each<{ readonly name: string; readonly of: Case }>([
    { name: "when it is to move at once", of: { shift: null } },
    { name: "when its snapshot stays", of: { differing: ["variables"] } },
    { name: "when it serves none yet", of: { live: { description: "half made" } } },
    { name: "when nothing is said of its snapshot", of: { spec: { description: "Shop" } } },
    { name: "when its own canary is declared", of: { shift: null, live: THEIRS, spec: { ...NEW, canary: null } } },
  ])("is left to the plain comparison $name", ({ of }) => {
    expect(pace(of)).toBeNull();
  });

  it("is not moved beside a canary that nobody declares, and says whose requests that has", () => {
    expect(pace({ shift: null, live: THEIRS })).toMatchObject({
      desired: { spec: NEW },
      shift: null,
      blocks: {
        reason: "in-use",
        message:
          "somebody has a canary on it (10 % to deployment theirs), and AWS moves no stage meanwhile; promote or end it, or declare canary: off",
      },
    });
  });
});
