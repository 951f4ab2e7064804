/** How each service says "too fast" (aws-facts 9.2). */
import type { ServiceName } from "./service-name.ts";
import { AwsError } from "./wire/aws-error.ts";

/** `retryAfterMs` is rounded up to whole seconds, as the header `Retry-After` has them. */
export function throttlingError(service: ServiceName, retryAfterMs: number): AwsError {
  const retryAfterSeconds = String(Math.max(1, Math.ceil(retryAfterMs / 1000)));
  switch (service) {
    case "apigateway":
      return new AwsError("TooManyRequestsException", "Too Many Requests", 429, { retryAfterSeconds });
    case "lambda":
      return new AwsError("TooManyRequestsException", "Rate exceeded", 429, {
        retryAfterSeconds,
        Type: "User",
        Reason: "CallerRateLimitExceeded",
      });
    case "s3":
      return new AwsError("SlowDown", "Please reduce your request rate.", 503);
    case "iam":
    case "sts":
    case "cloudwatch":
      return new AwsError("Throttling", "Rate exceeded", 400);
    case "cloudtrail":
    case "sqs":
    case "wafv2":
      return new AwsError("ThrottlingException", "Rate exceeded", 400);
  }
}
