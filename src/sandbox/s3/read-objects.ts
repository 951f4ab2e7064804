/** Reading objects: whole, in ranges, by version, on conditions; and their tags. */
import type * as s3 from "@aws-sdk/client-s3";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { checksumMembers } from "./checksums.ts";
import { checkReadConditions } from "./conditions.ts";
import { encryptionMembers } from "./encryption.ts";
import { methodNotAllowed } from "./errors.ts";
import { bucketOf } from "./find-bucket.ts";
import { type ByteRange, parseRange } from "./range.ts";
import type { BucketState, StoredObject } from "./state.ts";
import { checkTags, tagList, tagRecord } from "./tags.ts";
import { findVersion } from "./versions.ts";

export function readHandlers(world: World): Handlers<typeof s3> {
  return {
    GetObject(input, context) {
      const { bucket, object } = readable(world, input);
      refuseArchived(object);
      checkReadConditions(object, input);
      const range = rangeOf(object, input);
      if (range) context.reply.statusCode = 206;
      return { ...described(bucket, object, range, input.ChecksumMode), ...overrides(input), Body: sliced(object, range) };
    },

    HeadObject(input, context) {
      const { bucket, object } = headReadable(world, input);
      checkReadConditions(object, input);
      const range = rangeOf(object, input);
      if (range) context.reply.statusCode = 206;
      return {
        ...described(bucket, object, range, input.ChecksumMode),
        ...overrides(input),
        ContentLength: sliced(object, range).length,
      };
    },

    GetObjectAttributes(input) {
      const { object } = readable(world, input);
      const wanted = new Set<string>(input.ObjectAttributes);
      const { ChecksumType, ...checksum } = checksumMembers(object.checksum);
      return {
        LastModified: object.lastModified,
        ETag: wanted.has("ETag") ? object.etag.replaceAll('"', "") : undefined,
        ObjectSize: wanted.has("ObjectSize") ? object.body.length : undefined,
        StorageClass: wanted.has("StorageClass") ? (object.headers.StorageClass ?? "STANDARD") : undefined,
        Checksum: wanted.has("Checksum") && object.checksum ? { ...checksum, ChecksumType } : undefined,
      };
    },

    GetObjectTagging(input) {
      const { object } = readable(world, input);
      return { TagSet: tagList(object.tags), VersionId: shownVersion(object) };
    },
    PutObjectTagging(input) {
      const tags = input.Tagging?.TagSet ?? [];
      checkTags(tags, "object");
      return { VersionId: retag(world, input, tagRecord(tags)) };
    },
    DeleteObjectTagging: (input) => ({ VersionId: retag(world, input, {}) }),
  };
}

interface ReadInput {
  readonly Bucket: string | undefined;
  readonly Key: string | undefined;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

interface Readable {
  readonly bucket: BucketState;
  readonly object: StoredObject;
}

/** Throws NoSuchKey, NoSuchVersion, or 405 for a delete marker that was asked for by its id. */
function readable(world: World, input: ReadInput): Readable {
  const bucket = bucketOf(world, input);
  const version = findVersion(bucket, input.Key ?? "", input.VersionId);
  if (version.type === "delete-marker") throw methodNotAllowed("DeleteMarker");
  return { bucket, object: version };
}

/** Nothing restores objects here, so what is archived stays so. */
function refuseArchived({ headers: { StorageClass } }: StoredObject): void {
  if (StorageClass !== "GLACIER" && StorageClass !== "DEEP_ARCHIVE") return;
  throw new AwsError("InvalidObjectState", "The operation is not valid for the object's storage class", 403, { StorageClass });
}

/** A HEAD's errors have no body: SDKs call a 404 `NotFound`. */
function headReadable(world: World, input: ReadInput): Readable {
  try {
    return readable(world, input);
  } catch (error) {
    if (error instanceof AwsError && error.statusCode === 404) throw new AwsError("NotFound", "Not Found", 404);
    throw error;
  }
}

interface RangeInput {
  readonly Range?: string | undefined;
  readonly PartNumber?: number | undefined;
}

/** A part of a multipart object is a range too. */
function rangeOf(object: StoredObject, { Range, PartNumber }: RangeInput): ByteRange | undefined {
  if (PartNumber === undefined) return parseRange(Range, object.body.length);
  const sizes = object.partSizes ?? [object.body.length];
  const size = sizes[PartNumber - 1];
  if (size === undefined) throw new AwsError("InvalidPartNumber", "The requested partnumber is not satisfiable", 416);
  const start = sizes.slice(0, PartNumber - 1).reduce((sum, length) => sum + length, 0);
  return { start, end: start + size - 1 };
}

function sliced(object: StoredObject, range: ByteRange | undefined): Uint8Array {
  return range ? object.body.subarray(range.start, range.end + 1) : object.body;
}

function described(bucket: BucketState, object: StoredObject, range: ByteRange | undefined, checksumMode: string | undefined) {
  const tagCount = Object.keys(object.tags).length;
  return {
    ...object.headers,
    Metadata: { ...object.metadata },
    ETag: object.etag,
    LastModified: object.lastModified,
    AcceptRanges: "bytes",
    VersionId: bucket.aspects.versioning === undefined ? undefined : object.versionId,
    ContentRange: range ? `bytes ${range.start}-${range.end}/${object.body.length}` : undefined,
    PartsCount: range && object.partSizes ? object.partSizes.length : undefined,
    TagCount: tagCount > 0 ? tagCount : undefined,
    ...encryptionMembers(bucket),
    // A checksum is of the whole object: with a part of it, a client would check the wrong bytes.
    ...(checksumMode === "ENABLED" && !range ? checksumMembers(object.checksum) : {}),
  };
}

interface Overrides {
  readonly ResponseContentType?: string | undefined;
  readonly ResponseContentDisposition?: string | undefined;
  readonly ResponseCacheControl?: string | undefined;
}

/** What a presigned URL asks to be told instead of what was stored. */
function overrides({ ResponseContentType, ResponseContentDisposition, ResponseCacheControl }: Overrides) {
  return {
    ...(ResponseContentType === undefined ? {} : { ContentType: ResponseContentType }),
    ...(ResponseContentDisposition === undefined ? {} : { ContentDisposition: ResponseContentDisposition }),
    ...(ResponseCacheControl === undefined ? {} : { CacheControl: ResponseCacheControl }),
  };
}

/** Tags belong to a version and may change without making a new one. */
function retag(world: World, input: ReadInput, tags: Readonly<Record<string, string>>): string | undefined {
  const { bucket, object } = readable(world, input);
  const key = input.Key ?? "";
  const versions = bucket.objects.get(key) ?? [];
  bucket.objects.set(
    key,
    versions.map((version) => (version === object ? { ...object, tags } : version)),
  );
  return shownVersion(object);
}

function shownVersion(object: StoredObject): string | undefined {
  return object.versionId === "null" ? undefined : object.versionId;
}
