import { describe, expect, it } from "vitest";
import { lambdaUri, parseLambdaUri } from "../../src/aws/integration-uri.ts";
import { workingCopyOf } from "../../src/aws/live-routes.ts";
import { methodPatches } from "../../src/aws/method-input.ts";
import { policyOf, shortenResources } from "../../src/aws/rest-api-reads.ts";
import { integrationPatches } from "../../src/aws/route-writer.ts";
import { canonicalPolicy } from "../../src/kinds/policy-document.ts";

const identity = { account: "111122223333", region: "us-east-1", partition: "aws" };
const alias = `\${stageVariables.LAMBDA_ALIAS}`;
const prefix = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/";

describe("the URI of a Lambda integration", () => {
  it.each([
    { target: { function: "Up" }, arn: "arn:aws:lambda:us-east-1:111122223333:function:Up" },
    { target: { function: "Up", qualifier: "prod" }, arn: "arn:aws:lambda:us-east-1:111122223333:function:Up:prod" },
    { target: { function: "Up", qualifier: alias }, arn: `arn:aws:lambda:us-east-1:111122223333:function:Up:${alias}` },
    {
      target: { function: `\${stageVariables.FN}` },
      arn: `arn:aws:lambda:us-east-1:111122223333:function:\${stageVariables.FN}`,
    },
    {
      target: { function: "arn:aws:lambda:eu-west-1:999988887777:function:Up", qualifier: "v" },
      arn: "arn:aws:lambda:eu-west-1:999988887777:function:Up:v",
    },
  ])("of $target holds $arn, and is read back to the same", ({ target, arn }) => {
    const uri = lambdaUri(target, identity);

    expect(uri).toBe(`${prefix}${arn}/invocations`);
    expect(parseLambdaUri(uri, identity)).toEqual(target);
  });

  it("is not read from the URI of any other service", () => {
    expect(parseLambdaUri("arn:aws:apigateway:us-east-1:sns:action/Publish", identity)).toBeUndefined();
    expect(parseLambdaUri("https://example.org/invocations", identity)).toBeUndefined();
  });
});

describe("the live working copy", () => {
  const lambdaMethod = {
    authorizationType: "AWS_IAM",
    apiKeyRequired: true,
    methodIntegration: {
      type: "AWS_PROXY",
      httpMethod: "POST",
      uri: lambdaUri({ function: "Up" }, identity),
      timeoutInMillis: 29000,
    },
  } as const;

  it("is read as routes and the ids of their resources", () => {
    const copy = workingCopyOf(
      [
        { id: "r", path: "/" },
        { id: "u", path: "/upload", resourceMethods: { PUT: lambdaMethod } },
      ],
      identity,
    );

    expect(copy).toEqual({
      resourceIds: { "/": "r", "/upload": "u" },
      routes: {
        "PUT /upload": {
          authorization: "AWS_IAM",
          apiKeyRequired: true,
          integration: { type: "lambda", function: "Up", timeoutMs: 29000 },
        },
      },
    });
  });

  it.each([
    { reason: "no integration yet", integration: undefined },
    { reason: "the empty integration that some servers give", integration: {} },
  ])("has a route without integration for a method with $reason", ({ integration }) => {
    const copy = workingCopyOf([{ id: "u", path: "/u", resourceMethods: { GET: { methodIntegration: integration } } }], identity);

    expect(copy.routes).toEqual({ "GET /u": { authorization: "NONE", apiKeyRequired: false } });
  });

  it("shows an integration in full that has no short form", () => {
    const read = (credentials: string) =>
      workingCopyOf(
        [
          {
            id: "u",
            path: "/u",
            resourceMethods: { GET: { ...lambdaMethod, methodIntegration: { ...lambdaMethod.methodIntegration, credentials } } },
          },
        ],
        identity,
      ).routes["GET /u"]?.integration;

    expect(read("arn:aws:iam::1:role/a")).toEqual({ type: "AWS_PROXY", function: "Up", credentials: "arn:aws:iam::1:role/a" });
    expect(read("arn:aws:iam::1:role/a")).not.toEqual(read("arn:aws:iam::1:role/b"));
  });

  it("reads a mock with one fixed answer, and any other mock in full", () => {
    const mock = (more: object) =>
      workingCopyOf(
        [
          {
            id: "u",
            path: "/u",
            resourceMethods: {
              OPTIONS: {
                methodIntegration: {
                  type: "MOCK",
                  requestTemplates: { "application/json": '{"statusCode": 204}' },
                  integrationResponses: {
                    "204": { statusCode: "204", responseParameters: { "method.response.header.Allow": "'GET,PUT'" } },
                  },
                  ...more,
                },
              },
            },
          },
        ],
        identity,
      ).routes["OPTIONS /u"]?.integration;

    expect(mock({})).toEqual({ type: "mock", status: 204, headers: { Allow: "GET,PUT" } });
    expect(mock({ requestTemplates: { "application/json": '{"statusCode": 500}' } })?.type).toBe("MOCK");
    expect(mock({ integrationResponses: {} })?.type).toBe("MOCK");
  });
});

