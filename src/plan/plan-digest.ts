import { digestOf } from "../kinds/digest.ts";
import type { Blocked, Plan, Step } from "../model/plan.ts";

/**
 * What `--expect` compares: what will be done to what, and what is blocked. Facts that change between two looks at the
 * same state (revision ids, times) and what the ledger adds (causes) do not count.
 */
export function planDigest(steps: readonly Step[], blocked: readonly Blocked[]): Plan["digest"] {
  return digestOf({
    steps: steps.map(({ address, action, adopts, changes }) => ({
      address,
      action,
      adopts,
      changes: changes.map(({ path, before, after }) => ({ path, before, after })),
    })),
    blocked: blocked.map(({ address, reason }) => ({ address, reason })),
  });
}
