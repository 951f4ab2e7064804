/**
 * What may go wrong between a client and AWS, scripted by a function of the call.
 *
 *   delay             the call starts `ms` later
 *   meanwhile         somebody else acts first, and the call comes after
 *   throttle          refused before anything happened, as the service says "too fast"
 *   fail before       an error answer, nothing happened
 *   fail after        an error answer, though the effect stands
 *   lose before       no answer, nothing happened: the connection breaks, or the caller's time-out passes
 *   lose after        no answer, though the effect stands; `cut`: it breaks off in the middle of its body
 *   vanish before     the caller is gone before the call was made
 *   vanish after      the caller is gone; the effect stands, and nobody waits for the answer
 *   stale             answered as the same question was answered last time, whatever changed since (IAM and S3)
 */
import type { JournalEntry } from "./journal.ts";
import { AwsError } from "./wire/aws-error.ts";

export type Fault =
  | { readonly type: "delay"; readonly ms: number }
  | { readonly type: "meanwhile"; work(): Promise<void> }
  | { readonly type: "throttle"; readonly retryAfterMs?: number }
  | { readonly type: "fail"; readonly when: "before" | "after"; readonly error?: AwsError }
  | { readonly type: "lose"; readonly when: "before" | "after"; readonly as?: Loss }
  | { readonly type: "vanish"; readonly when: "before" | "after" }
  | { readonly type: "stale" };

export type Loss = "reset" | "time-out" | "cut";

/** Asked once a call, before it does anything; nothing: nothing goes wrong. Several strike in the order of the table above. */
export type FaultScript = (call: JournalEntry) => Fault | readonly Fault[] | undefined;

export interface Faults {
  /** Replaces the script. */
  script(script: FaultScript): void;
  clear(): void;
}

/** The connection broke before an answer came: to a client it is unknown whether the call took effect. */
export class LostAnswer extends Error {
  readonly code = "ECONNRESET";

  constructor() {
    super("socket hang up");
    this.name = "LostAnswer";
  }
}

/** The caller stopped waiting. Named as the SDK's Node handler names it (`@smithy/node-http-handler`). */
export class TimedOut extends Error {
  constructor() {
    super("Request timed out");
    this.name = "TimeoutError";
  }
}

/** What the SDK's clients are given to wait, in milliseconds, before a time-out fault ends it. */
export const TIME_OUT_MS = 120_000;

/** What a fault that names no error answers. */
export function unavailable(): AwsError {
  return new AwsError("ServiceUnavailableException", "Service Unavailable", 503);
}
