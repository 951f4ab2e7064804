import type { PolicyDocument, Tags } from "../json.ts";

/** An S3 bucket. Each member but `region` is an aspect with its own get and put calls. `null`: declared to be absent. */
export interface BucketSpec {
  readonly region?: string;
  readonly versioning?: "enabled" | "suspended";
  readonly encryption?: BucketEncryption;
  readonly publicAccessBlock?: PublicAccessBlock;
  readonly tags?: Tags;
  readonly lifecycle?: readonly LifecycleRule[] | null;
  readonly cors?: readonly BucketCorsRule[] | null;
  readonly policy?: PolicyDocument | null;
}

export interface BucketEncryption {
  readonly algorithm: "AES256" | "aws:kms" | "aws:kms:dsse";
  readonly kmsKey?: string;
  readonly bucketKey?: boolean;
}

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** Days count from an object's creation. */
export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly prefix: string;
  readonly expireAfterDays?: number;
  readonly expireNoncurrentAfterDays?: number;
  readonly abortIncompleteUploadsAfterDays?: number;
  readonly transitions?: readonly { readonly afterDays: number; readonly storageClass: string }[];
}

export interface BucketCorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

export type BucketIntent = Readonly<Record<string, never>>;

/** `region` is where the bucket really is. */
export interface BucketFacts {
  readonly region?: string;
}
