/** What API Gateway answers by itself, as an API has it said (developer guide, "Gateway responses"). */
import { APIGateway, type PutGatewayResponseRequest } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import { serveApi } from "../../src/sandbox/gateway/serve-api.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

type Said = Omit<PutGatewayResponseRequest, "restApiId">;

async function answered(said: readonly Said[], method: string, path: string) {
  const sandbox = createSandbox({ clock: createVirtualClock() });
  const api = new APIGateway({
    region: "us-east-1",
    requestHandler: sandbox.requestHandler("apigateway"),
    credentials: { accessKeyId: "ROOT", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const { id: restApiId = "", rootResourceId: parentId } = await api.createRestApi({ name: "shop" });
  for (const [pathPart, apiKeyRequired, type] of [
    ["keyed", true, "MOCK"],
    ["queued", false, "AWS"],
  ] as const) {
    const { id: resourceId } = await api.createResource({ restApiId, parentId, pathPart });
    const at = { restApiId, resourceId, httpMethod: "GET" };
    await api.putMethod({ ...at, authorizationType: "NONE", apiKeyRequired });
    const uri = type === "AWS" ? "arn:aws:apigateway:us-east-1:sqs:path/000000000000/orders" : undefined;
    await api.putIntegration({
      ...at,
      type,
      uri,
      integrationHttpMethod: "POST",
      credentials: uri && "arn:aws:iam::000000000000:role/x",
    });
  }
  for (const one of said) await api.putGatewayResponse({ restApiId, ...one });
  await api.createDeployment({ restApiId, stageName: "prod", variables: { TEAM: "shop" } });
  const headers = { origin: "https://acme.example" };
  const request = {
    method,
    path: `/prod${path}`,
    query: {},
    headers,
    body: new Uint8Array(),
    apiId: restApiId,
    sourceIp: "127.0.0.1",
  };
  const { statusCode, headers: all, body } = await serveApi(sandbox.world, request);
  return { statusCode, headers: all, body: Buffer.from(body).toString() };
}

const cors = { "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.Origin" };

describe("an answer of API Gateway's own", () => {
  it("is AWS's while nothing is said", async () => {
    expect(await answered([], "GET", "/none")).toMatchObject({
      statusCode: 403,
      body: '{"message":"Missing Authentication Token"}',
    });
  });

  it.each<readonly [string, Said, string, object]>([
    ["of a missing route", { responseType: "MISSING_AUTHENTICATION_TOKEN", statusCode: "404" }, "/none", { statusCode: 404 }],
    ["of a missing key", { responseType: "INVALID_API_KEY", statusCode: "401" }, "/keyed", { statusCode: 401 }],
    [
      "of an integration that cannot be run",
      { responseType: "API_CONFIGURATION_ERROR", statusCode: "503" },
      "/queued",
      { statusCode: 503 },
    ],
    ["of all clients' faults", { responseType: "DEFAULT_4XX", statusCode: "418" }, "/keyed", { statusCode: 418 }],
    ["of all faults of ours", { responseType: "DEFAULT_5XX", statusCode: "599" }, "/queued", { statusCode: 599 }],
    ["of another kind, which changes nothing", { responseType: "THROTTLED", statusCode: "503" }, "/none", { statusCode: 403 }],
    [
      "with headers from the request and fixed ones",
      { responseType: "DEFAULT_4XX", responseParameters: { ...cors, "gatewayresponse.header.X-Team": "'shop'" } },
      "/none",
      { statusCode: 403, headers: { "access-control-allow-origin": "https://acme.example", "x-team": "shop" } },
    ],
    [
      "with headers from stage variables, the context and what went wrong",
      {
        responseType: "DEFAULT_4XX",
        responseParameters: {
          "gatewayresponse.header.X-Team": "stageVariables.TEAM",
          "gatewayresponse.header.X-Verb": "context.httpMethod",
          "gatewayresponse.header.X-Type": "context.error.responseType",
        },
      },
      "/none",
      { headers: { "x-team": "shop", "x-verb": "GET", "x-type": "MISSING_AUTHENTICATION_TOKEN" } },
    ],
    // x-amazon-apigateway-gateway-responses.responseTemplates: not processed by Velocity.
    [
      "with directives in its body, which stay as they are",
      { responseType: "DEFAULT_4XX", responseTemplates: { "application/json": "#set($a = 1)$a at $context.stage." } },
      "/none",
      { body: "#set($a = 1)$a at prod." },
    ],
    [
      "with a body of its own",
      {
        responseType: "MISSING_AUTHENTICATION_TOKEN",
        responseTemplates: {
          "application/json":
            '{"error":$context.error.messageString,"type":"$context.error.responseType","team":"$stageVariables.TEAM"}',
        },
      },
      "/none",
      { body: '{"error":"Missing Authentication Token","type":"MISSING_AUTHENTICATION_TOKEN","team":"shop"}' },
    ],
  ])("is what the API says %s", async (_, said, path, expected) => {
    expect(await answered([said], "GET", path)).toMatchObject(expected);
  });

  it("is what is said of its type before what is said of all", async () => {
    const said: readonly Said[] = [
      { responseType: "DEFAULT_4XX", statusCode: "418" },
      { responseType: "MISSING_AUTHENTICATION_TOKEN", statusCode: "404" },
    ];
    expect(await answered(said, "GET", "/none")).toMatchObject({ statusCode: 404 });
  });
});
