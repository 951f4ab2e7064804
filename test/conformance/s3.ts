/** S3 buckets: being made, named, configured by default, and deleted. */
import { aBucket } from "./builders/bucket.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { ABSENT, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const NO_BUCKET = "The specified bucket does not exist";
const NAMING = "S3 User Guide, bucket naming rules";
const BAD_NAME = "The specified bucket is not valid.";

/** What CreateBucket answers in us-east-1. */
const made = (Bucket: string) => ({ Location: `/${Bucket}`, BucketArn: `arn:aws:s3:::${Bucket}` });

async function makesBucket(scene: Scene): Promise<void> {
  const Bucket = scene.newName("bucket");
  await scene.answers(scene.s3.createBucket({ Bucket }), 200, made(Bucket));
}

async function refusesLocation(scene: Scene, location: string): Promise<void> {
  // The model's enum does not list it, which is the point.
  const LocationConstraint = location as "us-east-2";
  const call = scene.s3.createBucket({ Bucket: scene.newName("bucket"), CreateBucketConfiguration: { LocationConstraint } });
  const text = "The specified location-constraint is not valid";
  await scene.refuses(call, 400, "InvalidLocationConstraint", text);
}

async function refusesName(scene: Scene, Bucket: string): Promise<void> {
  await scene.refuses(scene.s3.createBucket({ Bucket }), 400, "InvalidBucketName", BAD_NAME);
}

