/** S3's errors with S3's texts. */
import { AwsError } from "../wire/aws-error.ts";

export function noSuchBucket(name: string): AwsError {
  return new AwsError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: name });
}

export function noSuchKey(key: string): AwsError {
  return new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: key });
}

export function noSuchVersion(key: string, versionId: string): AwsError {
  return new AwsError("NoSuchVersion", "The specified version does not exist.", 404, { Key: key, VersionId: versionId });
}

export function noSuchUpload(uploadId: string): AwsError {
  const message =
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
  return new AwsError("NoSuchUpload", message, 404, { UploadId: uploadId });
}

export function accessDenied(): AwsError {
  return new AwsError("AccessDenied", "Access Denied", 403);
}

export function malformedXml(): AwsError {
  const message = "The XML you provided was not well-formed or did not validate against our published schema";
  return new AwsError("MalformedXML", message, 400);
}

export function invalidArgument(message: string, name: string, value: string): AwsError {
  return new AwsError("InvalidArgument", message, 400, { ArgumentName: name, ArgumentValue: value });
}

export function preconditionFailed(condition: string): AwsError {
  const message = "At least one of the pre-conditions you specified did not hold";
  return new AwsError("PreconditionFailed", message, 412, { Condition: condition });
}

export function notImplementedHeader(header: string): AwsError {
  const message = "A header you provided implies functionality that is not implemented";
  return new AwsError("NotImplemented", message, 501, { Header: header });
}

export function methodNotAllowed(resourceType: string): AwsError {
  const message = "The specified method is not allowed against this resource.";
  return new AwsError("MethodNotAllowed", message, 405, { Method: "GET", ResourceType: resourceType });
}
