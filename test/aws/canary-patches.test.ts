import { describe, expect, it } from "vitest";
import { canaryCalls } from "../../src/aws/canary-patches.ts";
import type { StageCanary } from "../../src/model/specs/stage.ts";

const HELD: StageCanary = { percent: 10, deploymentId: "d1", variables: { ALIAS: "next" } };
const LIVE = { deploymentId: "d1", percentTraffic: 10, stageVariableOverrides: { ALIAS: "next" } };
const END = { op: "remove", path: "/canarySettings" };
const TO_D2 = { op: "replace", path: "/deploymentId", value: "d2" };
const CANARY_TO_D2 = { op: "replace", path: "/canarySettings/deploymentId", value: "d2" };
const PERCENT = { op: "replace", path: "/canarySettings/percentTraffic", value: "10" };
const ALIAS = { op: "replace", path: "/canarySettings/stageVariableOverrides/ALIAS", value: "next" };
const COPY = { op: "copy", from: "/canarySettings/deploymentId", path: "/deploymentId" };
const COPY_VARIABLES = { op: "copy", from: "/canarySettings/stageVariableOverrides", path: "/variables" };
const NO_TRAFFIC = { op: "replace", path: "/canarySettings/percentTraffic", value: "0" };
const CANARY_TO_D1 = { op: "replace", path: "/canarySettings/deploymentId", value: "d1" };

describe("the calls that make a canary as declared", () => {
  it.each([
    { declared: undefined, live: undefined, moves: true, before: [], along: [TO_D2], what: "move a stage without one" },
    { declared: undefined, live: LIVE, moves: false, before: [], along: [], what: "leave one that is not declared" },
    { declared: null, live: undefined, moves: false, before: [], along: [], what: "have nothing to end where there is none" },
    { declared: null, live: LIVE, moves: false, before: [], along: [END], what: "end it" },
    { declared: null, live: LIVE, moves: true, before: [END], along: [TO_D2], what: "end it before the stage moves elsewhere" },
    {
      declared: null,
      live: { ...LIVE, deploymentId: "d2" },
      moves: true,
      before: [NO_TRAFFIC, COPY_VARIABLES, COPY],
      along: [END],
      what: "promote it where the stage moves to what it serves, and end it then",
    },
    {
      declared: null,
      live: { deploymentId: "d2", percentTraffic: 50 },
      moves: true,
      before: [NO_TRAFFIC, COPY],
      along: [END],
      what: "copy no variables where it overrides none",
    },
    { declared: HELD, live: LIVE, moves: false, before: [], along: [], what: "leave it as it is" },
    { declared: HELD, live: undefined, moves: false, before: [], along: [CANARY_TO_D1, ALIAS, PERCENT], what: "begin it" },
    {
      declared: { ...HELD, deploymentId: "d2" },
      live: LIVE,
      moves: true,
      before: [],
      along: [CANARY_TO_D2, COPY],
      what: "move the stage by way of the canary",
    },
    {
      declared: HELD,
      live: { ...LIVE, stageVariableOverrides: { ALIAS: "next", OTHER: "x" } },
      moves: false,
      before: [END],
      along: [CANARY_TO_D1, ALIAS, PERCENT],
      what: "make it anew to take an override out",
    },
    {
      declared: HELD,
      live: { ...LIVE, percentTraffic: 50 },
      moves: false,
      before: [],
      along: [PERCENT],
      what: "change its share alone",
    },
  ])("$what", ({ declared, live, moves, before, along }) => {
    const spec = { deploymentId: moves ? "d2" : "d1", ...(declared !== undefined && { canary: declared }) };

    expect(canaryCalls(spec, { deploymentId: "d1", ...(live && { canarySettings: live }) }, moves)).toEqual({ before, along });
  });
});
