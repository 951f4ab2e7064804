import { describe, expect, it } from "vitest";
import { recordPass } from "../../src/history/record-pass.ts";
import type { HistoryEntry, Standing } from "../../src/model/history.ts";
import type { RunReport } from "../../src/model/report.ts";
import type { Shift } from "../../src/model/shift.ts";
import { aDriftReport, aFact, aFieldChange } from "../alerts/builders.ts";
import { aPlan, aReport, aStep } from "../cli/builders.ts";

const kindsOf = (entries: readonly HistoryEntry[]) => entries.map(({ kind }) => kind);

/** The kinds of what each pass is written as, one pass after the other. */
function recorded(...reports: readonly RunReport[]): readonly (readonly string[])[] {
  let standing: Standing | null = null;
  return reports.map((report) => {
    const pass = recordPass(report, aFact(), standing);
    standing = pass.standing;
    return kindsOf(pass.entries);
  });
}

const IN_SYNC = aReport({ outcome: "in-sync", plan: aPlan() });

const TOLERATED = aReport({
  outcome: "in-sync",
  plan: aPlan({
    tolerated: [{ address: "stage:orders/prod", policy: "alert", drift: "changed", changes: [aFieldChange("variables.LEVEL")] }],
  }),
});

const FAILED = aReport({ outcome: "failed", plan: null, error: { code: "unavailable", message: "AWS is down" } });

const BLOCKED = aReport({
  outcome: "failed",
  plan: aPlan({ blocked: [{ address: "stage:orders/prod", reason: "not-owned", message: "somebody else's" }] }),
});

function shifting(move: Shift["move"], step: number): RunReport {
  const address = "alias:Uploader/prod";
  const shift: Shift = { address, move, from: "7", to: "8", percent: 10, step, steps: 2, nextAt: 1, reason: "a gate\nfired" };
  const moves = move !== "hold" && move !== "wait" && move !== "refuse";
  const steps = moves ? [{ step: aStep(address, { action: "update" }), result: "done" as const }] : [];
  return aReport({ outcome: "shifting", plan: aPlan({ shifts: [shift] }), steps });
}

describe("a pass as entries of history", () => {
  const cases: readonly {
    readonly name: string;
    readonly reports: readonly RunReport[];
    readonly kinds: readonly (readonly string[])[];
  }[] = [
    { name: "is told the first time, and in sync again is quiet", reports: [IN_SYNC, IN_SYNC], kinds: [["pass"], []] },
    { name: "tells a new revision", reports: [IN_SYNC, { ...IN_SYNC, revision: "next" }], kinds: [["pass"], ["pass"]] },
    {
      name: "tells drift that was put back with its step, each time",
      reports: [aDriftReport("stage:orders/prod"), IN_SYNC, aDriftReport("stage:orders/prod")],
      kinds: [["drift", "step", "pass"], [], ["drift", "step", "pass"]],
    },
    {
      name: "tells drift that is left once, and that it is gone",
      reports: [TOLERATED, TOLERATED, IN_SYNC, TOLERATED],
      kinds: [["drift", "pass"], [], ["pass"], ["drift", "pass"]],
    },
    { name: "tells a failure once", reports: [IN_SYNC, FAILED, FAILED], kinds: [["pass"], ["pass"], []] },
    { name: "tells what is blocked once", reports: [BLOCKED, BLOCKED], kinds: [["pass"], []] },
    {
      name: "does not tell drift anew because nothing could be read meanwhile",
      reports: [TOLERATED, FAILED, TOLERATED],
      kinds: [["drift", "pass"], ["pass"], ["pass"]],
    },
    {
      name: "tells a shift as it moves, not while it holds",
      reports: [shifting("start", 1), shifting("hold", 1), shifting("advance", 2), shifting("hold", 2)],
      kinds: [["step", "shift", "pass"], [], ["step", "shift", "pass"], []],
    },
    {
      name: "tells a refused shift once",
      reports: [shifting("refuse", 0), shifting("refuse", 0)],
      kinds: [["shift", "pass"], []],
    },
  ];

  it.each(cases)("$name", ({ reports, kinds }) => {
    expect(recorded(...reports)).toEqual(kinds);
  });

  it("tells of a drift what it was and is, and of its step what was done", () => {
    const { entries } = recordPass(
      aDriftReport("stage:orders/prod"),
      aFact({ now: Date.UTC(2026, 10, 22), runId: "run-7" }),
      null,
    );

    expect(entries[0]).toEqual({
      kind: "drift",
      time: "2026-11-22T00:00:00.000Z",
      runId: "run-7",
      id: "drift/changed/stage:orders/prod/description",
      address: "stage:orders/prod",
      drift: "changed",
      handling: "corrected",
      summary: "stage:orders/prod: description was changed; put back",
      changes: [{ path: "description", desired: "desired", live: "live" }],
    });
    expect(entries[1]).toMatchObject({ kind: "step", action: "update", cause: "drift", result: "done" });
    expect(entries[2]).toMatchObject({ kind: "pass", trigger: "interval", revision: "rev", steps: 1, problems: [] });
  });

  it("holds no value of a sensitive field, neither of drift nor of a step", () => {
    const secret = aFieldChange("environment.TOKEN", { before: "hunter1", after: "hunter2", sensitive: true });
    const step = aStep("function:Uploader", { action: "update", cause: "drift", changes: [secret] });
    const report = aReport({
      outcome: "failed",
      plan: aPlan({
        steps: [step],
        tolerated: [{ address: "function:Other", policy: "alert", drift: "changed", changes: [secret] }],
      }),
      steps: [{ step, result: "failed", error: { code: "denied", message: "no" } }],
    });

    const text = JSON.stringify(recordPass(report, aFact(), null));

    expect(text).not.toContain("hunter");
    expect(text.match(/\(sensitive\)/g)).toHaveLength(6);
  });

  it("keeps every text on one line, whatever an error says", () => {
    const { entries } = recordPass({ ...FAILED, error: { code: "x", message: "one\ntwo\u001b[31m" } }, aFact(), null);

    expect(entries[0]).toMatchObject({ problems: ["one\\ntwo\\u001b[31m"] });
  });
});
