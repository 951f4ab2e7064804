/** S3 objects: what functions write, and the conditional writes that a lease stands on. */
import { aBucket } from "./builders/bucket.ts";
import { type Case, casesOf, recorded } from "./case.ts";
import { open } from "./match.ts";
import type { Scene } from "./scene.ts";

const FAILED = "At least one of the pre-conditions you specified did not hold";
const NOT_IMPLEMENTED = "A header you provided implies functionality that is not implemented";
const EMPTY = { ETag: '"d41d8cd98f00b204e9800998ecf8427e"', ServerSideEncryption: "AES256" };
const TEST_ETAG = '"098f6bcd4621d373cade4e832627b4f6"';

async function putter(scene: Scene) {
  const Bucket = await aBucket(scene);
  return {
    Bucket,
    put: (Body: string, conditions: object = {}) => scene.s3.putObject({ Bucket, Key: "lease", Body, ...conditions }),
  };
}

export const S3_OBJECT_CASES: readonly Case[] = casesOf("S3 objects", [
  {
    id: "S-object",
    name: "PutObject answers the MD5 as ETag, the CRC32 of the whole object, and AES256",
    source: recorded("TestS3ObjectWritePrecondition::test_put_object_if_match"),
    async run(scene) {
      const { Bucket, put } = await putter(scene);
      const checksum = { ChecksumCRC32: "2H9+DA==", ChecksumType: "FULL_OBJECT" };
      await scene.answers(put("test"), 200, { ETag: TEST_ETAG, ServerSideEncryption: "AES256", ...checksum });
      const read = await scene.s3.getObject({ Bucket, Key: "lease" });
      scene.same("the body", await read.Body?.transformToString(), "test");
      const shown = { AcceptRanges: "bytes", ContentLength: 4, ETag: TEST_ETAG, ServerSideEncryption: "AES256", Metadata: {} };
      scene.same("the answer", read, open({ ...shown, ContentType: "application/octet-stream" }));
    },
  },
  {
    id: "S-object-missing",
    name: "GetObject of a missing key: 404 NoSuchKey",
    source: recorded("TestS3::test_s3_uppercase_key_names"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const call = scene.s3.getObject({ Bucket, Key: "none" });
      await scene.refuses(call, 404, "NoSuchKey", "The specified key does not exist.");
    },
  },
  {
    id: "S-if-none-match",
    name: "PutObject with If-None-Match * writes a new key only: 412 PreconditionFailed, and 200 once it is deleted",
    source: recorded("TestS3ObjectWritePrecondition::test_put_object_if_none_match"),
    async run(scene) {
      const { Bucket, put } = await putter(scene);
      await scene.answers(put("", { IfNoneMatch: "*" }), 200, open(EMPTY));
      await scene.refuses(put("", { IfNoneMatch: "*" }), 412, "PreconditionFailed", FAILED);
      await scene.s3.deleteObject({ Bucket, Key: "lease" });
      await scene.answers(put("", { IfNoneMatch: "*" }), 200, open(EMPTY));
    },
  },
  {
    id: "S-if-none-match-other",
    name: "PutObject with any other If-None-Match: 501 NotImplemented",
    source: recorded("TestS3ObjectWritePrecondition::test_put_object_if_none_match_validation"),
    async run(scene) {
      const { put } = await putter(scene);
      await scene.refuses(put("", { IfNoneMatch: "something" }), 501, "NotImplemented", NOT_IMPLEMENTED);
    },
  },
  {
    id: "S-if-match",
    name: "PutObject with If-Match writes over that ETag only: 412 otherwise, 404 NoSuchKey when there is nothing",
    source: recorded("TestS3ObjectWritePrecondition::test_put_object_if_match"),
    async run(scene) {
      const { Bucket, put } = await putter(scene);
      await put("test");
      await scene.refuses(put("", { IfMatch: EMPTY.ETag }), 412, "PreconditionFailed", FAILED);
      await scene.answers(put("", { IfMatch: TEST_ETAG }), 200, open(EMPTY));
      await scene.s3.deleteObject({ Bucket, Key: "lease" });
      await scene.refuses(put("", { IfMatch: TEST_ETAG }), 404, "NoSuchKey", "The specified key does not exist.");
    },
  },
  {
    id: "S-if-match-star",
    name: "PutObject with If-Match *, or with both conditions: 501 NotImplemented",
    source: recorded("TestS3ObjectWritePrecondition::test_put_object_if_match_validation"),
    async run(scene) {
      const { put } = await putter(scene);
      await scene.refuses(put("", { IfMatch: "*" }), 501, "NotImplemented", NOT_IMPLEMENTED);
      const both = put("", { IfMatch: TEST_ETAG, IfNoneMatch: "*" });
      await scene.refuses(both, 501, "NotImplemented", NOT_IMPLEMENTED);
    },
  },
  {
    id: "S-delete-if-match",
    name: "DeleteObject with the If-Match of another ETag: 412 PreconditionFailed",
    source: recorded("TestS3DeletePrecondition::test_delete_object_if_match_non_express"),
    async run(scene) {
      const { Bucket, put } = await putter(scene);
      await put("test");
      const call = scene.s3.deleteObject({ Bucket, Key: "lease", IfMatch: EMPTY.ETag });
      await scene.refuses(call, 412, "PreconditionFailed", FAILED);
    },
  },
]);
