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
