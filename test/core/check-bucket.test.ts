/** Where exactly S3's limits run: what is just within is taken, what is just past is not. */
import { describe, expect, it } from "vitest";
import type { BucketEntry } from "../../src/kinds/authoring.ts";
import { bucketNameFault, checkBucket } from "../../src/kinds/bucket/check.ts";
import { anAuthoredState, told } from "./authored.ts";

const check = (entry: BucketEntry, region?: string) =>
  told(checkBucket("acme", entry, anAuthoredState({ target: region === undefined ? {} : { region } })));

describe("the name of a bucket (S3 user guide, Bucket naming rules)", () => {
  it.each([
    "abc",
    "a".repeat(63),
    "1.2-3",
    "a.b.c",
    "0-0",
    "192.168.0",
    "192.168.0.1.2",
    "1234.1.1.1",
    "a192.168.0.1",
    "axn--b",
    "xn-b",
    "amzn-s3-demo",
    "a-s3alias-b",
    "mrap",
    "a.mrapb",
  ])("%s is taken", (name) => {
    expect(bucketNameFault(name)).toBeUndefined();
  });

  it.each([
    ["ab", "has to have 3 to 63 characters"],
    ["a".repeat(64), "has to have 3 to 63 characters"],
    ["aBc", "has capital letters: S3 takes lower-case only"],
    ["a_b", "may hold lower-case letters, digits, dots and hyphens only"],
    ["abc!", "may hold lower-case letters, digits, dots and hyphens only"],
    ["!abc", "may hold lower-case letters, digits, dots and hyphens only"],
    [".abc", "has to begin and end with a letter or digit"],
    ["abc-", "has to begin and end with a letter or digit"],
    ["a..b", "has two dots next to each other"],
    ["192.168.10.200", "looks like an IP address"],
    ["xn--abc", 'begins with "xn--", which AWS keeps for itself'],
    ["sthree-abc", 'begins with "sthree-", which AWS keeps for itself'],
    ["amzn-s3-demo-abc", 'begins with "amzn-s3-demo-", which AWS keeps for itself'],
    ["abc-s3alias", 'ends with "-s3alias", which AWS keeps for itself'],
    ["abc--ol-s3", 'ends with "--ol-s3", which AWS keeps for itself'],
    ["abc.mrap", 'ends with ".mrap", which AWS keeps for itself'],
    ["abc--x-s3", 'ends with "--x-s3", which AWS keeps for itself'],
    ["abc--table-s3", 'ends with "--table-s3", which AWS keeps for itself'],
  ])("%s %s", (name, fault) => {
    expect(bucketNameFault(name)).toBe(fault);
  });
});

describe("the region of a bucket", () => {
  it.each(["eu-central-1", "us-gov-east-1", "ap-southeast-12", "mx-central-1", "sc-central-1"])("%s is one", (region) => {
    expect(check({ region })).toEqual([]);
  });

  it.each([
    "eu-central",
    "eu-central-",
    "EU-central-1",
    "e-central-1",
    "euro-central-1",
    "eu-1",
    "xx eu-central-1",
    "eu-central-1a",
  ])("%s is none", (region) => {
    expect(check({ region })).toEqual(["illegal-region at buckets.acme.region"]);
  });

  it("that is not everything's is worth a word, where everything has one", () => {
    expect(check({ region: "eu-central-1" }, "eu-west-1")).toEqual(["other-region at buckets.acme.region?"]);
    expect(check({ region: "eu-central-1" }, "eu-central-1")).toEqual([]);
    expect(check({}, "eu-central-1")).toEqual([]);
  });
});

describe("the encryption of a bucket", () => {
  it.each<[string, BucketEntry["encryption"], readonly string[]]>([
    ["in one word", "AES256", []],
    ["written out", { algorithm: "AES256" }, []],
    ["with a key of KMS and a bucket key", { algorithm: "aws:kms", kmsKey: "alias/x", bucketKey: true }, []],
    ["in two layers", { algorithm: "aws:kms:dsse", kmsKey: "alias/x", bucketKey: false }, []],
    ["in two layers with a bucket key", { algorithm: "aws:kms:dsse", bucketKey: true }, ["bucketKey"]],
    ["by S3's own keys with a key of KMS", { algorithm: "AES256", kmsKey: "alias/x" }, ["kmsKey"]],
    [
      "by S3's own keys with all that it does not take",
      { algorithm: "AES256", kmsKey: "alias/x", bucketKey: true },
      ["kmsKey", "bucketKey"],
    ],
  ])("%s", (_what, encryption, at) => {
    expect(check({ encryption })).toEqual(at.map((member) => `illegal-encryption at buckets.acme.encryption.${member}`));
  });
});