export const S3_CASES: readonly Case[] = casesOf("S3 buckets", [
  {
    id: "B01",
    name: "CreateBucket in us-east-1 answers 200 with /NAME as its location and the bucket's ARN",
    source: recorded("TestS3::test_create_bucket_head_bucket"),
    run: makesBucket,
  },
  {
    id: "B02",
    name: "a second bucket is made the same way",
    source: recorded("TestS3::test_create_bucket_head_bucket"),
    async run(scene) {
      await makesBucket(scene);
      await makesBucket(scene);
    },
  },
  {
    id: "B03",
    name: "CreateBucket refuses a name of two characters: 400 InvalidBucketName",
    source: documented(NAMING),
    run: (scene) => refusesName(scene, "ab"),
  },
  {
    id: "B04",
    name: "CreateBucket refuses a name with capitals: 400 InvalidBucketName",
    source: recorded("TestS3::test_s3_uppercase_bucket_name"),
    run: (scene) => refusesName(scene, `${scene.newName()}UPPER`),
  },
  {
    id: "B05",
    name: "CreateBucket of one's own bucket answers 200 again in us-east-1",
    source: recorded("TestS3BucketObjectTagging::test_create_bucket_with_tags_us_east_1_idempotency"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.answers(scene.s3.createBucket({ Bucket }), 200, made(Bucket));
    },
  },
  {
    id: "B06",
    name: "GetBucketLocation names no location in us-east-1",
    source: recorded("TestS3::test_different_location_constraint"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const { LocationConstraint } = await scene.answers(scene.s3.getBucketLocation({ Bucket }), 200, open({}));
      scene.same("LocationConstraint", LocationConstraint ?? "", "");
    },
  },
  {
    id: "B07",
    name: "new buckets block public access, all four ways",
    source: recorded("TestS3PublicAccessBlock::test_crud_public_access_block"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.answers(scene.s3.getPublicAccessBlock({ Bucket }), 200, {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
    },
  },
  {
    id: "B08",
    name: "new buckets are encrypted with AES256, and refuse keys of the customer's own (since April 2026)",
    source: documented("S3 User Guide, default encryption (aws-facts 6.1)"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.answers(scene.s3.getBucketEncryption({ Bucket }), 200, {
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
              BucketKeyEnabled: false,
              BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] },
            },
          ],
        },
      });
    },
  },
  {
    id: "B09",
    name: "GetBucketTagging of a bucket without tags: 404 NoSuchTagSet",
    source: recorded("TestS3BucketObjectTagging::test_bucket_tagging_crud"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.refuses(scene.s3.getBucketTagging({ Bucket }), 404, "NoSuchTagSet", "The TagSet does not exist");
    },
  },
  {
    id: "B10",
    name: "PutBucketTagging answers 204, GetBucketTagging gives the tags back",
    source: recorded("TestS3BucketObjectTagging::test_bucket_tagging_crud"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const TagSet = [
        { Key: "tag1", Value: "tag1" },
        { Key: "tag2", Value: "" },
      ];
      await scene.answers(scene.s3.putBucketTagging({ Bucket, Tagging: { TagSet } }), 204, {});
      await scene.answers(scene.s3.getBucketTagging({ Bucket }), 200, { TagSet });
    },
  },
  {
    id: "B11",
    name: "HeadBucket of a missing bucket: 404, without a body to tell why",
    source: recorded("TestS3::test_create_bucket_head_bucket"),
    run: (scene) => scene.refuses(scene.s3.headBucket({ Bucket: scene.newName("none") }), 404, "NotFound"),
  },
  {
    id: "B12",
    name: "ListObjectsV2 of a missing bucket: 404 NoSuchBucket",
    source: recorded("TestS3::test_bucket_does_not_exist"),
    run: (scene) => scene.refuses(scene.s3.listObjectsV2({ Bucket: scene.newName("none") }), 404, "NoSuchBucket", NO_BUCKET),
  },
  {
    id: "B13",
    name: "CreateBucket refuses us-east-1 as a LocationConstraint: 400 InvalidLocationConstraint",
    source: recorded("TestS3::test_create_bucket_with_invalid_location_constraint"),
    run: (scene) => refusesLocation(scene, "us-east-1"),
  },
  {
    id: "S-location-unknown",
    name: "CreateBucket refuses a Region that does not exist: 400 InvalidLocationConstraint",
    source: recorded("TestS3::test_create_bucket_with_invalid_location_constraint"),
    run: (scene) => refusesLocation(scene, "foo"),
  },
  {
    id: "S-head",
    name: "HeadBucket tells the bucket's Region and ARN, and that it is no access point's alias",
    source: recorded("TestS3::test_create_bucket_head_bucket"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.answers(scene.s3.headBucket({ Bucket }), 200, {
        AccessPointAlias: false,
        BucketArn: `arn:aws:s3:::${Bucket}`,
        BucketRegion: scene.region,
      });
    },
  },
  {
    id: "S-create-tags",
    name: "CreateBucket takes tags, and refuses one's own bucket again with tags: 409 BucketAlreadyOwnedByYou",
    source: recorded("TestS3BucketObjectTagging::test_create_bucket_with_tags_us_east_1_idempotency"),
    async run(scene) {
      const Bucket = scene.newName("bucket");
      const Tags = [{ Key: "tag1", Value: "value1" }];
      const input = { Bucket, CreateBucketConfiguration: { Tags } };
      await scene.answers(scene.s3.createBucket(input), 200, made(Bucket));
      await scene.answers(scene.s3.getBucketTagging({ Bucket }), 200, { TagSet: Tags });
      const text = "Your previous request to create the named bucket succeeded and you already own it.";
      await scene.refuses(scene.s3.createBucket(input), 409, "BucketAlreadyOwnedByYou", text);
    },
  },
  {
    id: "S-create-aws-tag",
    name: "CreateBucket refuses tag keys of AWS's own: 400 InvalidTag",
    source: recorded("TestS3BucketObjectTagging::test_create_bucket_with_tags_exc"),
    async run(scene) {
      const CreateBucketConfiguration = { Tags: [{ Key: "aws:prefixed", Value: "x" }] };
      const call = scene.s3.createBucket({ Bucket: scene.newName("bucket"), CreateBucketConfiguration });
      const text =
        'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.';
      await scene.refuses(call, 400, "InvalidTag", text);
    },
  },
  {
    id: "S-delete-full",
    name: "DeleteBucket refuses while there are objects: 409 BucketNotEmpty, 204 once it is empty",
    source: recorded("TestS3BucketCRUD::test_delete_bucket_with_objects"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.s3.putObject({ Bucket, Key: "a", Body: "a" });
      const text = "The bucket you tried to delete is not empty";
      await scene.refuses(scene.s3.deleteBucket({ Bucket }), 409, "BucketNotEmpty", text);
      await scene.answers(scene.s3.deleteObject({ Bucket, Key: "a" }), 204, {});
      await scene.answers(scene.s3.deleteBucket({ Bucket }), 204, {});
    },
  },
  {
    id: "S-delete-versioned",
    name: "DeleteBucket counts versions and delete markers as content",
    source: recorded("TestS3BucketCRUD::test_delete_versioned_bucket_with_objects"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
      const { VersionId } = await scene.s3.putObject({ Bucket, Key: "a", Body: "a" });
      const marker = await scene.s3.deleteObject({ Bucket, Key: "a" });
      const text = "The bucket you tried to delete is not empty. You must delete all versions in the bucket.";
      await scene.refuses(scene.s3.deleteBucket({ Bucket }), 409, "BucketNotEmpty", text);
      await scene.answers(scene.s3.deleteObject({ Bucket, Key: "a", VersionId }), 204, { VersionId });
      await scene.refuses(scene.s3.deleteBucket({ Bucket }), 409, "BucketNotEmpty", text);
      const unmark = scene.s3.deleteObject({ Bucket, Key: "a", VersionId: marker.VersionId });
      await scene.answers(unmark, 204, { DeleteMarker: true, VersionId: marker.VersionId });
      await scene.answers(scene.s3.deleteBucket({ Bucket }), 204, {});
    },
  },
  {
    id: "S-delete-missing",
    name: "DeleteBucket of a missing bucket: 404 NoSuchBucket",
    source: recorded("TestS3::test_delete_bucket_no_such_bucket"),
    run: (scene) => scene.refuses(scene.s3.deleteBucket({ Bucket: scene.newName("none") }), 404, "NoSuchBucket", NO_BUCKET),
  },
  {
    id: "S-list",
    name: "ListBuckets with a prefix shows name, ARN, Region and creation date, and repeats the prefix",
    source: recorded("TestS3::test_create_bucket_with_eu_location_constraint"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const { Owner: _, ...listed } = await scene.s3.listBuckets({ Prefix: Bucket });
      scene.same("Prefix", listed.Prefix, Bucket);
      scene.same(
        "names",
        listed.Buckets?.map(({ Name }) => Name),
        [Bucket],
      );
      const shown = { Name: Bucket, BucketArn: `arn:aws:s3:::${Bucket}`, BucketRegion: scene.region };
      scene.same("the bucket", listed.Buckets?.[0], open({ ...shown, Tags: ABSENT }));
    },
  },
  {
    id: "S-other-owner",
    name: "a call with another ExpectedBucketOwner: 403 AccessDenied",
    source: recorded("TestS3::test_get_bucket_policy"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const call = scene.s3.getBucketTagging({ Bucket, ExpectedBucketOwner: "999999999999" });
      await scene.refuses(call, 403, "AccessDenied", "Access Denied");
    },
  },
]);
