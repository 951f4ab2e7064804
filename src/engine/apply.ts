/**
 * Runs a plan's steps: each as soon as what it needs is done, at most `concurrency` of a kind at once, one at a time in a
 * lane. By kind, so that steps waiting for one of AWS's quotas do not hold up those that need none of it.
 * A failed step stops only what needs it. When the signal is aborted no step is started any more, and what runs ends.
 *
 *   waiting -> running -> done
 *                      -> failed            whoever needs it: not-attempted, because of it
 *   waiting -> not-attempted                its need failed, or the pass was cut short
 */
import type { Address } from "../model/address.ts";
import { faultOf, StagekeeperError } from "../model/errors.ts";
import type { Kind } from "../model/kind.ts";
import type { Plan, Step } from "../model/plan.ts";
import type { Logger, Progress } from "../model/ports.ts";
import type { Outputs } from "../model/ref.ts";
import type { ErrorReport, StepReport } from "../model/report.ts";
import { StepQueue } from "./step-queue.ts";

export interface ApplyRun {
  /** Steps of one kind at once. */
  readonly concurrency: number;
  readonly progress: Progress;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Does one step; what it gives to others. Throws when it failed. */
  perform(step: Step): Promise<Outputs>;
}

/** One report a step, in the plan's order. Never throws. */
export async function applyPlan(plan: Plan, run: ApplyRun): Promise<readonly StepReport[]> {
  const reports = new Map<Address, StepReport>();
  const running = new Map<Address, Promise<void>>();
  const busyLanes = new Set<string>();
  const busyOfKind = new Map<Kind, number>();
  const queue = new StepQueue(plan.steps);

  const start = (step: Step): void => {
    run.progress({ type: "step-started", step });
    busyLanes.add(step.lane);
    busyOfKind.set(step.kind, (busyOfKind.get(step.kind) ?? 0) + 1);
    const work = runStep(step, run).then((report) => {
      running.delete(step.address);
      busyLanes.delete(step.lane);
      busyOfKind.set(step.kind, (busyOfKind.get(step.kind) ?? 0) - 1);
      finish(report);
    });
    running.set(step.address, work);
  };
  const finish = (report: StepReport): void => {
    const { step, result } = report;
    reports.set(step.address, report);
    logReport(report, run.logger);
    run.progress({ type: "step-finished", report });
    if (result === "done") queue.done(step);
    if (result !== "failed" && report.because === undefined) return;
    const because = report.because ?? step.address;
    for (const dependent of queue.neededBy(step)) {
      if (!reports.has(dependent.address)) finish({ step: dependent, result: "not-attempted", because });
    }
  };
  const limit = Math.max(1, run.concurrency);
  const mayStart = ({ lane, kind }: Step) => !busyLanes.has(lane) && (busyOfKind.get(kind) ?? 0) < limit;

  for (;;) {
    if (!run.signal.aborted) queue.take(mayStart, start);
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  return plan.steps.map((step) => reports.get(step.address) ?? { step, result: "not-attempted" });
}

/** Of a dry run, a refusal, or a plan that was not approved. */
export function notAttempted(plan: Plan): readonly StepReport[] {
  return plan.steps.map((step) => ({ step, result: "not-attempted" }));
}

/** One line, with AWS's name for what went wrong where AWS said it. */
export function errorReport(error: unknown): ErrorReport {
  if (error instanceof StagekeeperError) return { code: error.awsCode ?? error.code, message: oneLine(error.message) };
  return { code: "unexpected", message: oneLine(faultOf(error)) };
}

async function runStep(step: Step, run: ApplyRun): Promise<StepReport> {
  try {
    await run.perform(step);
    return { step, result: "done" };
  } catch (error) {
    // It waited for its turn and has written nothing.
    if (run.signal.aborted && error instanceof StagekeeperError && error.code === "interrupted") {
      return { step, result: "not-attempted" };
    }
    return { step, result: "failed", error: errorReport(error) };
  }
}

function logReport({ step, result, error, because }: StepReport, logger: Logger): void {
  const fields = { address: step.address, action: step.action, cause: step.cause };
  if (result === "done") logger.info(fields, "step applied");
  if (result === "done" && step.cause === "drift") logger.info(fields, "drift corrected");
  if (result === "failed") logger.error({ ...fields, ...error }, "step failed");
  if (result === "not-attempted") logger.warn({ ...fields, because }, "step not attempted");
}

function oneLine(message: string): string {
  return message.replaceAll(/\s*\n\s*/g, " ").trim();
}
