/**
 * When a call is sent again. On our clock and not the SDK's timers, so that the sandbox's virtual time covers it, and by
 * operation: AWS has no idempotency token for what it creates, so an uncertain answer to a create goes back to the caller.
 *
 *   answer                           again?                                    after
 *   throttled                        by the scheduler: it had no effect        when the quota has room (scheduler/)
 *   concurrent modification          up to 5 times: it had no effect           doubling
 *   5xx, reset, timeout              up to 3 times, not for what creates       doubling
 *   LimitExceededException, others   never
 *
 * Each try passes the scheduler. A delay is not cut short by a signal: the step that is running finishes, whatever it has to put back.
 */
import type { StagekeeperError } from "../model/errors.ts";
import type { Clock } from "../model/ports.ts";
import { classifyError, isConcurrentModification, retryAfterSeconds } from "./classify-error.ts";

/** Operations that make a new thing each time, or refuse what their own first try made. */
const NOT_REPEATABLE = /^(Create|Generate|Publish|AddPermission)/;

const MAX_DELAY_MS = 30_000;

interface RetryRule {
  readonly attempts: number;
  readonly firstDelayMs: number;
}

const CONCURRENT: RetryRule = { attempts: 5, firstDelayMs: 500 };
const UNAVAILABLE: RetryRule = { attempts: 3, firstDelayMs: 100 };

/**
 * Sends a call until it succeeds or must not be sent again, and throws the last answer, classified.
 * `random` gives 0 to 1 and spreads the delays, for many callers share one quota.
 */
export async function sendWithRetry<T>(
  operation: string,
  send: (attempt: number) => Promise<T>,
  pace: { readonly clock: Clock; readonly random: () => number },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(attempt);
    } catch (thrown) {
      const error = classifyError(thrown, operation);
      const rule = ruleFor(error, operation);
      if (!rule || attempt >= rule.attempts) throw error;
      await pace.clock.sleep(delayMs(error, rule, attempt) * (1 + pace.random() / 4));
    }
  }
}

function ruleFor(error: StagekeeperError, operation: string): RetryRule | undefined {
  if (isConcurrentModification(error)) return CONCURRENT;
  const passing = error.code === "unavailable" || error.code === "timed-out";
  return passing && isRepeatable(operation) ? UNAVAILABLE : undefined;
}

/** Whether sending an operation twice does what sending it once does. */
export function isRepeatable(operation: string): boolean {
  return !NOT_REPEATABLE.test(operation.slice(operation.indexOf(".") + 1));
}

function delayMs(error: StagekeeperError, rule: RetryRule, attempt: number): number {
  const asked = retryAfterSeconds(error);
  if (asked !== undefined) return asked * 1_000;
  return Math.min(rule.firstDelayMs * 2 ** (attempt - 1), MAX_DELAY_MS);
}
