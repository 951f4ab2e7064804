/** Whether the loop turns: what a liveness probe asks. A loop that fails turns too; restarting it would help nobody. */
import type { LoopState } from "./loop.ts";

/** A pass without a sign of life: the longest single wait of a step is that of a Lambda update, well below. */
const STALLED_AFTER_MS = 15 * 60_000;
/** A timer may be late on a machine that is busy or was asleep. */
const OVERDUE_AFTER_MS = 60_000;

/** Why it does not turn, or `null`. */
export function whyStuck({ latch, since, dueAt }: LoopState, now: number): string | null {
  if (latch !== "open") {
    const quiet = now - since;
    return quiet > STALLED_AFTER_MS ? `the pass under way has given no sign of life for ${seconds(quiet)}` : null;
  }
  const late = dueAt === null ? now - since : now - dueAt;
  return late > OVERDUE_AFTER_MS ? `the next pass is overdue by ${seconds(late)}` : null;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
