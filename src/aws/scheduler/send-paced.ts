/** Sends one call through the scheduler, again and again while AWS refuses it as too fast: it had no effect then. */

import type { Call } from "../../kinds/request-quotas.ts";
import type { Clock } from "../../model/ports.ts";
import { classifyError, retryAfterSeconds } from "../classify-error.ts";
import type { Caller } from "./caller.ts";
import type { Scheduler } from "./scheduler.ts";

/** Longer than any published quota makes one call wait, whatever part of it is left to us. */
const GIVE_UP_MS = 15 * 60_000;

export interface PacedCall {
  readonly call: Call;
  readonly caller: Caller | undefined;
}

/** `send` is told whether it is sent again. Throws what AWS answers, classified; a refusal only after a quarter of an hour. */
export async function sendPaced<T>(
  { call, caller }: PacedCall,
  send: (again: boolean) => Promise<T>,
  { scheduler, clock }: { readonly scheduler: Scheduler; readonly clock: Clock },
): Promise<T> {
  let admission = await scheduler.admit(call, caller);
  const firstAt = clock.now();
  for (let again = false; ; again = true) {
    try {
      const answer = await send(again);
      admission.answered();
      return answer;
    } catch (thrown) {
      const error = classifyError(thrown, call.operation);
      if (error.code !== "throttled" || clock.now() - firstAt > GIVE_UP_MS) throw error;
      const seconds = retryAfterSeconds(error);
      admission = await admission.refused(seconds === undefined ? undefined : seconds * 1000);
    }
  }
}
