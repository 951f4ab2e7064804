/**
 * A key's versions, newest first, and how versioning changes what a write and a delete leave behind.
 *
 *   versioning    write                    delete without a version id
 *   never         replaces `null`          removes `null`
 *   Enabled       adds a new version       adds a delete marker
 *   Suspended     replaces `null`          replaces `null` by a delete marker
 */
import type { World } from "../world.ts";
import { noSuchKey, noSuchVersion } from "./errors.ts";
import type { BucketState, DeleteMarker, ObjectVersion, StoredObject } from "./state.ts";

const VERSION_ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

export function newVersionId(world: World, bucket: BucketState): string {
  return bucket.aspects.versioning === "Enabled" ? world.newId(VERSION_ID_ALPHABET, 32) : "null";
}

/** Puts a version on top; a `null` version takes the place of the `null` version before it. */
export function addVersion(bucket: BucketState, key: string, version: ObjectVersion): void {
  const before = bucket.objects.get(key) ?? [];
  const kept = version.versionId === "null" ? before.filter(({ versionId }) => versionId !== "null") : before;
  bucket.objects.set(key, [version, ...kept]);
}

/** The object that a read without a version id gets; undefined when there is none or it is deleted. */
export function currentObject(bucket: BucketState, key: string): StoredObject | undefined {
  const [newest] = bucket.objects.get(key) ?? [];
  return newest?.type === "object" ? newest : undefined;
}

/** Throws NoSuchKey or NoSuchVersion; a delete marker asked for by its id is returned as such. */
export function findVersion(bucket: BucketState, key: string, versionId: string | undefined): ObjectVersion {
  if (versionId === undefined) {
    const current = currentObject(bucket, key);
    if (!current) throw noSuchKey(key);
    return current;
  }
  const version = bucket.objects.get(key)?.find((one) => one.versionId === versionId);
  if (!version) throw noSuchVersion(key, versionId);
  return version;
}

/** What a deletion did, as S3 reports it. Deleting what is not there is a success. */
export interface Deletion {
  readonly deleteMarker: boolean;
  /** The version that went, or the marker that came; undefined where versioning was never enabled. */
  readonly versionId: string | undefined;
}

export function deleteVersion(world: World, bucket: BucketState, key: string, versionId: string | undefined): Deletion {
  if (versionId !== undefined) return removeVersion(bucket, key, versionId);
  if (bucket.aspects.versioning === undefined) {
    removeVersion(bucket, key, "null");
    return { deleteMarker: false, versionId: undefined };
  }
  const marker: DeleteMarker = {
    type: "delete-marker",
    versionId: newVersionId(world, bucket),
    lastModified: new Date(world.clock.now()),
  };
  addVersion(bucket, key, marker);
  return { deleteMarker: true, versionId: marker.versionId };
}

function removeVersion(bucket: BucketState, key: string, versionId: string): Deletion {
  const before = bucket.objects.get(key) ?? [];
  const gone = before.find((version) => version.versionId === versionId);
  const kept = before.filter((version) => version !== gone);
  if (kept.length > 0) bucket.objects.set(key, kept);
  else bucket.objects.delete(key);
  return { deleteMarker: gone?.type === "delete-marker", versionId };
}

/** Keys in S3's order: by the bytes of their UTF-8. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
