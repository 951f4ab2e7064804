/** How a pass ended, in words. */
import type { Outcome } from "../../model/report.ts";

export const OUTCOMES = {
  "in-sync": "in sync",
  changes: "there are changes",
  converged: "converged",
  shifting: "shifting",
  failed: "failed",
  refused: "refused",
  invalid: "invalid",
} as const satisfies Record<Outcome, string>;
