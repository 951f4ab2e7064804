/**
 * What CloudTrail calls a call. Lambda's events carry the version of the API that introduced them (aws-facts 8.1), and some of
 * S3's are called otherwise than the operation ("Amazon S3 CloudTrail events"). Calls on objects and invocations are data
 * events, which the event history does not hold.
 */
import type { ServiceName } from "../service-name.ts";

const LAMBDA_SUFFIXES: Readonly<Record<string, string>> = {
  CreateFunction: "20150331",
  UpdateFunctionCode: "20150331v2",
  UpdateFunctionConfiguration: "20150331v2",
  DeleteFunction: "20150331",
  PublishVersion: "20150331",
  CreateAlias: "20150331",
  UpdateAlias: "20150331",
  DeleteAlias: "20150331",
  AddPermission: "20150331v2",
  RemovePermission: "20150331v2",
  TagResource: "20170331v2",
  UntagResource: "20170331v2",
};

const S3_NAMES: Readonly<Record<string, string>> = {
  CreateBucket: "CreateBucket",
  DeleteBucket: "DeleteBucket",
  PutBucketVersioning: "PutBucketVersioning",
  PutBucketEncryption: "PutBucketEncryption",
  DeleteBucketEncryption: "DeleteBucketEncryption",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
  DeletePublicAccessBlock: "DeleteBucketPublicAccessBlock",
  PutBucketTagging: "PutBucketTagging",
  DeleteBucketTagging: "DeleteBucketTagging",
  PutBucketLifecycleConfiguration: "PutBucketLifecycle",
  DeleteBucketLifecycle: "DeleteBucketLifecycle",
  PutBucketCors: "PutBucketCors",
  DeleteBucketCors: "DeleteBucketCors",
  PutBucketPolicy: "PutBucketPolicy",
  DeleteBucketPolicy: "DeleteBucketPolicy",
};

/** Undefined: it is not in the event history. */
export function eventNameOf(service: ServiceName, operation: string): string | undefined {
  switch (service) {
    case "lambda":
      return `${operation}${LAMBDA_SUFFIXES[operation] ?? ""}`;
    case "s3":
      return S3_NAMES[operation];
    case "apigateway":
    case "iam":
    case "wafv2":
      return operation;
    case "cloudwatch":
    case "sts":
    case "cloudtrail":
    // Messages are data events.
    case "sqs":
      return undefined;
  }
}