describe("changes of a route", () => {
  it("patch only what differs, and treat 29 seconds as the timeout that is left out", () => {
    const live = { type: "lambda", function: "Up", qualifier: "a", timeoutMs: 29_000 } as const;

    expect(integrationPatches({ type: "lambda", function: "Up", qualifier: "a" }, live, identity)).toEqual([]);
    expect(integrationPatches({ type: "lambda", function: "Up", qualifier: "b", timeoutMs: 500 }, live, identity)).toEqual([
      { op: "replace", path: "/uri", value: lambdaUri({ function: "Up", qualifier: "b" }, identity) },
      { op: "replace", path: "/timeoutInMillis", value: "500" },
    ]);
    expect(
      integrationPatches(
        { type: "http", url: "https://b", method: "GET" },
        { type: "http", url: "https://a", method: "PUT" },
        identity,
      ),
    ).toEqual([
      { op: "replace", path: "/uri", value: "https://b" },
      { op: "replace", path: "/httpMethod", value: "GET" },
    ]);
  });

  it("put an integration of another type anew, for its type cannot be patched", () => {
    expect(
      integrationPatches({ type: "http", url: "https://b", method: "GET" }, { type: "lambda", function: "Up" }, identity),
    ).toBeNull();
  });

  it("patch authorization and API key by themselves", () => {
    const live = { authorization: "NONE", apiKeyRequired: false };
    const ids = { authorizers: new Map<string, string>(), validators: new Map<string, string>() };

    expect(methodPatches({ authorization: "AWS_IAM" }, live, ids)).toEqual([
      { op: "replace", path: "/authorizationType", value: "AWS_IAM" },
    ]);
    expect(methodPatches({ apiKeyRequired: true }, live, ids)).toEqual([
      { op: "replace", path: "/apiKeyRequired", value: "true" },
    ]);
  });
});

describe("a resource policy", () => {
  const document = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" }],
  };

  it("comes back from API Gateway as the inside of a JSON string", () => {
    const policy = JSON.stringify(document).replaceAll('"', '\\"');

    expect(policyOf({ policy })).toEqual(canonicalPolicy(document));
    expect(policyOf({ policy: JSON.stringify(document) })).toEqual(canonicalPolicy(document));
    expect(policyOf({})).toBeNull();
  });

  it("is compared in the short form it was declared in, though AWS stores the whole ARN", () => {
    const arn = "arn:aws:execute-api:us-east-1:111122223333:abc123/";
    const stored = canonicalPolicy({ ...document, Statement: [{ ...document.Statement[0], Resource: `${arn}*` }] });

    expect(shortenResources(stored, arn)).toEqual(canonicalPolicy(document));
  });
});
