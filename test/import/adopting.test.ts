import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../src/engine/outcome.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Plan, Step } from "../../src/model/plan.ts";
import { guard } from "../../src/plan/guard.ts";

const MARK = { path: "owner", keys: ["owner"], after: "shop", sensitive: false };
const CHANGE = { path: "versioning", keys: ["versioning"], before: "suspended", after: "enabled", sensitive: false };
const stepOf = (changes: Step["changes"], adopts = true) => ({ action: "update", adopts, changes }) as Step; // what is looked at of one
const planOf = (...steps: readonly Step[]) =>
  ({ steps, blocked: [], shifts: [], waiting: [], existing: steps.length }) as unknown as Plan; // likewise
const STATE = { guards: { maxUpdates: 0.3, maxDeletes: 0.3, minExisting: 1 } } as DesiredState; // all that the guards read

const ENDING = { valid: true, broken: false, refused: false, steps: [] };
const REQUEST = { mode: "apply", prune: false, force: false } as const;

describe("a plan that only puts our mark on what is as declared", () => {
  it.each([
    ["nothing but marks", planOf(stepOf([MARK]), stepOf([MARK])), "in-sync"],
    ["a mark and a change of the same resource", planOf(stepOf([MARK, CHANGE])), "changes"],
    ["marks, and a change of something else", planOf(stepOf([MARK]), stepOf([CHANGE], false)), "changes"],
  ])("is in sync in a dry run: %s", (_, plan, outcome) => {
    expect(outcomeOf({ ...ENDING, dryRun: true, plan })).toBe(outcome);
  });

  it("is converged once it was applied", () => {
    expect(outcomeOf({ ...ENDING, dryRun: false, plan: planOf(stepOf([MARK])) })).toBe("converged");
  });

  it("is not counted by the guard against many updates, which still counts what changes", () => {
    const marks = planOf(stepOf([MARK]), stepOf([MARK]), stepOf([MARK]));
    const changes = planOf(stepOf([MARK, CHANGE]), stepOf([MARK]));

    expect(guard(marks, STATE, REQUEST)).toEqual([]);
    expect(guard(changes, STATE, REQUEST).map((violation) => violation.guard)).toEqual(["max-updates"]);
  });
});
