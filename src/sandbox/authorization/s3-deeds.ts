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
  ["GetBucketNotificationConfiguration", "GetBucketNotification"],
  ["PutBucketNotificationConfiguration", "PutBucketNotification"],
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
  ["GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"],
  ["PutObjectLockConfiguration", "PutBucketObjectLockConfiguration"],
  ["GetBucketAccelerateConfiguration", "GetAccelerateConfiguration"],
  ["PutBucketAccelerateConfiguration", "PutAccelerateConfiguration"],
  ["GetBucketReplication", "GetReplicationConfiguration"],
  ["PutBucketReplication", "PutReplicationConfiguration"],
  ["DeleteBucketReplication", "PutReplicationConfiguration"],
  ...["IntelligentTiering", "Analytics", "Inventory", "Metrics"].flatMap((kind) => [
    [`ListBucket${kind}Configurations`, `Get${kind}Configuration`] as const,
    [`GetBucket${kind}Configuration`, `Get${kind}Configuration`] as const,
    [`PutBucket${kind}Configuration`, `Put${kind}Configuration`] as const,
    [`DeleteBucket${kind}Configuration`, `Put${kind}Configuration`] as const,
  ]),
  ...["Create", "Get", "Delete"].map(
    (verb) => [`${verb}BucketMetadataConfiguration`, `${verb}BucketMetadataTableConfiguration`] as const,
  ),
  ["HeadObject", "GetObject"],
  ["CopyObject", "PutObject"],
  ["DeleteObjects", "DeleteObject"],
  ["CreateMultipartUpload", "PutObject"],
  ["UploadPart", "PutObject"],
  ["CompleteMultipartUpload", "PutObject"],
  ["ListParts", "ListMultipartUploadParts"],
]);

export function s3Deeds({ partition, region, account }: World, { operation, input }: Call): readonly Deed[] {
  const isOfVersions = operation === "DeleteObjects" && JSON.stringify(input.Delete).includes('"VersionId"');
  const action = isOfVersions ? "s3:DeleteObjectVersion" : `s3:${ACTIONS.get(operation) ?? operation}`;
  if (typeof input.Bucket !== "string") return [{ action, resource: "*" }];
  const bucket = `arn:${partition}:s3:::${input.Bucket}`;
  const resource =
    typeof input.Key === "string" ? `${bucket}/${input.Key}` : operation === "DeleteObjects" ? `${bucket}/*` : bucket;
  return [
    { action, resource },
    ...(createsTags(operation, input) ? [{ action: "s3:TagResource", resource }] : []),
    ...passedRole(input),
    ...metadataTables(operation, input, { partition, region, account }),
  ];
}

/** PutBucketReplication hands its role to S3. */
function passedRole({ ReplicationConfiguration: configuration }: Call["input"]): readonly Deed[] {
  if (typeof configuration !== "object" || configuration === null || !("Role" in configuration)) return [];
  const context = { "iam:passedtoservice": "s3.amazonaws.com" };
  return [{ action: "iam:PassRole", resource: String(configuration.Role), context }];
}

const TABLE_ACTIONS = ["CreateTableBucket", "CreateNamespace", "CreateTable", "GetTable", "PutTablePolicy", "PutTableEncryption"];

/** What S3 makes in the caller's name, and the role it is handed (S3 CreateBucketMetadataConfiguration and the Update calls). */
function metadataTables(
  operation: string,
  { MetadataConfiguration: whole, AnnotationTableConfiguration: annotations }: Call["input"],
  { partition, region, account }: Pick<World, "partition" | "region" | "account">,
): readonly Deed[] {
  const begins = operation === "CreateBucketMetadataConfiguration";
  const makes = begins || operation === "UpdateBucketMetadataInventoryTableConfiguration";
  const tables = `arn:${partition}:s3tables:${region}:${account}:bucket/aws-s3`;
  const role = roleIn(begins ? memberOf(whole, "AnnotationTableConfiguration") : annotations);
  const context = { "iam:passedtoservice": "metadata.s3.amazonaws.com" };
  return [
    ...(makes ? TABLE_ACTIONS.map((action) => ({ action: `s3tables:${action}`, resource: tables })) : []),
    ...(role === undefined ? [] : [{ action: "iam:PassRole", resource: role, context }]),
  ];
}

function roleIn(table: unknown): string | undefined {
  const role = memberOf(table, "Role");
  return typeof role === "string" ? role : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function createsTags(operation: string, { CreateBucketConfiguration: configuration }: Call["input"]): boolean {
  if (operation !== "CreateBucket" || typeof configuration !== "object" || configuration === null) return false;
  return "Tags" in configuration && Array.isArray(configuration.Tags) && configuration.Tags.length > 0;
}
