/**
 * What the daemon knows of itself, for whoever asks: a person, a probe, a page. Holds addresses, outcomes and counts, and
 * no value of any field, so that nothing in it needs to be masked.
 */
import type { Address } from "../model/address.ts";
import type { Condition } from "../model/alerts.ts";
import type { Issue } from "../model/issue.ts";
import type { Action, Blocked, Cause, PlanNote, Tolerated } from "../model/plan.ts";
import type { Depth } from "../model/ports.ts";
import type { CallCount, ErrorReport, Outcome, RunReport } from "../model/report.ts";
import type { Shift } from "../model/shift.ts";
import type { LoopState, Trigger } from "./loop.ts";

/** The process, and how its loop is; with several targets, how all of them are together (`together.ts`). */
export interface DaemonStatus extends LoopStatus {
  readonly version: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly now: number;
  /** By name; left out: there is one alone, and all that is said is of it. */
  readonly targets?: readonly TargetLoopStatus[];
}

export interface TargetLoopStatus extends LoopStatus {
  readonly target: string;
}

/** Times are milliseconds since the epoch, `null` where there was none. */
export interface LoopStatus {
  readonly state: "waiting" | "running" | "ending";
  /** Why a liveness probe fails. */
  readonly stuck: string | null;
  readonly ready: boolean;
  readonly nextPassAt: number | null;
  readonly passes: number;
  /** Passes in a row that did not settle. */
  readonly failuresInARow: number;
  readonly lastSuccessAt: number | null;
  readonly desired: DesiredStatus;
  readonly lastPass: PassStatus | null;
  readonly conditions: readonly Condition[];
}

export interface DesiredStatus {
  /** Of what is enforced; empty: nothing yet. */
  readonly revision: string;
  readonly commit: string | null;
  /** Whether the files as they are now can be enforced; `null`: not read yet. */
  readonly valid: boolean | null;
  readonly issues: readonly Pick<Issue, "severity" | "code" | "message" | "file" | "line" | "column">[];
}

export interface PassStatus {
  readonly runId: string;
  readonly trigger: Trigger;
  readonly startedAt: number;
  readonly depth: Depth;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly account: string | null;
  readonly region: string | null;
  readonly steps: readonly {
    readonly address: Address;
    readonly action: Action;
    readonly cause: Cause;
    readonly result: string;
    readonly error?: ErrorReport;
  }[];
  readonly blocked: readonly Blocked[];
  /** Traffic that was on its way when the pass ended, or was to be. */
  readonly shifts: readonly Shift[];
  /** What somebody else changed and a drift policy leaves, by paths without values. */
  readonly tolerated: readonly (Pick<Tolerated, "address" | "policy" | "drift" | "until" | "reason"> & {
    readonly paths: readonly string[];
  })[];
  readonly notes: readonly PlanNote[];
  readonly unchanged: number;
  readonly calls: CallCount;
  readonly invokeUrls: Readonly<Record<string, string>>;
  readonly error: ErrorReport | null;
}

/** One pass of the daemon, as it ended. */
export interface EndedPass {
  readonly runId: string;
  readonly trigger: Trigger;
  readonly startedAt: number;
  /** Whether it read everything, or took what moves no traffic as it was last read. */
  readonly depth: Depth;
  readonly report: RunReport;
  readonly commit: string | null;
  /** What is wrong with the files as they are now; then the report is of the last good state, if there is one. */
  readonly rejected: readonly Issue[] | null;
}

/** Remembers the last pass and what it takes to be ready; the rest is asked for when somebody wants to know. */
export class PassHistory {
  #passes = 0;
  #lastSuccessAt: number | null = null;
  #last: EndedPass | null = null;

  ended(pass: EndedPass): void {
    this.#passes += 1;
    this.#last = pass;
    if (isSuccess(pass)) this.#lastSuccessAt = pass.startedAt + pass.report.durationMs;
  }

  get last(): EndedPass | null {
    return this.#last;
  }

  get passes(): number {
    return this.#passes;
  }

  get lastSuccessAt(): number | null {
    return this.#lastSuccessAt;
  }

  /** A pass has succeeded, and the desired state is valid as it is now. */
  get ready(): boolean {
    return this.#lastSuccessAt !== null && this.#last?.rejected === null;
  }
}

const GOOD: readonly Outcome[] = ["in-sync", "converged", "shifting", "changes"];

/** What a dry run found is as good as what it would have done. */
export function isSuccess({ report }: EndedPass): boolean {
  return GOOD.includes(report.outcome);
}

export interface LoopFacts {
  readonly ending: boolean;
  readonly stuck: string | null;
  readonly loop: LoopState;
  readonly history: PassHistory;
  readonly conditions: readonly Condition[];
}

export function loopStatusOf({ loop, history, ending, stuck, conditions }: LoopFacts): LoopStatus {
  const { last } = history;
  return {
    state: ending ? "ending" : loop.latch === "open" ? "waiting" : "running",
    stuck,
    ready: history.ready,
    nextPassAt: loop.dueAt,
    passes: history.passes,
    failuresInARow: loop.inARow,
    lastSuccessAt: history.lastSuccessAt,
    desired: desiredStatus(last),
    lastPass: last && passStatus(last),
    conditions,
  };
}

export interface StatusFacts extends LoopFacts {
  readonly version: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly now: number;
}

/** Of a process with one target. */
export function statusOf({ version, pid, startedAt, now, ...loop }: StatusFacts): DaemonStatus {
  return { version, pid, startedAt, now, ...loopStatusOf(loop) };
}

function desiredStatus(last: EndedPass | null): DesiredStatus {
  if (last === null) return { revision: "", commit: null, valid: null, issues: [] };
  const issues = (last.rejected ?? last.report.issues).map(({ severity, code, message, file, line, column }) => {
    return { severity, code, message, file, line, column };
  });
  return { revision: last.report.revision, commit: last.commit, valid: last.rejected === null, issues };
}

export function passStatus({ runId, trigger, startedAt, depth, report }: EndedPass): PassStatus {
  return {
    runId,
    trigger,
    startedAt,
    depth,
    durationMs: Math.round(report.durationMs),
    outcome: report.outcome,
    account: report.identity?.account ?? null,
    region: report.identity?.region ?? null,
    steps: report.steps.map(({ step: { address, action, cause }, result, error }) => {
      return { address, action, cause, result, ...(error && { error }) };
    }),
    blocked: report.plan?.blocked ?? [],
    shifts: report.plan?.shifts ?? [],
    tolerated: (report.plan?.tolerated ?? []).map(({ changes, ...rule }) => ({
      ...rule,
      paths: changes.map(({ path }) => path),
    })),
    notes: report.plan?.notes ?? [],
    unchanged: report.plan?.unchanged.length ?? 0,
    calls: report.calls,
    invokeUrls: report.invokeUrls,
    error: report.error ?? null,
  };
}
