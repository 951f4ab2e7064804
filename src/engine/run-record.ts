/**
 * What a pass finds out as it goes, so that the report is whole whatever the way it ends. One instance a pass; every
 * fact is set once, in the order in which the pass comes by it.
 */
import { randomUUID } from "node:crypto";
import { type Address, namesOf } from "../model/address.ts";
import type { DesiredState } from "../model/desired.ts";
import type { Issue } from "../model/issue.ts";
import type { Identity } from "../model/observation.ts";
import type { Plan, Violation } from "../model/plan.ts";
import type { Clock, Logger, Progress, ReadSession } from "../model/ports.ts";
import type { Outputs } from "../model/ref.ts";
import type { ErrorReport, RunReport, StepReport } from "../model/report.ts";
import type { Shift } from "../model/shift.ts";
import { forecast } from "../plan/forecast.ts";
import { errorReport, notAttempted } from "./apply.ts";
import { bindLogger } from "./bind-logger.ts";
import { logInvalid } from "./log-invalid.ts";
import { outcomeOf } from "./outcome.ts";

export interface RunPorts {
  /** By which log lines, alerts and status speak of this pass; left out: one of its own. */
  readonly runId?: string;
  /** What started it, for the logs; left out: a person at the command line. */
  readonly trigger?: string;
  readonly session: Pick<ReadSession, "calls" | "quotaReserve">;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export class RunRecord {
  readonly #ports: RunPorts;
  readonly #dryRun: boolean;
  readonly #startedAt: number;
  #logger: Logger;
  #valid = true;
  #declined = false;
  #revision = "";
  #commit: string | undefined;
  #identity: Identity | null = null;
  #plan: Plan | null = null;
  #plannedAt = 0;
  #issues: readonly Issue[] = [];
  #violations: readonly Violation[] = [];
  #steps: readonly StepReport[] | null = null;
  #outputs: ReadonlyMap<Address, Outputs> = new Map();
  #error: ErrorReport | undefined;

  constructor(ports: RunPorts, dryRun: boolean) {
    this.#ports = ports;
    this.#dryRun = dryRun;
    this.#startedAt = ports.clock.now();
    this.#logger = bindLogger(ports.logger, { runId: ports.runId ?? randomUUID(), trigger: ports.trigger ?? "cli" });
  }

  get logger(): Logger {
    return this.#logger;
  }

  loaded(state: DesiredState): void {
    this.#revision = state.revision;
    this.#commit = state.sourceRevision;
    this.#issues = state.warnings;
    this.#logger = bindLogger(this.#logger, {
      revision: state.revision,
      ...(state.sourceRevision !== undefined && { commit: state.sourceRevision }),
    });
    this.#ports.progress({ type: "loaded", resources: state.resources.length });
  }

  invalid(issues: readonly Issue[]): void {
    this.#valid = false;
    this.#issues = issues;
    logInvalid(this.#logger, issues);
  }

  identified(identity: Identity): void {
    this.#identity = identity;
  }

  planned(plan: Plan): void {
    this.#plan = plan;
    this.#plannedAt = this.#ports.clock.now();
    this.#ports.progress({ type: "planned", plan });
    for (const { address, reason, message } of plan.blocked) this.#logger.warn({ address, reason, detail: message }, "blocked");
    for (const { address, code, message } of plan.notes) this.#logger.info({ address, code, detail: message }, "noted");
    for (const { address, cause, action } of plan.steps) {
      if (cause === "drift") this.#logger.warn({ address, action }, "drift detected");
    }
    for (const { gates: _, ...shift } of plan.shifts) this.#logger.info(shift, "shift");
  }

  /** Whether the violations end the pass. */
  refused(violations: readonly Violation[]): boolean {
    this.#violations = violations;
    for (const { guard, message } of violations) this.#logger.warn({ guard, detail: message }, "plan refused");
    return violations.length > 0;
  }

  declined(): void {
    this.#declined = true;
    this.#logger.warn({}, "plan declined");
  }

  applied(steps: readonly StepReport[]): void {
    this.#steps = steps;
  }

  /** What is known of everything that exists; again after applying. */
  knows(outputs: ReadonlyMap<Address, Outputs>): void {
    this.#outputs = outputs;
  }

  failed(error: unknown): void {
    const interrupted: ErrorReport = { code: "interrupted", message: "the pass was cut short" };
    this.#error = this.#ports.signal.aborted ? interrupted : errorReport(error);
  }

  close(): RunReport {
    const steps = this.#steps ?? (this.#plan === null ? [] : notAttempted(this.#plan));
    const interrupted = this.#ports.signal.aborted && !this.#isWhole(steps);
    const refused = this.#violations.length > 0 || this.#declined;
    const broken = this.#error !== undefined || interrupted;
    const report: RunReport = {
      outcome: outcomeOf({ valid: this.#valid, broken, refused, dryRun: this.#dryRun, plan: this.#plan, steps }),
      revision: this.#revision,
      ...(this.#commit === undefined ? {} : { commit: this.#commit }),
      identity: this.#identity,
      plan: this.#plan,
      steps,
      violations: this.#violations,
      issues: this.#issues,
      ...(this.#outputs.size > 0 && { outputs: this.#outputs }),
      invokeUrls: invokeUrlsOf(this.#outputs),
      calls: this.#ports.session.calls(),
      forecast: this.#plan === null ? null : forecast(this.#plan, this.#ports.session.quotaReserve),
      nextMoveAt: nextMoveAt(this.#plan?.shifts ?? [], { steps, plannedAt: this.#plannedAt, now: this.#ports.clock.now() }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
      interrupted,
      durationMs: this.#ports.clock.now() - this.#startedAt,
    };
    const { outcome, durationMs, calls, error } = report;
    this.#logger.info({ outcome, durationMs, calls: calls.total, steps: steps.length, ...(error && { error }) }, "run finished");
    return report;
  }

  /** Whether the pass did all that it was for, so that a signal came too late to matter. */
  #isWhole(steps: readonly StepReport[]): boolean {
    if (this.#error !== undefined || this.#plan === null) return false;
    return this.#dryRun || steps.every((step) => step.result !== "not-attempted");
  }
}

/**
 * A step that this pass made began when it was made, which is later than it was planned. What was not made, or only looked at,
 * is not waited for: it would come to the same again.
 */
function nextMoveAt(
  shifts: readonly Shift[],
  { steps, plannedAt, now }: { readonly steps: readonly StepReport[]; readonly plannedAt: number; readonly now: number },
): number | null {
  const undone = new Set(steps.filter(({ result }) => result !== "done").map(({ step }) => step.address));
  const times = shifts.flatMap(({ address, move, nextAt }) => {
    if (nextAt === null || undone.has(address)) return [];
    return [move === "start" || move === "advance" ? nextAt + now - plannedAt : nextAt];
  });
  return times.length === 0 ? null : Math.min(...times);
}

function invokeUrlsOf(outputs: ReadonlyMap<Address, Outputs>): Readonly<Record<string, string>> {
  const urls = [...outputs].flatMap(([address, { invokeUrl }]) =>
    invokeUrl === undefined ? [] : [[namesOf(address).join("/"), invokeUrl] as const],
  );
  return Object.fromEntries(urls.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
