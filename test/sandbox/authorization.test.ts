import { APIGateway } from "@aws-sdk/client-api-gateway";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { STS } from "@aws-sdk/client-sts";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Deed, evaluate } from "../../src/sandbox/authorization/evaluate.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:fn";
const DEED: Deed = { action: "lambda:GetFunction", resource: FUNCTION, context: { "aws:resourcetag/team": "images" } };

function policy(...statements: readonly object[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((one) => ({ Effect: "Allow", Resource: "*", ...one })),
  });
}

describe("identity policies", () => {
  it.each([
    ["no policy", [], "denied"],
    ["its action on any resource", [policy({ Action: "lambda:GetFunction" })], "allowed"],
    ["its action in other letters", [policy({ Action: "LAMBDA:getfunction" })], "allowed"],
    ["a pattern of actions", [policy({ Action: ["s3:*", "lambda:Get*"] })], "allowed"],
    ["another action", [policy({ Action: "lambda:ListTags" })], "denied"],
    ["all but another action", [policy({ NotAction: "lambda:ListTags" })], "allowed"],
    ["its resource", [policy({ Action: "lambda:*", Resource: FUNCTION })], "allowed"],
    ["another resource", [policy({ Action: "lambda:*", Resource: `${FUNCTION}2` })], "denied"],
    ["the qualifiers of its resource", [policy({ Action: "lambda:*", Resource: `${FUNCTION}:*` })], "denied"],
    ["a pattern over the parts of an ARN", [policy({ Action: "lambda:*", Resource: "arn:aws:lambda:*:fn" })], "denied"],
    ["all but its resource", [policy({ Action: "lambda:*", Resource: undefined, NotResource: FUNCTION })], "denied"],
    [
      "a condition that holds",
      [policy({ Action: "*", Condition: { StringEquals: { "aws:ResourceTag/team": "images" } } })],
      "allowed",
    ],
    [
      "a condition that does not",
      [policy({ Action: "*", Condition: { StringEquals: { "aws:ResourceTag/team": "x" } } })],
      "denied",
    ],
    ["a condition on what the call lacks", [policy({ Action: "*", Condition: { StringLike: { "iam:x": "*" } } })], "denied"],
    ["the same, if it exists", [policy({ Action: "*", Condition: { StringLikeIfExists: { "iam:x": "*" } } })], "allowed"],
    [
      "a negated one on what the call lacks",
      [policy({ Action: "*", Condition: { StringNotEquals: { "iam:x": "y" } } })],
      "allowed",
    ],
    [
      "a condition nobody here evaluates",
      [policy({ Action: "*", Condition: { DateLessThan: { "aws:CurrentTime": "x" } } })],
      "denied",
    ],
    [
      "a deny beside it",
      [policy({ Action: "*" }), policy({ Effect: "Deny", Action: "lambda:GetFunction" })],
      "explicitly denied",
    ],
    ["a deny of another", [policy({ Action: "*" }), policy({ Effect: "Deny", Action: "lambda:List*" })], "allowed"],
  ] as const)("with %s", (_what, policies, verdict) => {
    expect(evaluate(policies, DEED)).toBe(verdict);
  });
});

