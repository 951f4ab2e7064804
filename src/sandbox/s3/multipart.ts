/** Multipart uploads: parts in any order, made one object on completion. */
import type * as s3 from "@aws-sdk/client-s3";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { checkObjectAcl } from "./access-control.ts";
import { checksumMembers, etagOf, multipartEtag, verifiedChecksum } from "./checksums.ts";
import { checkWriteConditions, sameEtag } from "./conditions.ts";
import { encryptionMembers } from "./encryption.ts";
import { invalidArgument, malformedXml, noSuchUpload } from "./errors.ts";
import { type BucketInput, bucketOf, ownerOf } from "./find-bucket.ts";
import { checkedKey, copySource, headersOf, store, written } from "./objects.ts";
import { parseRange } from "./range.ts";
import type { BucketState, MultipartUpload, UploadedPart } from "./state.ts";
import { tagRecord, tagsOfHeader } from "./tags.ts";
import { compareKeys, currentObject } from "./versions.ts";

/** Every part but the last is at least this long. */
const SMALLEST_PART = 5 * 1024 * 1024;
const UPLOAD_ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

export function multipartHandlers(world: World): Handlers<typeof s3> {
  return { ...uploadHandlers(world), ...uploadListings(world) };
}

function uploadHandlers(world: World): Handlers<typeof s3> {
  return {
    CreateMultipartUpload(input) {
      const bucket = bucketOf(world, input);
      checkObjectAcl(bucket, input);
      const upload: MultipartUpload = {
        uploadId: world.newId(UPLOAD_ID_ALPHABET, 64),
        key: checkedKey(input.Key),
        initiated: new Date(world.clock.now()),
        headers: headersOf(input),
        metadata: input.Metadata ?? {},
        tags: tagRecord(tagsOfHeader(input.Tagging)),
        parts: new Map(),
      };
      bucket.uploads.set(upload.uploadId, upload);
      return { Bucket: bucket.name, Key: upload.key, UploadId: upload.uploadId, ...encryptionMembers(bucket) };
    },

    UploadPart(input) {
      const { bucket, upload } = uploadOf(world, input);
      const body = input.Body ?? new Uint8Array();
      const checksum = verifiedChecksum(body, input);
      const { ChecksumType: _, ...members } = checksumMembers(checksum);
      return { ETag: addPart(world, upload, input.PartNumber, body), ...members, ...encryptionMembers(bucket) };
    },

    UploadPartCopy(input) {
      const { upload } = uploadOf(world, input);
      const { object } = copySource(world, input);
      const range = parseRange(input.CopySourceRange, object.body.length);
      const body = range ? object.body.subarray(range.start, range.end + 1) : object.body;
      const ETag = addPart(world, upload, input.PartNumber, body);
      return { CopyPartResult: { ETag, LastModified: new Date(world.clock.now()) } };
    },

    CompleteMultipartUpload(input) {
      const { bucket, upload } = uploadOf(world, input);
      const parts = chosenParts(upload, input.MultipartUpload?.Parts ?? []);
      checkWriteConditions(currentObject(bucket, upload.key), upload.key, input);
      const object = store(world, bucket, upload.key, {
        body: Buffer.concat(parts.map(({ body }) => body)),
        etag: multipartEtag(parts.map(({ etag }) => etag)),
        headers: upload.headers,
        metadata: upload.metadata,
        tags: upload.tags,
        partSizes: parts.map(({ body }) => body.length),
      });
      bucket.uploads.delete(upload.uploadId);
      const Location = `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${encodeURIComponent(upload.key)}`;
      return { Location, Bucket: bucket.name, Key: upload.key, ...written(bucket, object) };
    },

    AbortMultipartUpload(input) {
      const { bucket, upload } = uploadOf(world, input);
      bucket.uploads.delete(upload.uploadId);
      return {};
    },
  };
}

