import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createMetrics } from "../../src/daemon/metrics.ts";
import { PassHistory, statusOf } from "../../src/daemon/status.ts";
import type { Condition } from "../../src/model/alerts.ts";
import type { Issue } from "../../src/model/issue.ts";
import type { Step } from "../../src/model/plan.ts";
import type { Outcome } from "../../src/model/report.ts";
import { anEndedPass, aPlan, aReport, oneTarget } from "./builders.ts";

const ISSUE: Issue = {
  severity: "error",
  code: "syntax",
  message: "no end",
  file: "a.yaml",
  line: 3,
  column: 1,
  frame: "3 | x: [",
};

const SECRET = "hunter2-in-clear";

const STEP: Step = {
  address: "stage:orders/prod",
  kind: "stage",
  action: "update",
  cause: "drift",
  changes: [{ path: "variables.TOKEN", keys: ["variables", "TOKEN"], before: "x", after: SECRET, sensitive: true }],
  needs: [],
  lane: "api orders",
  desired: null,
  live: null,
  adopts: false,
};

const CONDITION: Condition = {
  id: "drift stage:orders/prod",
  type: "drift",
  severity: "warning",
  address: "stage:orders/prod",
  summary: "stage:orders/prod: variables.TOKEN differs",
  details: [],
  since: 900,
};

function historyOf(...passes: readonly Parameters<typeof anEndedPass>[0][]): PassHistory {
  const history = new PassHistory();
  for (const pass of passes) history.ended(anEndedPass(pass));
  return history;
}

function statusAfter(history: PassHistory, ending = false) {
  return statusOf({
    version: "1.2.3",
    pid: 7,
    startedAt: 500,
    now: 2_000,
    ending,
    stuck: null,
    loop: { latch: "open", since: 1_084, dueAt: 301_000, dueFor: "interval", inARow: 0 },
    history,
    conditions: [CONDITION],
  });
}

const REPORT_WITH_STEP = aReport({ outcome: "converged", steps: [{ step: STEP, result: "done" }] });

describe("what the daemon says of itself", () => {
  it("before its first pass is that it knows nothing yet, and is not ready", () => {
    const status = statusAfter(new PassHistory());

    expect(status).toMatchObject({ ready: false, passes: 0, lastPass: null, lastSuccessAt: null, desired: { valid: null } });
  });

  it("after a pass is what came of it, and when the next one comes", () => {
    const status = statusAfter(historyOf({ report: REPORT_WITH_STEP, commit: "5f3c" }));

    expect(status).toMatchObject({
      state: "waiting",
      ready: true,
      nextPassAt: 301_000,
      passes: 1,
      lastSuccessAt: 1_084,
      desired: { revision: "5f3c", commit: "5f3c", valid: true, issues: [] },
      lastPass: {
        outcome: "converged",
        steps: [{ address: "stage:orders/prod", action: "update", cause: "drift", result: "done" }],
      },
      conditions: [CONDITION],
    });
  });

  it("holds no value of any field, secret or not", () => {
    const status = statusAfter(historyOf({ report: REPORT_WITH_STEP, rejected: [ISSUE] }));

    expect(JSON.stringify(status)).not.toContain(SECRET);
    expect(JSON.stringify(status)).not.toContain("frame");
  });

  it("names what is wrong with the files, while an earlier state is enforced", () => {
    const status = statusAfter(historyOf({}, { rejected: [ISSUE] }));

    expect(status).toMatchObject({
      ready: false,
      desired: { valid: false, issues: [{ code: "syntax", file: "a.yaml", line: 3 }] },
    });
    expect(status.lastSuccessAt).not.toBeNull();
  });

  it("names what drift policies leave, by paths, and what the pass noted", () => {
    const change = { path: "variables.TOKEN", keys: ["variables", "TOKEN"], before: SECRET, after: "x", sensitive: true };
    const left = { address: STEP.address, policy: "ignore", drift: "changed", reason: "load test" } as const;
    const note = { address: STEP.address, code: "exception-expired", message: "it ended" } as const;
    const plan = aPlan({ tolerated: [{ ...left, changes: [change] }], notes: [note] });

    const status = statusAfter(historyOf({ report: aReport({ plan }) }));

    expect(status.lastPass).toMatchObject({ tolerated: [{ ...left, paths: ["variables.TOKEN"] }], notes: [note] });
    expect(JSON.stringify(status)).not.toContain(SECRET);
  });

  it("tells that it is ending", () => {
    expect(statusAfter(new PassHistory(), true).state).toBe("ending");
  });

  it.each<{ readonly outcome: Outcome; readonly ready: boolean }>([
    { outcome: "in-sync", ready: true },
    { outcome: "converged", ready: true },
    { outcome: "changes", ready: true },
    { outcome: "failed", ready: false },
    { outcome: "refused", ready: false },
    { outcome: "invalid", ready: false },
  ])("is ready after a first pass that ended $outcome: $ready", ({ outcome, ready }) => {
    expect(historyOf({ report: aReport({ outcome }) }).ready).toBe(ready);
  });

  it("stays ready while AWS is down: nothing about this process would be better elsewhere", () => {
    expect(historyOf({}, { report: aReport({ outcome: "failed" }) }).ready).toBe(true);
  });
});

