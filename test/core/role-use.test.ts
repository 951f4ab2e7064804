/** Pruning a role: what runs as it keeps it, unless this very plan takes that away. */
import { describe, expect, it } from "vitest";
import type { Address } from "../../src/model/address.ts";
import { refTo } from "../../src/model/ref.ts";
import { makePlan, type PlanInput } from "../../src/plan/make-plan.ts";
import { ABSENT, aDesired, aLive, anyDesired, anyLive, OWNER, observed } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

const OLD = "arn:aws:iam::000000000000:role/old";
const NEW = "arn:aws:iam::000000000000:role/new";

const role = (usedBy?: readonly Address[]) =>
  anyLive(aLive("role", "old", {}, { facts: usedBy === undefined ? { arn: OLD } : { arn: OLD, usedBy } }));
const fn = (name: string, arn: string) => aDesired("function", name, { role: arn });
const liveFn = (name: string, arn: string) => aLive("function", name, { role: arn });
const alias = (version: string | ReturnType<typeof refTo>) => aDesired("alias", "F/prod", { version });
const liveAlias = (version: string) => aLive("alias", "F/prod", { version });
const version = (number: string, arn: string) => aLive("version", `F/${number}`, { role: arn }, { outputs: { version: number } });
const aVersion = (number: string) => aDesired("version", `F/${number}`);

function prune(resources: readonly unknown[], observations: PlanInput["observations"], owned: PlanInput["owned"], force = false) {
  const { steps, blocked } = makePlan({
    state: { revision: "r", owner: OWNER },
    derived: { resources: anyDesired(...resources), blocked: [], notes: [] },
    observations,
    owned,
    only: [],
    force,
    memory: createMemoryLedger(),
    now: 0,
  });
  const deleted = steps.filter(({ action }) => action === "delete").map(({ address }) => address);
  return { deleted, blocked: blocked.map(({ address, reason, message }) => ({ address, reason, message })) };
}

const KEPT = { deleted: [], blocked: [{ address: "role:old", reason: "in-use" }] };

describe("a role that nobody desires any more", () => {
  it("goes when nothing runs as it", () => {
    expect(prune([], new Map(), [role([])]).deleted).toEqual(["role:old"]);
    expect(prune([], new Map(), [role()]).deleted).toEqual(["role:old"]);
  });

  it("stays while a function runs as it that is not in git at all, and says which", () => {
    const { deleted, blocked } = prune([], new Map(), [role(["function:Theirs", "alias:Theirs/prod"])]);

    expect(deleted).toEqual([]);
    expect(blocked[0]?.message).toBe(
      "not deleted, for function Theirs, alias Theirs/prod still runs as it; give what runs another role first, or declare this one again",
    );
  });

  it("stays while a function runs as it whose role git leaves to others", () => {
    expect(prune([aDesired("function", "F")], observed(liveFn("F", OLD)), [role(["function:F"])])).toMatchObject(KEPT);
  });

  it("goes past what runs as it when forced", () => {
    expect(prune([], new Map(), [role(["function:Theirs"])], true).deleted).toEqual(["role:old"]);
  });

  it("goes with the function that runs as it, and with its aliases", () => {
    const owned = [anyLive(liveFn("F", OLD)), role(["function:F", "alias:F/prod"])];

    expect(prune([], new Map(), owned).deleted).toEqual(["function:F", "role:old"]);
  });

  it("goes when the function is given another role", () => {
    expect(prune([fn("F", NEW)], observed(liveFn("F", OLD)), [role(["function:F"])]).deleted).toEqual(["role:old"]);
  });

  it.each([
    ["goes", "to a version that runs as another role", "2", [version("1", OLD), version("2", NEW)], true],
    ["stays", "to a version that runs as it, too", "2", [version("1", OLD), version("2", OLD)], false],
    ["stays", "to a version of which nothing is known", "7", [version("1", OLD)], false],
    ["goes", "to $LATEST, and the function runs as another role", "$LATEST", [liveFn("F", NEW)], true],
    ["stays", "to $LATEST, and the function runs as it", "$LATEST", [liveFn("F", OLD)], false],
    ["stays", "to $LATEST of a function of which nothing is known", "$LATEST", [], false],
  ])("%s when its last user, an alias, moves %s", (_, __, to, lives, goes) => {
    const observations = observed(liveAlias("1"), ...lives);
    const declared = [alias(to), aVersion("1"), aVersion("2")].filter(({ address }) => observations.has(address));
    const result = prune(declared, observations, [role(["alias:F/prod"])]);

    expect(result).toMatchObject(goes ? { deleted: ["role:old"], blocked: [] } : KEPT);
  });

  it("stays when an alias changes in something else than its version", () => {
    const described = aDesired("alias", "F/prod", { version: "1", description: "anew" });

    expect(prune([described], observed(liveAlias("1")), [role(["alias:F/prod"])])).toMatchObject(KEPT);
  });

  it("goes when the alias moves to a version that is published as the function's new role", () => {
    const published = aDesired("version", "F/c1", { role: NEW });
    const resources = [fn("F", NEW), published, alias(refTo(published.address, "version"))];
    const observations = new Map([...observed(liveFn("F", OLD), liveAlias("1")), [published.address, ABSENT]]);

    expect(prune(resources, observations, [role(["function:F", "alias:F/prod"])]).deleted).toEqual(["role:old"]);
  });
});
