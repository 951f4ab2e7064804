import { APIGateway } from "@aws-sdk/client-api-gateway";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { WAFV2 } from "@aws-sdk/client-wafv2";
import { describe, expect, it } from "vitest";
import { ALL_RIGHTS } from "../../src/kinds/all-rights.ts";
import type { Purpose } from "../../src/kinds/kind-rights.ts";
import { leastPrivilege } from "../../src/plan/least-privilege.ts";
import { policyDocuments } from "../../src/plan/policy-documents.ts";
import { sourcesBelow } from "../architecture/sources.ts";
import { loadValid } from "../desired/scratch.ts";

const PLACE = { partition: "aws", account: "123456789012", region: "eu-central-1", apiIds: new Map<string, string>() };
const CLIENTS = { apigateway: APIGateway, lambda: Lambda, s3: S3, iam: IAM, cloudwatch: CloudWatch, wafv2: WAFV2 };

async function statementsOf(text: string, purposes: readonly Purpose[] = ["read", "write", "delete"], place = PLACE) {
  return leastPrivilege(
    await loadValid({ "desired.yaml": `owner: acme\n${text}`, "fn/index.mjs": "export const handler = () => 1;" }),
    purposes,
    place,
  );
}

/** Resources that an action is allowed on. */
function allowed(statements: Awaited<ReturnType<typeof statementsOf>>, action: string): readonly string[] {
  return statements.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource);
}

const API = `
functions:
  fn: { code: fn, runtime: nodejs22.x, handler: index.handler, role: "arn:aws:iam::123456789012:role/worker" }
apis:
  orders:
    routes: { GET /: { lambda: "fn" } }
    stages: { prod: {} }
`;

describe("the table of rights", () => {
  it("has a row for every operation that the product calls", () => {
    // Where the process keeps its own memory is nothing that a desired state could tell.
    const source = sourcesBelow("src/aws").flatMap(({ path, text }) => (path.includes("/state/") ? [] : [text]));
    const called = Object.values(CLIENTS).flatMap((client) =>
      Object.getOwnPropertyNames(client.prototype).filter((name) => source.some((text) => text.includes(`.${name}(`))),
    );
    const rows = new Set(Object.values(ALL_RIGHTS).flatMap(({ rows: own }) => own.map(({ call }) => call.split(".")[1])));

    const missing = called.map((name) => `${name[0]?.toUpperCase()}${name.slice(1)}`).filter((name) => !rows.has(name));

    expect(called.length).toBeGreaterThan(60);
    expect(missing).toEqual([]);
  });

  it("names operations and actions that exist", () => {
    const rows = Object.values(ALL_RIGHTS).flatMap(({ rows: own }) => own);
    const unknown = rows.filter(({ call }) => {
      const [service = "", operation = ""] = call.split(".");
      const client = Object.entries(CLIENTS).find(([name]) => name === service)?.[1];
      return !(client && `${operation[0]?.toLowerCase()}${operation.slice(1)}` in client.prototype);
    });

    expect(unknown).toEqual([]);
  });
});

