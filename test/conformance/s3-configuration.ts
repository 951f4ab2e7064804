/** What is configured of an S3 bucket: every part the product writes, from "not configured" there and back. */
import { aBucket } from "./builders/bucket.ts";
import { policyOf } from "./builders/role.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import type { Scene } from "./scene.ts";

const MALFORMED = "The XML you provided was not well-formed or did not validate against our published schema";

interface Part {
  readonly id: string;
  readonly what: string;
  readonly source: ReturnType<typeof recorded>;
  /** How AWS says that there is none. */
  readonly none: readonly [error: string, text: string];
  readonly putStatus: number;
  read(scene: Scene, Bucket: string): Promise<Answer>;
  write(scene: Scene, Bucket: string): Promise<Answer>;
  remove(scene: Scene, Bucket: string): Promise<Answer>;
  readonly shown: (Bucket: string) => object;
}

type Answer = { readonly $metadata: { readonly httpStatusCode?: number | undefined } };

const RULE = { ID: "wholebucket", Filter: { Prefix: "" }, Status: "Enabled", Expiration: { Days: 7 } } as const;
const CORS_RULE = { AllowedMethods: ["GET", "PUT"], AllowedOrigins: ["https://example.com"] };
const bucketPolicy = (Bucket: string): string =>
  policyOf({ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` });

const PARTS: readonly Part[] = [
  {
    id: "S-policy",
    what: "the policy",
    source: recorded("TestS3BucketPolicy::test_bucket_policy_crud"),
    none: ["NoSuchBucketPolicy", "The bucket policy does not exist"],
    putStatus: 204,
    read: ({ s3 }, Bucket) => s3.getBucketPolicy({ Bucket }),
    write: ({ s3 }, Bucket) => s3.putBucketPolicy({ Bucket, Policy: bucketPolicy(Bucket) }),
    remove: ({ s3 }, Bucket) => s3.deleteBucketPolicy({ Bucket }),
    shown: (Bucket) => ({ Policy: bucketPolicy(Bucket) }),
  },
  {
    id: "S-lifecycle",
    what: "the lifecycle",
    source: recorded("TestS3BucketLifecycle::test_delete_bucket_lifecycle_configuration"),
    none: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
    putStatus: 200,
    read: ({ s3 }, Bucket) => s3.getBucketLifecycleConfiguration({ Bucket }),
    write: ({ s3 }, Bucket) => s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules: [RULE] } }),
    remove: ({ s3 }, Bucket) => s3.deleteBucketLifecycle({ Bucket }),
    shown: () => ({ Rules: [RULE], TransitionDefaultMinimumObjectSize: "all_storage_classes_128K" }),
  },
  {
    id: "S-cors",
    what: "CORS",
    source: recorded("TestS3Cors::test_get_cors, TestS3Cors::test_delete_cors"),
    none: ["NoSuchCORSConfiguration", "The CORS configuration does not exist"],
    putStatus: 200,
    read: ({ s3 }, Bucket) => s3.getBucketCors({ Bucket }),
    write: ({ s3 }, Bucket) => s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules: [CORS_RULE] } }),
    remove: ({ s3 }, Bucket) => s3.deleteBucketCors({ Bucket }),
    shown: () => ({ CORSRules: [CORS_RULE] }),
  },
  {
    id: "S-tags",
    what: "the tags",
    source: recorded("TestS3BucketObjectTagging::test_bucket_tagging_crud"),
    none: ["NoSuchTagSet", "The TagSet does not exist"],
    putStatus: 204,
    read: ({ s3 }, Bucket) => s3.getBucketTagging({ Bucket }),
    write: ({ s3 }, Bucket) => s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: "tag3", Value: "tag3" }] } }),
    remove: ({ s3 }, Bucket) => s3.deleteBucketTagging({ Bucket }),
    shown: () => ({ TagSet: [{ Key: "tag3", Value: "tag3" }] }),
  },
];

const PART_CASES = PARTS.map(({ id, what, source, none, putStatus, read, write, remove, shown }) => ({
  id,
  name: `${what} of a bucket is not there (404 ${none[0]}), is put (${putStatus}), shown, and deleted (204), twice as well`,
  source,
  async run(scene: Scene) {
    const Bucket = await aBucket(scene);
    await scene.refuses(read(scene, Bucket), 404, ...none);
    await scene.answers(write(scene, Bucket), putStatus, id === "S-lifecycle" ? LIFECYCLE_ANSWER : {});
    await scene.answers(read(scene, Bucket), 200, shown(Bucket));
    await scene.answers(remove(scene, Bucket), 204, {});
    await scene.refuses(read(scene, Bucket), 404, ...none);
    await scene.answers(remove(scene, Bucket), 204, {});
  },
}));

/** PutBucketLifecycleConfiguration tells what it took for the one thing that was left out. */
const LIFECYCLE_ANSWER = { TransitionDefaultMinimumObjectSize: "all_storage_classes_128K" };

export const S3_CONFIGURATION_CASES: readonly Case[] = casesOf("S3 buckets", [
  ...PART_CASES,
  {
    id: "S-tags-replace",
    name: "PutBucketTagging replaces the whole set, and an empty set is none: 404 NoSuchTagSet",
    source: recorded("TestS3BucketObjectTagging::test_put_bucket_tagging_none_value"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const put = (TagSet: { Key: string; Value: string }[]) => scene.s3.putBucketTagging({ Bucket, Tagging: { TagSet } });
      await put([{ Key: "a", Value: "1" }]);
      await put([{ Key: "b", Value: "2" }]);
      await scene.answers(scene.s3.getBucketTagging({ Bucket }), 200, { TagSet: [{ Key: "b", Value: "2" }] });
      await scene.answers(put([]), 204, {});
      await scene.refuses(scene.s3.getBucketTagging({ Bucket }), 404, "NoSuchTagSet", "The TagSet does not exist");
    },
  },
  {
    id: "S-tags-bad",
    name: "PutBucketTagging refuses a key given twice, AWS's own keys, and characters that no tag has: 400 InvalidTag",
    source: recorded("TestS3BucketObjectTagging::test_tagging_validation"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const put = (...keys: string[]) => {
        const TagSet = keys.map((Key) => ({ Key, Value: "x" }));
        return scene.s3.putBucketTagging({ Bucket, Tagging: { TagSet } });
      };
      await scene.refuses(put("a", "a"), 400, "InvalidTag", "Cannot provide multiple Tags with the same key");
      await scene.refuses(put("aws:a"), 400, "InvalidTag", "System tags cannot be added/updated by requester");
      await scene.refuses(put("a,b"), 400, "InvalidTag", "The TagKey you have provided is invalid");
    },
  },
  {
    id: "S-versioning",
    name: "versioning shows no Status until it is set once, then Enabled or Suspended",
    source: recorded("TestS3BucketVersioning::test_bucket_versioning_crud"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const put = (Status: "Enabled" | "Suspended") =>
        scene.s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status } });
      await scene.answers(scene.s3.getBucketVersioning({ Bucket }), 200, {});
      for (const Status of ["Suspended", "Enabled", "Suspended"] as const) {
        await scene.answers(put(Status), 200, {});
        await scene.answers(scene.s3.getBucketVersioning({ Bucket }), 200, { Status });
      }
    },
  },
  {
    id: "S-versioning-never",
    name: "versioning cannot go back to never: other values are 400 MalformedXML, none is IllegalVersioningConfiguration",
    source: recorded("TestS3BucketVersioning::test_bucket_versioning_crud"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const VersioningConfiguration = { Status: "Disabled" as "Enabled" };
      const disabled = scene.s3.putBucketVersioning({ Bucket, VersioningConfiguration });
      await scene.refuses(disabled, 400, "MalformedXML", MALFORMED);
      const empty = scene.s3.putBucketVersioning({ Bucket, VersioningConfiguration: {} });
      const text = "The Versioning element must be specified";
      await scene.refuses(empty, 400, "IllegalVersioningConfigurationException", text);
    },
  },
  {
    id: "S-public-access",
    name: "the public access block is replaced, deleted (204, twice as well), and then 404",
    source: recorded("TestS3PublicAccessBlock::test_crud_public_access_block"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const PublicAccessBlockConfiguration = { BlockPublicAcls: false };
      await scene.answers(scene.s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration }), 200, {});
      const [BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets] = [false, false, false, false];
      await scene.answers(scene.s3.getPublicAccessBlock({ Bucket }), 200, {
        PublicAccessBlockConfiguration: { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets },
      });
      await scene.answers(scene.s3.deletePublicAccessBlock({ Bucket }), 204, {});
      const text = "The public access block configuration was not found";
      const gone = scene.s3.getPublicAccessBlock({ Bucket });
      await scene.refuses(gone, 404, "NoSuchPublicAccessBlockConfiguration", text);
      await scene.answers(scene.s3.deletePublicAccessBlock({ Bucket }), 204, {});
    },
  },
  {
    id: "S-ownership",
    name: "object ownership is BucketOwnerEnforced at first; deleted it is 404 OwnershipControlsNotFoundError",
    source: recorded("TestS3BucketOwnershipControls::test_crud_bucket_ownership_controls"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const shown = (ObjectOwnership: string) => ({ OwnershipControls: { Rules: [{ ObjectOwnership }] } });
      const read = () => scene.s3.getBucketOwnershipControls({ Bucket });
      await scene.answers(read(), 200, shown("BucketOwnerEnforced"));
      const OwnershipControls = { Rules: [{ ObjectOwnership: "ObjectWriter" as const }] };
      await scene.answers(scene.s3.putBucketOwnershipControls({ Bucket, OwnershipControls }), 200, {});
      await scene.answers(read(), 200, shown("ObjectWriter"));
      await scene.answers(scene.s3.deleteBucketOwnershipControls({ Bucket }), 204, {});
      await scene.refuses(read(), 404, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found");
    },
  },
  {
    id: "S-encryption-bad",
    name: "PutBucketEncryption refuses no rule, two rules, and a KMS key beside AES256: 400",
    source: recorded("TestS3BucketEncryption::test_s3_default_bucket_encryption_exc"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const put = (...Rules: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256"; KMSMasterKeyID?: string } }[]) =>
        scene.s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules } });
      const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } };
      await scene.refuses(put(), 400, "MalformedXML", MALFORMED);
      await scene.refuses(put(rule, rule), 400, "MalformedXML", MALFORMED);
      const keyed = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const, KMSMasterKeyID: "some-key" } };
      const text = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse";
      await scene.refuses(put(keyed), 400, "InvalidArgument", text);
    },
  },
  {
    id: "S-metadata-none",
    name: "GetBucketMetadataConfiguration of a bucket without metadata tables: 404 MetadataConfigurationNotFound",
    source: documented("Terraform AWS provider, internal/service/s3/errors.go, which its acceptance tests run against AWS"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.refuses(scene.s3.getBucketMetadataConfiguration({ Bucket }), 404, "MetadataConfigurationNotFound");
    },
  },
  {
    id: "S-policy-bad",
    name: "PutBucketPolicy refuses what is not JSON: 400 MalformedPolicy",
    source: documented("S3 API Reference, error codes: MalformedPolicy"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.refuses(scene.s3.putBucketPolicy({ Bucket, Policy: "not json" }), 400, "MalformedPolicy");
    },
  },
]);
