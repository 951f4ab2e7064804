import { describe, expect, it } from "vitest";
import { findingsOf } from "../../src/alerts/findings.ts";
import type { Issue } from "../../src/model/issue.ts";
import type { Plan, Step, Tolerated } from "../../src/model/plan.ts";
import type { RunReport, StepReport } from "../../src/model/report.ts";
import { aPlan, aReport, aStep } from "../cli/builders.ts";
import { aCondition, aFact, aFieldChange, aSettings } from "./builders.ts";

const STAGE = "stage:orders/prod";
const drifted = (more: Partial<Step> = {}) =>
  aStep(STAGE, { action: "update", cause: "drift", changes: [aFieldChange("variables.LOG_LEVEL")], ...more });
const did = (step: Step, result: StepReport["result"] = "done", error?: StepReport["error"]): StepReport => ({
  step,
  result,
  ...(error && { error }),
});
const reportOf = (steps: readonly StepReport[], more: Partial<RunReport> = {}, plan: Partial<Plan> = {}) =>
  aReport({ outcome: "converged", plan: aPlan({ steps: steps.map(({ step }) => step), ...plan }), steps, ...more });
const present = (report: RunReport, facts = aFact(), settings = aSettings()) => findingsOf(report, facts, settings).present;
const issue = (line: number, more: Partial<Issue> = {}): Issue => ({
  severity: "error",
  code: "x",
  message: `wrong on ${line}`,
  file: "a.yaml",
  line,
  column: 1,
  ...more,
});

