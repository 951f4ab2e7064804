/** What is configured on a bucket: defaults, "not configured" answers, whole-document replacement (aws-facts 6.1). */
import type { S3 } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { refusal, withBucket } from "./s3-account.ts";

const Bucket = "pictures";

describe("a new bucket", () => {
  it("blocks all public access (since April 2023)", async () => {
    const { s3 } = await withBucket();

    expect((await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
  });

  it("is encrypted with AES256 and blocks SSE-C (since April 2026)", async () => {
    const { s3 } = await withBucket();

    expect((await s3.getBucketEncryption({ Bucket })).ServerSideEncryptionConfiguration?.Rules).toEqual([
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
        BucketKeyEnabled: false,
        BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] },
      },
    ]);
  });

  it("has no ACLs, no versioning status, and answers empty for notifications, logging, acceleration", async () => {
    const { s3 } = await withBucket();

    const ownership = await s3.getBucketOwnershipControls({ Bucket });
    expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
    expect((await s3.getBucketVersioning({ Bucket })).Status).toBeUndefined();
    const { $metadata: _, ...notification } = await s3.getBucketNotificationConfiguration({ Bucket });
    expect(notification).toEqual({});
    expect((await s3.getBucketLogging({ Bucket })).LoggingEnabled).toBeUndefined();
    expect((await s3.getBucketAccelerateConfiguration({ Bucket })).Status).toBeUndefined();
    expect((await s3.getBucketRequestPayment({ Bucket })).Payer).toBe("BucketOwner");
    expect((await s3.getBucketAbac({ Bucket })).AbacStatus).toEqual({ Status: "Disabled" });
    expect((await s3.getBucketAcl({ Bucket })).Grants?.[0]?.Permission).toBe("FULL_CONTROL");
  });

  const absent: readonly { aspect: string; get(s3: S3): Promise<unknown>; answer: readonly [string, number, string] }[] = [
    { aspect: "tags", get: (s3) => s3.getBucketTagging({ Bucket }), answer: ["NoSuchTagSet", 404, "The TagSet does not exist"] },
    {
      aspect: "lifecycle",
      get: (s3) => s3.getBucketLifecycleConfiguration({ Bucket }),
      answer: ["NoSuchLifecycleConfiguration", 404, "The lifecycle configuration does not exist"],
    },
    {
      aspect: "CORS",
      get: (s3) => s3.getBucketCors({ Bucket }),
      answer: ["NoSuchCORSConfiguration", 404, "The CORS configuration does not exist"],
    },
    {
      aspect: "policy",
      get: (s3) => s3.getBucketPolicy({ Bucket }),
      answer: ["NoSuchBucketPolicy", 404, "The bucket policy does not exist"],
    },
    {
      aspect: "policy status",
      get: (s3) => s3.getBucketPolicyStatus({ Bucket }),
      answer: ["NoSuchBucketPolicy", 404, "The bucket policy does not exist"],
    },
    {
      aspect: "website",
      get: (s3) => s3.getBucketWebsite({ Bucket }),
      answer: ["NoSuchWebsiteConfiguration", 404, "The specified bucket does not have a website configuration"],
    },
    {
      aspect: "replication",
      get: (s3) => s3.getBucketReplication({ Bucket }),
      answer: ["ReplicationConfigurationNotFoundError", 404, "The replication configuration was not found"],
    },
    {
      aspect: "object lock",
      get: (s3) => s3.getObjectLockConfiguration({ Bucket }),
      answer: ["ObjectLockConfigurationNotFoundError", 404, "Object Lock configuration does not exist for this bucket"],
    },
  ];

  it.each(absent)("has no $aspect, and says so with a code of its own", async ({ get, answer }) => {
    const { s3 } = await withBucket();

    expect(await refusal(get(s3))).toEqual(answer);
  });
});

