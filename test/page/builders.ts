/** What the page is told, with defaults, so that a test says only what it is about. */
import type { Condition } from "../../src/model/alerts.ts";
import type { ApiOverview, Overview, PassOverview, StageOverview } from "../../src/page/overview.ts";

export const NOW = Date.parse("2026-01-01T12:00:00Z");

export function anOverview(changed: Partial<Overview> = {}): Overview {
  return {
    version: "1.2.3",
    now: NOW,
    startedAt: NOW - 3_600_000,
    state: "waiting",
    stuck: null,
    ready: true,
    dryRun: false,
    values: true,
    nextPassAt: NOW + 60_000,
    account: "123456789012",
    region: "us-east-1",
    desired: { revision: "5f3c91ab0011", commit: null, valid: true, issues: [] },
    drift: { open: [], past: [] },
    problems: [],
    passes: [aPass()],
    quotas: [],
    seenAt: NOW,
    apis: [],
    ...changed,
  };
}

export function aPass(changed: Partial<PassOverview> = {}): PassOverview {
  return {
    runId: "run-1",
    trigger: "interval",
    startedAt: NOW - 1_000,
    durationMs: 84,
    outcome: "in-sync",
    calls: 19,
    done: 0,
    failed: 0,
    drifted: 0,
    blocked: 0,
    error: null,
    count: 1,
    since: NOW - 1_000,
    ...changed,
  };
}

export function anApi(name: string, stages: readonly StageOverview[] = [aStage(name, "prod")]): ApiOverview {
  return { name, address: `rest-api:${name}`, presence: "present", endpoint: "REGIONAL", stages };
}

export function aStage(api: string, name: string, changed: Partial<StageOverview> = {}): StageOverview {
  return {
    name,
    address: `stage:${api}/${name}`,
    presence: "present",
    invokeUrl: `https://abcde12345.execute-api.us-east-1.amazonaws.com/${name}`,
    snapshot: { id: "d1e2f3", madeAt: NOW - 7_200_000, stale: false, sharedWith: [] },
    variables: [{ name: "LAMBDA_ALIAS", value: name, sensitive: false }],
    targets: [],
    throttling: null,
    canary: null,
    shift: null,
    heldSince: null,
    ...changed,
  };
}

export function aCondition(changed: Partial<Condition> = {}): Condition {
  return {
    id: "drift/changed/stage:orders/prod/variables.SIZE",
    type: "drift",
    severity: "warning",
    address: "stage:orders/prod",
    drift: "changed",
    handling: "pending",
    changes: [{ path: "variables.SIZE", desired: "256", live: "512" }],
    summary: "stage:orders/prod: variables.SIZE was changed; not put back yet",
    details: [],
    since: NOW - 120_000,
    ...changed,
  };
}

/** An organisation's worth: each API with three stages, each of those with variables and a function behind an alias. */
export function fleetOf(apis: number): readonly ApiOverview[] {
  return [...Array(apis).keys()].map((index) => {
    const name = `team-${index % 40}-service-${index}`;
    const stages = ["dev", "test", "prod"].map((stage) => {
      const variables = [
        { name: "LAMBDA_ALIAS", value: stage, sensitive: false },
        { name: "BUCKET_NAME", value: `acme-${name}-${stage}`, sensitive: false },
        {
          name: "DB_PASSWORD",
          value: `(sensitive, sha256:${(index * 7919).toString(16).padStart(6, "0").slice(0, 6)})`,
          sensitive: true,
        },
      ];
      const environment = [{ name: "LOG_LEVEL", value: "info", sensitive: false }, ...variables];
      const target = {
        function: `${name}-handler`,
        alias: stage,
        version: String(index % 90),
        weights: [],
        environmentOf: "4",
        shift: null,
        heldSince: null,
      };
      return aStage(name, stage, {
        variables,
        targets: [{ ...target, environment }],
        throttling: { rateLimit: 100, burstLimit: 200, routes: 0 },
      });
    });
    return anApi(name, stages);
  });
}
