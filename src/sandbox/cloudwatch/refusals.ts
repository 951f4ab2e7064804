/** CloudWatch's refusals. */
import { AwsError } from "../wire/aws-error.ts";

/** The code of what its model's constraints refuse is no shape of the model. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message, 400);
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFound", message, 404);
}
