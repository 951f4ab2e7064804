/** PutRestApi: a document into the working copy (aws-facts 3.4). */
import { describe, expect, it } from "vitest";
import { anAccount, anApi } from "./apigateway-account.ts";

const URI = "https://example.com/pets";

function documentOf(paths: object, more: object = {}): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ openapi: "3.0.1", info: { title: "orders", version: "1" }, paths, ...more }));
}

const PROXY = { "x-amazon-apigateway-integration": { type: "http_proxy", httpMethod: "GET", uri: URI }, responses: {} };

async function routesOf(gateway: ReturnType<typeof anAccount>["gateway"], restApiId: string): Promise<readonly string[]> {
  const { items = [] } = await gateway.getResources({ restApiId, limit: 500 });
  return items.flatMap(({ path, resourceMethods = {} }) => Object.keys(resourceMethods).map((verb) => `${verb} ${path}`)).sort();
}

describe("PutRestApi", () => {
  it("makes resources with their parents, methods and integrations", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);

    await gateway.putRestApi({ restApiId, body: documentOf({ "/pets/{id}": { get: PROXY } }) });

    const { items = [] } = await gateway.getResources({ restApiId, limit: 500, embed: ["methods"] });
    expect(items.map(({ path }) => path)).toEqual(["/", "/pets", "/pets/{id}"]);
    expect(items[2]?.resourceMethods?.GET).toMatchObject({
      authorizationType: "NONE",
      apiKeyRequired: false,
      methodIntegration: { type: "HTTP_PROXY", httpMethod: "GET", uri: URI, timeoutInMillis: 29_000 },
    });
  });

  it("merges by default: methods that the document does not name stay", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);
    await gateway.putRestApi({ restApiId, body: documentOf({ "/pets": { get: PROXY } }) });

    await gateway.putRestApi({ restApiId, body: documentOf({ "/pets": { post: PROXY }, "/toys": { get: PROXY } }) });

    expect(await routesOf(gateway, restApiId)).toEqual(["GET /pets", "GET /toys", "POST /pets"]);
  });

  it("overwrites when asked to: what the document does not name goes", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);
    await gateway.putRestApi({ restApiId, body: documentOf({ "/": { get: PROXY }, "/pets": { get: PROXY } }) });

    await gateway.putRestApi({ restApiId, mode: "overwrite", body: documentOf({ "/toys": { get: PROXY } }) });

    expect(await routesOf(gateway, restApiId)).toEqual(["GET /toys"]);
  });

  it("reads API keys, IAM and mock answers", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);
    const mock = {
      responses: { 204: { headers: { Allow: {} } } },
      security: [{ key: [] }],
      "x-amazon-apigateway-auth": { type: "AWS_IAM" },
      "x-amazon-apigateway-integration": {
        type: "mock",
        requestTemplates: { "application/json": '{"statusCode": 204}' },
        responses: { default: { statusCode: "204", responseParameters: { "method.response.header.Allow": "'GET'" } } },
      },
    };
    const schemes = { securitySchemes: { key: { type: "apiKey", name: "x-api-key", in: "header" } } };

    await gateway.putRestApi({ restApiId, body: documentOf({ "/": { options: mock } }, { components: schemes }) });

    const { items = [] } = await gateway.getResources({ restApiId, embed: ["methods"] });
    expect(items[0]?.resourceMethods?.OPTIONS).toMatchObject({
      authorizationType: "AWS_IAM",
      apiKeyRequired: true,
      methodResponses: { 204: { responseParameters: { "method.response.header.Allow": false } } },
      methodIntegration: { type: "MOCK", integrationResponses: { 204: { statusCode: "204" } } },
    });
  });

  it("changes nothing that is served before a deployment", async () => {
    const { gateway, sandbox } = anAccount();
    const { restApiId } = await anApi(gateway);

    await gateway.putRestApi({ restApiId, body: documentOf({ "/pets": { get: PROXY } }) });

    expect(sandbox.world.apigateway.apis.get(restApiId)?.deployments.size).toBe(0);
  });

  it.each([
    { reason: "it is no document", body: new TextEncoder().encode("openapi: 3.0.1"), name: "BadRequestException" },
    { reason: "it is of no known version", body: new TextEncoder().encode("{}"), name: "BadRequestException" },
    {
      reason: "an authorizer is not served, and leaving it out would open the route",
      body: documentOf({ "/": { get: { ...PROXY, security: [{ authorizer: [] }] } } }),
      name: "NotImplementedException",
    },
  ])("refuses a body: $reason", async ({ body, name }) => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);

    await expect(gateway.putRestApi({ restApiId, body })).rejects.toMatchObject({ name });
  });
});
