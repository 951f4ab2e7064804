/** A report fit for people and machines to read: no sensitive value is left in it. Every renderer is given only this. */
import type { RunReport } from "../../model/report.ts";
import { maskPlan, maskStep } from "../../plan/mask.ts";

/** `salt` is made up anew by each process, so that digests of short secrets cannot be looked up. */
export function maskReport(report: RunReport, salt: string): RunReport {
  return {
    ...report,
    plan: report.plan && maskPlan(report.plan, salt),
    steps: report.steps.map((reported) => ({
      ...reported,
      step: {
        ...reported.step,
        ...maskStep(reported.step, salt),
        desired: null,
        live: null,
      },
    })),
  };
}