describe("an aspect that was deleted", () => {
  it("is not configured: public access block and ownership controls", async () => {
    const { s3 } = await withBucket();
    await s3.deletePublicAccessBlock({ Bucket });
    await s3.deleteBucketOwnershipControls({ Bucket });

    expect(await refusal(s3.getPublicAccessBlock({ Bucket }))).toEqual([
      "NoSuchPublicAccessBlockConfiguration",
      404,
      "The public access block configuration was not found",
    ]);
    expect(await refusal(s3.getBucketOwnershipControls({ Bucket }))).toEqual([
      "OwnershipControlsNotFoundError",
      404,
      "The bucket ownership controls were not found",
    ]);
  });

  it("goes back to AES256: encryption is never absent", async () => {
    const { s3 } = await withBucket();
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const }, BucketKeyEnabled: true };
    await s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } });
    const before = await s3.getBucketEncryption({ Bucket });
    await s3.deleteBucketEncryption({ Bucket });
    const after = await s3.getBucketEncryption({ Bucket });

    const algorithms = [before, after].map(
      (answer) => answer.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    );
    expect(algorithms).toEqual(["aws:kms", "AES256"]);
  });

  it("answers 204 whether it was there or not", async () => {
    const { s3 } = await withBucket();

    const answers = [
      s3.deleteBucketTagging({ Bucket }),
      s3.deleteBucketCors({ Bucket }),
      s3.deleteBucketPolicy({ Bucket }),
      s3.deleteBucketLifecycle({ Bucket }),
    ];

    expect((await Promise.all(answers)).map(({ $metadata }) => $metadata.httpStatusCode)).toEqual([204, 204, 204, 204]);
  });
});

