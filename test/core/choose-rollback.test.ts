import { describe, expect, it } from "vitest";
import type { Pointer, RollbackTarget } from "../../src/model/rollback.ts";
import { chooseRollback, type RollbackWish } from "../../src/plan/choose-rollback.ts";

const NOW = 1_000_000;

function aStage(contents: Readonly<Record<string, string | undefined>>, current: string): Pointer {
  const targets = Object.entries(contents).map(([id, content]): RollbackTarget => {
    return { id, description: "", ...(content !== undefined && { content }) };
  });
  return { address: "stage:orders/prod", current, owner: "acme", targets: targets.toReversed() };
}

/** AWS dates deployments to the second, and says nothing of the order in which it lists them. */
function withinOneSecond(contents: Readonly<Record<string, string>>, current: string): Pointer {
  const stage = aStage(contents, current);
  return { ...stage, targets: stage.targets.map((target) => ({ ...target, createdAt: 7_000 })) };
}

function anAlias(environments: readonly string[], current: string, parts: Partial<Pointer> = {}): Pointer {
  const targets = environments.map((environment, index) => ({ id: String(index + 1), description: "", environment }));
  return { address: "alias:fn/prod", current, owner: "acme", targets: targets.toReversed(), ...parts };
}

/** `3>2 off 3`: from what to what, held off what. */
function chosen(pointer: Pointer, wish: Partial<RollbackWish> = {}): string {
  const choice = chooseRollback(pointer, { now: NOW, ...wish });
  if (choice.verdict !== "move") return choice.verdict;
  return `${choice.from}>${choice.to.id} ${choice.hold === null ? "free" : `off ${choice.hold.from}`}`;
}

describe("a stage goes back", () => {
  const rows: readonly (readonly [string, Pointer, Partial<RollbackWish>, string])[] = [
    ["to the snapshot before", aStage({ a: "1", b: "2", c: "3" }, "c"), {}, "c>b off c"],
    ["past one that holds the same", aStage({ a: "1", b: "2", c: "2" }, "c"), {}, "c>a off c"],
    ["not to a newer one", aStage({ a: "1", b: "2", c: "3" }, "b"), {}, "b>a off b"],
    ["to one of somebody else's making", aStage({ a: undefined, b: "2" }, "b"), {}, "b>a off b"],
    ["nowhere when it serves the first", aStage({ a: "1", b: "2" }, "a"), {}, "refused"],
    ["nowhere when all before it hold the same", aStage({ a: "1", b: "1" }, "b"), {}, "refused"],
    ["to the newest there is when its own is gone", aStage({ a: "1", b: "2" }, "gone"), {}, "gone>b off gone"],
    ["to what is named, newer or older", aStage({ a: "1", b: "2", c: "3" }, "b"), { to: "c" }, "b>c off b"],
    ["not to what there is not", aStage({ a: "1", b: "2" }, "b"), { to: "z" }, "refused"],
    ["not to where it is", aStage({ a: "1", b: "2" }, "b"), { to: "b" }, "none"],
    [
      "further, held off what was left first",
      { ...aStage({ a: "1", b: "2", c: "3" }, "b"), hold: { from: "c", since: 1 } },
      {},
      "b>a off c",
    ],
    [
      "to what it was held off, which frees it",
      { ...aStage({ a: "1", b: "2" }, "a"), hold: { from: "b", since: 1 } },
      { to: "b" },
      "a>b free",
    ],
    [
      "to one that was made in the same second, in whatever order AWS lists the two",
      withinOneSecond({ b: "2", a: "1" }, "b"),
      {},
      "b>a off b",
    ],
    [
      "not on to one of the same second that a rollback left",
      { ...withinOneSecond({ a: "1", b: "2" }, "a"), hold: { from: "b", since: 1 } },
      {},
      "refused",
    ],
    ["not without our mark", { ...aStage({ a: "1", b: "2" }, "b"), owner: null }, {}, "refused"],
    ["not past a hindrance", { ...aStage({ a: "1", b: "2" }, "b"), hindrance: "a canary is on" }, { to: "a" }, "refused"],
  ];
  it.each(rows)("%s", (_, pointer, wish, outcome) => {
    expect(chosen(pointer, wish)).toBe(outcome);
  });
});

describe("an alias goes back", () => {
  const shifting = { beside: { version: "4", percent: 10 } };
  const rows: readonly (readonly [string, Pointer, Partial<RollbackWish>, string])[] = [
    ["to the version before with its environment", anAlias(["prod", "dev", "prod", "dev"], "3"), {}, "3>1 off 3"],
    ["nowhere when only siblings' versions are before it", anAlias(["dev", "dev", "prod"], "3"), {}, "refused"],
    ["to a sibling's version when that is named", anAlias(["dev", "dev", "prod"], "3"), { to: "2" }, "3>2 off 3"],
    ["from $LATEST to the newest version", anAlias(["a", "b"], "$LATEST"), {}, "$LATEST>2 off $LATEST"],
    ["from shared traffic to the old version, held off the new", anAlias(["p", "p", "p", "p"], "3", shifting), {}, "4>3 off 4"],
    [
      "from shared traffic to the old one when that is named",
      anAlias(["p", "p", "p", "p"], "3", shifting),
      { to: "3" },
      "4>3 off 4",
    ],
  ];
  it.each(rows)("%s", (_, pointer, wish, outcome) => {
    expect(chosen(pointer, wish)).toBe(outcome);
  });

  it("names what there is, the newest first, when it cannot tell", () => {
    const choice = chooseRollback(anAlias(["d", "d", "d", "d", "d", "d", "p"], "7"), { now: NOW });
    expect(choice).toEqual({
      verdict: "refused",
      message:
        "alias:fn/prod: no earlier version has the same environment, so which one it served before cannot be told; choose with --to: 6, 5, 4, 3, 2, and 1 more",
    });
  });
});
