/** The few errors we throw. Tests and callers look at `code`, never at text. Expected refusals are values, not errors. */
export type ErrorCode =
  | "denied"
  | "not-found"
  | "conflict"
  | "throttled"
  | "limit-exceeded"
  | "invalid"
  | "unavailable"
  | "interrupted"
  | "timed-out"
  | "credentials"
  | "unexpected";

/** A failure with a code of ours, AWS's name for it where AWS said it, and a message of one line. */
export class StagekeeperError extends Error {
  readonly code: ErrorCode;
  /** `ConflictException`, `NoSuchBucket`, …; undefined when AWS did not answer. */
  readonly awsCode: string | undefined;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown; readonly awsCode?: string }) {
    super(message, { cause: options?.cause });
    this.name = "StagekeeperError";
    this.code = code;
    this.awsCode = options?.awsCode;
  }
}

/** What whatever was thrown says of itself. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The same, where a value of AWS's had a form that no code expects: JavaScript's own words ("x is not a function") say nothing to
 * whoever reads them, but whose value it was does.
 */
export function faultOf(error: unknown): string {
  if (!(error instanceof TypeError || error instanceof RangeError)) return messageOf(error);
  return `an answer is not AWS's, or reconcile is at fault (${messageOf(error)}); check the endpoint, or report it if that is AWS`;
}
