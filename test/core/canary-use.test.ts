/** Pruning a permission: a canary that nobody declares keeps those of its stage, for it may call by them. */
import { describe, expect, it } from "vitest";
import type { Live } from "../../src/model/observation.ts";
import { AUTHORIZERS } from "../../src/model/specs/permission.ts";
import type { StageSpec } from "../../src/model/specs/stage.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { ABSENT, aDesired, aLive, anyDesired, anyLive, OWNER, observed } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

const CANARY = { deploymentId: "d1", percent: 10, variables: { ALIAS: "next" } };
const SHIFT = { to: "d1", percent: 10 };

/** Of what is declared, and served. */
const DEPLOYMENT = aDesired("deployment", "Shop/latest");
const MADE = aLive("deployment", "Shop/latest", {}, { outputs: { id: "d1" } });

const permission = (stage: string) => aLive("permission", `F/next/Shop/${stage}`, {}, { facts: { statementId: "ours" } });

interface Case {
  readonly stage?: StageSpec;
  readonly live?: StageSpec;
  readonly obsolete?: readonly Live[];
  readonly force?: boolean;
}

function prune({ stage, live, obsolete = [permission("prod")], force = false }: Case) {
  const { steps, blocked } = makePlan({
    state: { revision: "r", owner: OWNER },
    derived: {
      resources: stage === undefined ? [] : anyDesired(DEPLOYMENT, aDesired("stage", "Shop/prod", stage)),
      blocked: [],
      notes: [],
    },
    observations:
      live === undefined
        ? new Map([["stage:Shop/prod" as const, ABSENT], ...observed(MADE)])
        : observed(MADE, aLive("stage", "Shop/prod", { deploymentId: "d1", ...live }, { outputs: { deploymentId: "d1" } })),
    owned: obsolete.map(anyLive),
    only: [],
    force,
    memory: createMemoryLedger(),
    now: 0,
  });
  const deleted = steps.filter(({ action }) => action === "delete").map(({ address }) => address);
  return {
    deleted,
    blocked: blocked.map(({ address, reason }) => `${address} ${reason}`),
    messages: blocked.map((one) => one.message),
  };
}

const KEPT = { deleted: [], blocked: ["permission:F/next/Shop/prod in-use"] };
const GONE = { deleted: ["permission:F/next/Shop/prod"], blocked: [] };

describe("a permission that nobody desires any more", () => {
  it.each<readonly [string, Case, object]>([
    ["stays while its stage has a canary that nobody declares", { stage: {}, live: { canary: CANARY } }, KEPT],
    ["stays though something else of the stage changes", { stage: { description: "new" }, live: { canary: CANARY } }, KEPT],
    ["goes once the canary is off", { stage: { canary: null }, live: { canary: CANARY } }, GONE],
    ["goes once the canary is as declared", { stage: { canary: { percent: 20 } }, live: { canary: CANARY } }, GONE],
    [
      "goes once a shift that was ours has ended",
      { stage: { deploymentId: "d1" }, live: { canary: CANARY, shift: SHIFT } },
      GONE,
    ],
    ["goes where there is no canary", { stage: {}, live: { canary: null } }, GONE],
    ["goes where there is no stage yet", { stage: { deploymentId: "d1" } }, GONE],
    ["goes where the stage is not declared", { live: { canary: CANARY } }, GONE],
    ["goes past a canary when forced", { stage: {}, live: { canary: CANARY }, force: true }, GONE],
  ])("%s", (_, given, result) => {
    expect(prune(given)).toMatchObject(result);
  });

  it("says which canary keeps it, and what to do", () => {
    expect(prune({ stage: {}, live: { canary: CANARY } }).messages).toEqual([
      "not deleted, for stage Shop/prod has a canary that nobody declares and that may call by it; promote or end it, or declare canary: off",
    ]);
  });

  it("goes where another stage has the canary, but not when it is for the API's authorizers", () => {
    const given = { stage: {}, live: { canary: CANARY } };

    expect(prune({ ...given, obsolete: [permission("test")] }).deleted).toEqual(["permission:F/next/Shop/test"]);
    expect(prune({ ...given, obsolete: [permission(AUTHORIZERS)] }).deleted).toEqual([]);
  });

  it("keeps the alias and the function that it is for, too", () => {
    const given = { stage: {}, live: { canary: CANARY } };
    const alias = aLive("alias", "F/next");
    const fn = aLive("function", "F");

    expect(prune({ ...given, obsolete: [permission("prod"), alias] }).blocked).toEqual([
      "alias:F/next needs-blocked",
      "permission:F/next/Shop/prod in-use",
    ]);
    expect(prune({ ...given, obsolete: [permission("prod"), fn] })).toMatchObject({
      deleted: [],
      blocked: ["function:F in-use"],
    });
  });
});
