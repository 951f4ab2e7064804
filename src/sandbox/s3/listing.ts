/** Listing objects and versions: pages in key order, keys below a delimiter folded into common prefixes. */
import type * as s3 from "@aws-sdk/client-s3";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { invalidArgument } from "./errors.ts";
import { bucketOf, ownerOf } from "./find-bucket.ts";
import type { BucketState, StoredObject } from "./state.ts";
import { compareKeys, currentObject } from "./versions.ts";

const PAGE_LIMIT = 1000;

export function listingHandlers(world: World): Handlers<typeof s3> {
  return {
    ListObjects(input) {
      const bucket = bucketOf(world, input);
      const { Marker = "", Prefix = "", Delimiter } = input;
      const page = pageOf(currentEntries(bucket), {
        prefix: Prefix,
        delimiter: Delimiter,
        maxKeys: input.MaxKeys,
        after: Marker,
      });
      const encode = encoder(input.EncodingType);
      return {
        ...echoed(bucket, input, encode),
        Marker: encode(Marker),
        // S3 names the next marker only with a delimiter; without one it is the last key.
        NextMarker: page.truncated && Delimiter ? encode(page.last) : undefined,
        IsTruncated: page.truncated,
        Contents: page.entries.map(({ key, item }) => ({ ...objectEntry(encode(key), item), Owner: ownerOf(world) })),
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      };
    },

    ListObjectsV2(input) {
      const bucket = bucketOf(world, input);
      const { ContinuationToken, StartAfter, Prefix = "", Delimiter } = input;
      if (ContinuationToken === "")
        throw invalidArgument("The continuation token provided is incorrect", "continuation-token", "");
      const after = ContinuationToken === undefined ? (StartAfter ?? "") : Buffer.from(ContinuationToken, "base64").toString();
      const page = pageOf(currentEntries(bucket), { prefix: Prefix, delimiter: Delimiter, maxKeys: input.MaxKeys, after });
      const encode = encoder(input.EncodingType);
      return {
        ...echoed(bucket, input, encode),
        ContinuationToken,
        StartAfter: StartAfter === undefined ? undefined : encode(StartAfter),
        KeyCount: page.entries.length + page.prefixes.length,
        IsTruncated: page.truncated,
        NextContinuationToken: page.truncated ? Buffer.from(page.last).toString("base64") : undefined,
        Contents: page.entries.map(({ key, item }) => ({
          ...objectEntry(encode(key), item),
          Owner: input.FetchOwner ? ownerOf(world) : undefined,
        })),
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      };
    },

    ListObjectVersions(input) {
      const bucket = bucketOf(world, input);
      const { KeyMarker = "", VersionIdMarker, Prefix = "", Delimiter } = input;
      const all = versionEntries(bucket);
      const marker =
        VersionIdMarker === undefined
          ? -1
          : all.findIndex(({ key, item }) => key === KeyMarker && item.version.versionId === VersionIdMarker);
      const entries = marker < 0 ? all : all.slice(marker + 1);
      // With a version marker the rest of the same key is still to come.
      const after = marker < 0 ? KeyMarker : "";
      const page = pageOf(entries, { prefix: Prefix, delimiter: Delimiter, maxKeys: input.MaxKeys, after });
      const encode = encoder(input.EncodingType);
      const next = page.entries.at(-1);
      const shown = page.entries.map(({ key, item }) => ({ ...versionEntry(encode(key), item), Owner: ownerOf(world), item }));
      return {
        ...echoed(bucket, input, encode),
        KeyMarker: encode(KeyMarker),
        VersionIdMarker: VersionIdMarker ?? "",
        IsTruncated: page.truncated,
        NextKeyMarker: page.truncated ? encode(page.last) : undefined,
        NextVersionIdMarker: page.truncated && next?.key === page.last ? next.item.version.versionId : undefined,
        Versions: shown.filter(({ item }) => item.version.type === "object").map(({ item: _, ...entry }) => entry),
        DeleteMarkers: shown
          .filter(({ item }) => item.version.type === "delete-marker")
          .map(({ item: _, ETag: _etag, Size: _size, StorageClass: _class, ...entry }) => entry),
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      };
    },
  };
}

