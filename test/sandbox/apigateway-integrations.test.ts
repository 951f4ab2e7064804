/** Putting integrations, as recorded from AWS (LocalStack TestApigatewayIntegration, test_put_integration_validation). */
import type { PutIntegrationCommandInput } from "@aws-sdk/client-api-gateway";
import { describe, expect, test } from "vitest";
import { aMethod, badRequest, bodyOf, invalid, notFound, refusalOf } from "./apigateway-account.ts";

const NO_RESOURCE = notFound("Invalid Resource identifier specified");
const NO_METHOD = notFound("Invalid Method identifier specified");
const NO_INTEGRATION = notFound("Invalid Integration identifier specified");
const INVOKE = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions";
const FUNCTION = "arn:aws:lambda:us-east-1:111111111111:function:uploader";
const ONLY_LAMBDA = badRequest(
  "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
);
const NO_VERB = badRequest("Enumeration value for HttpMethod must be non-empty");
const NO_ACTION = badRequest("AWS ARN for integration must contain path or action");
const BAD_ARN = badRequest("Invalid ARN specified in the request");
const BAD_TIMEOUT = badRequest("Timeout should be between 50 ms and 29000 ms");

type Put = Omit<PutIntegrationCommandInput, "restApiId" | "resourceId" | "httpMethod">;

