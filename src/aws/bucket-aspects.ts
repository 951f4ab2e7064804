/**
 * The aspects of a bucket: each has its own calls in S3, its own way of saying "not configured", and only declared ones
 * are read. Every call names the expected owner, so that a name re-registered by another account is never ours by mistake.
 */
import type { S3 } from "@aws-sdk/client-s3";
import { canonicalJson } from "../kinds/digest.ts";
import { parsePolicy } from "../kinds/policy-document.ts";
import type { BucketEncryption, BucketSpec, PublicAccessBlock } from "../model/specs/bucket.ts";
import type { BucketGrant } from "../model/specs/bucket-documents.ts";
import type { Aspect, AspectName, BucketTarget } from "./bucket-aspect.ts";
import { CONFIGURATION_ASPECTS } from "./bucket-configurations.ts";
import {
  loggingFromAws,
  loggingToAws,
  objectLockFromAws,
  objectLockToAws,
  websiteFromAws,
  websiteToAws,
} from "./bucket-documents.ts";
import { grantsFromAws, grantsToAws } from "./bucket-grants.ts";
import { LIFECYCLE_ASPECTS } from "./bucket-lifecycle.ts";
import { metadataFromAws, NO_METADATA, writeMetadata } from "./bucket-metadata.ts";
import { notificationsFromAws, notificationsToAws } from "./bucket-notifications.ts";
import { corsFromAws, corsToAws, replicationFromAws, replicationToAws } from "./bucket-rules.ts";
import { isNamed } from "./classify-error.ts";
import { resolved } from "./observing.ts";
import type { AwsSession } from "./session.ts";

type AspectTable = { readonly [A in AspectName]: Aspect<A> };

/**
 * In the order in which they are written: who owns objects before ACLs, which only some owners have; access is blocked before a
 * policy could open it; versions before what only versioned buckets have.
 */
