/** What calls of S3 do (S3 User Guide, "Required permissions for Amazon S3 API operations"): actions are not named as operations are. */
import type { Call } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import type { Deed } from "./evaluate.ts";

const ACTIONS: ReadonlyMap<string, string> = new Map([
  ["ListBuckets", "ListAllMyBuckets"],
  ["HeadBucket", "ListBucket"],
  ["ListObjects", "ListBucket"],
  ["ListObjectsV2", "ListBucket"],
  ["ListObjectVersions", "ListBucketVersions"],
  ["ListMultipartUploads", "ListBucketMultipartUploads"],
  ["GetBucketEncryption", "GetEncryptionConfiguration"],
  ["PutBucketEncryption", "PutEncryptionConfiguration"],
  ["DeleteBucketEncryption", "PutEncryptionConfiguration"],
  ["GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"],
  ["PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"],
  ["DeleteBucketLifecycle", "PutLifecycleConfiguration"],
  ["GetBucketCors", "GetBucketCORS"],
  ["PutBucketCors", "PutBucketCORS"],
  ["DeleteBucketCors", "PutBucketCORS"],
  ["DeleteBucketTagging", "PutBucketTagging"],
  ["GetPublicAccessBlock", "GetBucketPublicAccessBlock"],
  ["PutPublicAccessBlock", "PutBucketPublicAccessBlock"],
  ["DeletePublicAccessBlock", "PutBucketPublicAccessBlock"],
  ["DeleteBucketOwnershipControls", "PutBucketOwnershipControls"],
  ["DeleteBucketWebsite", "DeleteBucketWebsite"],
  ["HeadObject", "GetObject"],
  ["CopyObject", "PutObject"],
  ["DeleteObjects", "DeleteObject"],
  ["CreateMultipartUpload", "PutObject"],
  ["UploadPart", "PutObject"],
  ["CompleteMultipartUpload", "PutObject"],
  ["ListParts", "ListMultipartUploadParts"],
]);

export function s3Deeds({ partition }: World, { operation, input }: Call): readonly Deed[] {
  const action = `s3:${ACTIONS.get(operation) ?? operation}`;
  if (typeof input.Bucket !== "string") return [{ action, resource: "*" }];
  const bucket = `arn:${partition}:s3:::${input.Bucket}`;
  const resource =
    typeof input.Key === "string" ? `${bucket}/${input.Key}` : operation === "DeleteObjects" ? `${bucket}/*` : bucket;
  return [{ action, resource }, ...(createsTags(operation, input) ? [{ action: "s3:TagResource", resource }] : [])];
}

function createsTags(operation: string, { CreateBucketConfiguration: configuration }: Call["input"]): boolean {
  if (operation !== "CreateBucket" || typeof configuration !== "object" || configuration === null) return false;
  return "Tags" in configuration && Array.isArray(configuration.Tags) && configuration.Tags.length > 0;
}
