/** What all aspects share: how S3 says that there is none, and that putting one replaces it. */
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import { type BucketInput, bucketOf } from "./find-bucket.ts";
import type { BucketAspects } from "./state.ts";

/** What S3 answers for an aspect that is not configured. */
const ABSENT = {
  tags: ["NoSuchTagSet", "The TagSet does not exist"],
  publicAccessBlock: ["NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"],
  ownership: ["OwnershipControlsNotFoundError", "The bucket ownership controls were not found"],
  website: ["NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"],
  metadata: ["MetadataConfigurationNotFound", "The metadata configuration was not found"],
  replication: ["ReplicationConfigurationNotFoundError", "The replication configuration was not found"],
  objectLock: ["ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"],
} as const satisfies Readonly<Record<string, readonly [code: string, message: string]>>;

export function absent(aspect: keyof typeof ABSENT, bucket: string): AwsError {
  const [code, message] = ABSENT[aspect];
  return new AwsError(code, message, 404, { BucketName: bucket });
}

/** Replaces aspects of a bucket and answers nothing, as all these calls do. */
export function setAspects(world: World, input: BucketInput, aspects: Partial<BucketAspects>): Record<string, never> {
  const bucket = bucketOf(world, input);
  bucket.aspects = { ...bucket.aspects, ...aspects };
  return {};
}