const BUCKET_ASPECTS: AspectTable = {
  ownership: {
    absentCode: "OwnershipControlsNotFoundError",
    get: async (s3, target, abortSignal) =>
      (await s3.getBucketOwnershipControls(target, { abortSignal })).OwnershipControls?.Rules?.[0]?.ObjectOwnership,
    put: (s3, target, ObjectOwnership) =>
      s3.putBucketOwnershipControls({ ...target, OwnershipControls: { Rules: [{ ObjectOwnership }] } }),
  },
  publicAccessBlock: {
    absentCode: "NoSuchPublicAccessBlockConfiguration",
    async get(s3, target, abortSignal) {
      const { PublicAccessBlockConfiguration: block } = await s3.getPublicAccessBlock(target, { abortSignal });
      return {
        blockPublicAcls: block?.BlockPublicAcls ?? false,
        ignorePublicAcls: block?.IgnorePublicAcls ?? false,
        blockPublicPolicy: block?.BlockPublicPolicy ?? false,
        restrictPublicBuckets: block?.RestrictPublicBuckets ?? false,
      };
    },
    put: (s3, target, block: PublicAccessBlock) =>
      s3.putPublicAccessBlock({
        ...target,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: block.blockPublicAcls,
          IgnorePublicAcls: block.ignorePublicAcls,
          BlockPublicPolicy: block.blockPublicPolicy,
          RestrictPublicBuckets: block.restrictPublicBuckets,
        },
      }),
  },
  acl: {
    async get(s3, target, abortSignal) {
      const { Grants, Owner } = await s3.getBucketAcl(target, { abortSignal });
      return grantsFromAws(Grants, Owner?.ID);
    },
    put: (s3, target, grants) => putAcl(s3, target, grants),
    remove: (s3, target) => putAcl(s3, target, []),
  },
  versioning: {
    // Never enabled: 200 without a status. It cannot go back to that (aws-facts 6.1).
    async get(s3, target, abortSignal) {
      const { Status } = await s3.getBucketVersioning(target, { abortSignal });
      if (Status === undefined) return undefined;
      return Status === "Enabled" ? "enabled" : "suspended";
    },
    put: (s3, target, versioning) =>
      s3.putBucketVersioning({
        ...target,
        VersioningConfiguration: { Status: versioning === "enabled" ? "Enabled" : "Suspended" },
      }),
  },
  objectLock: {
    absentCode: "ObjectLockConfigurationNotFoundError",
    get: async (s3, target, abortSignal) =>
      objectLockFromAws((await s3.getObjectLockConfiguration(target, { abortSignal })).ObjectLockConfiguration),
    put: (s3, target, lock) => s3.putObjectLockConfiguration({ ...target, ObjectLockConfiguration: objectLockToAws(lock) }),
  },
  encryption: {
    // AWS encrypts every bucket since 2023; older answers and other servers may still say so.
    absentCode: "ServerSideEncryptionConfigurationNotFoundError",
    async get(s3, target, abortSignal) {
      const { ServerSideEncryptionConfiguration: configuration } = await s3.getBucketEncryption(target, { abortSignal });
      // BlockedEncryptionTypes stands in the rule since April 2026; only who declares `sseC` compares it.
      const rule = configuration?.Rules?.[0];
      const byDefault = rule?.ApplyServerSideEncryptionByDefault;
      if (!byDefault?.SSEAlgorithm) return undefined;
      return {
        // S3's algorithms for default encryption are the three of the spec, and `aws:fsx`, which no general bucket has.
        algorithm: byDefault.SSEAlgorithm as BucketEncryption["algorithm"],
        ...(byDefault.KMSMasterKeyID ? { kmsKey: byDefault.KMSMasterKeyID } : {}),
        bucketKey: rule?.BucketKeyEnabled ?? false,
        sseC: rule?.BlockedEncryptionTypes?.EncryptionType?.includes("SSE-C") ? "blocked" : "allowed",
      };
    },
    put: (s3, target, encryption) =>
      s3.putBucketEncryption({
        ...target,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: encryption.algorithm, KMSMasterKeyID: encryption.kmsKey },
              BucketKeyEnabled: encryption.bucketKey,
              ...(encryption.sseC && {
                BlockedEncryptionTypes: { EncryptionType: [encryption.sseC === "blocked" ? "SSE-C" : "NONE"] },
              }),
            },
          ],
        },
      }),
  },
  ...LIFECYCLE_ASPECTS,
  cors: {
    absentCode: "NoSuchCORSConfiguration",
    absent: null,
    get: async (s3, target, abortSignal) => corsFromAws((await s3.getBucketCors(target, { abortSignal })).CORSRules),
    put: (s3, target, rules) => s3.putBucketCors({ ...target, CORSConfiguration: { CORSRules: corsToAws(rules) } }),
    remove: (s3, target) => s3.deleteBucketCors(target),
  },
  policy: {
    absentCode: "NoSuchBucketPolicy",
    absent: null,
    async get(s3, target, abortSignal) {
      const { Policy } = await s3.getBucketPolicy(target, { abortSignal });
      return Policy ? parsePolicy(Policy) : null;
    },
    put: (s3, target, policy) => s3.putBucketPolicy({ ...target, Policy: canonicalJson(policy) }),
    remove: (s3, target) => s3.deleteBucketPolicy(target),
  },
  website: {
    absentCode: "NoSuchWebsiteConfiguration",
    absent: null,
    get: async (s3, target, abortSignal) => websiteFromAws(await s3.getBucketWebsite(target, { abortSignal })),
    put: (s3, target, website) => s3.putBucketWebsite({ ...target, WebsiteConfiguration: websiteToAws(website) }),
    remove: (s3, target) => s3.deleteBucketWebsite(target),
  },
  acceleration: {
    // As versioning: 200 without a status until it is set once.
    async get(s3, target, abortSignal) {
      const { Status } = await s3.getBucketAccelerateConfiguration(target, { abortSignal });
      return Status === undefined ? undefined : Status === "Enabled" ? "enabled" : "suspended";
    },
    put: (s3, target, acceleration) =>
      s3.putBucketAccelerateConfiguration({
        ...target,
        AccelerateConfiguration: { Status: acceleration === "enabled" ? "Enabled" : "Suspended" },
      }),
  },
  requestPayment: {
    get: async (s3, target, abortSignal) => (await s3.getBucketRequestPayment(target, { abortSignal })).Payer,
    put: (s3, target, Payer) => s3.putBucketRequestPayment({ ...target, RequestPaymentConfiguration: { Payer } }),
  },
  accessLogging: {
    get: async (s3, target, abortSignal) => loggingFromAws((await s3.getBucketLogging(target, { abortSignal })).LoggingEnabled),
    put: (s3, target, logging) =>
      s3.putBucketLogging({ ...target, BucketLoggingStatus: { LoggingEnabled: loggingToAws(logging) } }),
    // An empty document switches it off (S3 PutBucketLogging).
    remove: (s3, target) => s3.putBucketLogging({ ...target, BucketLoggingStatus: {} }),
  },
  replication: {
    absentCode: "ReplicationConfigurationNotFoundError",
    absent: null,
    get: async (s3, target, abortSignal) =>
      replicationFromAws((await s3.getBucketReplication(target, { abortSignal })).ReplicationConfiguration),
    put: (s3, target, replication, partition) =>
      s3.putBucketReplication({
        ...target,
        ReplicationConfiguration: replicationToAws(replication, resolved(replication.role, "the role of replication"), partition),
      }),
    remove: (s3, target) => s3.deleteBucketReplication(target),
  },
  notifications: {
    get: async (s3, target, abortSignal) =>
      notificationsFromAws(await s3.getBucketNotificationConfiguration(target, { abortSignal })),
    put: async (s3, target, notifications, partition) =>
      s3.putBucketNotificationConfiguration({
        ...target,
        NotificationConfiguration: await notificationsToAws(s3, target, notifications, partition),
      }),
    // An empty document tells nobody (S3 PutBucketNotificationConfiguration).
    remove: (s3, target) => s3.putBucketNotificationConfiguration({ ...target, NotificationConfiguration: {} }),
  },
  abac: {
    get: async (s3, target, abortSignal) =>
      (await s3.getBucketAbac(target, { abortSignal })).AbacStatus?.Status === "Enabled" ? "enabled" : "disabled",
    put: (s3, target, abac) =>
      s3.putBucketAbac({ ...target, AbacStatus: { Status: abac === "enabled" ? "Enabled" : "Disabled" } }),
  },
  metadataTables: {
    absentCode: NO_METADATA,
    absent: null,
    get: async (s3, target, abortSignal) =>
      metadataFromAws((await s3.getBucketMetadataConfiguration(target, { abortSignal })).GetBucketMetadataConfigurationResult),
    put: writeMetadata,
    remove: (s3, target) => s3.deleteBucketMetadataConfiguration(target),
  },
  ...CONFIGURATION_ASPECTS,
};

