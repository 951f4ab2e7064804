/**
 * What one pass says about conditions: which it saw, and of which it can say that they are gone. Pure. What a pass could
 * not look at it says nothing about: an AWS that does not answer resolves nothing.
 *
 *   condition            it is there when                                  it is gone when, without that
 *   drift, a field       a step or a tolerated difference says drift       the resource was read, and is not being changed by AWS
 *   drift, snapshot      a stage serves something else than it should      as above
 *   drift, unmanaged     the plan names it                                 the resource beside it was read
 *   desired invalid      the desired state is not valid                    a desired state was loaded and is no old one
 *   run failed           the pass failed, or could not read from AWS       a pass came to its end otherwise
 *   run failed, of one   a step failed, or is blocked for a cause          the pass got to it, and it is neither
 *   plan refused         a guard refused                                   a plan was made that this guard let pass
 */

import type { Address } from "../model/address.ts";
import type { Condition, PassFacts } from "../model/alerts.ts";
import type { Blocked, BlockedReason, Plan } from "../model/plan.ts";
import type { RunReport } from "../model/report.ts";
import { type Draft, draftCondition } from "./draft.ts";
import { driftConditions } from "./drift-conditions.ts";
import type { AlertSettings } from "./settings.ts";

export interface Findings {
  /** Sorted by id, each once. */
  readonly present: readonly Condition[];
  /** Of a condition that is not among them: whether it has ended, as far as this pass can say. */
  isGone(condition: Condition): boolean;
}

export function findingsOf(report: RunReport, facts: PassFacts, settings: AlertSettings): Findings {
  const drafts = [...driftConditions(report), ...invalid(report, facts), ...failed(report), ...refused(report)];
  const conditions = drafts.flatMap((draft) => draftCondition(draft, facts.now, settings)).map((one) => named(one, facts));
  const present = new Map(conditions.map((condition) => [condition.id, condition]));
  return {
    present: [...present.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1)),
    isGone: (condition) => isGone(condition, report, facts),
  };
}

/** Of a target that has a name: its conditions say so, in their ids too. */
export function ofTarget(findings: Findings, target: string | undefined): Findings {
  if (target === undefined) return findings;
  const present = findings.present.map((condition) => ({ ...condition, id: `${target}/${condition.id}`, target }));
  return { ...findings, present };
}

function named(condition: Condition, { actorOf }: PassFacts): Condition {
  const actor = condition.type === "drift" ? actorOf?.(condition) : undefined;
  return actor === undefined ? condition : { ...condition, actor };
}

function invalid(report: RunReport, { rejected = [] }: PassFacts): readonly Draft[] {
  const issues = (report.outcome === "invalid" ? report.issues : rejected).filter(({ severity }) => severity === "error");
  if (report.outcome !== "invalid" && issues.length === 0) return [];
  const count = issues.length === 1 ? "1 error" : `${issues.length} errors`;
  const kept = report.outcome === "invalid" ? "nothing is enforced" : "the last good one is enforced";
  const details = issues.map(({ file, line, message }) => `${file}:${line}: ${message}`);
  return [{ subject: "invalid", parts: [], summary: `the desired state is not valid (${count}); ${kept}`, details }];
}

/** Reasons by which a resource is blocked only because of another one. */
const CONSEQUENCES: readonly BlockedReason[] = ["needs-blocked", "unknown-parent"];

function failed(report: RunReport): readonly Draft[] {
  if (report.outcome !== "failed" || report.interrupted) return [];
  const blocked = report.plan?.blocked ?? [];
  const causes = blocked.filter(({ reason }) => !CONSEQUENCES.includes(reason));
  const unread = causes.filter(({ reason }) => reason === "unknown-failed");
  const stuck = (causes.length > 0 ? causes : blocked).filter(({ reason }) => reason !== "unknown-failed");
  const steps = report.steps.filter(({ result }) => result === "failed");
  const ofOne = [
    ...stuck.map(({ address, reason, message }) => ofResource(address, reason, `blocked: ${message}`)),
    ...steps.map(({ step, error }) => ofResource(step.address, "step", `${step.action} failed: ${error?.message ?? "unknown"}`)),
  ];
  if (report.error === undefined && unread.length === 0 && ofOne.length > 0) return ofOne;
  return [...ofOne, ofPass(report, unread)];
}

function ofResource(address: Address, what: string, summary: string): Draft {
  return { subject: "failed", address, parts: [what, address], summary: `${address}: ${summary}`, details: [] };
}

/** One condition, whatever the error says this time: an AWS that is down is told once. */
function ofPass({ error }: RunReport, unread: readonly Blocked[]): Draft {
  const details = unread.map(({ address, message }) => `${address}: ${message}`);
  const many = unread.length === 1 ? "1 resource" : `${unread.length} resources`;
  const why = error?.message ?? (unread.length > 0 ? `${many} could not be read` : "not every step was done");
  return { subject: "failed", parts: ["pass"], summary: `the run failed: ${why}`, details };
}

function refused({ violations }: RunReport): readonly Draft[] {
  return violations.map(({ guard, message }) => ({
    subject: "refused",
    parts: [guard],
    summary: `the plan was refused: ${message}`,
    details: [],
  }));
}

function isGone(condition: Condition, report: RunReport, { rejected = [], covers }: PassFacts): boolean {
  const { plan } = report;
  if (covers !== undefined && (condition.address === undefined || !covers(condition.address))) return false;
  switch (condition.type) {
    case "desired-invalid":
      return report.outcome !== "invalid" && report.revision !== "" && rejected.length === 0;
    case "plan-refused":
      return plan !== null;
    case "run-failed":
      if (plan === null || report.interrupted) return false;
      return condition.address === undefined || wasTried(condition.address, report);
    case "drift":
      return plan !== null && (condition.address === undefined || wasRead(condition.address, plan));
  }
}

/** Not while it could not be read, nor while AWS is changing it or may show what was before. */
function wasRead(address: Address, plan: Plan): boolean {
  const unknown = plan.blocked.some((one) => one.address === address && one.reason.startsWith("unknown-"));
  return !unknown && !plan.notes.some((note) => note.address === address && note.code === "settling");
}

function wasTried(address: Address, report: RunReport): boolean {
  const { plan, steps } = report;
  const untried = steps.some(({ step, result }) => step.address === address && result === "not-attempted");
  const held = plan?.blocked.some((one) => one.address === address && isAboutOthers(one.reason));
  return !untried && held !== true;
}

/** What is blocked for such a reason was not looked at for its own sake. */
function isAboutOthers(reason: BlockedReason): boolean {
  return CONSEQUENCES.includes(reason) || reason === "unknown-failed";
}
