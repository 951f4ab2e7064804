/**
 * A pass as entries of history. Pure. What stands as it stood after the pass before is not told again:
 *
 *   the pass                                                   is written as
 *   made, or tried to make, a step                             its steps, new drift, shifts, and the pass
 *   made none, and found other than the pass before it         new drift, shifts, and the pass
 *   made none, and found the same                              nothing: it is counted
 *
 * Found is: the revision, drift that stays, what is blocked, refused or invalid, and the error that ended it.
 */
import { draftCondition } from "../alerts/draft.ts";
import { driftConditions } from "../alerts/drift-conditions.ts";
import { lineText, valueText } from "../alerts/plain-text.ts";
import { DEFAULT_ALERT_SETTINGS } from "../alerts/settings.ts";
import { shortDigest } from "../alerts/short-digest.ts";
import type { AlertChange, Condition, PassFacts } from "../model/alerts.ts";
import type { DriftEntry, HistoryEntry, PassEntry, ShiftEntry, Standing, StepEntry } from "../model/history.ts";
import type { FieldChange } from "../model/plan.ts";
import type { RunReport, StepReport } from "../model/report.ts";
import type { Shift, ShiftMove } from "../model/shift.ts";

export interface RecordedPass {
  /** Empty: a quiet pass. */
  readonly entries: readonly HistoryEntry[];
  readonly standing: Standing;
}

