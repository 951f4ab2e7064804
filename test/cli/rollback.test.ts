/** `reconcile rollback` as a person meets it: what it shows, asks and prints, over an AWS of three snapshots. */
import { describe, expect, it } from "vitest";
import { runRollback } from "../../src/cli/commands/rollback.ts";
import type { RollbackOptions } from "../../src/cli/options.ts";
import { ageOf, permanentYaml } from "../../src/cli/render/rollback-text.ts";
import { rollbackTarget } from "../../src/cli/rollback-target.ts";
import { StagekeeperError } from "../../src/model/errors.ts";
import type { RollbackFacts, RollbackHistory } from "../../src/model/history.ts";
import type { Hold } from "../../src/model/hold.ts";
import type { Pointer, Rollbacks } from "../../src/model/rollback.ts";
import { watch } from "./person.ts";

const NOW = Date.UTC(2026, 0, 10, 12);
const HOUR = 3_600_000;

const POINTER: Pointer = {
  address: "stage:orders/prod",
  current: "ccc",
  owner: "acme",
  targets: [
    { id: "ccc", createdAt: NOW - HOUR, description: "stagekeeper:acme fingerprint:3 commit:c0ffee", content: "3" },
    { id: "bbb", createdAt: NOW - 30 * HOUR, description: "stagekeeper:acme fingerprint:2", content: "2" },
    { id: "aaa", description: "", content: "1" },
  ],
};

interface Moved {
  readonly to: string;
  readonly hold: Hold | null;
}

function anAws(parts: Partial<Rollbacks> = {}) {
  const moves: Moved[] = [];
  const rollbacks: Rollbacks = {
    read: async () => POINTER,
    compare: async () => ["- GET /more"],
    move: async (_, to, hold) => {
      moves.push({ to, hold });
      return [];
    },
    ...parts,
  };
  const clock = { now: () => NOW, sleep: async () => undefined };
  const recorded: RollbackFacts[] = [];
  const history: RollbackHistory = { rolledBack: (facts) => void recorded.push(facts), close: async () => undefined };
  const caller = async () => Promise.reject(new StagekeeperError("unavailable", "STS is down"));
  const open = async ({ dryRun }: RollbackOptions) => ({
    rollbacks,
    clock,
    history: dryRun ? null : history,
    caller,
    close: () => undefined,
  });
  return { moves, recorded, open };
}

const OPTIONS: RollbackOptions = { format: "text", color: false, dryRun: false, yes: false, state: ".stagekeeper" };

