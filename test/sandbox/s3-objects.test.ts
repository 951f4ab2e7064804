import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { refusal, type S3Account, withBucket } from "./s3-account.ts";

const Bucket = "pictures";

async function read({ s3 }: S3Account, Key: string, more: { VersionId?: string; Range?: string } = {}): Promise<string> {
  const { Body } = await s3.getObject({ Bucket, Key, ...more });
  return (await Body?.transformToString()) ?? "";
}

async function withVersions(): Promise<S3Account> {
  const account = await withBucket();
  await account.s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
  return account;
}

describe("an object", () => {
  it("comes back byte for byte with its headers, metadata, MD5 as ETag and encryption", async () => {
    const account = await withBucket();
    const Body = Buffer.from([0xff, 0xd8, 0x00, 0x0d, 0x0a, 0x80]);
    const sent = { ContentType: "image/jpeg", CacheControl: "no-store", Metadata: { who: "me" }, Tagging: "a=1&b=2" };
    const put = await account.s3.putObject({ Bucket, Key: "dir/a b+é.jpg", Body, ...sent });

    const { Body: stream, ...got } = await account.s3.getObject({ Bucket, Key: "dir/a b+é.jpg" });

    expect(Buffer.from((await stream?.transformToByteArray()) ?? [])).toEqual(Body);
    const etag = `"${createHash("md5").update(Body).digest("hex")}"`;
    expect(put.ETag).toBe(etag);
    expect(got).toMatchObject({
      ContentType: "image/jpeg",
      CacheControl: "no-store",
      Metadata: { who: "me" },
      ContentLength: 6,
      ETag: etag,
      LastModified: new Date(account.clock.now()),
      ServerSideEncryption: "AES256",
      AcceptRanges: "bytes",
      TagCount: 2,
    });
  });

  it("is answered 404 NoSuchKey when it is not there, and NotFound on HEAD", async () => {
    const { s3 } = await withBucket();

    expect(await refusal(s3.getObject({ Bucket, Key: "x" }))).toEqual(["NoSuchKey", 404, "The specified key does not exist."]);
    expect((await refusal(s3.headObject({ Bucket, Key: "x" }))).slice(0, 2)).toEqual(["NotFound", 404]);
  });

  it("tells its length on HEAD without a body", async () => {
    const { s3 } = await withBucket();
    await s3.putObject({ Bucket, Key: "a", Body: "hello" });

    expect((await s3.headObject({ Bucket, Key: "a" })).ContentLength).toBe(5);
  });

  it.each([
    { range: "bytes=0-1", status: 206, body: "he", contentRange: "bytes 0-1/5" },
    { range: "bytes=3-", status: 206, body: "lo", contentRange: "bytes 3-4/5" },
    { range: "bytes=-2", status: 206, body: "lo", contentRange: "bytes 3-4/5" },
    { range: "bytes=2-99", status: 206, body: "llo", contentRange: "bytes 2-4/5" },
    { range: "lines=1-2", status: 200, body: "hello", contentRange: undefined },
  ])("is read in a range: $range is $status", async ({ range, status, body, contentRange }) => {
    const { s3 } = await withBucket();
    await s3.putObject({ Bucket, Key: "a", Body: "hello" });

    const got = await s3.getObject({ Bucket, Key: "a", Range: range });

    expect([got.$metadata.httpStatusCode, await got.Body?.transformToString(), got.ContentRange]).toEqual([
      status,
      body,
      contentRange,
    ]);
  });

  it("is answered 416 InvalidRange for a range past its end", async () => {
    const { s3 } = await withBucket();
    await s3.putObject({ Bucket, Key: "a", Body: "hello" });

    expect(await refusal(s3.getObject({ Bucket, Key: "a", Range: "bytes=9-" }))).toEqual([
      "InvalidRange",
      416,
      "The requested range is not satisfiable",
    ]);
  });

  it("gives the checksum of its upload back when asked", async () => {
    const { s3 } = await withBucket();
    await s3.putObject({ Bucket, Key: "a", Body: "hello", ChecksumAlgorithm: "SHA256" });

    const { ChecksumSHA256, ChecksumType } = await s3.headObject({ Bucket, Key: "a", ChecksumMode: "ENABLED" });

    expect([ChecksumSHA256, ChecksumType]).toEqual([createHash("sha256").update("hello").digest("base64"), "FULL_OBJECT"]);
  });

  it("is refused with a digest that is not its own: 400 BadDigest", async () => {
    const { s3 } = await withBucket();
    const wrong = createHash("md5").update("other").digest("base64");

    expect(await refusal(s3.putObject({ Bucket, Key: "a", Body: "hello", ContentMD5: wrong }))).toEqual([
      "BadDigest",
      400,
      "The Content-MD5 you specified did not match what we received.",
    ]);
    expect((await refusal(s3.putObject({ Bucket, Key: "a", Body: "hello", ChecksumSHA1: "AAAA" }))).slice(0, 2)).toEqual([
      "BadDigest",
      400,
    ]);
    expect((await refusal(s3.putObject({ Bucket, Key: "a", Body: "hello", ContentMD5: "AAAA" }))).slice(0, 2)).toEqual([
      "InvalidDigest",
      400,
    ]);
  });

  it("is refused with a key of more than 1024 bytes", async () => {
    const { s3 } = await withBucket();

    expect(await refusal(s3.putObject({ Bucket, Key: "é".repeat(513), Body: "x" }))).toEqual([
      "KeyTooLongError",
      400,
      "Your key is too long",
    ]);
  });

  it("is read on conditions: 412, 304", async () => {
    const { s3, clock } = await withBucket();
    const { ETag = "" } = await s3.putObject({ Bucket, Key: "a", Body: "hello" });
    const past = new Date(clock.now() - 60_000);
    const future = new Date(clock.now() + 60_000);
    const get = (conditions: object) => s3.getObject({ Bucket, Key: "a", ...conditions });

    expect((await refusal(get({ IfMatch: '"other"' })))[1]).toBe(412);
    expect((await refusal(get({ IfNoneMatch: ETag })))[1]).toBe(304);
    expect((await refusal(get({ IfModifiedSince: future })))[1]).toBe(304);
    expect((await refusal(get({ IfUnmodifiedSince: past })))[1]).toBe(412);
    expect(await refusal(get({ IfMatch: ETag, IfUnmodifiedSince: past, IfModifiedSince: past }))).toBe("accepted");
  });

  it("is copied with its metadata or with new ones, and not onto itself unchanged", async () => {
    const account = await withBucket();
    const { s3 } = account;
    await s3.putObject({ Bucket, Key: "a é", Body: "hello", Metadata: { who: "me" }, ContentType: "text/plain" });
    const CopySource = `${Bucket}/${encodeURIComponent("a é")}`;
    await s3.copyObject({ Bucket, Key: "same", CopySource });
    await s3.copyObject({ Bucket, Key: "new", CopySource, MetadataDirective: "REPLACE", ContentType: "text/html" });

    const [same, replaced] = [await s3.headObject({ Bucket, Key: "same" }), await s3.headObject({ Bucket, Key: "new" })];

    expect([same.Metadata, same.ContentType]).toEqual([{ who: "me" }, "text/plain"]);
    expect([replaced.Metadata, replaced.ContentType]).toEqual([{}, "text/html"]);
    expect(await read(account, "same")).toBe("hello");
    expect((await refusal(s3.copyObject({ Bucket, Key: "a é", CopySource }))).slice(0, 2)).toEqual(["InvalidRequest", 400]);
    expect((await refusal(s3.copyObject({ Bucket, Key: "x", CopySource: `${Bucket}/missing` }))).slice(0, 2)).toEqual([
      "NoSuchKey",
      404,
    ]);
  });

  it("is tagged without becoming another version", async () => {
    const { s3 } = await withVersions();
    const { VersionId } = await s3.putObject({ Bucket, Key: "a", Body: "hello" });
    await s3.putObjectTagging({ Bucket, Key: "a", Tagging: { TagSet: [{ Key: "k", Value: "v" }] } });
    const tagged = await s3.getObjectTagging({ Bucket, Key: "a" });
    await s3.deleteObjectTagging({ Bucket, Key: "a" });
    const untagged = await s3.getObjectTagging({ Bucket, Key: "a" });

    expect([tagged.TagSet, tagged.VersionId, untagged.TagSet]).toEqual([[{ Key: "k", Value: "v" }], VersionId, []]);
  });

  it("tells its attributes", async () => {
    const { s3 } = await withBucket();
    await s3.putObject({ Bucket, Key: "a", Body: "hello" });

    const got = await s3.getObjectAttributes({ Bucket, Key: "a", ObjectAttributes: ["ETag", "ObjectSize"] });

    expect([got.ETag, got.ObjectSize, got.StorageClass]).toEqual([createHash("md5").update("hello").digest("hex"), 5, undefined]);
  });
});

