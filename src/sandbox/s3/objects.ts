/** Putting, copying and deleting objects. */
import type * as s3 from "@aws-sdk/client-s3";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { checkObjectAcl } from "./access-control.ts";
import { checksumMembers, etagOf, verifiedChecksum } from "./checksums.ts";
import { checkReadConditions, checkWriteConditions } from "./conditions.ts";
import { encryptionMembers } from "./encryption.ts";
import { malformedXml, methodNotAllowed } from "./errors.ts";
import { bucketOf } from "./find-bucket.ts";
import type { BucketState, ObjectHeaders, StoredObject } from "./state.ts";
import { checkTags, tagRecord, tagsOfHeader } from "./tags.ts";
import { addVersion, currentObject, deleteVersion, findVersion, newVersionId } from "./versions.ts";

const DELETE_LIMIT = 1000;

export function objectHandlers(world: World): Handlers<typeof s3> {
  return {
    PutObject(input) {
      const bucket = bucketOf(world, input);
      const key = checkedKey(input.Key);
      const body = input.Body ?? new Uint8Array();
      checkObjectAcl(bucket, input);
      const tags = tagsOfHeader(input.Tagging);
      checkTags(tags, "object");
      checkWriteConditions(currentObject(bucket, key), key, input);
      const checksum = verifiedChecksum(body, input);
      const object = store(world, bucket, key, {
        body,
        etag: etagOf(body),
        headers: headersOf(input),
        metadata: input.Metadata ?? {},
        tags: tagRecord(tags),
        checksum,
      });
      return { ...written(bucket, object), ...checksumMembers(checksum), Size: undefined };
    },

    CopyObject(input) {
      const bucket = bucketOf(world, input);
      const key = checkedKey(input.Key);
      const { object: source, sameAs } = copySource(world, input);
      checkObjectAcl(bucket, input);
      checkReadConditions(source, {
        IfMatch: input.CopySourceIfMatch,
        IfNoneMatch: input.CopySourceIfNoneMatch,
        IfModifiedSince: input.CopySourceIfModifiedSince,
        IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
      });
      const replaces = input.MetadataDirective === "REPLACE";
      if (sameAs(bucket.name, key) && !replaces && !input.StorageClass && !input.ServerSideEncryption) throw illegalSelfCopy();
      checkWriteConditions(currentObject(bucket, key), key, input);
      const object = store(world, bucket, key, {
        body: source.body,
        etag: etagOf(source.body),
        // A copy has the class that it is given, not that of its source.
        headers: replaces ? headersOf(input) : { ...source.headers, ...classOf(input) },
        metadata: replaces ? (input.Metadata ?? {}) : source.metadata,
        tags: input.TaggingDirective === "REPLACE" ? tagRecord(tagsOfHeader(input.Tagging)) : source.tags,
        checksum: source.checksum,
      });
      const { ETag, ...rest } = written(bucket, object);
      return {
        ...rest,
        CopyObjectResult: { ETag, LastModified: object.lastModified, ...checksumMembers(object.checksum) },
        CopySourceVersionId: source.versionId === "null" ? undefined : source.versionId,
      };
    },

    DeleteObject(input) {
      const bucket = bucketOf(world, input);
      const key = checkedKey(input.Key);
      if (input.IfMatch !== undefined) checkWriteConditions(currentObject(bucket, key), key, { IfMatch: input.IfMatch });
      const { deleteMarker, versionId } = deleteVersion(world, bucket, key, input.VersionId);
      return { DeleteMarker: deleteMarker || undefined, VersionId: versionId };
    },

    /** Answers 200 whatever happened to each key; `Quiet` leaves the successes out. */
    DeleteObjects(input) {
      const bucket = bucketOf(world, input);
      const wanted = input.Delete?.Objects ?? [];
      if (wanted.length === 0 || wanted.length > DELETE_LIMIT) throw malformedXml();
      const Deleted = wanted.map(({ Key = "", VersionId }) => {
        const { deleteMarker, versionId } = deleteVersion(world, bucket, Key, VersionId);
        const marker = deleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {};
        return { Key, VersionId, ...marker };
      });
      return input.Delete?.Quiet ? {} : { Deleted };
    },
  };
}

/** Adds a version to a key: the one way that objects come into being. */
export function store(
  world: World,
  bucket: BucketState,
  key: string,
  content: Omit<StoredObject, "type" | "versionId" | "lastModified">,
): StoredObject {
  const object: StoredObject = {
    type: "object",
    versionId: newVersionId(world, bucket),
    lastModified: new Date(world.clock.now()),
    ...content,
  };
  addVersion(bucket, key, object);
  return object;
}

/** What every write answers. */
export function written(
  bucket: BucketState,
  object: StoredObject,
): { ETag: string; VersionId?: string; ServerSideEncryption?: s3.ServerSideEncryption } {
  return {
    ETag: object.etag,
    ...(bucket.aspects.versioning === "Enabled" ? { VersionId: object.versionId } : {}),
    ...encryptionMembers(bucket),
  };
}

interface HeaderInput {
  readonly ContentType?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly StorageClass?: s3.StorageClass | undefined;
}

export function headersOf(input: HeaderInput): ObjectHeaders {
  const { ContentType = "binary/octet-stream", CacheControl, ContentDisposition, ContentEncoding, ContentLanguage } = input;
  return { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ...classOf(input) };
}

function classOf({ StorageClass }: Pick<HeaderInput, "StorageClass">): Pick<ObjectHeaders, "StorageClass"> {
  return { StorageClass: StorageClass === "STANDARD" ? undefined : StorageClass };
}

/** Keys are 1 to 1024 bytes of UTF-8. */
export function checkedKey(key: string | undefined): string {
  const length = Buffer.byteLength(key ?? "");
  if (length > 1024) {
    throw new AwsError("KeyTooLongError", "Your key is too long", 400, { Size: length, MaxSizeAllowed: 1024 });
  }
  return key ?? "";
}

interface CopySource {
  readonly object: StoredObject;
  sameAs(bucket: string, key: string): boolean;
}

/** `BUCKET/KEY?versionId=ID`, percent-encoded, with or without a leading slash. */
export function copySource(
  world: World,
  input: { readonly CopySource: string | undefined; readonly ExpectedSourceBucketOwner?: string | undefined },
): CopySource {
  const [path = "", search = ""] = (input.CopySource ?? "").split("?versionId=");
  const [, name = "", key = ""] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
  const bucket = bucketOf(world, { Bucket: name, ExpectedBucketOwner: input.ExpectedSourceBucketOwner });
  const object = findVersion(bucket, key, search === "" ? undefined : search);
  if (object.type === "delete-marker") throw methodNotAllowed("DeleteMarker");
  return { object, sameAs: (otherBucket, otherKey) => otherBucket === name && otherKey === key };
}

function illegalSelfCopy(): AwsError {
  const message =
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.";
  return new AwsError("InvalidRequest", message, 400);
}
