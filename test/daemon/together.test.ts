import { describe, expect, it } from "vitest";
import { statusText } from "../../src/cli/render/status-text.ts";
import { type LoopStatus, loopStatusOf, PassHistory, type TargetLoopStatus } from "../../src/daemon/status.ts";
import { together } from "../../src/daemon/together.ts";
import { aCondition } from "../alerts/builders.ts";
import { PLAIN } from "../cli/builders.ts";
import { anEndedPass, aStatus } from "./builders.ts";

function aTarget(target: string, more: Partial<LoopStatus> = {}): TargetLoopStatus {
  const history = new PassHistory();
  history.ended(anEndedPass({ startedAt: 60_000 }));
  const loop = { latch: "open", since: 0, dueAt: 300_000, dueFor: "interval", inARow: 0 } as const;
  return { target, ...loopStatusOf({ loop, history, ending: false, stuck: null, conditions: [] }), ...more };
}

const FINE = aTarget("dev");
const FAILING = aTarget("prod", {
  ready: false,
  lastSuccessAt: null,
  failuresInARow: 4,
  nextPassAt: 200_000,
  lastPass: { ...(FINE.lastPass ?? expect.fail()), outcome: "failed", error: { code: "denied", message: "no role" } },
  conditions: [
    { ...aCondition("prod/run-failed/pass", { type: "run-failed", summary: "the run failed: no role" }), target: "prod" },
  ],
});

describe("several targets, as one loop would say it", () => {
  const cases: readonly {
    readonly name: string;
    readonly loops: readonly TargetLoopStatus[];
    readonly said: Partial<LoopStatus>;
  }[] = [
    { name: "are ready once all are", loops: [FINE, FAILING], said: { ready: false } },
    { name: "are as old as the oldest success", loops: [aTarget("a", { lastSuccessAt: 9 }), FINE], said: { lastSuccessAt: 9 } },
    { name: "have no success while one has none", loops: [FINE, FAILING], said: { lastSuccessAt: null } },
    { name: "have as many failures in a row as the worst", loops: [FINE, FAILING], said: { failuresInARow: 4 } },
    { name: "pass next when the first of them does", loops: [FINE, FAILING], said: { nextPassAt: 200_000 } },
    { name: "have all passes", loops: [FINE, FAILING], said: { passes: 2 } },
    { name: "run while one runs", loops: [FINE, aTarget("b", { state: "running" })], said: { state: "running" } },
    { name: "are stuck when one is", loops: [FINE, aTarget("b", { stuck: "overdue" })], said: { stuck: "target b: overdue" } },
  ];
  for (const { name, loops, said } of cases) {
    it(name, () => {
      expect(together(loops)).toMatchObject(said);
    });
  }

  it("are of a desired state that is valid once it is in all of them", () => {
    const issue = { severity: "error", code: "syntax", message: "no end", file: "a.yaml", line: 3, column: 1 } as const;
    const broken = aTarget("prod", { desired: { revision: "5f3c", commit: null, valid: false, issues: [issue] } });
    const unread = aTarget("new", { desired: { revision: "", commit: null, valid: null, issues: [] } });

    expect(together([FINE, broken, unread]).desired).toMatchObject({
      valid: false,
      issues: [{ ...issue, message: "no end (in prod)" }],
    });
    expect(together([FINE, unread]).desired.valid).toBe(null);
    expect(together([FINE, aTarget("eu")]).desired).toMatchObject({ valid: true, revision: expect.stringMatching(/./) });
  });

  it("are told to a person in a line each, those that are not well first", () => {
    const targets = [FINE, FAILING];
    const lines = statusText({ ...aStatus(), ...together(targets), now: 120_000, targets }, PLAIN).split("\n");

    expect(lines[0]).toBe("1 of 2 targets ready; not prod");
    expect(lines.filter((line) => line.includes("✗") || line.includes("✓"))).toEqual([
      "  ✗ prod: failed, by interval: no role, no success yet, 1 condition open, next",
      "  ✓ dev: in sync, by interval, success 1 min ago, next pass in 3 min",
    ]);
    expect(lines).toContain("  ! prod: the run failed: no role");
  });
});
