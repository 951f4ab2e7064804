import { describe, expect, it } from "vitest";
import {
  classifyError,
  isConcurrentModification,
  isUncertain,
  redirectRegion,
  retryAfterSeconds,
} from "../../src/aws/classify-error.ts";
import type { ErrorCode } from "../../src/model/errors.ts";
import { StagekeeperError } from "../../src/model/errors.ts";

function sdkError(name: string, status: number | undefined, more: object = {}): Error {
  return Object.assign(new Error("said AWS."), { name, ...(status ? { $metadata: { httpStatusCode: status } } : {}), ...more });
}

interface Case {
  readonly reason: string;
  readonly error: Error;
  readonly code: ErrorCode;
}

const cases: readonly Case[] = [
  { reason: "API Gateway's typed not-found", error: sdkError("NotFoundException", 404), code: "not-found" },
  { reason: "Lambda's typed not-found", error: sdkError("ResourceNotFoundException", 404), code: "not-found" },
  { reason: "S3's typed not-found", error: sdkError("NoSuchBucket", 404), code: "not-found" },
  { reason: "IAM's typed not-found", error: sdkError("NoSuchEntityException", 404), code: "not-found" },
  { reason: "a 404 page of some proxy is no absence", error: sdkError("SyntaxError", 404), code: "unexpected" },
  { reason: "API Gateway's generic denial", error: sdkError("AccessDeniedException", 403), code: "denied" },
  { reason: "a 403 without a name we know", error: sdkError("Forbidden", 403), code: "denied" },
  { reason: "API Gateway's 401", error: sdkError("UnauthorizedException", 401), code: "denied" },
  { reason: "credentials that ran out", error: sdkError("ExpiredTokenException", 400), code: "credentials" },
  { reason: "no credentials at all", error: sdkError("CredentialsProviderError", undefined), code: "credentials" },
  { reason: "the API Gateway throttle", error: sdkError("TooManyRequestsException", 429), code: "throttled" },
  { reason: "IAM throttles with a 400", error: sdkError("Throttling", 400), code: "throttled" },
  { reason: "S3 throttles with a 503", error: sdkError("SlowDown", 503), code: "throttled" },
  { reason: "API Gateway's hard quota is a 429 too", error: sdkError("LimitExceededException", 429), code: "limit-exceeded" },
  { reason: "a stale revision", error: sdkError("PreconditionFailedException", 412), code: "conflict" },
  { reason: "a Lambda update in progress", error: sdkError("ResourceConflictException", 409), code: "conflict" },
  { reason: "a bad parameter", error: sdkError("BadRequestException", 400), code: "invalid" },
  { reason: "an HTML page of a crash", error: sdkError("SyntaxError", 500), code: "unavailable" },
  { reason: "a broken connection", error: sdkError("Error", undefined, { code: "ECONNRESET" }), code: "unavailable" },
  { reason: "a timeout of the SDK", error: sdkError("TimeoutError", undefined), code: "timed-out" },
  { reason: "an abort", error: sdkError("AbortError", undefined), code: "interrupted" },
  { reason: "a fault of our own", error: new TypeError("x is undefined"), code: "unexpected" },
];

describe("classifying what AWS answers", () => {
  it.each(cases)("reads $reason as $code", ({ error, code }) => {
    expect(classifyError(error, "lambda.GetFunction").code).toBe(code);
  });

  it("keeps AWS's name, and writes one line that begins with the operation", () => {
    const error = classifyError(sdkError("ConflictException", 409, { message: "two\n lines." }), "apigateway.CreateStage");

    expect(error.awsCode).toBe("ConflictException");
    expect(error.message).toBe("apigateway.CreateStage refused: ConflictException: two lines");
  });

  it("says how to mend missing credentials", () => {
    expect(classifyError(sdkError("CredentialsProviderError", undefined), "sts.GetCallerIdentity").message).toContain(
      "AWS_PROFILE",
    );
  });

  it("leaves an error of ours as it is", () => {
    const error = new StagekeeperError("denied", "no");

    expect(classifyError(error, "iam.GetRole")).toBe(error);
  });

  it.each([
    { reason: "a lost answer", error: sdkError("Error", undefined, { code: "ECONNRESET" }), uncertain: true },
    { reason: "a 5xx", error: sdkError("ServiceException", 500), uncertain: true },
    { reason: "a timeout", error: sdkError("TimeoutError", undefined), uncertain: true },
    { reason: "a refused connection", error: sdkError("Error", undefined, { code: "ECONNREFUSED" }), uncertain: false },
    { reason: "a throttle", error: sdkError("TooManyRequestsException", 429), uncertain: false },
    { reason: "a conflict", error: sdkError("ConflictException", 409), uncertain: false },
  ])("holds $reason for uncertain: $uncertain", ({ error, uncertain }) => {
    expect(isUncertain(classifyError(error, "apigateway.CreateDeployment"))).toBe(uncertain);
  });

  it("says what to check when nothing answers, and takes JavaScript's own word for no AWS error name", () => {
    const refused = classifyError(sdkError("Error", undefined, { code: "ECONNREFUSED" }), "sts.GetCallerIdentity");

    expect(refused).toMatchObject({ code: "unavailable", awsCode: undefined });
    expect(refused.message).toContain("--endpoint-url");
  });

  it("tells API Gateway's concurrent modification from what exists already, which has the same name", () => {
    const message = "Unable to complete operation due to concurrent modification. Please try again later.";
    const busy = classifyError(sdkError("ConflictException", 409, { message }), "apigateway.UpdateStage");
    const exists = classifyError(
      sdkError("ConflictException", 409, { message: "Stage already exists" }),
      "apigateway.CreateStage",
    );

    expect([busy, exists].map(isConcurrentModification)).toEqual([true, false]);
  });

  it("reads how long AWS asks to wait, from the member or the header", () => {
    const response = { headers: { "retry-after": "7" } };

    expect(retryAfterSeconds(sdkError("TooManyRequestsException", 429, { retryAfterSeconds: "3" }))).toBe(3);
    expect(retryAfterSeconds(sdkError("TooManyRequestsException", 429, { $response: response }))).toBe(7);
    expect(retryAfterSeconds(sdkError("TooManyRequestsException", 429))).toBeUndefined();
  });

  it("reads a bucket's region from S3's redirect, and from nothing else", () => {
    const $response = { statusCode: 301, headers: { "x-amz-bucket-region": "eu-west-1" } };
    const moved = classifyError(sdkError("PermanentRedirect", 301, { $response }), "s3.GetBucketTagging");

    expect(redirectRegion(moved)).toBe("eu-west-1");
    expect(redirectRegion(sdkError("AccessDenied", 403, { $response: { ...$response, statusCode: 403 } }))).toBeUndefined();
  });
});