describe("writing an aspect", () => {
  it("replaces the whole document", async () => {
    const { s3 } = await withBucket();
    await s3.putBucketTagging({
      Bucket,
      Tagging: {
        TagSet: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      },
    });
    await s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: "c", Value: "3" }] } });
    await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } });

    expect((await s3.getBucketTagging({ Bucket })).TagSet).toEqual([{ Key: "c", Value: "3" }]);
    expect((await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: false,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    });
  });

  it.each([
    { tags: [{ Key: "aws:team", Value: "x" }], message: "System tags cannot be added/updated by requester" },
    {
      tags: [
        { Key: "a", Value: "1" },
        { Key: "a", Value: "2" },
      ],
      message: "Cannot provide multiple Tags with the same key",
    },
    { tags: [{ Key: "a".repeat(129), Value: "1" }], message: "The TagKey you have provided is invalid" },
    { tags: [{ Key: "a", Value: "1".repeat(257) }], message: "The TagValue you have provided is invalid" },
  ])("refuses tags: $message", async ({ tags, message }) => {
    const { s3 } = await withBucket();

    expect(await refusal(s3.putBucketTagging({ Bucket, Tagging: { TagSet: tags } }))).toEqual(["InvalidTag", 400, message]);
  });

  it("refuses a fifty-first tag", async () => {
    const { s3 } = await withBucket();
    const TagSet = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "" }));

    expect(await refusal(s3.putBucketTagging({ Bucket, Tagging: { TagSet } }))).toEqual([
      "BadRequest",
      400,
      "Bucket tags cannot be greater than 50",
    ]);
  });

  it("keeps versioning Enabled or Suspended for good", async () => {
    const { s3 } = await withBucket();
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } });

    expect((await s3.getBucketVersioning({ Bucket })).Status).toBe("Suspended");
    expect((await refusal(s3.putBucketVersioning({ Bucket, VersioningConfiguration: {} }))).slice(0, 2)).toEqual([
      "IllegalVersioningConfigurationException",
      400,
    ]);
  });

  it("leaves blocked encryption types as they were where a rule does not speak of them", async () => {
    const { s3 } = await withBucket();
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } }];
    await s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules } });

    const { ServerSideEncryptionConfiguration } = await s3.getBucketEncryption({ Bucket });

    expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.BlockedEncryptionTypes).toEqual({ EncryptionType: ["SSE-C"] });
  });

  it("gives lifecycle rules ids, and refuses what S3 refuses", async () => {
    const { s3 } = await withBucket();
    const rule = { Status: "Enabled" as const, Filter: { Prefix: "tmp/" }, Expiration: { Days: 3 } };
    const put = (...Rules: object[]) =>
      s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules: Rules as (typeof rule)[] } });
    await put(rule);

    const { Rules, TransitionDefaultMinimumObjectSize } = await s3.getBucketLifecycleConfiguration({ Bucket });

    expect(Rules).toEqual([{ ...rule, ID: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
    expect(TransitionDefaultMinimumObjectSize).toBe("all_storage_classes_128K");
    const twice = "Rule ID must be unique. Found same ID for more than one rule";
    expect(await refusal(put({ ...rule, ID: "x" }, { ...rule, ID: "x" }))).toEqual(["InvalidArgument", 400, twice]);
    const idle = "At least one action needs to be specified in a rule";
    expect(await refusal(put({ Status: "Enabled", Filter: { Prefix: "" } }))).toEqual(["InvalidRequest", 400, idle]);
    expect((await refusal(put({ ...rule, Prefix: "both" }))).slice(0, 2)).toEqual(["MalformedXML", 400]);
  });

  it("refuses a CORS method that browsers do not send cross-origin", async () => {
    const { s3 } = await withBucket();
    const CORSRules = [{ AllowedMethods: ["PATCH"], AllowedOrigins: ["*"] }];

    expect(await refusal(s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules } }))).toEqual([
      "InvalidRequest",
      400,
      "Found unsupported HTTP method in CORS config. Unsupported method is PATCH",
    ]);
  });

  const policy = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const statement = {
    Effect: "Allow",
    Principal: { AWS: "111111111111" },
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::pictures/*",
  };

  it("keeps a policy as it was written", async () => {
    const { s3 } = await withBucket();
    await s3.putBucketPolicy({ Bucket, Policy: policy(statement) });

    expect((await s3.getBucketPolicy({ Bucket })).Policy).toBe(policy(statement));
    expect((await s3.getBucketPolicyStatus({ Bucket })).PolicyStatus).toEqual({ IsPublic: false });
  });

  it.each([
    { document: "no json", answer: ["MalformedPolicy", 400, "Policies must be valid JSON and the first byte must be '{'"] },
    {
      document: policy({ ...statement, Resource: "arn:aws:s3:::other/*" }),
      answer: ["MalformedPolicy", 400, "Policy has invalid resource"],
    },
    {
      document: policy({ ...statement, Principal: undefined }),
      answer: ["MalformedPolicy", 400, "Missing required field Principal"],
    },
  ])("refuses a policy: $answer", async ({ document, answer }) => {
    const { s3 } = await withBucket();

    expect(await refusal(s3.putBucketPolicy({ Bucket, Policy: document }))).toEqual(answer);
  });

  it("refuses a public policy while the bucket blocks public policies: 403 AccessDenied", async () => {
    const { s3 } = await withBucket();
    const Policy = policy({ ...statement, Principal: "*" });

    const blocked = await refusal(s3.putBucketPolicy({ Bucket, Policy }));
    await s3.deletePublicAccessBlock({ Bucket });
    const allowed = await refusal(s3.putBucketPolicy({ Bucket, Policy }));

    expect(blocked.slice(0, 2)).toEqual(["AccessDenied", 403]);
    expect(blocked[2]).toContain("BlockPublicPolicy");
    expect(allowed).toBe("accepted");
    expect((await s3.getBucketPolicyStatus({ Bucket })).PolicyStatus).toEqual({ IsPublic: true });
  });

  it("refuses to log into a bucket that is not there", async () => {
    const { s3 } = await withBucket();
    const LoggingEnabled = { TargetBucket: "missing", TargetPrefix: "" };

    expect((await refusal(s3.putBucketLogging({ Bucket, BucketLoggingStatus: { LoggingEnabled } }))).slice(0, 2)).toEqual([
      "InvalidTargetBucketForLogging",
      400,
    ]);
  });
});
