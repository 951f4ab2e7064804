import { describe, expect, it } from "vitest";
import { canonicalPolicy } from "../../src/kinds/policy-document.ts";
import type { BucketSpec } from "../../src/model/specs/bucket.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { anAccount } from "./account.ts";
import { aBucket } from "./builders.ts";
import { converge, destroy, look, owned } from "./driver.ts";

const Bucket = "acme-images";

const everything: BucketSpec = {
  versioning: "enabled",
  encryption: { algorithm: "aws:kms", kmsKey: "alias/acme", bucketKey: true },
  publicAccessBlock: { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: false },
  tags: { team: "images" },
  lifecycle: [
    { id: "old", enabled: true, prefix: "tmp/", expireAfterDays: 7, transitions: [{ afterDays: 3, storageClass: "GLACIER" }] },
    { id: "parts", enabled: false, prefix: "", abortIncompleteUploadsAfterDays: 2, expireNoncurrentAfterDays: 9 },
  ],
  cors: [{ origins: ["https://acme.example"], methods: ["GET", "PUT"], headers: ["*"], maxAgeSeconds: 60 }],
  policy: canonicalPolicy({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${Bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  }),
};

describe("a bucket", () => {
  it("is made with every aspect that is declared, and is then in sync", async () => {
    const { connection } = anAccount();

    await converge(connection, [aBucket(Bucket, everything)]);
    const again = await converge(connection, [aBucket(Bucket, everything)]);

    expect(again.actions).toEqual([]);
  });

  it("carries our mark from the request that makes it, so that no crash leaves one that we do not know", async () => {
    const { connection, sandbox } = anAccount();
    sandbox.faults.script(({ operation }) => (/^Put/.test(operation) ? { type: "fail", when: "before" } : undefined));
    await expect(converge(connection, [aBucket(Bucket, { versioning: "enabled" })])).rejects.toMatchObject({
      code: "unavailable",
    });
    sandbox.faults.clear();

    const { observations } = await look(connection, [aBucket(Bucket)]);

    expect(observations.get(`bucket:${Bucket}`)).toMatchObject({ state: "present", live: { owner: "acme" } });
  });

  it("has only the aspects read that are declared, and its tags for the mark", async () => {
    const { connection } = anAccount();
    await converge(connection, [aBucket(Bucket, everything)]);

    const { calls } = await look(connection, [aBucket(Bucket, { cors: null })]);

    expect(calls.byOperation).toEqual({ "s3.GetBucketCors": 1, "s3.GetBucketTagging": 1, "sts.GetCallerIdentity": 1 });
  });

  it("has aspects taken away that are declared to be absent", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aBucket(Bucket, everything)]);

    const pass = await converge(connection, [aBucket(Bucket, { lifecycle: null, cors: [], policy: null })]);

    expect(pass.actions).toHaveLength(1);
    await expect(hand.s3.getBucketCors({ Bucket })).rejects.toMatchObject({ name: "NoSuchCORSConfiguration" });
    await expect(hand.s3.getBucketPolicy({ Bucket })).rejects.toMatchObject({ name: "NoSuchBucketPolicy" });
    await expect(hand.s3.getBucketLifecycleConfiguration({ Bucket })).rejects.toMatchObject({
      name: "NoSuchLifecycleConfiguration",
    });
    expect((await hand.s3.getBucketVersioning({ Bucket })).Status).toBe("Enabled");
  });

  it("keeps the tags of others, though PutBucketTagging replaces them all", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aBucket(Bucket, { tags: { team: "images" } })]);
    const { TagSet = [] } = await hand.s3.getBucketTagging({ Bucket });
    await hand.s3.putBucketTagging({ Bucket, Tagging: { TagSet: [...TagSet, { Key: "cost-centre", Value: "42" }] } });

    await converge(connection, [aBucket(Bucket, { tags: { team: "pictures" } })]);

    const after = (await hand.s3.getBucketTagging({ Bucket })).TagSet?.map(({ Key, Value }) => `${Key}=${Value}`);
    expect(after?.toSorted()).toEqual(["cost-centre=42", "stagekeeper:owner=acme", "team=pictures"]);
  });

  it("is not in drift for the encryption types that AWS blocks by default since April 2026", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aBucket(Bucket, { encryption: { algorithm: "AES256" } })]);
    await hand.s3.putBucketEncryption({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
            BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] },
          },
        ],
      },
    });

    const pass = await converge(connection, [aBucket(Bucket, { encryption: { algorithm: "AES256", bucketKey: false } })]);

    expect(pass.actions).toEqual([]);
  });

  it("reads lifecycle and replication rules in the form of before there were filters", async () => {
    const { connection, hand } = anAccount();
    const spec: BucketSpec = { versioning: "enabled" };
    await converge(connection, [aBucket(Bucket, spec)]);
    const Rules = [{ ID: "old", Status: "Enabled" as const, Prefix: "a/", Expiration: { Days: 7 } }];
    await hand.s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } });
    const copy = { ID: "copy", Status: "Enabled" as const, Prefix: "b/", Destination: { Bucket: `arn:aws:s3:::${Bucket}` } };
    const ReplicationConfiguration = { Role: "arn:aws:iam::000000000000:role/copier", Rules: [copy] };
    await hand.s3.putBucketReplication({ Bucket, ReplicationConfiguration });

    const { observations } = await look(connection, [aBucket(Bucket, { lifecycle: null, replication: null })]);

    expect(observations.get(`bucket:${Bucket}`)).toMatchObject({
      live: {
        spec: {
          lifecycle: [{ id: "old", prefix: "a/", expireAfterDays: 7 }],
          replication: { rules: [{ id: "copy", prefix: "b/", priority: 0, deleteMarkers: false, destination: Bucket }] },
        },
      },
    });
  });

  it.each([
    { region: "us-east-1", expected: undefined },
    { region: "eu-west-1", expected: "eu-west-1" },
  ])(
    "is made in $region with the location constraint $expected, for us-east-1 must be left out",
    async ({ region, expected }) => {
      const { connection, sandbox } = anAccount({ region });

      await converge(connection, [aBucket(Bucket)]);

      const [made] = sandbox.journal.entries().filter(({ operation }) => operation === "CreateBucket");
      const configuration = made?.input.CreateBucketConfiguration as { readonly LocationConstraint?: string };
      expect(configuration.LocationConstraint).toBe(expected);
    },
  );

  it("names the expected owner on every call but the one that makes it", async () => {
    const { connection, sandbox } = anAccount();

    await converge(connection, [aBucket(Bucket, everything)]);
    await destroy(connection, [aBucket(Bucket)]);

    const calls = sandbox.journal.entries().filter(({ service, operation }) => service === "s3" && operation !== "CreateBucket");
    expect(calls.length).toBeGreaterThan(8);
    expect(new Set(calls.map(({ input }) => input.ExpectedBucketOwner))).toEqual(new Set([sandbox.world.account]));
  });

  it("is absent only on NoSuchBucket: what is denied is unknown", async () => {
    const { connection, sandbox } = anAccount();
    await converge(connection, [aBucket(Bucket)]);
    const denied = new AwsError("AccessDenied", "Access Denied", 403);
    sandbox.faults.script(({ operation }) =>
      operation === "GetBucketTagging" ? { type: "fail", when: "before", error: denied } : undefined,
    );

    const { observations } = await look(connection, [aBucket(Bucket)]);

    expect(observations.get(`bucket:${Bucket}`)).toMatchObject({ state: "unknown", reason: "denied" });
  });

  it("is not deleted while it holds objects, which are never ours to delete", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aBucket(Bucket)]);
    await hand.s3.putObject({ Bucket, Key: "a", Body: "x" });

    await expect(destroy(connection, [aBucket(Bucket)])).rejects.toMatchObject({ awsCode: "BucketNotEmpty" });
    await hand.s3.deleteObject({ Bucket, Key: "a" });
    await destroy(connection, [aBucket(Bucket)]);

    const { observations } = await look(connection, [aBucket(Bucket)]);
    expect(observations.get(`bucket:${Bucket}`)).toEqual({ state: "absent" });
  });

  it("is taken over by putting our mark beside the tags it has", async () => {
    const { connection, hand } = anAccount();
    await hand.s3.createBucket({ Bucket });
    await hand.s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: "team", Value: "x" }] } });

    await converge(connection, [aBucket(Bucket)], { adopt: [`bucket:${Bucket}`] });

    const found = await owned(connection, "bucket", []);
    expect(found.map(({ address, spec }) => [address, spec])).toEqual([
      [`bucket:${Bucket}`, { region: "us-east-1", tags: { team: "x" } }],
    ]);
  });
});
