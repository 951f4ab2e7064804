/** Changing integrations, and their responses, as recorded from AWS (LocalStack TestApigatewayIntegration, test_put_integration_validation). */
import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { describe, expect, test } from "vitest";
import { aMethod, badRequest, bodyOf, invalid, notFound, refusalOf, statusOf } from "./apigateway-account.ts";

const NO_RESOURCE = notFound("Invalid Resource identifier specified");
const NO_METHOD = notFound("Invalid Method identifier specified");
const NO_INTEGRATION = notFound("Invalid Integration identifier specified");
const BAD_TIMEOUT = badRequest("Timeout should be between 50 ms and 29000 ms");

describe("UpdateIntegration", () => {
  async function anIntegration() {
    const found = await aMethod();
    await found.gateway.putIntegration({
      ...found.method,
      type: "HTTP",
      uri: "http://example.com",
      integrationHttpMethod: "GET",
    });
    const patch = (...patchOperations: PatchOperation[]) => found.gateway.updateIntegration({ ...found.method, patchOperations });
    return { ...found, patch };
  }

  test.each<[string, string, object]>([
    ["/uri", "http://other.example", { uri: "http://other.example" }],
    ["/httpMethod", "POST", { httpMethod: "POST" }],
    ["/timeoutInMillis", "50", { timeoutInMillis: 50 }],
    ["/passthroughBehavior", "NEVER", { passthroughBehavior: "NEVER" }],
    ["/contentHandling", "CONVERT_TO_TEXT", { contentHandling: "CONVERT_TO_TEXT" }],
    ["/cacheNamespace", "shared", { cacheNamespace: "shared" }],
    ["/connectionType", "INTERNET", { connectionType: "INTERNET" }],
    ["/connectionId", "abc", { connectionId: "abc" }],
    ["/credentials", "arn:aws:iam::111111111111:role/x", { credentials: "arn:aws:iam::111111111111:role/x" }],
    ["/tlsConfig/insecureSkipVerification", "true", { tlsConfig: { insecureSkipVerification: true } }],
  ])("replaces %s with %s", async (path, value, shown) => {
    const { patch } = await anIntegration();

    expect(await patch({ op: "replace", path, value })).toMatchObject(shown);
  });

  test("templates, parameters and cache keys come and go by their key", async () => {
    const { patch } = await anIntegration();
    const template = "/requestTemplates/application~1json";
    const parameter = "/requestParameters/integration.request.header.x";
    const cacheKey = "/cacheKeyParameters/method.request.querystring.name";

    const added = await patch(
      { op: "add", path: template, value: "{}" },
      { op: "add", path: parameter, value: "'a'" },
      { op: "add", path: cacheKey },
    );
    const removed = await patch(
      { op: "remove", path: template },
      { op: "remove", path: parameter },
      { op: "remove", path: cacheKey },
    );

    expect(added).toMatchObject({
      requestTemplates: { "application/json": "{}" },
      requestParameters: { "integration.request.header.x": "'a'" },
      cacheKeyParameters: ["method.request.querystring.name"],
    });
    expect(removed.requestTemplates).toBeUndefined();
    expect(removed.requestParameters).toBeUndefined();
    expect(removed.cacheKeyParameters).toEqual([]);
  });

  test.each<[string, PatchOperation, unknown]>([
    ["the type", { op: "replace", path: "/type", value: "MOCK" }, badRequest("Invalid patch path /type")],
    ["a removed uri", { op: "remove", path: "/uri" }, badRequest("Invalid patch operation specified. Must be one of: [replace]")],
    ["a timeout out of range", { op: "replace", path: "/timeoutInMillis", value: "30000" }, BAD_TIMEOUT],
    ["a timeout that is no number", { op: "replace", path: "/timeoutInMillis", value: "soon" }, BAD_TIMEOUT],
    [
      "a uri that fits another type",
      { op: "replace", path: "/uri", value: "arn:aws:lambda" },
      badRequest("Invalid HTTP endpoint specified for URI"),
    ],
    [
      "an unknown connection type",
      { op: "replace", path: "/connectionType", value: "WIRE" },
      badRequest("Invalid connection type specified. Valid options are INTERNET,VPC_LINK"),
    ],
    [
      "an unknown content handling",
      { op: "replace", path: "/contentHandling", value: "KEEP" },
      badRequest("Invalid content handling specified. Valid options are CONVERT_TO_BINARY,CONVERT_TO_TEXT"),
    ],
  ])("refuses %s, and changes nothing", async (_, operation, refusal) => {
    const { gateway, method, patch } = await anIntegration();
    const before = await bodyOf(gateway.getIntegration(method));

    expect(await refusalOf(patch({ op: "replace", path: "/cacheNamespace", value: "half" }, operation))).toEqual(refusal);
    expect(await bodyOf(gateway.getIntegration(method))).toEqual(before);
  });

  test("DeleteIntegration answers 204, and 404 the second time", async () => {
    const { gateway, method } = await anIntegration();

    expect(await statusOf(gateway.deleteIntegration(method))).toBe(204);
    expect(await refusalOf(gateway.deleteIntegration(method))).toEqual(NO_INTEGRATION);
  });
});