function uploadListings(world: World): Handlers<typeof s3> {
  return {
    ListParts(input) {
      const { bucket, upload } = uploadOf(world, input);
      const limit = Math.min(input.MaxParts ?? 1000, 1000);
      const after = Number(input.PartNumberMarker ?? 0);
      const rest = [...upload.parts].filter(([number]) => number > after).sort(([a], [b]) => a - b);
      const page = rest.slice(0, limit);
      const truncated = page.length < rest.length;
      return {
        Bucket: bucket.name,
        Key: upload.key,
        UploadId: upload.uploadId,
        MaxParts: limit,
        IsTruncated: truncated,
        NextPartNumberMarker: truncated ? String(page.at(-1)?.[0]) : undefined,
        Parts: page.map(([PartNumber, part]) => ({
          PartNumber,
          ETag: part.etag,
          Size: part.body.length,
          LastModified: part.lastModified,
        })),
        StorageClass: "STANDARD",
        Owner: ownerOf(world),
      };
    },

    /** By key, then by age; S3 lists a key's uploads in the order of their beginning. */
    ListMultipartUploads(input) {
      const bucket = bucketOf(world, input);
      const { Prefix = "", KeyMarker = "", UploadIdMarker = "" } = input;
      const limit = Math.min(input.MaxUploads ?? 1000, 1000);
      const uploads = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(Prefix));
      uploads.sort((a, b) => compareKeys(a.key, b.key) || a.initiated.getTime() - b.initiated.getTime());
      const rest = afterMarkers(uploads, KeyMarker, UploadIdMarker);
      const page = rest.slice(0, limit);
      const last = page.length < rest.length ? page.at(-1) : undefined;
      return {
        Bucket: bucket.name,
        Prefix,
        KeyMarker,
        UploadIdMarker,
        NextKeyMarker: last?.key,
        NextUploadIdMarker: last?.uploadId,
        IsTruncated: last !== undefined,
        MaxUploads: limit,
        Uploads: page.map(({ key, uploadId, initiated }) => ({
          Key: key,
          UploadId: uploadId,
          Initiated: initiated,
          StorageClass: "STANDARD",
          Owner: ownerOf(world),
        })),
      };
    },
  };
}

/** The upload id counts with a key marker only: then the rest of that key's uploads comes first. */
function afterMarkers(uploads: readonly MultipartUpload[], key: string, uploadId: string): readonly MultipartUpload[] {
  if (key === "") return uploads;
  const marked = uploads.findIndex((upload) => upload.key === key && upload.uploadId === uploadId);
  if (marked >= 0) return uploads.slice(marked + 1);
  return uploads.filter((upload) => compareKeys(upload.key, key) > 0);
}

interface UploadInput extends BucketInput {
  readonly Key: string | undefined;
  readonly UploadId: string | undefined;
}

function uploadOf(world: World, input: UploadInput): { readonly bucket: BucketState; readonly upload: MultipartUpload } {
  const bucket = bucketOf(world, input);
  const upload = bucket.uploads.get(input.UploadId ?? "");
  if (!upload || upload.key !== input.Key) throw noSuchUpload(input.UploadId ?? "");
  return { bucket, upload };
}

function addPart(world: World, upload: MultipartUpload, number: number | undefined, body: Uint8Array): string {
  if (number === undefined || number < 1 || number > 10_000) {
    throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", String(number));
  }
  const part: UploadedPart = { body, etag: etagOf(body), lastModified: new Date(world.clock.now()) };
  upload.parts.set(number, part);
  return part.etag;
}

/** The parts that a completion lists, in ascending order; others that were uploaded are dropped. */
function chosenParts(upload: MultipartUpload, listed: readonly s3.CompletedPart[]): UploadedPart[] {
  if (listed.length === 0) throw malformedXml();
  const numbers = listed.map(({ PartNumber = 0 }) => PartNumber);
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
    const message = "The list of parts was not in ascending order. Parts must be ordered by part number.";
    throw new AwsError("InvalidPartOrder", message, 400, { UploadId: upload.uploadId });
  }
  return listed.map(({ PartNumber = 0, ETag = "" }, index) => {
    const part = upload.parts.get(PartNumber);
    if (!part || !sameEtag(part.etag, ETag)) throw invalidPart(upload, PartNumber, ETag);
    if (index < listed.length - 1 && part.body.length < SMALLEST_PART) throw tooSmall(PartNumber, part);
    return part;
  });
}

function invalidPart(upload: MultipartUpload, number: number, etag: string): AwsError {
  const message =
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
  return new AwsError("InvalidPart", message, 400, { UploadId: upload.uploadId, PartNumber: number, ETag: etag });
}

function tooSmall(number: number, part: UploadedPart): AwsError {
  const message = "Your proposed upload is smaller than the minimum allowed size";
  const sizes = { ProposedSize: part.body.length, MinSizeAllowed: SMALLEST_PART };
  return new AwsError("EntityTooSmall", message, 400, { ...sizes, PartNumber: number, ETag: part.etag });
}
