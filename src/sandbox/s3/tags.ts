/** Tag rules that buckets and objects share. */
import type { Tag } from "@aws-sdk/client-s3";
import { AwsError } from "../wire/aws-error.ts";

const LIMITS = { "new bucket": 50, bucket: 50, object: 10 } as const;

/** What S3 says to AWS's own keys, which depends on where they are put (recorded). */
const RESERVED = {
  "new bucket":
    'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
  bucket: "System tags cannot be added/updated by requester",
  object: "Your TagKey cannot be prefixed with aws:",
} as const;

/** Letters, blanks and numbers of any script, and these (S3 tag restrictions). */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Throws InvalidTag or BadRequest for what S3 refuses. */
export function checkTags(tags: readonly Tag[], on: keyof typeof LIMITS): void {
  if (tags.length > LIMITS[on]) {
    throw new AwsError("BadRequest", `${on === "object" ? "Object" : "Bucket"} tags cannot be greater than ${LIMITS[on]}`, 400);
  }
  const keys = new Set<string>();
  for (const { Key = "", Value = "" } of tags) {
    if (Key.length < 1 || Key.length > 128 || !CHARACTERS.test(Key))
      throw invalidTag("The TagKey you have provided is invalid", Key);
    if (Value.length > 256 || !CHARACTERS.test(Value)) throw invalidTag("The TagValue you have provided is invalid", Key);
    if (Key.toLowerCase().startsWith("aws:")) throw invalidTag(RESERVED[on], Key);
    if (keys.has(Key)) throw invalidTag("Cannot provide multiple Tags with the same key", Key);
    keys.add(Key);
  }
}

function invalidTag(message: string, key: string): AwsError {
  return new AwsError("InvalidTag", message, 400, { TagKey: key });
}

/** `x-amz-tagging: a=1&b=2` as tags. */
export function tagsOfHeader(header: string | undefined): Tag[] {
  return [...new URLSearchParams(header ?? "")].map(([Key, Value]) => ({ Key, Value }));
}

export function tagRecord(tags: readonly Tag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

export function tagList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
