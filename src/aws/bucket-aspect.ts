/** What an aspect of a bucket is: its calls, and how S3 says that it is not configured. */
import type { S3 } from "@aws-sdk/client-s3";
import type { BucketSpec } from "../model/specs/bucket.ts";
import type { AwsSession } from "./session.ts";

/** What every call of S3 on a bucket carries. */
export interface BucketTarget {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

export type AspectName = Exclude<keyof BucketSpec, "region" | "tags">;

export interface Aspect<A extends AspectName> {
  /** S3's error for "not configured", where it has one. */
  readonly absentCode?: string;
  /** What the spec holds then. */
  readonly absent?: BucketSpec[A];
  /** `once`: of one look at the bucket, for what tells of several aspects. */
  get(s3: S3, target: BucketTarget, signal: AbortSignal, once: AwsSession["read"]): Promise<BucketSpec[A]>;
  /** References in the value are resolved. */
  put(s3: S3, target: BucketTarget, value: NonNullable<BucketSpec[A]>, partition: string): Promise<unknown>;
  /** Left out: the aspect cannot be taken away. */
  remove?(s3: S3, target: BucketTarget): Promise<unknown>;
}
