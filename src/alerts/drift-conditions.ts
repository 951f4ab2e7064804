/** The drift that a report tells of: one condition a field, and one for each resource, snapshot or bystander as a whole. */

import { type Address, kindOf } from "../model/address.ts";
import type { AlertChange, DriftHandling } from "../model/alerts.ts";
import type { FieldChange, Plan, PlanNote, Tolerated } from "../model/plan.ts";
import type { RunReport, StepReport } from "../model/report.ts";
import type { Draft } from "./draft.ts";
import { lineText, valueText } from "./plain-text.ts";

/** The note by which planning says that a drift policy has ended: why something is put back that was left before. */
const EXPIRED = "exception-expired";

/** The note by which planning says that a stage serves something else than the API as it stands. */
const STALE = "stale-snapshot";

export function driftConditions({ plan, steps }: RunReport): readonly Draft[] {
  if (plan === null) return [];
  const moved = steps.flatMap((report) => ofStep(report, plan));
  const left = plan.tolerated.flatMap((one) => ofTolerated(one, plan));
  return [...moved, ...left, ...ofSnapshots(plan, [...moved, ...left]), ...ofUnmanaged(plan)];
}

function ofStep({ step, result }: StepReport, plan: Plan): readonly Draft[] {
  const handling: DriftHandling = result === "done" ? "corrected" : "pending";
  const ended = plan.notes.filter(({ address, code }) => address === step.address && code === EXPIRED);
  const details = ended.map(({ message }) => message);
  if (step.cause === "drift" && step.action === "create") return [{ ...missing(step.address, handling, ""), details }];
  const drifted =
    step.cause === "drift" ? (step.towards ?? step.changes) : step.changes.filter(({ path }) => step.drifted?.includes(path));
  return drifted.map((change) =>
    withDetails(ofChange(step.address, change, { handling, end: OUTCOMES[handling], plan, why: "" }), details),
  );
}

function withDetails(draft: Draft, details: readonly string[]): Draft {
  return { ...draft, details: [...draft.details, ...details] };
}

function ofTolerated({ address, policy, drift, changes, ...rule }: Tolerated, plan: Plan): readonly Draft[] {
  if (policy === "ignore") return [];
  const why = [rule.reason, rule.until === undefined ? undefined : `until ${rule.until}`].filter((part) => part !== undefined);
  const reason = why.length === 0 ? "" : ` (${why.join(", ")})`;
  if (drift === "missing") return [missing(address, "tolerated", reason)];
  const end = policy === "hold" ? HELD : OUTCOMES.tolerated;
  return changes.map((change) => ofChange(address, change, { handling: "tolerated", end, plan, why: reason }));
}

const OUTCOMES: { readonly [H in DriftHandling]: string } = {
  corrected: "put back",
  pending: "not put back yet",
  tolerated: "left as its drift policy says",
};

/** A rollback gives its own reason. */
const HELD = "not put back";

function missing(address: Address, handling: DriftHandling, why: string): Draft {
  const done = handling === "corrected" ? "made again" : handling === "pending" ? "not made again yet" : OUTCOMES.tolerated;
  return {
    subject: "drift",
    parts: ["missing", address],
    address,
    drift: "missing",
    handling,
    summary: `${address} was deleted; ${done}${why}`,
    details: [],
  };
}

interface Circumstance {
  readonly handling: DriftHandling;
  /** What becomes of it, in words. */
  readonly end: string;
  readonly plan: Plan;
  readonly why: string;
}

function ofChange(address: Address, change: FieldChange, { handling, plan, ...circumstance }: Circumstance): Draft {
  const end = `${circumstance.end}${circumstance.why}`;
  if (kindOf(address) === "stage" && change.path === "deploymentId") {
    const note = plan.notes.find((one) => one.address === address && one.code === STALE);
    return snapshot(address, { handling, changes: [shown(change)], summary: `serves another snapshot; ${end}`, note });
  }
  return {
    subject: "drift",
    parts: ["changed", address, change.path],
    address,
    drift: "changed",
    handling,
    changes: [shown(change)],
    summary: `${address}: ${change.path} was changed; ${end}`,
    details: [],
  };
}

/** Stages that nobody moves: the plan only notes that they are stale. */
function ofSnapshots(plan: Plan, told: readonly Draft[]): readonly Draft[] {
  const known = new Set(told.filter(({ subject }) => subject === "snapshot").map(({ address }) => address));
  const notes = plan.notes.filter(({ address, code }) => code === STALE && !known.has(address));
  return notes.map((note) => snapshot(note.address, { handling: "pending", changes: [], summary: note.message, note }));
}

interface SnapshotDrift {
  readonly handling: DriftHandling;
  readonly changes: readonly AlertChange[];
  readonly summary: string;
  readonly note: PlanNote | undefined;
}

function snapshot(address: Address, { handling, changes, summary, note }: SnapshotDrift): Draft {
  return {
    subject: "snapshot",
    parts: ["snapshot", address],
    address,
    drift: "snapshot",
    handling,
    changes,
    summary: `${address}: ${summary}`,
    details: note?.details ?? [],
  };
}

function ofUnmanaged({ unmanaged }: Plan): readonly Draft[] {
  return unmanaged.map(({ what, beside }) => ({
    subject: "unmanaged" as const,
    parts: ["unmanaged", what],
    address: beside,
    drift: "unmanaged" as const,
    handling: "tolerated" as const,
    summary: `${what} is not declared, beside ${beside}; left alone`,
    details: [],
  }));
}

function shown({ path, before, after, sensitive }: FieldChange): AlertChange {
  const text = (value: unknown) => (value !== undefined && sensitive ? "(sensitive)" : valueText(value));
  const [desired, live] = [text(after), text(before)];
  return { path: lineText(path), ...(desired === undefined ? {} : { desired }), ...(live === undefined ? {} : { live }) };
}