describe("PutIntegration", () => {
  const defaults = (resourceId: string) => ({
    passthroughBehavior: "WHEN_NO_MATCH",
    timeoutInMillis: 29_000,
    cacheNamespace: resourceId,
    cacheKeyParameters: [],
  });

  test.each<[string, Put, object]>([
    [
      "a mock needs no verb, and drops what it is given",
      { type: "MOCK", uri: "http://example.com", integrationHttpMethod: "POST" },
      { type: "MOCK" },
    ],
    [
      "an HTTP integration shows its connection type",
      { type: "HTTP", uri: "http://example.com", integrationHttpMethod: "POST" },
      { type: "HTTP", httpMethod: "POST", uri: "http://example.com", connectionType: "INTERNET" },
    ],
    [
      "an HTTP proxy may be named by a stage variable",
      { type: "HTTP_PROXY", uri: `\${stageVariables.host}/x`, integrationHttpMethod: "GET" },
      { type: "HTTP_PROXY", httpMethod: "GET", uri: `\${stageVariables.host}/x`, connectionType: "INTERNET" },
    ],
    [
      "an AWS service may be anything with a path",
      {
        type: "AWS",
        uri: "arn:aws:apigateway:us-east-1:s3:path/b/k",
        integrationHttpMethod: "POST",
        credentials: "arn:aws:iam::111111111111:role/x",
      },
      {
        type: "AWS",
        httpMethod: "POST",
        uri: "arn:aws:apigateway:us-east-1:s3:path/b/k",
        credentials: "arn:aws:iam::111111111111:role/x",
      },
    ],
    [
      "a Lambda proxy's alias may be a stage variable",
      {
        type: "AWS_PROXY",
        uri: `${INVOKE}/${FUNCTION}:\${stageVariables.LAMBDA_ALIAS}/invocations`,
        integrationHttpMethod: "POST",
      },
      { type: "AWS_PROXY", httpMethod: "POST", uri: `${INVOKE}/${FUNCTION}:\${stageVariables.LAMBDA_ALIAS}/invocations` },
    ],
    [
      "a VPC link keeps its connection",
      {
        type: "HTTP_PROXY",
        uri: "http://nlb.example.com",
        integrationHttpMethod: "GET",
        connectionType: "VPC_LINK",
        connectionId: `\${stageVariables.vpcLinkId}`,
      },
      {
        type: "HTTP_PROXY",
        httpMethod: "GET",
        uri: "http://nlb.example.com",
        connectionType: "VPC_LINK",
        connectionId: `\${stageVariables.vpcLinkId}`,
      },
    ],
  ])("%s", async (_, input, shown) => {
    const { gateway, method } = await aMethod();

    const call = gateway.putIntegration({ ...method, ...input });

    expect((await call).$metadata.httpStatusCode).toBe(201);
    expect(await bodyOf(call)).toEqual({ ...defaults(method.resourceId), ...shown });
    expect(await bodyOf(gateway.getIntegration(method))).toEqual(await bodyOf(call));
  });

  test.each<[string, Put, unknown]>([
    ["HTTP without a verb", { type: "HTTP", uri: "http://example.com" }, NO_VERB],
    ["an HTTP proxy without a verb", { type: "HTTP_PROXY", uri: "http://example.com" }, NO_VERB],
    ["AWS without a verb", { type: "AWS", uri: "http://example.com" }, NO_VERB],
    [
      "an unknown verb",
      { type: "HTTP", uri: "http://example.com", integrationHttpMethod: "FETCH" },
      badRequest("Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY"),
    ],
    [
      "an HTTP uri that is none",
      { type: "HTTP", uri: "non-valid-http", integrationHttpMethod: "POST" },
      badRequest("Invalid HTTP endpoint specified for URI"),
    ],
    ["an AWS uri that is no ARN", { type: "AWS", uri: "non-valid-arn", integrationHttpMethod: "POST" }, BAD_ARN],
    [
      "an AWS uri with another service's ARN",
      { type: "AWS", uri: "arn:aws:iam::0000000000:role/service-role/asdf", integrationHttpMethod: "POST" },
      NO_ACTION,
    ],
    ["a bare function ARN", { type: "AWS_PROXY", uri: FUNCTION, integrationHttpMethod: "POST" }, NO_ACTION],
    [
      "an ARN that begins badly",
      {
        type: "AWS_PROXY",
        uri: `bad-arn:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`,
        integrationHttpMethod: "POST",
      },
      BAD_ARN,
    ],
    [
      "neither path nor action",
      {
        type: "AWS_PROXY",
        uri: `arn:aws:apigateway:us-east-1:lambda:test/2015-03-31/functions/${FUNCTION}/invocations`,
        integrationHttpMethod: "POST",
      },
      NO_ACTION,
    ],
    [
      "a Lambda path that is no invocation",
      {
        type: "AWS_PROXY",
        uri: `arn:aws:apigateway:us-east-1:lambda:path/random/value/${FUNCTION}/invocations`,
        integrationHttpMethod: "POST",
      },
      ONLY_LAMBDA,
    ],
    [
      "a proxy of S3",
      { type: "AWS_PROXY", uri: "arn:aws:apigateway:us-east-1:s3:path/b/k", integrationHttpMethod: "POST" },
      ONLY_LAMBDA,
    ],
    ["49 ms", { type: "MOCK", timeoutInMillis: 49 }, BAD_TIMEOUT],
    ["29 001 ms", { type: "MOCK", timeoutInMillis: 29_001 }, BAD_TIMEOUT],
    ["credentials that are no role", { type: "MOCK", credentials: "NONE" }, BAD_ARN],
    [
      "an unknown passthrough behaviour",
      { type: "MOCK", passthroughBehavior: "SOMETIMES" },
      badRequest("Invalid passthrough behavior specified. Valid options are WHEN_NO_MATCH,WHEN_NO_TEMPLATES,NEVER"),
    ],
    [
      "a VPC link without an id",
      { type: "HTTP", uri: "http://x.example", integrationHttpMethod: "GET", connectionType: "VPC_LINK" },
      badRequest("VPC Link connection requires a connectionId"),
    ],
    [
      "a mapping that is no expression",
      { type: "MOCK", requestParameters: { "integration.request.path.x": "true" } },
      badRequest(
        "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: true]",
      ),
    ],
    [
      "a template for no content type",
      { type: "MOCK", requestTemplates: { "123": "x" } },
      badRequest("Validation Result: warnings : [], errors : [Invalid content type specified: 123]"),
    ],
  ])("refuses %s", async (_, input, refusal) => {
    const { gateway, method } = await aMethod();

    expect(await refusalOf(gateway.putIntegration({ ...method, ...input }))).toEqual(refusal);
  });

  test("an unknown type is a ValidationException, before anything is looked up", async () => {
    const { gateway, method } = await aMethod();
    // An unknown type is what the SDK's types forbid and its wire doesn't.
    const type = "HTTPS_PROXY" as "HTTP_PROXY";

    expect(await refusalOf(gateway.putIntegration({ ...method, resourceId: "fake", type }))).toEqual(
      invalid(
        "1 validation error detected: Value 'HTTPS_PROXY' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]",
      ),
    );
  });

  test.each([
    ["API", { restApiId: "fake" }, NO_RESOURCE],
    ["resource", { resourceId: "fake" }, NO_RESOURCE],
    ["method", { httpMethod: "PUT" }, NO_METHOD],
  ])("a missing %s is 404", async (_, which, refusal) => {
    const { gateway, method } = await aMethod();

    expect(await refusalOf(gateway.putIntegration({ ...method, ...which, type: "MOCK" }))).toEqual(refusal);
    expect(await refusalOf(gateway.getIntegration({ ...method, ...which }))).toEqual(refusal);
  });

  test("a method without an integration is 404 to GetIntegration", async () => {
    const { gateway, method } = await aMethod();

    expect(await refusalOf(gateway.getIntegration(method))).toEqual(NO_INTEGRATION);
  });
});