/** `before` is what the pass before left; `null`: none is known. */
export function recordPass(report: RunReport, facts: PassFacts, before: Standing | null): RecordedPass {
  const common = { time: isoTime(facts.now), runId: facts.runId };
  const drifts = driftsOf(report, facts.now);
  const standing = standingOf(report, facts, drifts, before);
  const known = new Set(before?.drift);
  const tried = report.steps.filter(({ result }) => result !== "not-attempted");
  const isNews = facts.covers === undefined ? standing.found !== before?.found : standing.drift.length !== before?.drift.length;
  if (tried.length === 0 && !isNews) return { entries: [], standing };
  const told = drifts.filter(({ id, handling }) => handling === "corrected" || !known.has(digestOf(id)));
  const entries: readonly HistoryEntry[] = [
    ...told.map((drift) => ({ ...common, ...drift })),
    ...tried.map((step) => ({ ...common, ...stepOf(step) })),
    ...shiftsOf(report).map((shift) => ({ ...common, ...shift })),
    { ...common, ...passOf(report, facts), standing },
  ];
  return { entries, standing };
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

type Told<E> = Omit<E, "time" | "runId">;

/** As they would be told, whatever the settings of alerts say. */
export function driftsOf(report: RunReport, now: number): readonly Told<DriftEntry>[] {
  return driftConditions(report)
    .flatMap((draft) => draftCondition(draft, now, DEFAULT_ALERT_SETTINGS))
    .flatMap(driftOf);
}

function driftOf({ id, address, drift, handling, summary, changes = [] }: Condition): readonly Told<DriftEntry>[] {
  if (address === undefined || drift === undefined || handling === undefined) return [];
  return [{ kind: "drift", id, address, drift, handling, summary, changes }];
}

function standingOf(report: RunReport, facts: PassFacts, drifts: readonly Told<DriftEntry>[], before: Standing | null): Standing {
  // A pass that looked at a part leaves what the last one of all found, for the next one to compare with.
  if (facts.covers !== undefined) {
    const left = drifts.filter(({ handling }) => handling !== "corrected").map(({ id }) => digestOf(id));
    return { found: before?.found ?? "", drift: [...new Set([...(before?.drift ?? []), ...left])].toSorted() };
  }
  // A pass that could not look says nothing about what stood before.
  const stays = drifts.filter(({ handling }) => handling !== "corrected").map(({ id }) => digestOf(id));
  const drift = report.plan === null ? (before?.drift ?? []) : stays.toSorted();
  const undone = report.steps.some(({ result }) => result !== "done");
  const found = [
    report.revision,
    ...drift,
    ...(undone ? [report.plan?.digest ?? ""] : []),
    ...(report.plan?.blocked ?? []).map(({ address, reason }) => `blocked ${address} ${reason}`),
    ...report.violations.map(({ guard }) => `refused ${guard}`),
    ...[...report.issues, ...(facts.rejected ?? [])].map(({ file, line, code }) => `issue ${file}:${line} ${code}`),
    ...(report.plan?.shifts ?? []).map(({ address, move, step }) => `shift ${address} ${STILL[move] ?? move} ${step}`),
    ...(report.error === undefined ? [] : [`error ${report.error.code}`]),
  ];
  return { found: digestOf(...found), drift };
}

/** A shift that is looked at and stays where it is has not moved since the step that brought it there. */
const STILL: { readonly [M in ShiftMove]?: ShiftMove } = { start: "hold", advance: "hold" };

function digestOf(...texts: readonly string[]): string {
  return shortDigest(texts, 12);
}

function stepOf({ step, result, error }: StepReport): Told<StepEntry> {
  // What is created is as declared, and the desired state says so at length.
  const changes = step.action === "update" ? step.changes.map(shown) : [];
  const { address, action, cause } = step;
  return {
    kind: "step",
    address,
    action,
    cause,
    result,
    changes,
    ...(error && { error: { ...error, message: lineText(error.message) } }),
  };
}

function shown({ path, before, after, sensitive }: FieldChange): AlertChange {
  const text = (value: unknown) => (value !== undefined && sensitive ? "(sensitive)" : valueText(value));
  const [desired, live] = [text(after), text(before)];
  return { path: lineText(path), ...(desired !== undefined && { desired }), ...(live !== undefined && { live }) };
}

/** Moves that were made, and those that a person has to know of; a shift that waits or holds is no news. */
function shiftsOf({ plan, steps }: RunReport): readonly Told<ShiftEntry>[] {
  const done = new Set(steps.filter(({ result }) => result === "done").map(({ step }) => step.address));
  return (plan?.shifts ?? [])
    .filter(({ address, move }) => (isRefusal(move) ? true : move !== "wait" && move !== "hold" && done.has(address)))
    .map(shiftOf);
}

function isRefusal(move: ShiftMove): boolean {
  return move === "refuse" || move === "stop";
}

function shiftOf({ address, move, from, to, percent, step, steps, reason }: Shift): Told<ShiftEntry> {
  const why = reason === undefined ? {} : { reason: lineText(reason) };
  return { kind: "shift", address, move, from, to, percent, step, steps, ...why };
}

function passOf(report: RunReport, facts: PassFacts): Omit<Told<PassEntry>, "standing"> {
  const { identity, outcome, revision, steps, calls, durationMs } = report;
  return {
    kind: "pass",
    trigger: facts.trigger,
    revision,
    commit: report.commit ?? null,
    actor: identity?.caller ?? null,
    account: identity?.account ?? null,
    region: identity?.region ?? null,
    outcome,
    problems: problemsOf(report, facts).map(lineText),
    steps: steps.filter(({ result }) => result === "done").length,
    calls: calls.total,
    durationMs: Math.round(durationMs),
  };
}

const MAX_PROBLEMS = 20;

function problemsOf({ plan, violations, issues, error }: RunReport, { rejected = [] }: PassFacts): readonly string[] {
  const faults = [...issues, ...rejected].filter(({ severity }) => severity === "error");
  const problems = [
    ...(error === undefined ? [] : [error.message]),
    ...faults.map(({ file, line, message }) => `${file}:${line}: ${message}`),
    ...violations.map(({ message }) => `refused: ${message}`),
    ...(plan?.blocked ?? []).map(({ address, message }) => `${address}: blocked: ${message}`),
  ];
  const shownOnes = problems.slice(0, MAX_PROBLEMS);
  const more = problems.length - shownOnes.length;
  return more === 0 ? shownOnes : [...shownOnes, `and ${more} more`];
}