interface Entry<T> {
  readonly key: string;
  readonly item: T;
}

interface Page<T> {
  readonly entries: readonly Entry<T>[];
  readonly prefixes: readonly string[];
  readonly truncated: boolean;
  /** The key or prefix that the next page starts after. */
  readonly last: string;
}

interface PageRequest {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  readonly maxKeys: number | undefined;
  /** Keys up to this one, and all below it when it is a common prefix, are passed over. */
  readonly after: string;
}

/** Precondition: entries are in key order. A common prefix counts as one key. */
function pageOf<T>(entries: readonly Entry<T>[], { prefix, delimiter, maxKeys, after }: PageRequest): Page<T> {
  const limit = Math.min(maxKeys ?? PAGE_LIMIT, PAGE_LIMIT);
  const kept: Entry<T>[] = [];
  const prefixes = new Set<string>();
  let last = "";
  for (const entry of entries) {
    if (!entry.key.startsWith(prefix)) continue;
    const common = commonPrefix(entry.key, prefix, delimiter);
    const name = common ?? entry.key;
    if ((after !== "" && compareKeys(name, after) <= 0) || (common !== undefined && prefixes.has(common))) continue;
    if (kept.length + prefixes.size >= limit) return { entries: kept, prefixes: [...prefixes], truncated: limit > 0, last };
    if (common === undefined) kept.push(entry);
    else prefixes.add(common);
    last = name;
  }
  return { entries: kept, prefixes: [...prefixes], truncated: false, last };
}

function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (!delimiter) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

function currentEntries(bucket: BucketState): Entry<StoredObject>[] {
  return sortedKeys(bucket).flatMap((key) => {
    const item = currentObject(bucket, key);
    return item ? [{ key, item }] : [];
  });
}

type ListedVersion = {
  readonly version: NonNullable<ReturnType<BucketState["objects"]["get"]>>[number];
  readonly latest: boolean;
};

function versionEntries(bucket: BucketState): Entry<ListedVersion>[] {
  return sortedKeys(bucket).flatMap((key) =>
    (bucket.objects.get(key) ?? []).map((version, index) => ({ key, item: { version, latest: index === 0 } })),
  );
}

function sortedKeys(bucket: BucketState): string[] {
  return [...bucket.objects.keys()].sort(compareKeys);
}

function objectEntry(Key: string, object: StoredObject) {
  return {
    Key,
    ETag: object.etag,
    Size: object.body.length,
    LastModified: object.lastModified,
    StorageClass: object.headers.StorageClass ?? "STANDARD",
  };
}

function versionEntry(Key: string, { version, latest }: ListedVersion) {
  const common = { Key, VersionId: version.versionId, IsLatest: latest, LastModified: version.lastModified };
  const content =
    version.type === "object" ? { ETag: version.etag, Size: version.body.length, StorageClass: "STANDARD" as const } : {};
  return { ETag: undefined, Size: undefined, StorageClass: undefined, ...common, ...content };
}

interface ListInput {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
  readonly EncodingType?: s3.EncodingType | undefined;
}

/** What a listing repeats of its request. */
function echoed(bucket: BucketState, input: ListInput, encode: (text: string) => string) {
  return {
    Name: bucket.name,
    Prefix: encode(input.Prefix ?? ""),
    Delimiter: input.Delimiter === undefined ? undefined : encode(input.Delimiter),
    MaxKeys: Math.min(input.MaxKeys ?? PAGE_LIMIT, PAGE_LIMIT),
    EncodingType: input.EncodingType,
  };
}

/** `encoding-type=url` is for keys that XML cannot hold; slashes stay readable. */
function encoder(type: s3.EncodingType | undefined): (text: string) => string {
  return type === "url" ? (text) => encodeURIComponent(text).replaceAll("%2F", "/") : (text) => text;
}
