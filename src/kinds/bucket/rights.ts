import { nameAt } from "../../model/address.ts";
import type { BucketSpec } from "../../model/specs/bucket.ts";
import { bucketArn, functionArn } from "../arns.ts";
import { anywhere, type CallRow, type KindRights, nowhere, type Place, type RightsScope } from "../kind-rights.ts";
import { passedRole } from "../passed-role.ts";
import { namedFunction } from "./notifications.ts";

/**
 * What S3 calls the rights to an aspect, and how its calls are named. Taking one away needs the right to write it, except for a
 * policy and a website.
 *
 *   aspect, call, action     `Get` and `Put` go before both; `Delete` before the call, where it has one
 */
interface AspectRow {
  readonly aspect: Exclude<keyof BucketSpec, "region" | "tags">;
  readonly action: string;
  readonly get: string;
  readonly put: string;
  readonly putAction?: string;
  readonly remove?: string;
  readonly removeAction?: string;
}

const ASPECT_ROWS = [
  { aspect: "publicAccessBlock", action: "BucketPublicAccessBlock", get: "GetPublicAccessBlock", put: "PutPublicAccessBlock" },
  row("versioning", "BucketVersioning", "BucketVersioning"),
  row("encryption", "EncryptionConfiguration", "BucketEncryption"),
  { ...row("lifecycle", "LifecycleConfiguration", "BucketLifecycleConfiguration"), remove: "DeleteBucketLifecycle" },
  row("lifecycleMinimumSize", "LifecycleConfiguration", "BucketLifecycleConfiguration"),
  { ...row("cors", "BucketCORS", "BucketCors"), remove: "DeleteBucketCors" },
  {
    ...row("policy", "BucketPolicy", "BucketPolicy"),
    remove: "DeleteBucketPolicy",
    removeAction: "DeleteBucketPolicy",
  },
  row("ownership", "BucketOwnershipControls", "BucketOwnershipControls"),
  row("acl", "BucketAcl", "BucketAcl"),
  row("objectLock", "BucketObjectLockConfiguration", "ObjectLockConfiguration"),
  { ...row("website", "BucketWebsite", "BucketWebsite"), remove: "DeleteBucketWebsite", removeAction: "DeleteBucketWebsite" },
  row("acceleration", "AccelerateConfiguration", "BucketAccelerateConfiguration"),
  row("requestPayment", "BucketRequestPayment", "BucketRequestPayment"),
  row("accessLogging", "BucketLogging", "BucketLogging"),
  { ...row("replication", "ReplicationConfiguration", "BucketReplication"), remove: "DeleteBucketReplication" },
  row("notifications", "BucketNotification", "BucketNotificationConfiguration"),
  row("abac", "BucketAbac", "BucketAbac"),
  listed("intelligentTiering", "IntelligentTieringConfiguration"),
  listed("analytics", "AnalyticsConfiguration"),
  listed("inventory", "InventoryConfiguration"),
  listed("metrics", "MetricsConfiguration"),
  // Actions are called as the operations of S3 Metadata were before these (S3 CreateBucketMetadataConfiguration).
  {
    aspect: "metadataTables",
    action: "BucketMetadataTableConfiguration",
    get: "GetBucketMetadataConfiguration",
    put: "CreateBucketMetadataConfiguration",
    putAction: "CreateBucketMetadataTableConfiguration",
    remove: "DeleteBucketMetadataConfiguration",
    removeAction: "DeleteBucketMetadataTableConfiguration",
  },
] as const satisfies readonly AspectRow[];

type BucketAspect = AspectRow["aspect"];
type BucketPlace =
  | "bucket"
  | "account"
  | "replicationRole"
  | "annotationRole"
  | "tables"
  | "told"
  | "emptied"
  | "objects"
  | BucketAspect;

function row<A extends BucketAspect>(aspect: A, action: string, call: string) {
  return { aspect, action, get: `Get${call}`, put: `Put${call}` };
}

/** Configurations by name are read as a list. */
function listed<A extends BucketAspect>(aspect: A, action: string) {
  return { aspect, action, get: `ListBucket${action}s`, put: `PutBucket${action}`, remove: `DeleteBucket${action}` };
}

const TITLE = "Buckets";
const TO_S3 = { service: "s3.amazonaws.com", sid: "PassRolesToS3" };
const TO_S3_METADATA = { service: "metadata.s3.amazonaws.com", sid: "PassRolesToS3Metadata" };

const TABLE_ACTIONS = [
  "CreateTableBucket",
  "CreateNamespace",
  "CreateTable",
  "GetTable",
  "PutTablePolicy",
  "PutTableEncryption",
].map((action) => `s3tables:${action}`);

