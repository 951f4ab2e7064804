/** Pruning a permission: a stage that serves another snapshot than that of what is declared keeps its own. */
import { describe, expect, it } from "vitest";
import type { AnyDesired } from "../../src/model/desired.ts";
import type { Live } from "../../src/model/observation.ts";
import { refTo } from "../../src/model/ref.ts";
import { AUTHORIZERS } from "../../src/model/specs/permission.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { ABSENT, aDesired, aLive, anyDesired, anyLive, OWNER, observed } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

const LATEST = aDesired("deployment", "Shop/latest");
const serving = (stage: string, deploymentId: string) =>
  aLive("stage", `Shop/${stage}`, { deploymentId }, { outputs: { deploymentId } });
const permission = (source: string) => aLive("permission", `F/old/Shop/${source}`, {}, { facts: { statementId: "ours" } });

const latest = (stage: string) => aDesired("stage", `Shop/${stage}`, { deploymentId: refTo(LATEST.address, "id") });
const pinned = (stage: string, id: string) => aDesired("stage", `Shop/${stage}`, { deploymentId: id });
const follower = (stage: string, of: string) =>
  aDesired("stage", `Shop/${stage}`, { deploymentId: refTo(`stage:Shop/${of}`, "deploymentId") });

interface Case {
  readonly resources: readonly AnyDesired[];
  readonly lives: readonly Live[];
  readonly obsolete?: readonly Live[];
  readonly force?: boolean;
}

function prune({ resources, lives, obsolete = [permission("prod")], force = false }: Case) {
  const made = aLive("deployment", "Shop/latest", {}, { outputs: { id: "d2" } });
  const plan = makePlan({
    state: { revision: "r", owner: OWNER },
    derived: { resources, blocked: [], notes: [] },
    observations: new Map([["stage:Shop/prod" as const, ABSENT], ...observed(made, ...lives)]),
    owned: obsolete.map(anyLive),
    only: [],
    force,
    memory: createMemoryLedger(),
    now: 0,
  });
  return {
    deleted: plan.steps.filter(({ action }) => action === "delete").map(({ address }) => address),
    blocked: plan.blocked.map(({ address, reason, message }) => [address, reason, message]),
    kept: plan.notes.filter(({ code }) => code === "permission-kept").map(({ address, message }) => [address, message]),
  };
}

const ADDRESS = "permission:F/old/Shop/prod";
const WHY = "not deleted, for stage Shop/prod serves another snapshot than that of what is declared, which may call by it";
const KEPT = { deleted: [], blocked: [], kept: [[ADDRESS, WHY]] };
const GONE = { deleted: [ADDRESS], blocked: [], kept: [] };

describe("a permission that nobody desires any more", () => {
  it.each<readonly [string, Case, object]>([
    [
      "goes where its stage serves what is declared",
      { resources: anyDesired(LATEST, latest("prod")), lives: [serving("prod", "d2")] },
      GONE,
    ],
    [
      "goes where this plan moves its stage there",
      { resources: anyDesired(LATEST, latest("prod")), lives: [serving("prod", "d1")] },
      GONE,
    ],
    [
      "goes where its stage is pinned to just that",
      { resources: anyDesired(LATEST, pinned("prod", "d2")), lives: [serving("prod", "d2")] },
      GONE,
    ],
    [
      "stays where its stage is pinned to another",
      { resources: anyDesired(LATEST, pinned("prod", "d1")), lives: [serving("prod", "d1")] },
      KEPT,
    ],
    [
      "stays where this plan moves its stage to another",
      { resources: anyDesired(LATEST, pinned("prod", "d1")), lives: [serving("prod", "d2")] },
      KEPT,
    ],
    [
      "stays where no stage has the latest snapshot looked up",
      { resources: anyDesired(pinned("prod", "d2")), lives: [serving("prod", "d2")] },
      KEPT,
    ],
    [
      "goes where its stage follows one that this plan moves there",
      {
        resources: anyDesired(LATEST, latest("dev"), follower("prod", "dev")),
        lives: [serving("dev", "d1"), serving("prod", "d1")],
      },
      GONE,
    ],
    [
      "stays where its stage follows one that is pinned to another",
      {
        resources: anyDesired(LATEST, pinned("dev", "d1"), follower("prod", "dev")),
        lives: [serving("dev", "d1"), serving("prod", "d1")],
      },
      KEPT,
    ],
    ["goes where its stage is not there yet", { resources: anyDesired(LATEST, pinned("prod", "d1")), lives: [] }, GONE],
    ["goes where its stage is not declared", { resources: anyDesired(LATEST), lives: [serving("prod", "d1")] }, GONE],
    [
      "goes when forced",
      { resources: anyDesired(LATEST, pinned("prod", "d1")), lives: [serving("prod", "d1")], force: true },
      GONE,
    ],
  ])("%s", (_, given, result) => {
    expect(prune(given)).toEqual(result);
  });

  it("goes where another stage serves another snapshot, but not when it is for the API's authorizers", () => {
    const given = { resources: anyDesired(LATEST, pinned("prod", "d1")), lives: [serving("prod", "d1")] };

    expect(prune({ ...given, obsolete: [permission("test")] }).deleted).toEqual(["permission:F/old/Shop/test"]);
    expect(prune({ ...given, obsolete: [permission(AUTHORIZERS)] }).deleted).toEqual([]);
  });

  it.each([aLive("alias", "F/old"), aLive("function", "F")])("keeps the $kind that it is for, and says what to do", (named) => {
    const given = { resources: anyDesired(LATEST, pinned("prod", "d1")), lives: [serving("prod", "d1")] };

    const { deleted, blocked } = prune({ ...given, obsolete: [named, permission("prod")] });

    expect(deleted).toEqual([]);
    expect(blocked).toEqual([[named.address, "in-use", `${WHY}; move the stage first, or declare this again`]]);
  });

  it("keeps no function that it is not for", () => {
    const given = { resources: anyDesired(LATEST, pinned("prod", "d1")), lives: [serving("prod", "d1")] };

    expect(prune({ ...given, obsolete: [aLive("function", "G"), permission("prod")] }).deleted).toEqual(["function:G"]);
  });
});
