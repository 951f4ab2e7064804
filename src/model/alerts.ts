/**
 * What is wrong as seen from outside, and what is told of it: that it began, that it still stands, that it ended.
 * A condition's id says what it is about (address, field, kind of drift), never the value, so that the same thing seen
 * again is the same condition, also after a restart.
 */

import type { Actor } from "./actor.ts";
import type { Address } from "./address.ts";
import type { Issue } from "./issue.ts";
import type { RunReport } from "./report.ts";

export type ConditionType = "drift" | "desired-invalid" | "run-failed" | "plan-refused";

/**
 * `changed`: a declared property differs. `missing`: what we made is gone. `snapshot`: a stage serves something else
 * than the API as it stands. `unmanaged`: something stands beside what is declared.
 */
export type DriftKind = "changed" | "missing" | "snapshot" | "unmanaged";

/** What becomes of a drift: `corrected` by the pass that saw it, `pending` when it could not be, `tolerated` by policy. */
export type DriftHandling = "corrected" | "pending" | "tolerated";

export type Severity = "info" | "warning" | "critical";

/** Every text in it is one line and fit to print; sensitive values are masked already. */
export interface Condition {
  readonly id: string;
  readonly type: ConditionType;
  readonly severity: Severity;
  /** Of a target that has a name, which begins the id too: what is called alike in two targets is two things. */
  readonly target?: string;
  /** Left out: it is about the pass or the desired state as a whole. */
  readonly address?: Address;
  /** Of a drift. */
  readonly drift?: DriftKind;
  readonly handling?: DriftHandling;
  /** The fields that differ, as last seen. */
  readonly changes?: readonly AlertChange[];
  /** `stage:orders/prod: variables.LOG_LEVEL differs`. */
  readonly summary: string;
  /** More lines: issues with their places, missing routes, why a policy tolerates it. */
  readonly details: readonly string[];
  /** Milliseconds since the epoch: when it was first seen. */
  readonly since: number;
  /** Of drift: who made it, once that is known, which takes AWS minutes. */
  readonly actor?: Actor;
}

export interface AlertChange {
  readonly path: string;
  /** As text; left out: not set. `(sensitive)` in place of a secret. */
  readonly desired?: string;
  readonly live?: string;
}

export type AlertState = "firing" | "reminded" | "resolved";

/** CloudEvents types; a reminder has the type of the firing. */
export type AlertType =
  | "stagekeeper.drift.firing"
  | "stagekeeper.drift.resolved"
  | "stagekeeper.desired.invalid"
  | "stagekeeper.desired.valid"
  | "stagekeeper.run.failed"
  | "stagekeeper.run.recovered"
  | "stagekeeper.plan.refused"
  | "stagekeeper.plan.accepted";

/** One message. More than one condition: a digest, of one type and state, most severe first. */
export interface Alert {
  /** Of the condition, so the same in every message about it; of a digest, of its conditions together. */
  readonly id: string;
  readonly type: AlertType;
  readonly state: AlertState;
  /** The highest among its conditions. */
  readonly severity: Severity;
  readonly conditions: readonly [Condition, ...Condition[]];
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly runId: string;
  readonly revision: string;
  /** The name of the target, where targets have names. */
  readonly target?: string;
  /** Where: `null` when no pass has come as far as knowing. */
  readonly account: string | null;
  readonly region: string | null;
  /** The condition comes and goes: further messages wait until it has been quiet for a while. */
  readonly flapping: boolean;
}

/** What the pass itself does not know. */
export interface PassFacts {
  readonly runId: string;
  readonly trigger: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What is wrong with the desired state as it now is, when the pass enforced the last good one instead. */
  readonly rejected?: readonly Issue[];
  /** Of a pass that looked at a part: whether a resource was in it. What was not, it says nothing about. Left out: all were. */
  covers?(address: Address): boolean;
  /** Who made a drift, of a pass that began with somebody's write. Left out: nobody knows yet. */
  actorOf?(condition: Pick<Condition, "id" | "address" | "drift" | "changes">): Actor | undefined;
}

/** Takes what passes report and tells the sinks in its own time. No method throws, and `passed` returns at once. */
export interface AlertDesk {
  passed(report: RunReport, facts: PassFacts): void;
  /**
   * Who made a drift that it told of. It becomes part of the condition, and of what is told of it from now on, and is no
   * message of its own.
   */
  named(id: string, actor: Actor): void;
  /** Nobody looks there any more: what is open ends. */
  withdraw(facts: Pick<PassFacts, "runId" | "now">): void;
  /** Sorted by id; for status and metrics. */
  open(): readonly Condition[];
  /** Resolves once everything is delivered or put down for the next start, or the signal is aborted. */
  drain(signal: AbortSignal): Promise<void>;
}

export interface AlertSink {
  /** Unique among the sinks: what is still to be delivered is kept under it. */
  readonly name: string;
  /** One attempt. Throws when it was not taken; an error of code `invalid` or `denied` is not tried again. */
  send(alert: Alert, signal: AbortSignal): Promise<void>;
}