describe("a conditional write", () => {
  it("with If-None-Match * succeeds once: then 412 PreconditionFailed", async () => {
    const { s3 } = await withBucket();
    const put = () => s3.putObject({ Bucket, Key: "lease", Body: "me", IfNoneMatch: "*" });

    expect(await refusal(put())).toBe("accepted");
    expect(await refusal(put())).toEqual([
      "PreconditionFailed",
      412,
      "At least one of the pre-conditions you specified did not hold",
    ]);
  });

  it("with If-Match wants that ETag: 412 for another, 404 NoSuchKey for none", async () => {
    const { s3 } = await withBucket();
    const { ETag } = await s3.putObject({ Bucket, Key: "lease", Body: "me" });
    const put = (Key: string, IfMatch: string | undefined) => s3.putObject({ Bucket, Key, Body: "you", IfMatch });

    expect((await refusal(put("lease", '"other"'))).slice(0, 2)).toEqual(["PreconditionFailed", 412]);
    expect((await refusal(put("missing", ETag))).slice(0, 2)).toEqual(["NoSuchKey", 404]);
    expect(await refusal(put("lease", ETag))).toBe("accepted");
    expect((await refusal(put("lease", ETag))).slice(0, 2)).toEqual(["PreconditionFailed", 412]);
  });

  it.each([{ IfNoneMatch: '"some-etag"' }, { IfMatch: "*" }, { IfMatch: '"x"', IfNoneMatch: "*" }])(
    "in any other form is 501 NotImplemented: %o",
    async (conditions) => {
      const { s3 } = await withBucket();

      expect(await refusal(s3.putObject({ Bucket, Key: "a", Body: "x", ...conditions }))).toEqual([
        "NotImplemented",
        501,
        "A header you provided implies functionality that is not implemented",
      ]);
    },
  );

  it("deletes with If-Match only that ETag", async () => {
    const { s3 } = await withBucket();
    const { ETag } = await s3.putObject({ Bucket, Key: "a", Body: "x" });

    expect((await refusal(s3.deleteObject({ Bucket, Key: "a", IfMatch: '"other"' })))[1]).toBe(412);
    expect(await refusal(s3.deleteObject({ Bucket, Key: "a", IfMatch: ETag }))).toBe("accepted");
  });
});

