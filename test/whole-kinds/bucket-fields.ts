/** Every property of a bucket: how it is declared, changed by itself, and what somebody may do to it by hand. */
import { zip } from "../../src/desired/package-code.ts";
import type { RootClients } from "../permissions/root-clients.ts";
import type { Field } from "./whole-kind.ts";

export const Bucket = "acme-whole";
const ROLE = "arn:aws:iam::000000000000:role/copier";
const policy = (Action: string) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Principal: { AWS: ["arn:aws:iam::000000000000:root"] },
      Action: [Action],
      Resource: [`arn:aws:s3:::${Bucket}/*`],
    },
  ],
});
const TOLD = {
  eventBridge: true,
  rules: {
    made: { lambda: "told", events: ["s3:ObjectCreated:*"], prefix: "in/", suffix: ".png" },
    gone: { queue: "arn:aws:sqs:us-east-1:000000000000:gone", events: ["s3:ObjectRemoved:*"], prefix: "in/" },
    both: {
      topic: "arn:aws:sns:us-east-1:000000000000:both",
      events: ["s3:ObjectRestore:Post", "s3:ObjectRestore:Completed"],
      suffix: ".png",
    },
  },
};
const TIERS = [{ AccessTier: "ARCHIVE_ACCESS" as const, Days: 99 }];

const OPEN = { blockPublicAcls: false, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };

