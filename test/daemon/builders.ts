/** Reports and ended passes with defaults. */
import type { MeasuredTarget, MetricSources } from "../../src/daemon/metrics.ts";
import { type DaemonStatus, type EndedPass, PassHistory, statusOf } from "../../src/daemon/status.ts";
import type { Plan } from "../../src/model/plan.ts";
import type { RunReport } from "../../src/model/report.ts";

export function aReport(changed: Partial<RunReport> = {}): RunReport {
  return {
    outcome: "in-sync",
    revision: "5f3c",
    identity: { account: "000000000000", region: "us-east-1", partition: "aws" },
    plan: null,
    steps: [],
    violations: [],
    issues: [],
    invokeUrls: {},
    calls: { total: 19, byOperation: { "apigateway.GetStages": 1 }, retries: 0 },
    forecast: null,
    nextMoveAt: null,
    interrupted: false,
    durationMs: 84,
    ...changed,
  };
}

export function aPlan(changed: Partial<Plan> = {}): Plan {
  return {
    revision: "5f3c",
    digest: "d",
    steps: [],
    blocked: [],
    unchanged: [],
    tolerated: [],
    unmanaged: [],
    shifts: [],
    waiting: [],
    notes: [],
    existing: 0,
    ...changed,
  };
}

export function anEndedPass(changed: Partial<EndedPass> = {}): EndedPass {
  const pass = { runId: "run-1", trigger: "interval", startedAt: 1_000, depth: "full", report: aReport() } as const;
  return { ...pass, commit: null, rejected: null, ...changed };
}

export function aStatus(): DaemonStatus {
  const history = new PassHistory();
  history.ended(anEndedPass());
  const loop = { latch: "open", since: 0, dueAt: null, dueFor: "interval", inARow: 0 } as const;
  return statusOf({
    version: "1.2.3",
    pid: 7,
    startedAt: 0,
    now: 1,
    ending: false,
    stuck: null,
    loop,
    history,
    conditions: [],
  });
}

/** What the metrics of a daemon with one target are of. */
export function oneTarget(version: string, changed: Partial<MeasuredTarget> = {}): MetricSources {
  const target = { target: { name: null }, history: new PassHistory(), conditions: () => [], quotas: () => [], ...changed };
  return { version, targets: () => [target], several: () => false, fleet: () => null };
}
