/**
 * The aspects of a bucket: each has its own calls in S3, its own way of saying "not configured", and only declared ones
 * are read. Every call names the expected owner, so that a name re-registered by another account is never ours by mistake.
 */
import type { S3 } from "@aws-sdk/client-s3";
import { canonicalJson } from "../kinds/digest.ts";
import { parsePolicy } from "../kinds/policy-document.ts";
import type { BucketEncryption, BucketSpec, PublicAccessBlock } from "../model/specs/bucket.ts";
import { corsFromAws, corsToAws, lifecycleFromAws, lifecycleToAws } from "./bucket-rules.ts";
import { isNamed } from "./classify-error.ts";

/** What every call of S3 on a bucket carries. */
export interface BucketTarget {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

export type AspectName = Exclude<keyof BucketSpec, "region" | "tags">;

interface Aspect<A extends AspectName> {
  /** S3's error for "not configured", where it has one. */
  readonly absentCode?: string;
  /** What the spec holds then. */
  readonly absent?: BucketSpec[A];
  get(s3: S3, target: BucketTarget, signal: AbortSignal): Promise<BucketSpec[A]>;
  put(s3: S3, target: BucketTarget, value: NonNullable<BucketSpec[A]>): Promise<unknown>;
  /** Left out: the aspect cannot be taken away. */
  remove?(s3: S3, target: BucketTarget): Promise<unknown>;
}

type AspectTable = { readonly [A in AspectName]: Aspect<A> };

/** In the order in which they are written: access is blocked before a policy could open it. */
const BUCKET_ASPECTS: AspectTable = {
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
  encryption: {
    // AWS encrypts every bucket since 2023; older answers and other servers may still say so.
    absentCode: "ServerSideEncryptionConfigurationNotFoundError",
    async get(s3, target, abortSignal) {
      const { ServerSideEncryptionConfiguration: configuration } = await s3.getBucketEncryption(target, { abortSignal });
      // BlockedEncryptionTypes stands in the rule since April 2026 and is not part of the spec: never drift.
      const rule = configuration?.Rules?.[0];
      const byDefault = rule?.ApplyServerSideEncryptionByDefault;
      if (!byDefault?.SSEAlgorithm) return undefined;
      return {
        // S3's algorithms for default encryption are the three of the spec, and `aws:fsx`, which no general bucket has.
        algorithm: byDefault.SSEAlgorithm as BucketEncryption["algorithm"],
        ...(byDefault.KMSMasterKeyID ? { kmsKey: byDefault.KMSMasterKeyID } : {}),
        bucketKey: rule?.BucketKeyEnabled ?? false,
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
            },
          ],
        },
      }),
  },
  lifecycle: {
    absentCode: "NoSuchLifecycleConfiguration",
    absent: null,
    get: async (s3, target, abortSignal) =>
      lifecycleFromAws((await s3.getBucketLifecycleConfiguration(target, { abortSignal })).Rules),
    put: (s3, target, rules) =>
      s3.putBucketLifecycleConfiguration({ ...target, LifecycleConfiguration: { Rules: lifecycleToAws(rules) } }),
    remove: (s3, target) => s3.deleteBucketLifecycle(target),
  },
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
};

// The table has exactly these keys by its type.
export const ASPECT_NAMES = Object.keys(BUCKET_ASPECTS) as readonly AspectName[];

/** Reads one aspect; "not configured" is a value, everything else that fails is thrown. */
export async function readAspect<A extends AspectName>(
  name: A,
  s3: S3,
  target: BucketTarget,
  signal: AbortSignal,
): Promise<BucketSpec[A]> {
  const aspect = BUCKET_ASPECTS[name];
  try {
    return await aspect.get(s3, target, signal);
  } catch (error) {
    if (aspect.absentCode && isNamed(error, aspect.absentCode)) return aspect.absent;
    throw error;
  }
}

/** Writes one aspect as declared; `null` and an empty list take it away. */
export async function writeAspect<A extends AspectName>(
  name: A,
  value: BucketSpec[A],
  s3: S3,
  target: BucketTarget,
): Promise<void> {
  const aspect = BUCKET_ASPECTS[name];
  const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  if (!empty) {
    // Not null and not undefined: just tested.
    await aspect.put(s3, target, value as NonNullable<BucketSpec[A]>);
    return;
  }
  await aspect.remove?.(s3, target);
}
