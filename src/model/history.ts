/**
 * What was done and found, kept for those who ask later. One entry a thing, appended and never changed. No value of a
 * sensitive field is in it, and every text is one line and fit to print. Times are ISO 8601 in UTC.
 */

import type { Actor } from "./actor.ts";
import type { Address } from "./address.ts";
import type { Alert, AlertChange, AlertState, AlertType, DriftHandling, DriftKind, PassFacts, Severity } from "./alerts.ts";
import type { Action, Cause } from "./plan.ts";
import type { ErrorReport, Outcome, RunReport, StepReport } from "./report.ts";
import type { ShiftMove } from "./shift.ts";

export type HistoryEntry = PassEntry | QuietEntry | StepEntry | DriftEntry | ShiftEntry | RollbackEntry | AlertEntry | ActorEntry;

export type HistoryKind = HistoryEntry["kind"];

interface Entry {
  readonly time: string;
  /** Of the pass that it belongs to; a rollback is a run of its own. */
  readonly runId: string;
}

/** A pass that did or found something. It comes after the entries of what it did and found. */
export interface PassEntry extends Entry {
  readonly kind: "pass";
  readonly trigger: string;
  /** Empty: no desired state could be loaded. */
  readonly revision: string;
  readonly commit: string | null;
  /** ARN of whose credentials it ran with; `null`: it did not come as far as knowing. */
  readonly actor: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly outcome: Outcome;
  /** What is wrong, a line each: blocked resources, guards, issues, the error that ended it. */
  readonly problems: readonly string[];
  readonly steps: number;
  readonly calls: number;
  readonly durationMs: number;
  /** For the next pass, which tells nothing twice. */
  readonly standing: Standing;
}

/** What a pass leaves as it found it. */
export interface Standing {
  /** Digest of all that the pass found. */
  readonly found: string;
  /** Digests of the drift that is still there. */
  readonly drift: readonly string[];
}

/** Passes in a row that did nothing and found nothing new. */
export interface QuietEntry extends Entry {
  readonly kind: "quiet";
  readonly count: number;
  /** When the first of them ended; `time` is the end of the last. */
  readonly since: string;
}

export interface StepEntry extends Entry {
  readonly kind: "step";
  readonly address: Address;
  readonly action: Action;
  readonly cause: Cause;
  readonly result: StepReport["result"];
  /** Of an update: `live` is what was there before it, `desired` what it made of it. */
  readonly changes: readonly AlertChange[];
  readonly error?: ErrorReport;
}

export interface DriftEntry extends Entry {
  readonly kind: "drift";
  /** Of the condition: by it an actor finds its drift. */
  readonly id: string;
  readonly address: Address;
  readonly drift: DriftKind;
  readonly handling: DriftHandling;
  readonly summary: string;
  readonly changes: readonly AlertChange[];
}

export interface ShiftEntry extends Entry {
  readonly kind: "shift";
  readonly address: Address;
  readonly move: ShiftMove;
  readonly from: string;
  readonly to: string | null;
  readonly percent: number;
  readonly step: number;
  readonly steps: number;
  readonly reason?: string;
}

/** What a person moved with `reconcile rollback`. It is of no pass. */
export interface RollbackEntry extends Entry {
  readonly kind: "rollback";
  readonly address: Address;
  /** What it left: the id of a deployment, or a version. */
  readonly from: string;
  readonly to: string;
  /** What it is held off: what the first of several rollbacks left. `null`: an earlier hold has ended. */
  readonly hold: string | null;
  /** ARN of whose credentials did it; `null`: AWS did not say. */
  readonly actor: string | null;
}

/** One condition of a message that was told. */
export interface AlertEntry extends Entry {
  readonly kind: "alert";
  readonly id: string;
  readonly type: AlertType;
  readonly state: AlertState;
  readonly severity: Severity;
  readonly address?: Address;
  readonly summary: string;
}

/** Who made a drift that was written down before. */
export interface ActorEntry extends Entry {
  readonly kind: "actor";
  /** Of the drift, which `runId` found. */
  readonly id: string;
  readonly address: Address;
  readonly actor: ActorRecord;
}

export type ActorRecord = Omit<Actor, "time"> & { readonly time: string };

/** A drift of a pass, and who made it. */
export interface NamedDrift {
  readonly runId: string;
  readonly id: string;
  readonly address: Address;
  readonly actor: Actor;
}

export type RollbackFacts = Omit<RollbackEntry, "kind" | "time">;

/** Takes what is told and writes it in its own time. No method throws or rejects: a full disk fails no pass. */
export interface History {
  passed(report: RunReport, facts: PassFacts): void;
  alerted(alert: Alert): void;
  /** `now` in milliseconds since the epoch. */
  named(drift: NamedDrift, now: number): void;
  /** Resolves once all is written, or could not be. */
  close(): Promise<void>;
}

/** As `History`, for a person's rollback. */
export interface RollbackHistory extends Pick<History, "close"> {
  /** `now` in milliseconds since the epoch. */
  rolledBack(rollback: RollbackFacts, now: number): void;
}
