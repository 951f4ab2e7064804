/**
 * The results of many targets as one JSON object: all that a result of one has, each row with the target that it is of, so
 * that what reads one reads the other; and beside it a summary of each target.
 */

import { digestOf } from "../../kinds/digest.ts";
import type { FleetReport, FleetTargetReport } from "../../model/fleet.ts";
import type { CallCount, Forecast } from "../../model/report.ts";
import { WORST } from "./fleet-text.ts";
import { jsonPieces, resultObject } from "./result-json.ts";

/** The reports are masked already. */
export function fleetJson(report: FleetReport): Iterable<string> {
  return jsonPieces(fleetObject(report));
}

function fleetObject({ targets, digest, violations, durationMs }: FleetReport): object {
  const results = targets.map(({ target, report }) => ({ name: target.name, result: resultObject(report) }));
  type Result = (typeof results)[number]["result"];
  const rows = <K extends "steps" | "blocked" | "issues" | "violations" | "tolerated" | "notes" | "shifts">(key: K): object[] =>
    results.flatMap(({ name, result }) => (result[key] as readonly object[]).map((row) => ({ target: name, ...row })));
  const times = results.flatMap(({ result }) => (result.nextMoveAt === null ? [] : [result.nextMoveAt]));
  const urls = (result: Result, name: string) =>
    Object.entries(result.outputs.invokeUrls).map(([stage, url]) => [`${name}/${stage}`, url] as const);
  return {
    outcome: WORST.findLast((outcome) => targets.some(({ report }) => report.outcome === outcome)) ?? "in-sync",
    revision: digestOf(Object.fromEntries(results.map(({ name, result }) => [name, result.revision]))),
    digest,
    steps: rows("steps"),
    blocked: rows("blocked"),
    unchanged: results.reduce((sum, { result }) => sum + result.unchanged, 0),
    issues: rows("issues"),
    outputs: { invokeUrls: Object.fromEntries(results.flatMap(({ name, result }) => urls(result, name))) },
    calls: summed(targets.map(({ report }) => report.calls)),
    forecast: slowest(targets),
    durationMs: Math.round(durationMs),
    interrupted: results.some(({ result }) => result.interrupted),
    account: null,
    region: null,
    violations: [...violations, ...rows("violations")],
    tolerated: rows("tolerated"),
    notes: rows("notes"),
    unmanaged: results.flatMap(({ name, result }) => result.unmanaged.map((what) => `${name}: ${what}`)),
    shifts: rows("shifts"),
    nextMoveAt: times.toSorted()[0] ?? null,
    targets: targets.map(summaryOf),
  };
}

function summaryOf({ target, report }: FleetTargetReport): object {
  const { revision, digest, unchanged, outputs, calls, forecast, durationMs, interrupted, nextMoveAt, error } = {
    error: undefined,
    ...resultObject(report),
  };
  return {
    name: target.name,
    account: target.account,
    region: target.region,
    outcome: report.outcome,
    revision,
    digest,
    steps: report.steps.length,
    blocked: report.plan?.blocked.length ?? 0,
    unchanged,
    outputs,
    calls,
    forecast,
    durationMs,
    interrupted,
    nextMoveAt,
    ...(error && { error }),
  };
}

/** Targets go side by side, so the slowest says how long it takes. */
function slowest(targets: readonly FleetTargetReport[]): Forecast {
  const forecasts = targets.flatMap(({ report }) => report.forecast ?? []);
  return forecasts.toSorted((left, right) => right.seconds - left.seconds)[0] ?? { seconds: 0, limitedBy: null };
}

function summed(counts: readonly CallCount[]): CallCount {
  const byOperation = new Map<string, number>();
  for (const count of counts) {
    for (const [operation, calls] of Object.entries(count.byOperation)) {
      byOperation.set(operation, (byOperation.get(operation) ?? 0) + calls);
    }
  }
  return {
    total: counts.reduce((sum, { total }) => sum + total, 0),
    byOperation: Object.fromEntries([...byOperation].toSorted(([left], [right]) => (left < right ? -1 : 1))),
    retries: counts.reduce((sum, { retries }) => sum + retries, 0),
  };
}
