import { describe, expect, it } from "vitest";
import type { Issue } from "../../src/model/issue.ts";
import { issuesOf, load } from "./scratch.ts";

/** JSON is YAML: what is too big to write by hand is made here. */
async function issuesFor(state: object): Promise<readonly Issue[]> {
  return issuesOf(await load({ "a.yaml": JSON.stringify(state, null, 1) }));
}

function many<T>(count: number, make: (index: number) => readonly [string, T]): Readonly<Record<string, T>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)));
}

function statements(count: number, extra: object): object {
  const Statement = Array.from({ length: count }, (_, index) => ({
    Sid: `S${index}`,
    Effect: "Allow",
    Action: "s3:GetObject",
    ...extra,
  }));
  return { Version: "2012-10-17", Statement };
}

const ARN = { Resource: "arn:aws:s3:::acme-images/*" };
const WHO = { Principal: { AWS: "123456789012" } };

describe("AWS's limits, each with the place that goes past it", () => {
  const cases: readonly (readonly [string, object, string, string])[] = [
    [
      "Lambda takes 4 KB of environment (aws-facts 5.2)",
      { functions: { F: { environment: { AB: "x".repeat(4095) } } } },
      "environment-too-large",
      "error",
    ],
    [
      "an alias's environment counts with the function's (aws-facts 5.2)",
      {
        functions: {
          F: {
            environment: { AB: "x".repeat(3000) },
            aliases: { live: { version: "auto", environment: { CD: "x".repeat(2000) } } },
          },
        },
      },
      "environment-too-large",
      "error",
    ],
    [
      "50 tags, one of them ours",
      { buckets: { "acme-images": { tags: many(50, (index) => [`k${index}`, "v"]) } } },
      "too-many-tags",
      "error",
    ],
    [
      "S3 takes 100 CORS rules",
      { buckets: { "acme-images": { cors: Array.from({ length: 101 }, () => ({ origins: ["*"], methods: ["GET"] })) } } },
      "too-many-rules",
      "error",
    ],
    [
      "S3 takes 1,000 lifecycle rules",
      {
        buckets: {
          "acme-images": { lifecycle: Array.from({ length: 1001 }, (_, index) => ({ id: `r${index}`, expireAfterDays: 1 })) },
        },
      },
      "too-many-rules",
      "error",
    ],
    [
      "S3 takes a bucket policy of 20 KB",
      { buckets: { "acme-images": { policy: statements(200, { ...ARN, ...WHO }) } } },
      "policy-too-large",
      "error",
    ],
    [
      "API Gateway takes a policy of 8,192 characters unless raised (aws-facts 1.2)",
      { apis: { A: { policy: statements(100, { ...ARN, ...WHO }) } } },
      "policy-too-large",
      "warning",
    ],
    [
      "API Gateway takes 300 resources unless raised (aws-facts 1.2)",
      { apis: { A: { routes: many(300, (index) => [`GET /p${index}`, { mock: { status: 200 } }]) } } },
      "too-many-resources",
      "warning",
    ],
    [
      "IAM takes a trust policy of 2,048 characters unless raised (aws-facts 7)",
      { roles: { r: { trust: statements(22, WHO) } } },
      "policy-too-large",
      "warning",
    ],
    [
      "IAM never takes a trust policy of more than 4,096 characters (aws-facts 7)",
      { roles: { r: { assumedBy: Array.from({ length: 150 }, (_, index) => `service-number-${index}.amazonaws.com`) } } },
      "policy-too-large",
      "error",
    ],
    [
      "IAM takes 10,240 characters of inline policies in all (aws-facts 7)",
      { roles: { r: { inlinePolicies: { a: statements(60, ARN), b: statements(60, ARN) } } } },
      "policy-too-large",
      "error",
    ],
    [
      "`allow` counts as an inline policy (aws-facts 7)",
      {
        roles: {
          r: {
            allow: Array.from({ length: 120 }, (_, index) => ({
              actions: ["s3:GetObject"],
              resources: [`arn:aws:s3:::bucket-number-${index}/*`],
            })),
          },
        },
      },
      "policy-too-large",
      "error",
    ],
    [
      "API Gateway takes 100 variables a stage (aws-facts 1.2)",
      { apis: { A: { stages: { dev: { variables: many(101, (index) => [`V${index}`, "x"]) } } } } },
      "too-many-variables",
      "error",
    ],
    [
      "API Gateway takes values of 512 characters (aws-facts 1.2)",
      { apis: { A: { stages: { dev: { variables: { V: "x".repeat(513) } } } } } },
      "variable-too-long",
      "error",
    ],
  ];

  it.each(cases)("%s", async (_, state, code, severity) => {
    expect(await issuesFor(state)).toMatchObject([{ code, severity }]);
  });
});

it("what is just within the limits is taken", async () => {
  const state = {
    functions: { F: { environment: { AB: "x".repeat(4094) } } },
    buckets: { "acme-images": { tags: many(49, (index) => [`k${index}`, "v"]) } },
    apis: {
      A: {
        routes: many(299, (index) => [`GET /p${index}`, { mock: { status: 200 } }]),
        stages: { dev: { variables: many(100, (index) => [`V${index}`, "x".repeat(512)]) } },
      },
    },
  };

  expect(await issuesFor(state)).toEqual([]);
});

it("a policy with a condition, or for one account, lets not everyone in", async () => {
  const condition = { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } };
  const policies = [statements(1, { ...ARN, ...WHO }), statements(1, { ...ARN, Principal: "*", ...condition })];

  for (const policy of policies) expect(await issuesFor({ buckets: { "acme-images": { policy } } })).toEqual([]);
});

it("statements that are nothing are an error and no crash", async () => {
  const issues = await issuesFor({ buckets: { "acme-images": { policy: { Statement: [null, 7, "x", []] } } } });

  expect(issues.map((issue) => issue.code)).toEqual(["illegal-policy", "illegal-policy", "illegal-policy", "illegal-policy"]);
});
