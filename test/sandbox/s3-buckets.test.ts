import { text } from "node:stream/consumers";
import { S3 } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { createCloud } from "../../src/sandbox/cloud.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { refusal, s3Account, withBucket } from "./s3-account.ts";

describe("S3 CreateBucket", () => {
  it.each([
    { name: "two characters", bucket: "ab" },
    { name: "capitals", bucket: "Pictures" },
    { name: "an underscore", bucket: "my_pictures" },
    { name: "a dash at the end", bucket: "pictures-" },
    { name: "two dots in a row", bucket: "my..pictures" },
    { name: "an IP address", bucket: "192.168.5.4" },
    { name: "a reserved prefix", bucket: "sthree-pictures" },
    { name: "a reserved suffix", bucket: "pictures-s3alias" },
    { name: "64 characters", bucket: "a".repeat(64) },
  ])("refuses a name with $name: 400 InvalidBucketName", async ({ bucket }) => {
    const { s3 } = s3Account();

    expect(await refusal(s3.createBucket({ Bucket: bucket }))).toEqual([
      "InvalidBucketName",
      400,
      "The specified bucket is not valid.",
    ]);
  });

  it("has the ownership that was asked for, with which objects may have ACLs", async () => {
    const { s3 } = s3Account();
    await s3.createBucket({ Bucket: "theirs", ObjectOwnership: "ObjectWriter", ACL: "public-read" });

    const put = await s3.putObject({ Bucket: "theirs", Key: "a", ACL: "public-read", GrantRead: "id=1" });

    const { OwnershipControls } = await s3.getBucketOwnershipControls({ Bucket: "theirs" });
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "ObjectWriter" }]);
    expect(put.$metadata.httpStatusCode).toBe(200);
  });

  it("refuses an ACL for a bucket whose owner owns all: 400 InvalidBucketAclWithObjectOwnership", async () => {
    const { s3 } = s3Account();

    const call = s3.createBucket({ Bucket: "pictures", ACL: "public-read" });

    expect((await refusal(call)).slice(0, 2)).toEqual(["InvalidBucketAclWithObjectOwnership", 400]);
    expect((await s3.listBuckets({})).Buckets ?? []).toEqual([]);
  });

  it("answers 200 again in us-east-1 for a bucket that is one's own", async () => {
    const { s3 } = await withBucket();

    const { Location, $metadata } = await s3.createBucket({ Bucket: "pictures" });

    expect([$metadata.httpStatusCode, Location]).toEqual([200, "/pictures"]);
  });

  it("refuses to make one's own bucket again with tags: 409 BucketAlreadyOwnedByYou", async () => {
    const { s3 } = await withBucket();

    const again = s3.createBucket({ Bucket: "pictures", CreateBucketConfiguration: { Tags: [{ Key: "a", Value: "b" }] } });

    expect((await refusal(again)).slice(0, 2)).toEqual(["BucketAlreadyOwnedByYou", 409]);
  });

  it("refuses to make one's own bucket again outside us-east-1: 409 BucketAlreadyOwnedByYou", async () => {
    const { s3 } = s3Account({ region: "eu-west-1" });
    const input = { Bucket: "pictures", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" as const } };
    await s3.createBucket(input);

    expect(await refusal(s3.createBucket(input))).toEqual([
      "BucketAlreadyOwnedByYou",
      409,
      "Your previous request to create the named bucket succeeded and you already own it.",
    ]);
  });

  it("refuses a name that another account holds: 409 BucketAlreadyExists", async () => {
    const cloud = createCloud({ clock: createVirtualClock() });
    const s3Of = (account: string) =>
      new S3({
        region: "us-east-1",
        credentials: { accessKeyId: account, secretAccessKey: "s" },
        maxAttempts: 1,
        requestHandler: cloud.requestHandler("s3"),
      });
    await s3Of("111111111111").createBucket({ Bucket: "pictures" });

    const s3 = s3Of("222222222222");
    expect((await refusal(s3.createBucket({ Bucket: "pictures" }))).slice(0, 2)).toEqual(["BucketAlreadyExists", 409]);
    expect((await refusal(s3.getBucketVersioning({ Bucket: "pictures" }))).slice(0, 2)).toEqual(["AccessDenied", 403]);
  });

  it("refuses us-east-1 as a LocationConstraint: 400 InvalidLocationConstraint", async () => {
    const { s3 } = s3Account();
    // The model does not list it, which is the point.
    const input = { Bucket: "pictures", CreateBucketConfiguration: { LocationConstraint: "us-east-1" as never } };

    expect(await refusal(s3.createBucket(input))).toEqual([
      "InvalidLocationConstraint",
      400,
      "The specified location-constraint is not valid",
    ]);
  });

  it("refuses another Region at eu-west-1: 400 IllegalLocationConstraintException", async () => {
    const { s3 } = s3Account({ region: "eu-west-1" });
    const input = { Bucket: "pictures", CreateBucketConfiguration: { LocationConstraint: "us-west-2" as const } };

    expect(await refusal(s3.createBucket(input))).toEqual([
      "IllegalLocationConstraintException",
      400,
      "The us-west-2 location constraint is incompatible for the region specific endpoint this request was sent to.",
    ]);
  });

  it("refuses no Region at eu-west-1 likewise", async () => {
    const { sandbox } = s3Account({ region: "eu-west-1" });
    // The SDK fills its own Region in, so this goes past it.
    const request = { method: "PUT", path: "/pictures", hostname: "s3.eu-west-1.amazonaws.com", headers: {} };

    const { response } = await sandbox.requestHandler("s3").handle(request);

    expect(response.statusCode).toBe(400);
    expect(await text(response.body)).toContain(
      "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.",
    );
  });

  it("takes tags along", async () => {
    const { s3 } = s3Account();
    await s3.createBucket({ Bucket: "pictures", CreateBucketConfiguration: { Tags: [{ Key: "team", Value: "photo" }] } });

    expect((await s3.getBucketTagging({ Bucket: "pictures" })).TagSet).toEqual([{ Key: "team", Value: "photo" }]);
  });
});