describe("versioning", () => {
  it("keeps every version, and hides a deleted object behind a marker", async () => {
    const account = await withVersions();
    const { s3 } = account;
    const { VersionId: one } = await s3.putObject({ Bucket, Key: "a", Body: "1" });
    await s3.putObject({ Bucket, Key: "a", Body: "2" });
    const deleted = await s3.deleteObject({ Bucket, Key: "a" });

    expect(deleted).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
    expect((await refusal(s3.getObject({ Bucket, Key: "a" }))).slice(0, 2)).toEqual(["NoSuchKey", 404]);
    expect(await read(account, "a", { VersionId: one ?? "" })).toBe("1");
    const marker = s3.getObject({ Bucket, Key: "a", VersionId: deleted.VersionId });
    expect((await refusal(marker)).slice(0, 2)).toEqual(["MethodNotAllowed", 405]);
    expect((await refusal(s3.getObject({ Bucket, Key: "a", VersionId: "none" }))).slice(0, 2)).toEqual(["NoSuchVersion", 404]);
    await s3.deleteObject({ Bucket, Key: "a", VersionId: deleted.VersionId });
    expect(await read(account, "a")).toBe("2");
  });

  it("when suspended replaces the version null and leaves the others", async () => {
    const account = await withVersions();
    const { s3 } = account;
    await s3.putObject({ Bucket, Key: "a", Body: "versioned" });
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } });
    await s3.putObject({ Bucket, Key: "a", Body: "null 1" });
    await s3.putObject({ Bucket, Key: "a", Body: "null 2" });

    const { Versions = [] } = await s3.listObjectVersions({ Bucket });

    expect(Versions.map(({ VersionId, IsLatest }) => [VersionId === "null", IsLatest])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(await read(account, "a")).toBe("null 2");
  });

  it("lists versions and delete markers in pages, newest first within a key", async () => {
    const { s3 } = await withVersions();
    for (const Key of ["b", "a", "a"]) await s3.putObject({ Bucket, Key, Body: "x" });
    await s3.deleteObject({ Bucket, Key: "a" });
    const seen: string[] = [];
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    for (let page = 0; page < 4; page++) {
      const answer = await s3.listObjectVersions({ Bucket, MaxKeys: 1, KeyMarker, VersionIdMarker });
      for (const { Key, IsLatest } of answer.DeleteMarkers ?? []) seen.push(`${Key} marker ${IsLatest}`);
      for (const { Key, IsLatest } of answer.Versions ?? []) seen.push(`${Key} version ${IsLatest}`);
      KeyMarker = answer.NextKeyMarker;
      VersionIdMarker = answer.NextVersionIdMarker;
    }

    expect(seen).toEqual(["a marker true", "a version false", "a version false", "b version true"]);
    expect(KeyMarker).toBeUndefined();
  });

  it("is emptied by DeleteObjects with version ids and markers, and then the bucket can go", async () => {
    const { s3 } = await withVersions();
    await s3.putObject({ Bucket, Key: "a", Body: "x" });
    await s3.deleteObject({ Bucket, Key: "a" });
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket });
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));

    const { Deleted } = await s3.deleteObjects({ Bucket, Delete: { Objects } });

    expect(Deleted).toHaveLength(2);
    expect(await refusal(s3.deleteBucket({ Bucket }))).toBe("accepted");
  });

  it("deletes quietly when asked, and refuses more than 1000 keys", async () => {
    const { s3 } = await withBucket();
    const keys = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}` }));

    expect((await s3.deleteObjects({ Bucket, Delete: { Quiet: true, Objects: keys(2) } })).Deleted).toBeUndefined();
    expect((await refusal(s3.deleteObjects({ Bucket, Delete: { Objects: keys(1001) } }))).slice(0, 2)).toEqual([
      "MalformedXML",
      400,
    ]);
  });
});

describe("a listing", () => {
  async function withKeys(...keys: readonly string[]): Promise<S3Account> {
    const account = await withBucket();
    for (const Key of keys) await account.s3.putObject({ Bucket, Key, Body: "x" });
    return account;
  }

  it("is in the order of UTF-8 bytes", async () => {
    const { s3 } = await withKeys("b", "B", "é", "a/1", "\u{1F600}", "\uFF5E");

    const { Contents = [] } = await s3.listObjectsV2({ Bucket });

    expect(Contents.map(({ Key }) => Key)).toEqual(["B", "a/1", "b", "é", "\uFF5E", "\u{1F600}"]);
  });

  it("folds keys below a delimiter, and counts a folder as one key", async () => {
    const { s3 } = await withKeys("a/1", "a/2", "b", "c/1", "d");
    const pages: string[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.listObjectsV2({ Bucket, Delimiter: "/", MaxKeys: 2, ContinuationToken });
      pages.push([
        ...(page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix),
        ...(page.Contents ?? []).map(({ Key = "" }) => Key),
      ]);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);

    expect(pages).toEqual([
      ["a/", "b"],
      ["c/", "d"],
    ]);
  });

  it("of version 1 goes on after a marker", async () => {
    const { s3 } = await withKeys("a", "b", "c");

    const first = await s3.listObjects({ Bucket, MaxKeys: 2 });
    const second = await s3.listObjects({ Bucket, Marker: "b" });

    expect(first).toMatchObject({ IsTruncated: true });
    expect(first.NextMarker).toBeUndefined();
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(["c"]);
  });

  it("of a bucket that is not there is 404 NoSuchBucket", async () => {
    const { s3 } = await withBucket();

    expect((await refusal(s3.listObjectsV2({ Bucket: "missing" }))).slice(0, 2)).toEqual(["NoSuchBucket", 404]);
  });

  it("encodes keys when asked, and starts after a key", async () => {
    const { s3 } = await withKeys("a", "dir/b c");

    const { Contents } = await s3.listObjectsV2({ Bucket, EncodingType: "url", StartAfter: "a" });

    expect(Contents?.map(({ Key }) => Key)).toEqual(["dir/b%20c"]);
  });
});

describe("a multipart upload", () => {
  const MB = 1024 * 1024;

  async function begun(): Promise<S3Account & { UploadId: string }> {
    const account = await withBucket();
    const { UploadId = "" } = await account.s3.createMultipartUpload({
      Bucket,
      Key: "big",
      ContentType: "image/png",
      Metadata: { who: "me" },
    });
    return { ...account, UploadId };
  }

  it("of 20 MB in parts becomes one object, with the number of parts in its ETag", async () => {
    const { s3, UploadId } = await begun();
    const bodies = [0, 1, 2].map((byte) => Buffer.alloc(byte === 2 ? 4 * MB : 8 * MB, byte));
    const Parts = await Promise.all(
      bodies.map(async (Body, index) => {
        const { ETag } = await s3.uploadPart({ Bucket, Key: "big", UploadId, PartNumber: index + 1, Body });
        return { PartNumber: index + 1, ETag };
      }),
    );

    const { ETag } = await s3.completeMultipartUpload({ Bucket, Key: "big", UploadId, MultipartUpload: { Parts } });
    const { Body, ...got } = await s3.getObject({ Bucket, Key: "big" });

    const digests = bodies.map((body) => createHash("md5").update(body).digest());
    expect(ETag).toBe(`"${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-3"`);
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(Buffer.concat(bodies))).toBe(true);
    expect(got).toMatchObject({ ContentType: "image/png", Metadata: { who: "me" }, ContentLength: 20 * MB });
    expect((await s3.headObject({ Bucket, Key: "big", PartNumber: 3 })).PartsCount).toBe(3);
    expect((await refusal(s3.listParts({ Bucket, Key: "big", UploadId }))).slice(0, 2)).toEqual(["NoSuchUpload", 404]);
  });

  it("is refused with parts out of order, unknown, too small, or none", async () => {
    const { s3, UploadId } = await begun();
    const part = async (PartNumber: number) => ({
      PartNumber,
      ETag: (await s3.uploadPart({ Bucket, Key: "big", UploadId, PartNumber, Body: "small" })).ETag,
    });
    const [one, two] = [await part(1), await part(2)];
    const complete = (...Parts: object[]) =>
      s3.completeMultipartUpload({ Bucket, Key: "big", UploadId, MultipartUpload: { Parts } });

    expect((await refusal(complete(two, one))).slice(0, 2)).toEqual(["InvalidPartOrder", 400]);
    expect((await refusal(complete({ ...one, ETag: '"other"' }))).slice(0, 2)).toEqual(["InvalidPart", 400]);
    expect((await refusal(complete(one, two))).slice(0, 2)).toEqual(["EntityTooSmall", 400]);
    expect((await refusal(complete())).slice(0, 2)).toEqual(["MalformedXML", 400]);
    expect((await refusal(part(10_001))).slice(0, 2)).toEqual(["InvalidArgument", 400]);
    expect(await refusal(complete(one))).toBe("accepted");
  });

  it("lists its parts in pages, and is listed until it is aborted", async () => {
    const { s3, UploadId } = await begun();
    for (const PartNumber of [2, 1]) await s3.uploadPart({ Bucket, Key: "big", UploadId, PartNumber, Body: "x" });

    const first = await s3.listParts({ Bucket, Key: "big", UploadId, MaxParts: 1 });
    const second = await s3.listParts({ Bucket, Key: "big", UploadId, PartNumberMarker: first.NextPartNumberMarker });
    const before = await s3.listMultipartUploads({ Bucket });
    await s3.abortMultipartUpload({ Bucket, Key: "big", UploadId });
    const after = await s3.listMultipartUploads({ Bucket });

    expect([first, second].map(({ Parts = [] }) => Parts.map(({ PartNumber }) => PartNumber))).toEqual([[1], [2]]);
    expect([before.Uploads?.map(({ Key }) => Key), after.Uploads]).toEqual([["big"], undefined]);
  });

  it("takes a part from another object, whole or in a range", async () => {
    const { s3, UploadId } = await begun();
    await s3.putObject({ Bucket, Key: "source", Body: "0123456789" });
    const range = { CopySource: `${Bucket}/source`, CopySourceRange: "bytes=2-4" };
    const { CopyPartResult } = await s3.uploadPartCopy({ Bucket, Key: "big", UploadId, PartNumber: 1, ...range });
    const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
    await s3.completeMultipartUpload({ Bucket, Key: "big", UploadId, MultipartUpload: { Parts } });

    const { Body } = await s3.getObject({ Bucket, Key: "big" });

    expect(await Body?.transformToString()).toBe("234");
  });
});