/** The owner has to be told with the grants, and only the present ACL says who that is. */
async function putAcl(s3: S3, target: BucketTarget, grants: readonly BucketGrant[]): Promise<unknown> {
  const { Owner } = await s3.getBucketAcl(target);
  const own = { Grantee: { Type: "CanonicalUser" as const, ID: Owner?.ID }, Permission: "FULL_CONTROL" as const };
  return s3.putBucketAcl({ ...target, AccessControlPolicy: { Owner, Grants: [own, ...grantsToAws(grants)] } });
}

// The table has exactly these keys by its type.
const IN_ORDER = Object.keys(BUCKET_ASPECTS) as readonly AspectName[];

/** Declared aspects in the order in which they are to be written. Who takes ACLs away has to empty them first (S3). */
export function declaredAspects(spec: BucketSpec): readonly AspectName[] {
  const declared = IN_ORDER.filter((name) => spec[name] !== undefined);
  if (spec.ownership !== "BucketOwnerEnforced" || spec.acl === undefined) return declared;
  return ["acl", ...declared.filter((name) => name !== "acl")];
}

interface Look {
  readonly s3: S3;
  readonly target: BucketTarget;
  readonly signal: AbortSignal;
  readonly once: AwsSession["read"];
}

/** Reads one aspect; "not configured" is a value, everything else that fails is thrown. */
export async function readAspect<A extends AspectName>(name: A, { s3, target, signal, once }: Look): Promise<BucketSpec[A]> {
  const aspect = BUCKET_ASPECTS[name];
  try {
    return await aspect.get(s3, target, signal, once);
  } catch (error) {
    if (aspect.absentCode && isNamed(error, aspect.absentCode)) return aspect.absent;
    throw error;
  }
}

/** Writes one aspect as declared; `null` and what is empty take it away. */
export async function writeAspect<A extends AspectName>(
  name: A,
  value: BucketSpec[A],
  { s3, target, partition }: { readonly s3: S3; readonly target: BucketTarget; readonly partition: string },
): Promise<void> {
  const aspect = BUCKET_ASPECTS[name];
  const empty = value === null || value === undefined || (typeof value === "object" && Object.keys(value).length === 0);
  if (!empty) {
    // Not null and not undefined: just tested.
    await aspect.put(s3, target, value as NonNullable<BucketSpec[A]>, partition);
    return;
  }
  await aspect.remove?.(s3, target);
}