describe("S3 finding buckets", () => {
  it("HeadBucket tells the Region, and answers 404 for a bucket that is not there", async () => {
    const { s3 } = await withBucket();

    expect((await s3.headBucket({ Bucket: "pictures" })).BucketRegion).toBe("us-east-1");
    expect((await refusal(s3.headBucket({ Bucket: "missing" }))).slice(0, 2)).toEqual(["NotFound", 404]);
  });

  it("GetBucketLocation answers nothing for us-east-1, and the Region elsewhere", async () => {
    const { s3 } = await withBucket();
    await s3.createBucket({ Bucket: "abroad", CreateBucketConfiguration: { LocationConstraint: "eu-central-1" } });

    expect((await s3.getBucketLocation({ Bucket: "pictures" })).LocationConstraint).toBeUndefined();
    expect((await s3.getBucketLocation({ Bucket: "abroad" })).LocationConstraint).toBe("eu-central-1");
  });

  it("refuses an expected owner who is not the owner: 403 AccessDenied", async () => {
    const { s3 } = await withBucket();

    const answer = await refusal(s3.getBucketVersioning({ Bucket: "pictures", ExpectedBucketOwner: "999999999999" }));

    expect(answer).toEqual(["AccessDenied", 403, "Access Denied"]);
    expect((await refusal(s3.headBucket({ Bucket: "pictures", ExpectedBucketOwner: "999999999999" })))[1]).toBe(403);
    expect(await refusal(s3.headBucket({ Bucket: "pictures", ExpectedBucketOwner: "111111111111" }))).toBe("accepted");
  });

  it("ListBuckets pages by name, prefix and Region", async () => {
    const { s3 } = s3Account();
    for (const name of ["b-two", "b-one", "a-one", "b-three"]) await s3.createBucket({ Bucket: name });

    const first = await s3.listBuckets({ Prefix: "b-", MaxBuckets: 2, BucketRegion: "us-east-1" });
    const second = await s3.listBuckets({ Prefix: "b-", MaxBuckets: 2, ContinuationToken: first.ContinuationToken });

    expect([first, second].map(({ Buckets = [] }) => Buckets.map(({ Name }) => Name))).toEqual([["b-one", "b-three"], ["b-two"]]);
    expect(second.ContinuationToken).toBeUndefined();
  });
});

describe("S3 DeleteBucket", () => {
  it("refuses a bucket with objects: 409 BucketNotEmpty", async () => {
    const { s3 } = await withBucket();
    await s3.putObject({ Bucket: "pictures", Key: "a", Body: "x" });

    expect(await refusal(s3.deleteBucket({ Bucket: "pictures" }))).toEqual([
      "BucketNotEmpty",
      409,
      "The bucket you tried to delete is not empty",
    ]);
  });

  it("refuses a bucket with nothing but old versions and delete markers", async () => {
    const { s3 } = await withBucket();
    await s3.putBucketVersioning({ Bucket: "pictures", VersioningConfiguration: { Status: "Enabled" } });
    await s3.putObject({ Bucket: "pictures", Key: "a", Body: "x" });
    await s3.deleteObject({ Bucket: "pictures", Key: "a" });

    expect(await refusal(s3.deleteBucket({ Bucket: "pictures" }))).toEqual([
      "BucketNotEmpty",
      409,
      "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
    ]);
  });

  it("answers 204, and 404 NoSuchBucket the next time", async () => {
    const { s3 } = await withBucket();

    expect((await s3.deleteBucket({ Bucket: "pictures" })).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(s3.deleteBucket({ Bucket: "pictures" }))).toEqual([
      "NoSuchBucket",
      404,
      "The specified bucket does not exist",
    ]);
  });
});
