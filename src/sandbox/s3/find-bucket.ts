/** The bucket that a call names, and whether the caller may have it. */
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import { accessDenied, noSuchBucket } from "./errors.ts";
import type { BucketState } from "./state.ts";

export interface BucketInput {
  readonly Bucket: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** Throws NoSuchBucket 404; AccessDenied 403 for another account's bucket or an owner other than the expected one. */
export function bucketOf(world: World, input: BucketInput): BucketState {
  const name = input.Bucket ?? "";
  if (world.s3.foreignNames.has(name)) throw accessDenied();
  const bucket = world.s3.buckets.get(name);
  if (!bucket) throw noSuchBucket(name);
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== world.account) throw accessDenied();
  return bucket;
}

/** A HEAD has no body, so its errors have no code but the status: SDKs call a 404 `NotFound`. */
export function headBucketOf(world: World, input: BucketInput): BucketState {
  try {
    return bucketOf(world, input);
  } catch (error) {
    if (error instanceof AwsError && error.statusCode === 404) throw new AwsError("NotFound", "Not Found", 404);
    throw error;
  }
}

/** The account as S3 names owners: a canonical id of 64 hexadecimal digits. */
export function ownerOf(world: World): { readonly ID: string; readonly DisplayName: string } {
  return { ID: Buffer.from(world.account.repeat(3)).toString("hex").slice(0, 64).padEnd(64, "0"), DisplayName: "sandbox" };
}