describe("the drift that a pass saw", () => {
  it("is one condition a field, which knows what was done about it", () => {
    const changes = [
      aFieldChange("variables.LOG_LEVEL", { before: "debug", after: "info" }),
      aFieldChange("tracing", { before: true, after: undefined }),
    ];

    expect(present(reportOf([did(drifted({ changes }))]), aFact({ now: 7 }))).toEqual([
      {
        id: "drift/changed/stage:orders/prod/tracing",
        type: "drift",
        severity: "warning",
        address: STAGE,
        drift: "changed",
        handling: "corrected",
        changes: [{ path: "tracing", live: "true" }],
        summary: "stage:orders/prod: tracing was changed; put back",
        details: [],
        since: 7,
      },
      {
        id: "drift/changed/stage:orders/prod/variables.LOG_LEVEL",
        type: "drift",
        severity: "warning",
        address: STAGE,
        drift: "changed",
        handling: "corrected",
        changes: [{ path: "variables.LOG_LEVEL", desired: "info", live: "debug" }],
        summary: "stage:orders/prod: variables.LOG_LEVEL was changed; put back",
        details: [],
        since: 7,
      },
    ]);
  });

  it("has the same id whatever the value", () => {
    const idOf = (before: unknown) => present(reportOf([did(drifted({ changes: [aFieldChange("a", { before })] }))]))[0]?.id;

    expect(idOf("x")).toBe(idOf({ other: 1 }));
  });

  it.each(["failed", "not-attempted"] as const)("is pending when its step is %s", (result) => {
    const [found] = present(reportOf([did(drifted(), result)]));

    expect(found).toMatchObject({ handling: "pending", summary: expect.stringContaining("not put back yet") });
  });

  it("is that a resource is missing when it was deleted", () => {
    const steps = [did(drifted({ action: "create" })), did(drifted({ action: "create", address: "bucket:b" }), "not-attempted")];

    expect(present(reportOf(steps)).map(({ id, drift, summary }) => [id, drift, summary])).toEqual([
      ["drift/missing/bucket:b", "missing", "bucket:b was deleted; not made again yet"],
      ["drift/missing/stage:orders/prod", "missing", "stage:orders/prod was deleted; made again"],
    ]);
  });

  it("is, of a rollout, only the fields that somebody else changed too", () => {
    const step = drifted({ cause: "rollout", changes: [aFieldChange("a"), aFieldChange("b")], drifted: ["b"] });

    expect(present(reportOf([did(step), did(drifted({ cause: "rollout", address: "bucket:b" }))])).map(({ id }) => id)).toEqual([
      "drift/changed/stage:orders/prod/b",
    ]);
  });

  it("is told where a policy says to alert, with its reason and its end, and not where it says to ignore", () => {
    const tolerated: readonly Tolerated[] = [
      { address: STAGE, policy: "alert", drift: "changed", changes: [aFieldChange("a")], until: "2026-12-01", reason: "INC-1" },
      { address: "bucket:b", policy: "alert", drift: "missing", changes: [] },
      { address: "bucket:c", policy: "ignore", drift: "changed", changes: [aFieldChange("a")] },
    ];

    expect(
      present(reportOf([], { outcome: "in-sync" }, { tolerated })).map(({ handling, summary }) => [handling, summary]),
    ).toEqual([
      ["tolerated", "stage:orders/prod: a was changed; left as its drift policy says (INC-1, until 2026-12-01)"],
      ["tolerated", "bucket:b was deleted; left as its drift policy says"],
    ]);
  });

  it("says, where an exception has ended, why something is put back that was left before", () => {
    const notes = [
      { address: STAGE, code: "exception-expired", message: "drift: alert (INC-1) ended 2026-12-02, so drift counts again" },
      { address: "bucket:b", code: "exception-expired", message: "of another" },
      { address: STAGE, code: "settling", message: "something else" },
    ] as const;
    const gone = aStep(STAGE, { action: "create", cause: "drift" });

    for (const step of [drifted(), gone]) {
      expect(present(reportOf([did(step)], {}, { notes })).map(({ details }) => details)).toEqual([[notes[0].message]]);
    }
  });

  it("never shows a sensitive value, and shows that there is none", () => {
    const changes = [aFieldChange("variables.TOKEN", { before: "s3cret", after: undefined, sensitive: true })];

    const [found] = present(reportOf([did(drifted({ changes }))]));

    expect(found?.changes).toEqual([{ path: "variables.TOKEN", live: "(sensitive)" }]);
    expect(JSON.stringify(found)).not.toContain("s3cret");
  });

  it("has no control characters, and bounded texts", () => {
    const path = `variables.\u001b[31mred\u202e${"x".repeat(900)}`;
    const changes = [aFieldChange(path, { before: `a\nb${"y".repeat(900)}`, after: { $ref: "version:F/1", output: "version" } })];

    const [found] = present(reportOf([did(drifted({ changes }))]));

    expect(found?.id.length).toBeLessThanOrEqual(200);
    expect(found?.changes?.[0]?.live).toMatch(/^a\\nby+…$/);
    expect(found?.changes?.[0]?.desired).toBe("(version of version:F/1)");
    expect([found?.id, found?.summary, JSON.stringify(found?.changes)].join("")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(found?.summary.length).toBeLessThanOrEqual(500);
  });
});

describe("a stage that serves another snapshot", () => {
  const note = {
    address: STAGE,
    code: "stale-snapshot",
    message: "serves an older snapshot",
    details: ["missing: GET /new"],
  } as const;

  it("is drift of a kind of its own, with its routes", () => {
    const step = drifted({ changes: [aFieldChange("deploymentId", { before: "d0", after: "d1" })] });

    expect(present(reportOf([did(step)], {}, { notes: [note] }))).toMatchObject([
      {
        id: "drift/snapshot/stage:orders/prod",
        drift: "snapshot",
        handling: "corrected",
        changes: [{ path: "deploymentId", desired: "d1", live: "d0" }],
        summary: "stage:orders/prod: serves another snapshot; put back",
        details: ["missing: GET /new"],
      },
    ]);
  });

  it("is told also where nobody moves it", () => {
    expect(present(reportOf([], {}, { notes: [note] }))).toMatchObject([
      { id: "drift/snapshot/stage:orders/prod", handling: "pending", summary: "stage:orders/prod: serves an older snapshot" },
    ]);
  });

  it("is told without routes where they are not known", () => {
    const step = drifted({ changes: [aFieldChange("deploymentId")] });

    expect(present(reportOf([did(step)]))[0]?.details).toEqual([]);
  });
});

describe("what stands beside what is declared", () => {
  const plan = { unmanaged: [{ what: "stage orders/test", beside: STAGE }] } as const;

  it("is a condition for information", () => {
    expect(present(reportOf([], {}, plan))).toMatchObject([
      { id: "drift/unmanaged/stage orders/test", drift: "unmanaged", severity: "info", address: STAGE },
    ]);
  });

  it("is none where the settings say so", () => {
    const settings = aSettings({ severity: { ...aSettings().severity, unmanaged: "off" } });

    expect(present(reportOf([], {}, plan), aFact(), settings)).toEqual([]);
  });
});

describe("a desired state that is not valid", () => {
  it("is one condition, whatever is wrong with it", () => {
    const issues = [issue(3), issue(5), issue(9, { severity: "warning" })];

    expect(present(aReport({ outcome: "invalid", revision: "", plan: null, issues }))).toMatchObject([
      {
        id: "desired-invalid",
        severity: "critical",
        summary: "the desired state is not valid (2 errors); nothing is enforced",
        details: ["a.yaml:3: wrong on 3", "a.yaml:5: wrong on 5"],
      },
    ]);
  });

  it("is told also while the last good one is enforced", () => {
    expect(present(aReport(), aFact({ rejected: [issue(3)] }))).toMatchObject([
      { id: "desired-invalid", summary: "the desired state is not valid (1 error); the last good one is enforced" },
    ]);
  });

  it("names no more issues than anyone reads", () => {
    const rejected = Array.from({ length: 30 }, (_, line) => issue(line));

    expect(present(aReport(), aFact({ rejected }))[0]?.details.at(-1)).toBe("and 10 more");
  });
});

describe("a run that failed", () => {
  const failedReport = (more: Partial<RunReport>) => aReport({ outcome: "failed", ...more });
  const blocked = (address: Plan["blocked"][number]["address"], reason: Plan["blocked"][number]["reason"]) => ({
    address,
    reason,
    message: "why",
  });

  it.each([
    {
      name: "whose credentials are no good",
      report: failedReport({ plan: null, error: { code: "credentials", message: "none" } }),
      ids: ["run-failed/pass"],
    },
    {
      name: "that could not read from AWS, wherever",
      report: failedReport({
        plan: aPlan({ blocked: [blocked("bucket:a", "unknown-failed"), blocked("stage:x/y", "unknown-parent")] }),
      }),
      ids: ["run-failed/pass"],
    },
    {
      name: "in which a resource is blocked, and others for it",
      report: failedReport({
        plan: aPlan({ blocked: [blocked("role:r", "not-owned"), blocked("function:f", "needs-blocked")] }),
      }),
      ids: ["run-failed/not-owned/role:r"],
    },
    {
      name: "in which only consequences are left",
      report: failedReport({ plan: aPlan({ blocked: [blocked("function:f", "needs-blocked")] }) }),
      ids: ["run-failed/needs-blocked/function:f"],
    },
    {
      name: "in which a step failed, and one could not be read",
      report: failedReport({
        plan: aPlan({ blocked: [blocked("bucket:a", "unknown-failed")] }),
        steps: [did(aStep("bucket:b"), "failed", { code: "X", message: "refused" })],
      }),
      ids: ["run-failed/pass", "run-failed/step/bucket:b"],
    },
    { name: "for no reason that it gave", report: failedReport({}), ids: ["run-failed/pass"] },
    {
      name: "because it was told to end",
      report: failedReport({ interrupted: true, error: { code: "interrupted", message: "" } }),
      ids: [],
    },
  ])("$name", ({ report, ids }) => {
    expect(present(report).map(({ id }) => id)).toEqual(ids);
  });

  it("says what AWS said", () => {
    const steps = [did(aStep("bucket:b"), "failed", { code: "X", message: "refused\u0007" }), did(aStep("bucket:c"), "failed")];

    expect(present(failedReport({ steps })).map(({ summary }) => summary)).toEqual([
      "bucket:b: create failed: refused\\u0007",
      "bucket:c: create failed: unknown",
    ]);
  });

  it("names what could not be read", () => {
    const report = failedReport({
      plan: aPlan({ blocked: [blocked("bucket:a", "unknown-failed"), blocked("bucket:b", "unknown-failed")] }),
    });

    expect(present(report)).toMatchObject([
      { summary: "the run failed: 2 resources could not be read", details: ["bucket:a: why", "bucket:b: why"] },
    ]);
    expect(present(failedReport({ plan: aPlan({ blocked: [blocked("bucket:a", "unknown-failed")] }) }))[0]?.summary).toContain(
      "1 resource could",
    );
  });
});

describe("a plan that a guard refused", () => {
  it("is a condition for each guard", () => {
    const violations = [{ guard: "max-deletes" as const, message: "too many", forceable: true }];

    expect(present(aReport({ outcome: "refused", violations }))).toMatchObject([
      { id: "plan-refused/max-deletes", type: "plan-refused", summary: "the plan was refused: too many" },
    ]);
  });
});

describe("whether a condition has ended", () => {
  const drift = aCondition("drift/x", { address: STAGE });
  const invalid = aCondition("desired-invalid", { type: "desired-invalid" });
  const runFailed = aCondition("run-failed/pass", { type: "run-failed" });
  const stepFailed = aCondition("run-failed/step", { type: "run-failed", address: STAGE });
  const refused = aCondition("plan-refused/x", { type: "plan-refused" });
  const unread = aReport({ outcome: "failed", plan: null });
  const blockedFor = (reason: Plan["blocked"][number]["reason"]) =>
    aReport({ outcome: "failed", plan: aPlan({ blocked: [{ address: STAGE, reason, message: "" }] }) });
  const settling = aReport({ plan: aPlan({ notes: [{ address: STAGE, code: "settling", message: "" }] }) });
  const waiting = reportOf([did(drifted({ cause: "rollout" }), "not-attempted")], { outcome: "failed" });
  const interrupted = aReport({ outcome: "failed", interrupted: true });

  it.each([
    { condition: drift, name: "drift, in a pass that read everything", report: aReport(), gone: true },
    { condition: drift, name: "drift, in a pass that read nothing", report: unread, gone: false },
    { condition: drift, name: "drift of what could not be read", report: blockedFor("unknown-denied"), gone: false },
    { condition: drift, name: "drift of what is blocked for another reason", report: blockedFor("needs-blocked"), gone: true },
    { condition: drift, name: "drift of what AWS is changing", report: settling, gone: false },
    { condition: aCondition("drift/y"), name: "drift of nothing in particular", report: aReport(), gone: true },
    { condition: invalid, name: "an invalid desired state, once it loads", report: aReport(), gone: true },
    {
      condition: invalid,
      name: "an invalid desired state, while it does not load",
      report: aReport({ outcome: "failed", revision: "" }),
      gone: false,
    },
    { condition: runFailed, name: "a failed run, by one that ended well", report: aReport(), gone: true },
    { condition: runFailed, name: "a failed run, by one that came to no plan", report: unread, gone: false },
    { condition: runFailed, name: "a failed run, by one that was told to end", report: interrupted, gone: false },
    { condition: stepFailed, name: "a failed step, by a pass that has nothing to do there", report: aReport(), gone: true },
    { condition: stepFailed, name: "a failed step, by one that did not get to it", report: waiting, gone: false },
    {
      condition: stepFailed,
      name: "a failed step, by one in which it could not be read",
      report: blockedFor("unknown-failed"),
      gone: false,
    },
    {
      condition: stepFailed,
      name: "a failed step, by one in which its need is blocked",
      report: blockedFor("needs-blocked"),
      gone: false,
    },
    {
      condition: stepFailed,
      name: "a failed step, by one in which it is blocked itself",
      report: blockedFor("not-owned"),
      gone: true,
    },
    { condition: refused, name: "a refused plan, by one that was let pass", report: aReport(), gone: true },
    { condition: refused, name: "a refused plan, by a pass without one", report: unread, gone: false },
  ])("$name: $gone", ({ condition, report, gone }) => {
    expect(findingsOf(report, aFact(), aSettings()).isGone(condition)).toBe(gone);
  });

  it("an invalid desired state has not while the last good one is enforced", () => {
    expect(findingsOf(aReport(), aFact({ rejected: [issue(1)] }), aSettings()).isGone(invalid)).toBe(false);
  });
});
