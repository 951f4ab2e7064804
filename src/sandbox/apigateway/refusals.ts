/** The refusals of API Gateway's control plane: one function for each error name, with AWS's HTTP status (aws-facts 9.2). */
import { AwsError } from "../wire/aws-error.ts";

export function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", message, 400);
}

export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", message, 404);
}

export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", message, 409);
}

/** A resource quota. AWS names the thing twice and asks to contact it (boto/boto3#1296). */
export function limitExceeded(things: string): AwsError {
  const message = `Maximum number of ${things} for this API has been reached.  Please contact AWS if you need additional ${things}.`;
  return new AwsError("LimitExceededException", message, 429);
}

/** The front end's check of the request's shape: every violation in one message, before anything is looked up. */
export function refuseViolations(violations: readonly string[]): void {
  if (violations.length === 0) return;
  const found = violations.length === 1 ? "1 validation error detected" : `${violations.length} validation errors detected`;
  throw new AwsError("ValidationException", `${found}: ${violations.join("; ")}`, 400);
}

export function notInEnum(value: string, member: string, allowed: readonly string[]): string {
  return `Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(", ")}]`;
}

/** Status codes are checked by the front end (recorded: PutIntegrationResponse, UpdateMethodResponse). */
export function statusCodeViolations(statusCode: string | undefined): readonly string[] {
  if (statusCode !== undefined && /^[1-5]\d\d$/.test(statusCode)) return [];
  const pattern = "[1-5]\\d\\d";
  return [
    `Value '${statusCode}' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
  ];
}
