/**
 * The one place that knows how AWS says no. Everything behind the clients sees `StagekeeperError` only, and only a
 * typed not-found may be read as "absent": an untyped 404, a 403 or a broken answer never is.
 */
import type { ErrorCode } from "../model/errors.ts";
import { StagekeeperError } from "../model/errors.ts";

/** AWS's names by what they mean to us. A name in no row is judged by its HTTP status. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ...rows("not-found", [
    "NotFoundException",
    "ResourceNotFoundException",
    "NoSuchEntity",
    "NoSuchEntityException",
    "NoSuchBucket",
    "NoSuchTagSet",
    "NoSuchLifecycleConfiguration",
    "NoSuchCORSConfiguration",
    "NoSuchBucketPolicy",
    "NoSuchPublicAccessBlockConfiguration",
    "ServerSideEncryptionConfigurationNotFoundError",
  ]),
  ...rows("denied", ["AccessDenied", "AccessDeniedException", "UnauthorizedException", "AllAccessDisabled"]),
  ...rows("credentials", [
    "CredentialsProviderError",
    "TokenProviderError",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "UnrecognizedClientException",
    "RequestExpired",
  ]),
  ...rows("conflict", [
    "ConflictException",
    "ResourceConflictException",
    "PreconditionFailedException",
    "PreconditionFailed",
    "EntityAlreadyExists",
    "EntityAlreadyExistsException",
    "DeleteConflict",
    "DeleteConflictException",
    "ConcurrentModification",
    "ConcurrentModificationException",
    "BucketAlreadyExists",
    "BucketAlreadyOwnedByYou",
    "BucketNotEmpty",
    "OperationAborted",
  ]),
  ...rows("throttled", [
    "TooManyRequestsException",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestLimitExceeded",
    "SlowDown",
  ]),
  // API Gateway answers 429 to a hard quota too, and the SDK would retry it as throttling (aws-facts 9.2).
  ...rows("limit-exceeded", [
    "LimitExceededException",
    "LimitExceeded",
    "CodeStorageExceededException",
    "PolicyLengthExceededException",
    "TooManyBuckets",
  ]),
  ...rows("timed-out", ["TimeoutError", "RequestTimeout", "RequestTimeoutException"]),
  ...rows("interrupted", ["AbortError"]),
};

const NETWORK_CODES: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
]);

/** Failures in which the request certainly never reached AWS. */
const NEVER_SENT: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

const REMEDIES: Partial<Record<ErrorCode, string>> = {
  credentials:
    "sign in again, or give credentials that are valid for this endpoint (AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or --profile)",
};

/** What the SDK appends to the message when an answer is not of the form of AWS's model; there is no such field to see in a log. */
const UNREADABLE = /\s*Deserialization error: to see the raw response, inspect the hidden field .*$/s;

const UNREACHABLE = "nothing answers there: check the network, the region, and --endpoint-url or AWS_ENDPOINT_URL if one is set";

/** Turns whatever a call threw into our error. `operation` is `service.Operation`. Ours come back unchanged. */
export function classifyError(thrown: unknown, operation: string): StagekeeperError {
  if (thrown instanceof StagekeeperError) return thrown;
  const error = factsOf(thrown);
  const code = codeOf(error);
  const remedy = NEVER_SENT.has(error.systemCode ?? "") ? UNREACHABLE : REMEDIES[code];
  const name = error.name ? `${error.name}: ` : "";
  const said = `${name}${oneLine(error.message.replace(UNREADABLE, ""))}`;
  const why = UNREADABLE.test(error.message) ? `the answer is not AWS's (${said}); check the endpoint` : said;
  const text = `${operation} ${verbOf(code)}: ${why}${remedy ? `; ${remedy}` : ""}`;
  return new StagekeeperError(code, text, { cause: thrown, ...(error.status || error.name ? { awsCode: error.name } : {}) });
}

/** Whether the request may have taken effect although it failed: then look before doing it again. */
export function isUncertain(error: unknown): boolean {
  if (!(error instanceof StagekeeperError)) return false;
  if (error.code !== "unavailable" && error.code !== "timed-out") return false;
  return !NEVER_SENT.has(factsOf(error.cause).systemCode ?? "");
}

