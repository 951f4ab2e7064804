/** What the sinks that are AWS services share: where they are, and what their errors mean. */
import { messageOf, StagekeeperError } from "../../model/errors.ts";

export interface AwsSinkOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
}

interface ClientOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly maxAttempts: number;
}

/** `own`: the region that the target's ARN names, where it has one. The queue tries again, so the client need not long. */
export function clientOptions({ region, profile, endpointUrl }: AwsSinkOptions, own: string | undefined): ClientOptions {
  const where = region ?? (own === "" ? undefined : own);
  return {
    maxAttempts: 2,
    ...(where !== undefined && { region: where }),
    ...(profile !== undefined && { profile }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  };
}

/** What is refused for its content is refused again; what may not be done, or is not there, may be put right meanwhile. */
const HOPELESS: readonly string[] = [
  "InvalidParameter",
  "InvalidParameterException",
  "InvalidParameterValue",
  "ValidationException",
];

export function awsError(operation: string, error: unknown): StagekeeperError {
  const name = error instanceof Error ? error.name : "unknown";
  const message = `${operation}: ${name}: ${messageOf(error)}`;
  return new StagekeeperError(HOPELESS.includes(name) ? "invalid" : "unavailable", message, { cause: error });
}