describe("integration responses", () => {
  async function anIntegratedMethod() {
    const found = await aMethod();
    await found.gateway.putIntegration({ ...found.method, type: "MOCK" });
    return { ...found, response: { ...found.method, statusCode: "200" } };
  }

  test("may be put again, are shown with their method, and deleted with 204", async () => {
    const { gateway, method, response } = await anIntegratedMethod();

    const put = await gateway.putIntegrationResponse({
      ...response,
      selectionPattern: "",
      responseTemplates: { "application/json": '"created"' },
    });
    const patched = await gateway.updateIntegrationResponse({
      ...response,
      patchOperations: [{ op: "replace", path: "/selectionPattern", value: "updated-pattern" }],
    });
    const again = await gateway.putIntegrationResponse({
      ...response,
      selectionPattern: "overwrite-pattern",
      responseTemplates: { "application/json": "overwrite" },
    });

    expect(put).toMatchObject({
      selectionPattern: "",
      statusCode: "200",
      responseTemplates: { "application/json": '"created"' },
      $metadata: { httpStatusCode: 201 },
    });
    expect(patched).toMatchObject({ selectionPattern: "updated-pattern", $metadata: { httpStatusCode: 200 } });
    expect(again.$metadata.httpStatusCode).toBe(201);
    const shown = {
      statusCode: "200",
      selectionPattern: "overwrite-pattern",
      responseTemplates: { "application/json": "overwrite" },
    };
    expect((await gateway.getMethod(method)).methodIntegration?.integrationResponses).toEqual({ "200": shown });
    expect(await bodyOf(gateway.getIntegrationResponse(response))).toEqual(shown);
    expect(await statusOf(gateway.deleteIntegrationResponse(response))).toBe(204);
  });

  test("parameters, templates and content handling are patched", async () => {
    const { gateway, response } = await anIntegratedMethod();
    await gateway.putIntegrationResponse(response);
    const parameter = "/responseParameters/method.response.header.x";
    const template = "/responseTemplates/application~1json";
    const patch = (...patchOperations: PatchOperation[]) =>
      bodyOf(gateway.updateIntegrationResponse({ ...response, patchOperations }));

    const added = await patch(
      { op: "add", path: parameter, value: "'*'" },
      { op: "add", path: template, value: "{}" },
      { op: "replace", path: "/contentHandling", value: "CONVERT_TO_BINARY" },
    );
    const removed = await patch(
      { op: "remove", path: parameter },
      { op: "remove", path: template },
      { op: "replace", path: "/contentHandling", value: "" },
    );

    expect(added).toEqual({
      statusCode: "200",
      responseParameters: { "method.response.header.x": "'*'" },
      responseTemplates: { "application/json": "{}" },
      contentHandling: "CONVERT_TO_BINARY",
    });
    expect(removed).toEqual({ statusCode: "200" });
  });

  test.each([
    ["a missing resource", { resourceId: "fake" }, NO_RESOURCE, NO_RESOURCE],
    ["a missing API", { restApiId: "fake" }, NO_RESOURCE, NO_RESOURCE],
    ["a missing method, which deleting calls an integration", { httpMethod: "PUT" }, NO_METHOD, NO_INTEGRATION],
    [
      "a missing response",
      { statusCode: "201" },
      notFound("Invalid Response status code specified"),
      notFound("Invalid Response status code specified"),
    ],
  ])("%s is 404", async (_, which, read, deleted) => {
    const { gateway, response } = await anIntegratedMethod();

    expect(await refusalOf(gateway.getIntegrationResponse({ ...response, ...which }))).toEqual(read);
    expect(await refusalOf(gateway.deleteIntegrationResponse({ ...response, ...which }))).toEqual(deleted);
  });

  test("a bad status code is a ValidationException, a bad content type a BadRequestException", async () => {
    const { gateway, response } = await anIntegratedMethod();

    expect(await refusalOf(gateway.putIntegrationResponse({ ...response, statusCode: "wrong" }))).toEqual(
      invalid(
        "1 validation error detected: Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d",
      ),
    );
    expect(await refusalOf(gateway.putIntegrationResponse({ ...response, responseTemplates: { "123": "x" } }))).toEqual(
      badRequest("Validation Result: warnings : [], errors : [Invalid content type specified: 123]"),
    );
  });

  test("without an integration there is no response", async () => {
    const { gateway, method } = await aMethod();

    expect(await refusalOf(gateway.getIntegrationResponse({ ...method, statusCode: "200" }))).toEqual(NO_INTEGRATION);
  });
});
