/** Which stages are asked for what they serve: those that serve something else than they should, unasked. */
import { describe, expect, it } from "vitest";
import type { Address } from "../../src/model/address.ts";
import type { FieldChange, Plan, PlanNote, Step } from "../../src/model/plan.ts";
import type { Observations } from "../../src/plan/derive.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { staleStages, withServedRoutes } from "../../src/plan/stale-snapshots.ts";
import { ABSENT, aLive, aStep, observed } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

const STAGE: Address = "stage:Api/prod";
const changeOf = (path: string): FieldChange => ({ path, keys: [path], before: "a", after: "b", sensitive: false });
const [POINTER, TEXT] = [changeOf("deploymentId"), changeOf("description")];
const moved = (more: Partial<Step>): Step => aStep(STAGE, { action: "update", cause: "drift", changes: [POINTER], ...more });
const note = (address: Address, code: string): PlanNote => ({ address, code, message: code });

function planOf(parts: Partial<Plan>): Plan {
  const nothing = makePlan({
    state: { revision: "r", owner: "acme" },
    derived: { resources: [], blocked: [], notes: [] },
    observations: new Map(),
    owned: [],
    only: [],
    force: false,
    memory: createMemoryLedger(),
    now: 0,
  });
  return { ...nothing, ...parts };
}

describe("a stage is asked for what it serves", () => {
  const there = observed(aLive("stage", "Api/prod"));
  const tolerated = (...changes: readonly FieldChange[]): Plan["tolerated"] => [
    { address: STAGE, policy: "alert", drift: "changed", changes },
  ];

  it.each<[string, Partial<Plan>, Observations, readonly Address[]]>([
    ["when it is noted as stale", { notes: [note(STAGE, "stale-snapshot")] }, there, [STAGE]],
    ["when somebody moved it", { steps: [moved({})] }, there, [STAGE]],
    ["when somebody moved it and more", { steps: [moved({ changes: [TEXT, POINTER] })] }, there, [STAGE]],
    [
      "when somebody moved it before it is rolled out",
      { steps: [moved({ cause: "rollout", drifted: ["deploymentId"] })] },
      there,
      [STAGE],
    ],
    ["when it is left where somebody moved it", { tolerated: tolerated(TEXT, POINTER) }, there, [STAGE]],
    [
      "once, for several reasons",
      { notes: [note(STAGE, "stale-snapshot")], steps: [moved({})], tolerated: tolerated(POINTER) },
      there,
      [STAGE],
    ],
    ["not when another thing is noted of it", { notes: [note(STAGE, "foreign-function")] }, there, []],
    ["not when it is moved by a rollout, which goes without saying", { steps: [moved({ cause: "rollout" })] }, there, []],
    ["not when somebody changed something else", { steps: [moved({ changes: [TEXT] })] }, there, []],
    ["not when something else of it is left alone", { tolerated: tolerated(TEXT) }, there, []],
    ["not when it is not there", { steps: [moved({})] }, new Map([[STAGE, ABSENT]]), []],
    ["not when nobody looked", { steps: [moved({})] }, new Map(), []],
    [
      "not when it is no stage",
      { steps: [{ ...moved({}), address: "bucket:b", kind: "bucket" }] },
      observed(aLive("bucket", "b")),
      [],
    ],
  ])("%s", (_what, parts, observations, asked) => {
    expect(staleStages(planOf(parts), observations).map(({ address }) => address)).toEqual(asked);
  });
});

it("what a stage serves is told beside the other notes, by address", () => {
  const notes = [note("stage:B/a", "foreign-function"), note("stage:C/a", "stale-snapshot")];
  const known = { derived: { resources: [], blocked: [], notes: [] }, observations: new Map() };

  const told = withServedRoutes(planOf({ notes }), new Map([["stage:A/a", null]]), known).notes;

  expect(told.map(({ address, code, message }) => [address, code, message])).toEqual([
    ["stage:A/a", "stale-snapshot", "serves another snapshot than it should"],
    ["stage:B/a", "foreign-function", "foreign-function"],
    ["stage:C/a", "stale-snapshot", "stale-snapshot"],
  ]);
});