function openAs(policies: readonly string[] | undefined) {
  const caller = { type: "AssumedRole", name: "limited", session: "one", ...(policies && { policies }) } as const;
  const sandbox = createSandbox({ clock: createVirtualClock(), callers: { LIMITED: caller } });
  onTestFinished(() => sandbox.close());
  const config = (service: "apigateway" | "iam" | "lambda" | "s3" | "sts") => ({
    region: "us-east-1",
    requestHandler: sandbox.requestHandler(service),
    credentials: { accessKeyId: "LIMITED", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    apigateway: new APIGateway(config("apigateway")),
    iam: new IAM(config("iam")),
    lambda: new Lambda(config("lambda")),
    s3: new S3({ ...config("s3"), forcePathStyle: true }),
    sts: new STS(config("sts")),
  };
}

const WHO = "User: arn:aws:sts::000000000000:assumed-role/limited/one is not authorized to perform:";

describe("a caller with policies", () => {
  it("is refused in the words of each service", async () => {
    const { apigateway, iam, lambda, s3 } = openAs([policy({ Action: "sts:*" })]);

    await expect(apigateway.getRestApis({})).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: `${WHO} apigateway:GET on resource: arn:aws:apigateway:us-east-1::/restapis because no identity-based policy allows the apigateway:GET action`,
      $metadata: { httpStatusCode: 403 },
    });
    await expect(lambda.getPolicy({ FunctionName: "fn", Qualifier: "live" })).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: `${WHO} lambda:GetPolicy on resource: ${FUNCTION}:live because no identity-based policy allows the lambda:GetPolicy action`,
    });
    await expect(iam.getRole({ RoleName: "worker" })).rejects.toMatchObject({
      name: "AccessDenied",
      message: `${WHO} iam:GetRole on resource: role worker because no identity-based policy allows the iam:GetRole action`,
    });
    await expect(s3.getBucketCors({ Bucket: "acme" })).rejects.toMatchObject({
      name: "AccessDenied",
      message: `${WHO} s3:GetBucketCORS on resource: "arn:aws:s3:::acme" because no identity-based policy allows the s3:GetBucketCORS action`,
    });
  });

  it("is told of an explicit deny as such", async () => {
    const { iam } = openAs([policy({ Action: "*" }, { Effect: "Deny", Action: "iam:*" })]);

    await expect(iam.getRole({ RoleName: "worker" })).rejects.toThrow(
      `${WHO} iam:GetRole on resource: role worker with an explicit deny in an identity-based policy`,
    );
  });

  it("needs no policy to be told who it is", async () => {
    const { Arn } = await openAs([]).sts.getCallerIdentity({});

    expect(Arn).toBe("arn:aws:sts::000000000000:assumed-role/limited/one");
  });

  it("passes roles only where it may, and only to the service that it may", async () => {
    const creation = {
      FunctionName: "fn",
      Role: "arn:aws:iam::000000000000:role/worker",
      Runtime: "nodejs22.x" as const,
      Handler: "index.handler",
      Code: { ZipFile: new Uint8Array() },
    };
    const passing = (service: string) => ({
      Action: "iam:PassRole",
      Condition: { StringEquals: { "iam:PassedToService": service } },
    });
    const toOthers = openAs([policy({ Action: "lambda:*" }, passing("ec2.amazonaws.com"))]);
    const toLambda = openAs([policy({ Action: "lambda:*" }, passing("lambda.amazonaws.com"))]);

    await expect(toOthers.lambda.createFunction(creation)).rejects.toThrow(
      /not authorized to perform: iam:PassRole on resource: /,
    );
    await expect(toLambda.lambda.createFunction(creation)).rejects.not.toThrow(/not authorized/);
  });

  it("makes nothing with tags that it may not tag", async () => {
    const { apigateway, s3 } = openAs([policy({ Action: ["apigateway:POST", "s3:CreateBucket"] })]);
    const CreateBucketConfiguration = { Tags: [{ Key: "team", Value: "images" }] };

    await expect(s3.createBucket({ Bucket: "acme", CreateBucketConfiguration })).rejects.toThrow(/perform: s3:TagResource on/);
    await expect(apigateway.createRestApi({ name: "orders", tags: { team: "images" } })).rejects.toThrow(
      /perform: apigateway:PUT on resource: arn:aws:apigateway:us-east-1::\/tags\/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2F\*/,
    );
    await expect(apigateway.createRestApi({ name: "orders" })).resolves.toMatchObject({ name: "orders" });
  });

  it("may do anything when nothing is said of its policies", async () => {
    await expect(openAs(undefined).apigateway.getRestApis({})).resolves.toMatchObject({ items: [] });
  });
});
