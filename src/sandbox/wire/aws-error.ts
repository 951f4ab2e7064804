/**
 * An error as AWS reports it. A handler throws it, the wire layer writes it in the protocol's own envelope with the
 * status that the service's model gives to its code, unless another one is told.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly statusCode: number | undefined;
  /** Further members of the error: `Type` of Lambda's, `BucketName` of S3's, `retryAfterSeconds` of API Gateway's. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, statusCode?: number, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.statusCode = statusCode;
    this.extra = extra;
  }
}
