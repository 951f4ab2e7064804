/**
 * What may go wrong between a client and AWS, scripted by a function of the call.
 *
 *   throttle          refused before anything happened, as the service says "too fast"
 *   fail before       an error answer, nothing happened
 *   fail after        an error answer, though the effect stands
 *   lose before       the connection breaks, nothing happened
 *   lose after        the connection breaks, though the effect stands
 *   delay             the call starts `ms` later
 */
import type { JournalEntry } from "./journal.ts";
import { AwsError } from "./wire/aws-error.ts";

export type Fault =
  | { readonly type: "throttle"; readonly retryAfterMs?: number }
  | { readonly type: "fail"; readonly when: "before" | "after"; readonly error?: AwsError }
  | { readonly type: "lose"; readonly when: "before" | "after" }
  | { readonly type: "delay"; readonly ms: number };

/** Asked once a call, before it does anything; undefined: nothing goes wrong. */
export type FaultScript = (call: JournalEntry) => Fault | undefined;

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

/** What a fault that names no error answers. */
export function unavailable(): AwsError {
  return new AwsError("ServiceUnavailableException", "Service Unavailable", 503);
}