describe("reconcile rollback", () => {
  it.each([
    ["text", /serves bbb[\s\S]*\n\n! it calls F:live, and could not be allowed to: denied\n$/],
    ["json", /"warnings": \[\s*"it calls F:live, and could not be allowed to: denied"\s*\]/],
  ] as const)("says as %s what is served now and does not work, and ends well, for it is moved", async (format, told) => {
    const { terminal, out } = watch();
    const move = async () => ["it calls F:live, and could not be allowed to: denied"];

    const code = await runRollback("orders/prod", { ...OPTIONS, format, yes: true }, terminal, anAws({ move }).open);

    expect(code).toBe(0);
    expect(out()).toMatch(told);
  });

  it("shows from what to what, how old, what differs, asks, moves, and prints the change that makes it permanent", async () => {
    const { terminal, out, err, questions } = watch({ answers: ["yes"] });
    const { moves, open } = anAws();

    const code = await runRollback("orders/prod", OPTIONS, terminal, open);

    expect(code).toBe(0);
    expect(questions).toEqual(["Roll back? Type yes to go on: "]);
    expect(err()).toBe(`Roll back stage:orders/prod
  from    ccc, 1 h 0 min old
          stagekeeper:acme fingerprint:3 commit:c0ffee
  to      bbb, 1 d 6 h old
          stagekeeper:acme fingerprint:2
  routes that differ:
    - GET /more
  the stage's variables stay as they are
  It is held there until the desired state asks for something else; \`--to\` what
  it leaves now ends that.

`);
    expect(moves).toEqual([{ to: "bbb", hold: { from: "ccc", since: NOW } }]);
    expect(out()).toBe(`✓ stage:orders/prod serves bbb, and is held there

To make it permanent, write into the desired state:

  apis:
    orders:
      stages:
        prod:
          deployment:
            id: bbb
`);
  });

  it("changes nothing when the person says no, and with --dry-run", async () => {
    const { moves, recorded, open } = anAws();
    const person = watch({ answers: ["no"] });
    expect(await runRollback("orders/prod", OPTIONS, person.terminal, open)).toBe(3);
    expect(person.out()).toContain("nothing was changed");

    const dry = watch();
    expect(await runRollback("orders/prod", { ...OPTIONS, dryRun: true }, dry.terminal, open)).toBe(2);
    expect(dry.out()).toContain("to      bbb");
    expect([moves, recorded]).toEqual([[], []]);
  });

  it("writes down what it moved, and nobody as its actor where AWS does not say who asks", async () => {
    const { recorded, open } = anAws();
    const person = watch();

    expect(await runRollback("orders/prod", OPTIONS, person.terminal, open)).toBe(0);

    const runId = expect.any(String);
    expect(recorded).toEqual([{ runId, address: "stage:orders/prod", from: "ccc", to: "bbb", hold: "ccc", actor: null }]);
    expect(person.err()).not.toContain("STS");
  });

  it("goes on without a question with --yes, and where nobody can be asked", async () => {
    const { moves, open } = anAws();
    const person = watch({ answers: [] });
    await runRollback("orders/prod", { ...OPTIONS, yes: true }, person.terminal, open);
    await runRollback("orders/prod", { ...OPTIONS, to: "aaa" }, watch().terminal, open);
    expect(person.questions).toEqual([]);
    expect(moves.map(({ to }) => to)).toEqual(["bbb", "aaa"]);
  });

  it("is one JSON object for scripts, and nothing else", async () => {
    const { terminal, out, err } = watch();
    await runRollback("orders/prod", { ...OPTIONS, format: "json" }, terminal, anAws().open);
    expect(err()).toBe("");
    expect(JSON.parse(out())).toEqual({
      outcome: "converged",
      address: "stage:orders/prod",
      from: { id: "ccc", createdAt: "2026-01-10T11:00:00.000Z", description: "stagekeeper:acme fingerprint:3 commit:c0ffee" },
      to: { id: "bbb", createdAt: "2026-01-09T06:00:00.000Z", description: "stagekeeper:acme fingerprint:2" },
      differences: ["- GET /more"],
      hold: { from: "ccc", since: "2026-01-10T12:00:00.000Z" },
      permanent: "apis:\n  orders:\n    stages:\n      prod:\n        deployment:\n          id: bbb\n",
    });
  });

  it.each([
    ["serves that already", { to: "ccc" }, 0, "✓ stage:orders/prod serves ccc already"],
    ["has no such deployment", { to: "zzz" }, 3, "✗ refused: stage:orders/prod has no deployment zzz; there are bbb, aaa"],
  ])("says so when it %s", async (_, options, code, said) => {
    const { terminal, out } = watch();
    expect(await runRollback("orders/prod", { ...OPTIONS, ...options }, terminal, anAws().open)).toBe(code);
    expect(out()).toBe(`${said}\n`);
  });

  it("fails in one line with what AWS says, and with 1", async () => {
    const { terminal, err } = watch();
    const read = async () => Promise.reject(new StagekeeperError("not-found", "API orders has no stage prod; it has dev"));
    expect(await runRollback("orders/prod", OPTIONS, terminal, anAws({ read }).open)).toBe(1);
    expect(err()).toBe("error: API orders has no stage prod; it has dev\n");
  });

  it("says what it takes when nothing is named that could be rolled back", async () => {
    const { terminal, err } = watch();
    expect(await runRollback("orders", OPTIONS, terminal, anAws().open)).toBe(1);
    expect(err()).toBe('error: "orders" names nothing to roll back: write API/STAGE or FUNCTION:ALIAS\n');
  });
});

describe("what is named", () => {
  it.each([
    ["orders/prod", "stage:orders/prod"],
    ["uploader:prod", "alias:uploader/prod"],
    ["stage:orders/prod", "stage:orders/prod"],
    ["alias:uploader/prod", "alias:uploader/prod"],
    ["My: API/prod", "stage:My: API/prod"],
    ["a/b/prod", "stage:a~1b/prod"],
    ["orders", null],
    ["/prod", null],
    ["orders/", null],
    ["orders/pr od", null],
  ])("as %s is %s", (text, address) => {
    expect(rollbackTarget(text)).toBe(address);
  });
});

it("an alias is made permanent by a pin of its code, which keeps its environment", () => {
  const lines = permanentYaml("alias:uploader/prod", { id: "6", description: "", content: "q1w2=" });
  expect(lines.join("\n")).toBe(
    "functions:\n  uploader:\n    aliases:\n      prod:\n        version: auto\n        codeSha256: q1w2=",
  );
});

it.each([
  [59_000, "less than a minute"],
  [60_000, "1 min"],
  [90 * 60_000, "1 h 30 min"],
  [49 * HOUR, "2 d 1 h"],
  [-5, "less than a minute"],
])("an age of %d ms reads %s", (ms, text) => {
  expect(ageOf(ms)).toBe(text);
});