/** Calls of an aspect are made where it is declared. Deleting lifecycle or CORS rules needs the right to write them (S3). */
export const bucketRights: KindRights<"bucket", BucketPlace> = {
  source: "bucket",
  rows: [
    { for: "read", call: "s3.GetBucketTagging", needs: { bucket: ["s3:GetBucketTagging"] } },
    ...ASPECT_ROWS.map(({ aspect, action, get }) => aspectCall("read", get, aspect, `Get${action}`)),
    // A bucket is made with its tags, which S3 takes for a second action.
    { for: "write", call: "s3.CreateBucket", needs: { bucket: ["s3:CreateBucket", "s3:TagResource"] } },
    { for: "write", call: "s3.PutBucketTagging", needs: { bucket: ["s3:PutBucketTagging"] } },
    // A role for replication is handed to S3.
    ...ASPECT_ROWS.map((one: AspectRow) => aspectCall("write", one.put, one.aspect, one.putAction ?? `Put${one.action}`)),
    ...ASPECT_ROWS.flatMap((one: AspectRow) =>
      one.remove === undefined ? [] : [aspectCall("write", one.remove, one.aspect, one.removeAction ?? `Put${one.action}`)],
    ),
    { for: "write", call: "s3.PutBucketReplication", needs: { replicationRole: ["iam:PassRole"] } },
    ...["Journal", "Inventory", "Annotation"].map((table) => {
      const call = `UpdateBucketMetadata${table}TableConfiguration`;
      return aspectCall("write", call, "metadataTables", call);
    }),
    // S3 makes tables in the name of whoever asks for them (S3 user guide, "Setting up permissions for configuring metadata tables").
    {
      for: "write",
      call: "s3.CreateBucketMetadataConfiguration",
      needs: { tables: TABLE_ACTIONS, annotationRole: ["iam:PassRole"] },
    },
    { for: "write", call: "s3.UpdateBucketMetadataInventoryTableConfiguration", needs: { tables: TABLE_ACTIONS } },
    { for: "write", call: "s3.UpdateBucketMetadataAnnotationTableConfiguration", needs: { annotationRole: ["iam:PassRole"] } },
    // A function that is told has to let S3 invoke it.
    { for: "read", call: "lambda.GetPolicy", needs: { told: ["lambda:GetPolicy"] } },
    { for: "write", call: "lambda.AddPermission", needs: { told: ["lambda:AddPermission"] } },
    { for: "write", call: "lambda.RemovePermission", needs: { told: ["lambda:RemovePermission"] } },
    { for: "delete", call: "lambda.RemovePermission", needs: { told: ["lambda:RemovePermission"] } },
    { for: "delete", call: "s3.ListObjectVersions", needs: { emptied: ["s3:ListBucketVersions"] } },
    { for: "delete", call: "s3.DeleteObjects", needs: { objects: ["s3:DeleteObject", "s3:DeleteObjectVersion"] } },
    { for: "delete", call: "s3.DeleteBucket", needs: { bucket: ["s3:DeleteBucket"] } },
    { for: "prune", call: "s3.ListBuckets", needs: { account: ["s3:ListAllMyBuckets"] } },
  ],
  places({ address, spec, intent }, scope) {
    const bucket: Place = { title: TITLE, arns: [bucketArn(scope, nameAt(address, 0))] };
    return {
      bucket,
      account: nowhere(TITLE),
      replicationRole: passedRole(spec.replication?.role, TO_S3, scope),
      annotationRole: passedRole(spec.metadataTables?.annotationRole ?? undefined, TO_S3_METADATA, scope),
      tables: { title: "Tables", sid: "MakeMetadataTables", arns: spec.metadataTables ? tableArns(scope, spec.region) : [] },
      // Whom an earlier state had told is let go as well, whatever it was.
      told: {
        title: "Permissions",
        arns: Object.values(spec.notifications?.rules ?? {}).flatMap((rule) => {
          const named = namedFunction(rule);
          return named === undefined ? [] : [functionArn(scope, named.name, named.alias)];
        }),
      },
      emptied: intent.emptyOnDestroy ? bucket : nowhere(TITLE),
      objects: { title: TITLE, sid: "EmptyBuckets", arns: intent.emptyOnDestroy ? bucket.arns.map((arn) => `${arn}/*`) : [] },
      ...everyAspect((aspect) => (spec[aspect] === undefined ? nowhere(TITLE) : bucket)),
    };
  },
  // No condition: S3 looks at a bucket's tags only where that was switched on for the bucket.
  prunes(scope) {
    return {
      bucket: { title: "AnyBucket", arns: [bucketArn(scope, "*")] },
      account: anywhere("Lists"),
      replicationRole: nowhere(TITLE),
      annotationRole: nowhere(TITLE),
      tables: nowhere(TITLE),
      told: nowhere(TITLE),
      emptied: nowhere(TITLE),
      objects: nowhere(TITLE),
      ...everyAspect(() => nowhere(TITLE)),
    };
  },
};

/** The table bucket that AWS keeps for an account and region, and what is in it. */
function tableArns({ partition, account, region: home }: RightsScope, region = home): readonly string[] {
  const bucket = `arn:${partition}:s3tables:${region}:${account}:bucket/aws-s3`;
  return [bucket, `${bucket}/table/*`];
}

function aspectCall(purpose: "read" | "write", call: string, aspect: BucketAspect, action: string): CallRow<BucketPlace> {
  return { for: purpose, call: `s3.${call}`, needs: { [aspect]: [`s3:${action}`] } };
}

function everyAspect(place: (aspect: BucketAspect) => Place): Readonly<Record<BucketAspect, Place>> {
  // One entry for each row of the table, which has every aspect.
  return Object.fromEntries(ASPECT_ROWS.map(({ aspect }) => [aspect, place(aspect)])) as Record<BucketAspect, Place>;
}