describe("a lifecycle rule", () => {
  type Rule = NonNullable<BucketEntry["lifecycle"]>[number];
  const at = "buckets.acme.lifecycle.0";
  const move = (afterDays: number, storageClass: "STANDARD_IA" | "ONEZONE_IA" | "GLACIER") => ({
    transitions: [{ afterDays, storageClass }],
  });

  it.each<[string, Omit<Rule, "id">, readonly string[]]>([
    ["may only delete", { expireAfterDays: 1 }, []],
    ["may only delete old versions", { expireNoncurrentAfterDays: 1 }, []],
    ["may only clear up uploads", { abortIncompleteUploadsAfterDays: 1 }, []],
    ["may only move", move(30, "STANDARD_IA"), []],
    ["has to do something", {}, [`empty-rule at ${at}`]],
    ["with a list of no moves does nothing", { transitions: [] }, [`empty-rule at ${at}`]],
    [
      "moves to infrequent access after 30 days at the earliest",
      move(29, "STANDARD_IA"),
      [`illegal-transition at ${at}.transitions.0.afterDays`],
    ],
    ["moves to one zone likewise", move(29, "ONEZONE_IA"), [`illegal-transition at ${at}.transitions.0.afterDays`]],
    ["moves to an archive at once", move(0, "GLACIER"), []],
    ["moves before it deletes", { expireAfterDays: 31, ...move(30, "GLACIER") }, []],
    [
      "does not move on the day that it deletes",
      { expireAfterDays: 30, ...move(30, "GLACIER") },
      [`illegal-transition at ${at}.transitions.0.afterDays`],
    ],
  ])("%s", (_what, rule, expected) => {
    expect(check({ lifecycle: [{ id: "r", ...rule }] })).toEqual(expected);
  });

  it("has a name of its own", () => {
    const named = (...ids: readonly string[]) => check({ lifecycle: ids.map((id) => ({ id, expireAfterDays: 1 })) });

    expect(named("a", "b")).toEqual([]);
    expect(named("a", "b", "a")).toEqual(["duplicate-rule at buckets.acme.lifecycle.2.id"]);
  });
});

it("S3 takes 1,000 lifecycle rules and 100 CORS rules, and not one more", () => {
  const lifecycle = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `r${index}`, expireAfterDays: 1 }));
  const cors = (count: number): BucketEntry["cors"] =>
    Array.from({ length: count }, () => ({ origins: ["*"], methods: ["GET"] }));

  expect(check({ lifecycle: lifecycle(1000), cors: cors(100) })).toEqual([]);
  expect(check({ lifecycle: lifecycle(1001), cors: cors(101) })).toEqual([
    "too-many-rules at buckets.acme.lifecycle",
    "too-many-rules at buckets.acme.cors",
  ]);
});

describe("a bucket policy", () => {
  const policy = (...statements: readonly object[]) => ({
    Statement: statements.map((statement) => ({ Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*", ...statement })),
  });
  const everyone = { Effect: "Allow", Principal: "*" };
  const refused = ["public-policy-blocked at buckets.acme.policy"];
  const open = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: false, restrictPublicBuckets: false };

  it.each<[string, BucketEntry, readonly string[]]>([
    ["for everyone where public access is blocked by default", { policy: policy(everyone) }, refused],
    ["for everyone where public access is blocked in words", { policy: policy(everyone), publicAccess: "blocked" }, refused],
    ["for everyone where public access is not looked after", { policy: policy(everyone), publicAccess: "unmanaged" }, []],
    ["for everyone where public access is open", { policy: policy(everyone), publicAccess: open }, []],
    ["for everyone in its second statement", { policy: policy({ ...everyone, Effect: "Deny" }, everyone) }, refused],
    ["against everyone", { policy: policy({ ...everyone, Effect: "Deny" }) }, []],
    [
      "for everyone on a condition",
      { policy: policy({ ...everyone, Condition: { Bool: { "aws:SecureTransport": "true" } } }) },
      [],
    ],
    ["for one account", { policy: policy({ Effect: "Allow", Principal: { AWS: "123456789012" } }) }, []],
    ["that is not to be there", { policy: "none" }, []],
  ])("%s", (_what, entry, expected) => {
    expect(check(entry)).toEqual(expected);
  });

  it("may have 20 KB, and not one byte more", () => {
    const sized = (length: number) => {
      const document = (sid: string) => ({
        Version: "2012-10-17",
        Statement: [{ Sid: sid, Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" }],
      });
      // As AWS counts it: in canonical form, in which single values stand in lists.
      const empty =
        '{"Statement":[{"Action":["s3:GetObject"],"Effect":"Deny","Principal":{"AWS":["*"]},"Resource":["arn:aws:s3:::acme/*"],"Sid":""}],"Version":"2012-10-17"}';
      return check({ policy: document("S".repeat(length - empty.length)) });
    };

    expect(sized(20_480)).toEqual([]);
    expect(sized(20_481)).toEqual(["policy-too-large at buckets.acme.policy"]);
  });
});
