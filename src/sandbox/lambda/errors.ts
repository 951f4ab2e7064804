/** Lambda's errors, with the names, statuses, members and texts recorded from AWS. Most carry `Type: "User"`. */
import { AwsError } from "../wire/aws-error.ts";

const USER = { Type: "User" };

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message, 400, USER);
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, 404, USER);
}

export function functionNotFound(arn: string): AwsError {
  return notFound(`Function not found: ${arn}`);
}

export function aliasNotFound(arn: string): AwsError {
  return notFound(`Cannot find alias arn: ${arn}`);
}

export function conflict(message: string): AwsError {
  return new AwsError("ResourceConflictException", message, 409, USER);
}

/** A stale `RevisionId`. Policies have revisions of their own and say so (aws-facts 5.5). */
export function staleRevision(readWith: "GetFunction/GetAlias" | "GetPolicy"): AwsError {
  const message = `The Revision Id provided does not match the latest Revision Id. Call the ${readWith} API to retrieve the latest Revision Id`;
  return new AwsError("PreconditionFailedException", message, 412, USER);
}

/** What the model's own constraints refuse: no `Type`, every violation in one message. */
export function validationError(violations: readonly string[]): AwsError {
  return new AwsError("ValidationException", violationText(violations), 400);
}

/** Some constraints are checked later and answer with the other error, in the same words. */
export function invalidParameterViolation(violation: string): AwsError {
  return invalidParameter(violationText([violation]));
}

/** One violation as AWS words it: `Value '901' at 'timeout' failed to satisfy constraint: Member must …`. */
export function violation(value: string, member: string, constraint: string): string {
  return `Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
}

function violationText(violations: readonly string[]): string {
  const count = violations.length;
  return `${count} validation ${count === 1 ? "error" : "errors"} detected: ${violations.join("; ")}`;
}
