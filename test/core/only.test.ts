/** `--only` hides nothing of what it asks for, and tells nothing of the rest. */
import { describe, expect, it } from "vitest";
import { matcherOf } from "../../src/model/pattern.ts";
import type { Plan } from "../../src/model/plan.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { ABSENT, aDesired, aLive, anyDesired, anyLive, OWNER, observed } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

const wish = { versioning: "enabled" } as const;
const KEPT = { options: { drift: [{ policy: "alert" as const }] } };

/** Of each sort one that is asked for, and one that is not. */
function planFor(...only: readonly string[]): Plan {
  const pair = <T>(make: (name: string) => T): readonly T[] => ["mine", "other"].map(make);
  const changed = { versioning: "suspended" } as const;
  return makePlan({
    state: { revision: "r", owner: OWNER },
    derived: {
      resources: anyDesired(
        ...pair((name) => aDesired("bucket", `${name}-new`, wish)),
        ...pair((name) => aDesired("bucket", `${name}-same`, wish)),
        ...pair((name) => aDesired("bucket", `${name}-theirs`, wish)),
        ...pair((name) => aDesired("bucket", `${name}-left`, wish, KEPT)),
      ),
      blocked: [],
      notes: pair((name) => ({ address: `bucket:${name}-new` as const, code: "noted", message: "noted" })),
    },
    observations: new Map([
      ...pair((name) => [`bucket:${name}-new`, ABSENT] as const),
      ...observed(
        ...pair((name) => aLive("bucket", `${name}-same`, wish)),
        ...pair((name) => aLive("bucket", `${name}-theirs`, changed, { owner: "another-team" })),
        ...pair((name) => aLive("bucket", `${name}-left`, changed)),
      ),
    ]),
    owned: pair((name) => anyLive(aLive("bucket", `${name}-old`))),
    only,
    force: false,
    memory: createMemoryLedger(),
    now: 0,
  });
}

function toldOf(plan: Plan): object {
  const names = (items: readonly { readonly address: string }[]) => items.map(({ address }) => address);
  return {
    steps: plan.steps.map(({ action, address }) => `${action} ${address}`),
    blocked: names(plan.blocked),
    tolerated: names(plan.tolerated),
    unchanged: plan.unchanged,
    notes: plan.notes.filter(({ code }) => code === "noted").map(({ address }) => address),
    existing: plan.existing,
  };
}

describe("a plan for a part", () => {
  it("tells of that part what a whole plan tells of it, and of nothing else", () => {
    expect(toldOf(planFor("bucket:mine-*"))).toEqual({
      steps: ["create bucket:mine-new", "delete bucket:mine-old"],
      blocked: ["bucket:mine-theirs"],
      tolerated: ["bucket:mine-left"],
      unchanged: ["bucket:mine-same"],
      notes: ["bucket:mine-new"],
      // What guards count shares of: all that is declared and there, and what is to be deleted.
      existing: 7,
    });
  });

  it("is all of it when nothing is asked for", () => {
    expect(toldOf(planFor())).toEqual({
      steps: ["create bucket:mine-new", "delete bucket:mine-old", "create bucket:other-new", "delete bucket:other-old"],
      blocked: ["bucket:mine-theirs", "bucket:other-theirs"],
      tolerated: ["bucket:mine-left", "bucket:other-left"],
      unchanged: ["bucket:mine-same", "bucket:other-same"],
      notes: ["bucket:mine-new", "bucket:other-new"],
      existing: 8,
    });
  });
});

it.each([
  ["bucket:a.b", "bucket:a.b", true],
  ["bucket:a.b", "bucket:axb", false],
  ["bucket:a.b", "bucket:ab", false],
  ["stage:*/prod", "stage:orders/prod", true],
  ["stage:*/prod", "stage:orders/production", false],
  ["function:F(1)", "function:F(1)", true],
  ["role:a+b", "role:aab", false],
])("pattern %s, asked of %s: %s, for only the star stands for anything", (pattern, address, asked) => {
  expect(matcherOf([pattern])(address)).toBe(asked);
});