export const BUCKET_FIELDS: readonly Field[] = [
  {
    name: "ownership",
    first: "ObjectWriter",
    later: "BucketOwnerEnforced",
    along: { acl: "private" },
    drift: ({ s3 }) =>
      s3.putBucketOwnershipControls({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerPreferred" }] } }),
  },
  {
    name: "publicAccess",
    shown: "publicAccessBlock",
    first: OPEN,
    later: { ...OPEN, restrictPublicBuckets: false },
    drift: ({ s3 }) => s3.deletePublicAccessBlock({ Bucket }),
  },
  {
    name: "acl",
    needs: { ownership: "ObjectWriter", publicAccess: OPEN },
    first: "log-delivery-write",
    later: [{ grantee: "everyone", permission: "READ" }],
    drift: ({ s3 }) => s3.putBucketAcl({ Bucket, ACL: "private" }),
  },
  {
    name: "versioning",
    first: "enabled",
    later: "suspended",
    drift: ({ s3 }) => s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } }),
  },
  {
    name: "objectLock",
    needs: { versioning: "enabled" },
    first: { mode: "GOVERNANCE", days: 3 },
    later: { mode: "COMPLIANCE", years: 1, eventHold: { years: 2 } },
    drift: ({ s3 }) => s3.putObjectLockConfiguration({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" } }),
  },
  {
    name: "encryption",
    first: { algorithm: "aws:kms", kmsKey: "alias/acme", bucketKey: true, sseC: "allowed" },
    later: { algorithm: "AES256", sseC: "blocked" },
    drift: ({ s3 }) => s3.deleteBucketEncryption({ Bucket }),
  },
  {
    name: "tags",
    first: { team: "images" },
    later: { team: "pictures" },
    drift: async ({ s3 }) => {
      const { TagSet = [] } = await s3.getBucketTagging({ Bucket });
      const others = TagSet.filter(({ Key }) => Key !== "team");
      await s3.putBucketTagging({ Bucket, Tagging: { TagSet: [...others, { Key: "team", Value: "theirs" }] } });
    },
  },
  {
    name: "lifecycle",
    first: [
      { id: "days", prefix: "tmp/", expireAfterDays: 90, transitions: [{ afterDays: 30, storageClass: "STANDARD_IA" }] },
      { id: "day", expireOn: "2031-01-01", transitions: [{ on: "2030-01-01", storageClass: "GLACIER" }] },
      { id: "tagged", tags: { temporary: "yes" }, expireAfterDays: 1 },
      {
        id: "sized",
        prefix: "big/",
        tags: { a: "1", b: "2" },
        largerThanBytes: 1000,
        smallerThanBytes: 5000,
        expireAfterDays: 9,
      },
      { id: "larger", largerThanBytes: 0, expireAfterDays: 9 },
      { id: "markers", removeExpiredDeleteMarkers: true },
      {
        id: "versions",
        expireNoncurrentAfterDays: 30,
        keepNoncurrentVersions: 3,
        noncurrentTransitions: [{ afterDays: 7, storageClass: "GLACIER_IR", keepVersions: 1 }],
      },
      { id: "uploads", abortIncompleteUploadsAfterDays: 3, enabled: false },
    ],
    later: [{ id: "days", expireAfterDays: 91 }],
    drift: ({ s3 }) => s3.deleteBucketLifecycle({ Bucket }),
  },
  {
    name: "cors",
    first: [
      {
        id: "app",
        origins: ["https://acme.example"],
        methods: ["GET"],
        headers: ["*"],
        exposeHeaders: ["ETag"],
        maxAgeSeconds: 60,
      },
    ],
    later: [],
    drift: ({ s3 }) => s3.deleteBucketCors({ Bucket }),
  },
  {
    name: "policy",
    first: policy("s3:GetObject"),
    later: policy("s3:PutObject"),
    drift: ({ s3 }) => s3.deleteBucketPolicy({ Bucket }),
  },
  {
    name: "website",
    first: {
      indexDocument: "index.html",
      errorDocument: "error.html",
      routingRules: [
        {
          keyPrefix: "old/",
          errorCode: "404",
          redirect: { host: "acme.example", protocol: "https", statusCode: "302", keyPrefix: "new/" },
        },
        { redirect: { key: "gone.html" } },
      ],
    },
    later: { redirectAllTo: { host: "acme.example", protocol: "https" } },
    drift: ({ s3 }) => s3.deleteBucketWebsite({ Bucket }),
  },
  {
    name: "acceleration",
    first: "enabled",
    later: "suspended",
    drift: ({ s3 }) => s3.putBucketAccelerateConfiguration({ Bucket, AccelerateConfiguration: { Status: "Suspended" } }),
  },
  {
    name: "requestPayment",
    first: "Requester",
    later: "BucketOwner",
    drift: ({ s3 }) => s3.putBucketRequestPayment({ Bucket, RequestPaymentConfiguration: { Payer: "BucketOwner" } }),
  },
  {
    name: "accessLogging",
    first: {
      bucket: "acme-target",
      prefix: "logs/",
      keyFormat: "by-event-time",
      grants: [{ grantee: "everyone", permission: "READ" }],
    },
    later: { bucket: "acme-target", keyFormat: "simple" },
    drift: ({ s3 }) => s3.putBucketLogging({ Bucket, BucketLoggingStatus: {} }),
  },
  {
    name: "replication",
    needs: { versioning: "enabled" },
    first: {
      role: ROLE,
      rules: [
        { id: "all", destination: "acme-target" },
        {
          id: "some",
          priority: 7,
          prefix: "in/",
          tags: { copy: "yes" },
          destination: "acme-target",
          account: "111111111111",
          ownedByDestination: true,
          storageClass: "STANDARD_IA",
          kmsKey: "arn:aws:kms:us-east-1:111111111111:key/k",
          encryptedObjects: true,
          replicationTime: true,
          deleteMarkers: false,
          existingObjects: true,
          replicaModifications: true,
        },
      ],
    },
    later: "none",
    drift: ({ s3 }) => s3.deleteBucketReplication({ Bucket }),
  },
  {
    name: "intelligentTiering",
    first: {
      cold: { prefix: "a/", archiveAfterDays: 90, deepArchiveAfterDays: 180 },
      off: { enabled: false, archiveAfterDays: 90 },
    },
    later: { cold: { prefix: "a/", tags: { b: "c" }, archiveAfterDays: 91 } },
    drift: ({ s3 }) =>
      s3.putBucketIntelligentTieringConfiguration({
        Bucket,
        Id: "theirs",
        IntelligentTieringConfiguration: { Id: "theirs", Status: "Enabled", Tierings: TIERS },
      }),
  },
  {
    name: "analytics",
    first: { all: {}, some: { prefix: "a/", export: { bucket: "acme-target", account: "000000000000", prefix: "out/" } } },
    later: { some: { prefix: "a/", tags: { b: "c" } } },
    drift: ({ s3 }) => s3.deleteBucketAnalyticsConfiguration({ Bucket, Id: "all" }),
  },
  {
    name: "inventory",
    first: {
      weekly: { destination: { bucket: "acme-target", format: "CSV" } },
      daily: {
        prefix: "a/",
        versions: "Current",
        frequency: "Daily",
        fields: ["Size", "ETag"],
        destination: { bucket: "acme-target", account: "000000000000", prefix: "out/", format: "Parquet", encryption: "AES256" },
      },
    },
    later: {
      weekly: {
        enabled: false,
        destination: { bucket: "acme-target", format: "ORC", encryption: "arn:aws:kms:us-east-1:000000000000:key/k" },
      },
    },
    drift: ({ s3 }) => s3.deleteBucketInventoryConfiguration({ Bucket, Id: "weekly" }),
  },
  {
    name: "metrics",
    first: { all: {}, some: { prefix: "a/", tags: { b: "c" } } },
    later: { all: {}, some: { accessPoint: "arn:aws:s3:us-east-1:000000000000:accesspoint/x" } },
    drift: ({ s3 }) => s3.deleteBucketMetricsConfiguration({ Bucket, Id: "all" }),
  },
  {
    name: "notifications",
    first: TOLD,
    later: { rules: { made: { lambda: "told", events: ["s3:ObjectCreated:Put"] } } },
    drift: ({ s3 }) => s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} }),
  },
  {
    name: "notifications",
    first: TOLD,
    later: "none",
    drift: ({ lambda }) =>
      lambda.removePermission({ FunctionName: "told", StatementId: `stagekeeper-acme--LATEST-s3-${Bucket}` }),
  },
  {
    name: "metadataTables",
    first: { journalDays: 30, annotations: { role: ROLE } },
    later: { inventory: true },
    drift: ({ s3 }) =>
      s3.updateBucketMetadataJournalTableConfiguration({
        Bucket,
        JournalTableConfiguration: { RecordExpiration: { Expiration: "ENABLED", Days: 7 } },
      }),
  },
  {
    name: "metadataTables",
    first: { inventory: true },
    later: "none",
    drift: ({ s3 }) => s3.deleteBucketMetadataConfiguration({ Bucket }),
  },
  {
    name: "abac",
    first: "enabled",
    later: "disabled",
    drift: ({ s3 }) => s3.putBucketAbac({ Bucket, AbacStatus: { Status: "Disabled" } }),
  },
];

/** One that somebody else ships, and that buckets tell. */
export async function toldFunction({ iam, lambda, clock }: RootClients): Promise<void> {
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  const { Role } = await iam.createRole({ RoleName: "told", AssumeRolePolicyDocument });
  await clock.sleep(60_000);
  const ZipFile = zip([{ name: "index.mjs", bytes: Buffer.from("export const handler = async () => ({});") }]);
  await lambda.createFunction({
    FunctionName: "told",
    Role: Role?.Arn,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Code: { ZipFile },
  });
  await clock.sleep(10_000);
}

/** Access logs are written where the group that delivers them may write. */
const TARGET = { versioning: "enabled", ownership: "ObjectWriter", acl: "log-delivery-write" };

export function declareBucket(properties: Readonly<Record<string, unknown>>) {
  return { owner: "acme", buckets: { [Bucket]: properties, "acme-target": TARGET } };
}