describe("the daemon in numbers", () => {
  async function valuesOf(text: Promise<string>): Promise<Readonly<Record<string, number>>> {
    const samples = (await text).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return Object.fromEntries(
      samples.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
    );
  }

  it("counts passes by outcome and duration, drift by kind, and calls by operation and outcome", async () => {
    const history = new PassHistory();
    const metrics = createMetrics(oneTarget("1.2.3", { history, conditions: () => [CONDITION] }));
    for (const pass of [anEndedPass({ commit: "5f3c" }), anEndedPass({ report: REPORT_WITH_STEP, commit: "5f3c" })]) {
      history.ended(pass);
      metrics.passEnded(pass, null);
    }
    metrics.callEnded({ operation: "apigateway.GetStages", outcome: "ok" }, null);
    metrics.callEnded({ operation: "apigateway.GetStages", outcome: "throttled" }, null);

    const values = await valuesOf(metrics.text());

    expect(values).toMatchObject({
      'stagekeeper_passes_total{outcome="in-sync"}': 1,
      'stagekeeper_passes_total{outcome="converged"}': 1,
      'stagekeeper_pass_duration_seconds_count{outcome="in-sync"}': 1,
      'stagekeeper_pass_duration_seconds_sum{outcome="in-sync"}': 0.084,
      'stagekeeper_drift_total{kind="stage"}': 1,
      'stagekeeper_steps_total{kind="stage",action="update",cause="drift",result="done"}': 1,
      'stagekeeper_aws_calls_total{operation="apigateway.GetStages",outcome="ok"}': 1,
      'stagekeeper_aws_calls_total{operation="apigateway.GetStages",outcome="throttled"}': 1,
      'stagekeeper_aws_throttles_total{operation="apigateway.GetStages"}': 1,
      'stagekeeper_open_conditions{type="drift",severity="warning"}': 1,
      stagekeeper_last_success_timestamp_seconds: 1,
      stagekeeper_desired_valid: 1,
      stagekeeper_ready: 1,
      'stagekeeper_desired_revision_info{revision="5f3c",commit="5f3c",version="1.2.3"}': 1,
    });
    expect(values.process_resident_memory_bytes).toBeGreaterThan(1e6);
  });

  it("counts the differences that policies leave, now and by policy", async () => {
    const history = new PassHistory();
    const metrics = createMetrics(oneTarget("1.2.3", { history }));
    const left = { address: STEP.address, policy: "ignore", drift: "missing", changes: [] } as const;

    history.ended(anEndedPass({ report: aReport({ plan: aPlan({ tolerated: [left] }) }) }));
    const before = await valuesOf(metrics.text());
    history.ended(anEndedPass());

    const name = (policy: string) => `stagekeeper_tolerated_drift{policy="${policy}"}`;
    expect(before).toMatchObject({ [name("ignore")]: 1, [name("alert")]: 0 });
    expect(await valuesOf(metrics.text())).toMatchObject({ [name("ignore")]: 0, [name("alert")]: 0 });
  });

  it("says what is left of AWS's quotas", async () => {
    const stand = { name: "apigateway.CreateDeployment", left: 1, perSecond: 0.16 };
    const metrics = createMetrics(oneTarget("1", { quotas: () => [stand] }));

    expect(await valuesOf(metrics.text())).toMatchObject({
      'stagekeeper_aws_quota_calls_left{quota="apigateway.CreateDeployment"}': 1,
      'stagekeeper_aws_quota_calls_per_second{quota="apigateway.CreateDeployment"}': 0.16,
    });
  });

  it("says of the desired state only the revision that is enforced now", async () => {
    const history = new PassHistory();
    const metrics = createMetrics(oneTarget("1.2.3", { history }));
    history.ended(anEndedPass({ report: aReport({ revision: "old" }) }));
    await metrics.text();
    history.ended(anEndedPass({ report: aReport({ revision: "new" }), rejected: [ISSUE] }));

    const values = await valuesOf(metrics.text());

    expect(Object.keys(values).filter((name) => name.startsWith("stagekeeper_desired_revision_info"))).toEqual([
      'stagekeeper_desired_revision_info{revision="new",commit="",version="1.2.3"}',
    ]);
    expect(values).toMatchObject({ stagekeeper_desired_valid: 0, stagekeeper_ready: 0 });
  });

  it("has the names that docs/daemon.md says", async () => {
    const metrics = createMetrics(oneTarget("1"));
    const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/daemon.md"), "utf8");

    const served = [...(await metrics.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name);
    const told = [...page.matchAll(/`((?:stagekeeper|process)_[a-z_]+)`/g)].map(([, name = ""]) => name);
    expect(new Set(told)).toEqual(new Set(served));
  });

  it("is in the format that Prometheus reads, with a help line and a type for each", async () => {
    const metrics = createMetrics(oneTarget("1.2.3"));

    const text = await metrics.text();

    expect(metrics.contentType).toContain("text/plain; version=0.0.4");
    const names = [...text.matchAll(/^# HELP (\S+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(12);
    expect([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)).toEqual(names);
  });
});
