/** The result as one JSON object, as `schemas/result.schema.json` describes it: what scripts may rely on. */
import type { Issue } from "../../model/issue.ts";
import type { FieldChange, Plan, Tolerated } from "../../model/plan.ts";
import { isRef } from "../../model/ref.ts";
import type { RunReport, StepReport } from "../../model/report.ts";
import type { Shift } from "../../model/shift.ts";
import { printableJson } from "./printable.ts";

/** One object and a line end, in pieces. The report is masked already; what only applying tells is left as its reference. */
export function resultPieces(report: RunReport): Iterable<string> {
  return jsonPieces(resultObject(report));
}

export function resultJson(report: RunReport): string {
  return [...resultPieces(report)].join("");
}

/** As `printableJson` of the whole and a line end, a row of a list at a time: a plan of thousands of steps is never one text. */
export function* jsonPieces(object: object): Iterable<string> {
  const members = Object.entries(object).filter(([, value]) => value !== undefined);
  yield "{\n";
  for (const [at, [key, value]] of members.entries()) {
    yield `  ${printableJson(key)}: `;
    if (Array.isArray(value) && value.length > 0) yield* rowPieces(value);
    else yield indented(printableJson(value), "  ");
    yield at === members.length - 1 ? "\n" : ",\n";
  }
  yield "}\n";
}

function* rowPieces(rows: readonly unknown[]): Iterable<string> {
  yield "[\n";
  for (const [at, row] of rows.entries()) {
    yield `    ${indented(printableJson(row), "    ")}${at === rows.length - 1 ? "\n" : ",\n"}`;
  }
  yield "  ]";
}

/** Line ends can only stand between the tokens of JSON. */
function indented(json: string, by: string): string {
  return json.replaceAll("\n", `\n${by}`);
}

export function resultObject(report: RunReport) {
  return {
    outcome: report.outcome,
    revision: report.revision,
    digest: report.plan?.digest ?? "",
    steps: report.steps.map(stepObject),
    blocked: report.plan?.blocked ?? [],
    unchanged: report.plan?.unchanged.length ?? 0,
    issues: report.issues.map(issueObject),
    outputs: { invokeUrls: report.invokeUrls },
    calls: report.calls,
    forecast: report.forecast ?? { seconds: 0, limitedBy: null },
    durationMs: Math.round(report.durationMs),
    interrupted: report.interrupted,
    account: report.identity?.account ?? null,
    region: report.identity?.region ?? null,
    violations: report.violations,
    tolerated: (report.plan?.tolerated ?? []).map(toleratedObject),
    notes: report.plan?.notes ?? [],
    unmanaged: unmanagedOf(report.plan),
    shifts: (report.plan?.shifts ?? []).map(shiftObject),
    nextMoveAt: timeOf(report.nextMoveAt),
    ...(report.error && { error: report.error }),
  };
}

function stepObject({ step, result, error, because }: StepReport): object {
  return {
    address: step.address,
    action: step.action,
    cause: step.cause,
    changes: step.changes.map(changeObject),
    ...(step.drifted && { drifted: step.drifted }),
    result,
    ...(error && { error: { code: error.code, message: error.message } }),
    ...(because && { because }),
  };
}

function changeObject({ path, before, after }: FieldChange): object {
  return { path, before: jsonValue(before), after: jsonValue(after) };
}

function shiftObject({ nextAt, reason, gates, ...shift }: Shift): object {
  return { ...shift, nextAt: timeOf(nextAt), reason: reason ?? null, gates: gates ? { ...gates, at: timeOf(gates.at) } : null };
}

/** ISO 8601, in UTC. */
function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function toleratedObject({ address, policy, drift, changes, until, reason }: Tolerated): object {
  return { address, policy, drift, changes: changes.map(changeObject), until: until ?? null, reason: reason ?? null };
}

/** What is not set is `null` in JSON, so that both members are always there. References keep their address, however deep. */
function jsonValue(value: unknown): unknown {
  if (value === undefined) return null;
  if (isRef(value)) return { knownAfterApply: value.$ref, output: value.output };
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonValue(item)]));
}

/** The frame is for people; scripts have file, line and column. */
export function issueObject({ severity, code, message, suggestion, file, line, column }: Issue): object {
  return { severity, file, line, column, code, message, suggestion: suggestion ?? null };
}

function unmanagedOf(plan: Plan | null): readonly string[] {
  return plan?.unmanaged.map(({ what }) => what) ?? [];
}
