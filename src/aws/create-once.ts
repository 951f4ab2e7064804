/** Creating what AWS has no idempotency token for: after an uncertain answer, look before trying again. */
import type { Clock } from "../model/ports.ts";
import { isUncertain } from "./classify-error.ts";

const ATTEMPTS = 3;
/** Long enough for a write that was cut off to become visible. */
const SETTLE_MS = 2_000;

/**
 * `create` once; when its answer was lost, `look` tells whether it took effect, and only if it did not is it tried again.
 * `look` must read afresh and give `undefined` when the thing is not there.
 */
export async function createOnce<T>(
  create: () => Promise<T>,
  look: () => Promise<T | undefined>,
  pace: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await create();
    } catch (error) {
      if (!isUncertain(error)) throw error;
      await pace.clock.sleep(SETTLE_MS, pace.signal);
      const found = await look();
      if (found !== undefined) return found;
      if (attempt >= ATTEMPTS) throw error;
    }
  }
}
