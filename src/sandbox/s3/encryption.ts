/** What an answer tells of how an object is encrypted: as its bucket says. */
import type { ServerSideEncryption } from "@aws-sdk/client-s3";
import type { BucketState } from "./state.ts";

export function encryptionMembers(bucket: BucketState): { ServerSideEncryption?: ServerSideEncryption } {
  const algorithm = bucket.aspects.encryption[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  return algorithm ? { ServerSideEncryption: algorithm } : {};
}