describe("the least privilege for a desired state", () => {
  it("reads and writes those aspects of a bucket that are declared, and no others", async () => {
    const statements = await statementsOf(
      "buckets:\n  plain: { publicAccess: unmanaged }\n  cors: { publicAccess: unmanaged, cors: [] }\n",
    );

    expect(allowed(statements, "s3:PutBucketCORS")).toEqual(["arn:aws:s3:::cors"]);
    expect(allowed(statements, "s3:PutBucketVersioning")).toEqual([]);
    expect(allowed(statements, "s3:CreateBucket").toSorted()).toEqual(["arn:aws:s3:::cors", "arn:aws:s3:::plain"]);
  });

  it("writes into the policy of a function that a bucket tells by its name, and of nothing else that it tells", async () => {
    const statements = await statementsOf(`${API}
buckets:
  acme-images:
    notifications:
      rules:
        named: { lambda: "fn", events: ["s3:ObjectCreated:Put"] }
        other: { lambda: "arn:aws:lambda:eu-central-1:123456789012:function:b", events: ["s3:ObjectCreated:Copy"] }
        queued: { queue: "arn:aws:sqs:eu-central-1:123456789012:q", events: ["s3:ObjectRemoved:*"] }
`);
    const told = statements.filter(({ Action }) => Action.includes("lambda:AddPermission")).flatMap(({ Resource }) => Resource);

    expect(told.filter((arn) => !arn.includes(":function:fn"))).toEqual([]);
    expect(told).toContain("arn:aws:lambda:eu-central-1:123456789012:function:fn");
  });

  it("deletes objects of buckets that say so, and of no others", async () => {
    const statements = await statementsOf("buckets:\n  kept: {}\n  emptied: { emptyOnDestroy: true }\n");

    expect(allowed(statements, "s3:DeleteObjectVersion")).toEqual(["arn:aws:s3:::emptied/*"]);
  });

  it("reads and no more where only reading is asked for", async () => {
    const statements = await statementsOf(API, ["read"]);

    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !/:(GET|Get|List|Describe)/.test(action))).toEqual([]);
  });

  it("leaves alone what is declared only for what stands in it", async () => {
    const statements = await statementsOf("apis:\n  orders: { stages: { prod: { deployment: leave, variables: { A: b } } } }\n");

    expect(allowed(statements, "apigateway:PATCH")).toEqual(["arn:aws:apigateway:eu-central-1::/restapis/*/stages/prod"]);
  });

  it("passes a role to Lambda and to nobody else", async () => {
    const passing = (await statementsOf(API)).filter(({ Action }) => Action.includes("iam:PassRole"));

    expect(passing).toEqual([
      {
        Sid: "PassRolesToLambda",
        Effect: "Allow",
        Action: ["iam:PassRole"],
        Resource: ["arn:aws:iam::123456789012:role/worker"],
        Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
      },
    ]);
  });

  it("attaches the declared policies to a role, and no others", async () => {
    const statements = await statementsOf(
      "roles:\n  worker: { assumedBy: lambda.amazonaws.com, managedPolicies: [AWSLambdaBasicExecutionRole] }\n",
    );

    expect(statements.find(({ Action }) => Action.includes("iam:AttachRolePolicy"))?.Condition).toEqual({
      ArnEquals: { "iam:PolicyARN": ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"] },
    });
  });

  it("stays within an API whose id is known", async () => {
    const apiIds = new Map([["orders", "a1b2c3d4e5"]]);

    const statements = await statementsOf(API, ["read", "write", "delete"], { ...PLACE, apiIds });

    const paths = statements.filter(({ Action }) => Action[0]?.startsWith("apigateway:")).flatMap(({ Resource }) => Resource);
    expect(paths.filter((arn) => !arn.includes("a1b2c3d4e5"))).toEqual(["arn:aws:apigateway:eu-central-1::/restapis"]);
    expect(allowed(statements, "apigateway:POST")).not.toContain("arn:aws:apigateway:eu-central-1::/restapis");
  });

  it("writes routes of those APIs alone that declare some", async () => {
    const statements = await statementsOf("apis:\n  orders: { description: Orders }\n");

    expect(allowed(statements, "apigateway:PUT")).toEqual([
      "arn:aws:apigateway:eu-central-1::/tags/arn%3Aaws%3Aapigateway%3Aeu-central-1%3A%3A%2Frestapis%2F*",
    ]);
  });

  it("writes the policy of an API where it stands, and where it is to be made, if it is yet to be", async () => {
    const text = `apis:\n  orders: { policy: none, routes: { GET /: { mock: { status: 200 } } } }\n`;
    const apiIds = new Map([["orders", "a1b2c3d4e5"]]);
    const made = await statementsOf(text, ["write"], { ...PLACE, apiIds });

    expect(allowed(made, "apigateway:UpdateRestApiPolicy")).toEqual(["arn:aws:apigateway:eu-central-1::/restapis/a1b2c3d4e5"]);
    expect(allowed(await statementsOf(text, ["write"]), "apigateway:UpdateRestApiPolicy")).toEqual([
      "arn:aws:apigateway:eu-central-1::/restapis",
      "arn:aws:apigateway:eu-central-1::/restapis/*",
    ]);
  });

  it("prunes by our mark, where IAM can tell it", async () => {
    const statements = await statementsOf(API, ["read", "write", "delete", "prune"]);

    expect(statements.find(({ Sid }) => Sid === "DeleteMarkedFunctions")).toMatchObject({
      Action: ["lambda:DeleteFunction"],
      Resource: ["arn:aws:lambda:eu-central-1:123456789012:function:*"],
      Condition: { StringEquals: { "aws:ResourceTag/stagekeeper:owner": "acme" } },
    });
  });

  it("asks for no alarms or metrics unless a shift has gates that look at them", async () => {
    const gated = (gates: string) =>
      API.replace(
        'role: "arn',
        `aliases: { live: { version: auto, shift: LambdaCanary10Percent5Minutes, ${gates} } }, role: "arn`,
      );
    const watches = async (text: string) =>
      (await statementsOf(text)).flatMap(({ Action }) => Action.filter((action) => action.startsWith("cloudwatch:")));

    expect(await watches(API)).toEqual([]);
    expect(await watches(gated("alarms: [late]"))).toEqual(["cloudwatch:DescribeAlarms"]);
  });

  it("has a name of its own for every statement", async () => {
    const sids = (await statementsOf(API, ["read", "write", "delete", "prune"])).map(({ Sid }) => Sid);

    expect(new Set(sids).size).toBe(sids.length);
    expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
  });
});

describe("policies of a fleet", () => {
  const buckets = (count: number) =>
    `buckets:\n${Array.from({ length: count }, (_, at) => `  acme-fleet-bucket-${at}: {}\n`).join("")}`;

  it("are one document where it fits", async () => {
    expect(policyDocuments(await statementsOf(buckets(3)))).toHaveLength(1);
  });

  it("are several, each within the quota, that allow together what one would", async () => {
    const statements = await statementsOf(buckets(400));

    const documents = policyDocuments(statements);

    const sizes = documents.map((document) => JSON.stringify(document).length);
    expect(documents.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(6_144);
    const pairs = (of: typeof statements) =>
      of.flatMap(({ Action, Resource }) => Action.flatMap((action) => Resource.map((arn) => `${action} ${arn}`))).toSorted();
    expect(pairs(documents.flatMap(({ Statement }) => Statement))).toEqual(pairs(statements));
    for (const { Statement } of documents) expect(new Set(Statement.map(({ Sid }) => Sid)).size).toBe(Statement.length);
  });
});