/** Somebody else is writing the same thing this moment; AWS asks to try again (aws-facts 2.7, 6.7, 7). */
export function isConcurrentModification(error: unknown): boolean {
  if (!(error instanceof StagekeeperError) || error.code !== "conflict") return false;
  if (error.awsCode === "OperationAborted" || error.awsCode?.startsWith("ConcurrentModification")) return true;
  // API Gateway uses one name for "exists already" and "concurrent modification"; only the text tells them apart.
  return error.awsCode === "ConflictException" && /concurrent modification/i.test(error.message);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof StagekeeperError && error.code === "not-found";
}

/** Whether there may be no such operation behind the endpoint at all, as with emulators. Of a list AWS itself never says 404. */
export function lacksOperation(error: unknown): boolean {
  return error instanceof StagekeeperError && factsOf(error.cause).status === 404;
}

/** What the call gives; undefined where AWS has no such thing, so that deleting what is gone already is done. */
export async function ifThere<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return undefined;
  }
}

/** Whether AWS gave the error this name. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof StagekeeperError && error.awsCode !== undefined && names.includes(error.awsCode);
}

/** What the call gives; undefined where AWS gives the error one of these names. */
export async function unlessNamed<T>(call: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!isNamed(error, ...names)) throw error;
    return undefined;
  }
}

/** Seconds that AWS asks to wait (`Retry-After`), where it says so. */
export function retryAfterSeconds(error: unknown): number | undefined {
  const { headers, retryAfter } = factsOf(error instanceof StagekeeperError ? error.cause : error);
  const seconds = Number(retryAfter ?? headers["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

/** The region a bucket is really in, from the answer S3 gives in any other one (301 PermanentRedirect). */
export function redirectRegion(error: unknown): string | undefined {
  const { status, headers, name } = factsOf(error instanceof StagekeeperError ? error.cause : error);
  const redirected = status === 301 || status === 307 || name === "PermanentRedirect" || name === "AuthorizationHeaderMalformed";
  return redirected ? headers["x-amz-bucket-region"] : undefined;
}

interface ErrorFacts {
  readonly name: string | undefined;
  readonly message: string;
  readonly status: number | undefined;
  readonly systemCode: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly retryAfter: string | undefined;
}

/** What SDK exceptions carry, read without trusting their shape. */
function factsOf(thrown: unknown): ErrorFacts {
  const error = record(thrown);
  const response = record(error.$response);
  return {
    // "Error" is what JavaScript calls an error that nobody named.
    name: (error.name === "Error" ? undefined : text(error.name)) ?? text(error.Code),
    message: text(error.message) ?? String(thrown),
    status: number(record(error.$metadata).httpStatusCode) ?? number(response.statusCode),
    systemCode: text(error.code) ?? text(record(error.cause).code),
    // Header values are strings in every HTTP answer.
    headers: record(response.headers) as Readonly<Record<string, string>>,
    retryAfter: text(error.retryAfterSeconds),
  };
}

function codeOf(error: ErrorFacts): ErrorCode {
  const named = CODES[error.name ?? ""];
  if (named) return named;
  if (error.systemCode && NETWORK_CODES.has(error.systemCode)) return "unavailable";
  const { status } = error;
  if (status === undefined) return error.name === "Unknown" ? "unavailable" : "unexpected";
  if (status >= 500) return "unavailable";
  if (status === 429) return "throttled";
  if (status === 401 || status === 403) return "denied";
  if (status === 409 || status === 412) return "conflict";
  // A 404 without a known name may come from a proxy or a wrong endpoint: it must not read as "absent".
  return status === 400 ? "invalid" : "unexpected";
}

function verbOf(code: ErrorCode): string {
  return code === "unavailable" || code === "timed-out" || code === "unexpected" ? "failed" : "refused";
}

function oneLine(message: string): string {
  return message.replaceAll(/\s+/g, " ").trim().replace(/\.$/, "");
}

function rows(code: ErrorCode, names: readonly string[]): Record<string, ErrorCode> {
  return Object.fromEntries(names.map((name) => [name, code]));
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  // Any object can be read by string keys; what comes out is unknown.
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
