/** GetExport: the deployed snapshot as OpenAPI or Swagger (aws-facts 2.5; LocalStack test_export_oas30_openapi, test_export_swagger_openapi). */
import type { PutMethodCommandInput } from "@aws-sdk/client-api-gateway";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Account, type Api, addMock, anAccount, anApi, badRequest, notFound, refusalOf } from "./apigateway-account.ts";

const URI = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:uploader:\${stageVariables.LAMBDA_ALIAS}/invocations`;

interface Exported extends Account, Api {
  exported(type: string, extensions?: string): Promise<Record<string, unknown>>;
}

/** `PUT /upload` to a Lambda proxy, keyed and signed; `ANY /pets/{id}` to a mock; deployed to `prod`. */
async function aDeployedApi(): Promise<Exported> {
  const account = anAccount();
  const { gateway } = account;
  const api = await anApi(gateway);
  const { restApiId, rootId: parentId } = api;
  await gateway.updateRestApi({
    restApiId,
    patchOperations: [
      { op: "add", path: "/binaryMediaTypes/image~1jpeg" },
      { op: "replace", path: "/description", value: "uploads" },
    ],
  });
  const { id: upload = "" } = await gateway.createResource({ restApiId, parentId, pathPart: "upload" });
  const put = { restApiId, resourceId: upload, httpMethod: "PUT" };
  await gateway.putMethod({
    ...put,
    authorizationType: "AWS_IAM",
    apiKeyRequired: true,
    operationName: "Upload",
    requestParameters: { "method.request.querystring.name": false, "method.request.header.token": true },
  });
  await gateway.putIntegration({ ...put, type: "AWS_PROXY", integrationHttpMethod: "POST", uri: URI, timeoutInMillis: 10_000 });
  const { id: pets = "" } = await gateway.createResource({ restApiId, parentId, pathPart: "pets" });
  const { id: pet = "" } = await gateway.createResource({ restApiId, parentId: pets, pathPart: "{id}" });
  await addMock(gateway, api, pet, "ANY");
  const any = { restApiId, resourceId: pet, httpMethod: "ANY", statusCode: "200" };
  await gateway.putMethodResponse({
    ...any,
    responseModels: { "application/json": "Empty" },
    responseParameters: { "method.response.header.Access-Control-Allow-Origin": false },
  });
  await gateway.putIntegrationResponse({
    ...any,
    responseParameters: { "method.response.header.Access-Control-Allow-Origin": "'*'" },
  });
  await gateway.createDeployment({ restApiId, stageName: "prod" });
  return {
    ...account,
    ...api,
    async exported(exportType, extensions) {
      const { body } = await gateway.getExport({
        restApiId,
        stageName: "prod",
        exportType,
        ...(extensions ? { parameters: { extensions } } : {}),
      });
      return JSON.parse(body?.transformToString() ?? "");
    },
  };
}

describe("oas30", () => {
  test("is OpenAPI 3.0.1 of the stage, without a word of AWS unless asked for", async () => {
    const { exported, restApiId } = await aDeployedApi();

    const document = await exported("oas30");

    expect(document).toEqual({
      openapi: "3.0.1",
      info: { title: "orders", description: "uploads", version: "2026-01-01T00:00:00Z" },
      servers: [
        {
          url: `https://${restApiId}.execute-api.us-east-1.amazonaws.com/{basePath}`,
          variables: { basePath: { default: "prod" } },
        },
      ],
      paths: {
        "/pets/{id}": {
          "x-amazon-apigateway-any-method": {
            parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
            responses: {
              "200": {
                description: "200 response",
                headers: { "Access-Control-Allow-Origin": { schema: { type: "string" } } },
                content: { "application/json": { schema: { $ref: "#/components/schemas/Empty" } } },
              },
            },
          },
        },
        "/upload": {
          put: {
            operationId: "Upload",
            parameters: [
              { name: "name", in: "query", schema: { type: "string" } },
              { name: "token", in: "header", required: true, schema: { type: "string" } },
            ],
            responses: {},
            security: [{ sigv4: [] }, { api_key: [] }],
          },
        },
      },
      components: {
        schemas: { Empty: { title: "Empty Schema", type: "object" } },
        securitySchemes: {
          api_key: { type: "apiKey", name: "x-api-key", in: "header" },
          sigv4: { type: "apiKey", name: "Authorization", in: "header" },
        },
      },
    });
  });

  test("with extensions=integrations shows integrations and binary media types", async () => {
    const { exported } = await aDeployedApi();

    const document = await exported("oas30", "integrations");

    expect(document).toMatchObject({
      "x-amazon-apigateway-binary-media-types": ["image/jpeg"],
      paths: {
        "/upload": {
          put: {
            "x-amazon-apigateway-integration": {
              type: "aws_proxy",
              httpMethod: "POST",
              uri: URI,
              passthroughBehavior: "when_no_match",
              timeoutInMillis: 10_000,
            },
          },
        },
        "/pets/{id}": {
          "x-amazon-apigateway-any-method": {
            "x-amazon-apigateway-integration": {
              type: "mock",
              requestTemplates: { "application/json": '{"statusCode": 200}' },
              responses: {
                default: {
                  statusCode: "200",
                  responseParameters: { "method.response.header.Access-Control-Allow-Origin": "'*'" },
                },
              },
            },
          },
        },
      },
    });
  });

  test("with extensions=integrations,authorizers shows how requests are signed too", async () => {
    const { exported } = await aDeployedApi();

    expect(await exported("oas30", "integrations,authorizers")).toMatchObject({
      components: { securitySchemes: { sigv4: { "x-amazon-apigateway-authtype": "awsSigv4" } } },
    });
  });

  test("shows the deployment, not what was added since", async () => {
    const { gateway, exported, restApiId, rootId } = await aDeployedApi();
    await addMock(gateway, { restApiId, rootId }, rootId, "GET");

    expect(Object.keys((await exported("oas30")).paths ?? {})).toEqual(["/pets/{id}", "/upload"]);
  });
});

test("swagger is Swagger 2.0 with host and base path", async () => {
  const { exported, restApiId } = await aDeployedApi();

  const document = await exported("swagger", "apigateway");

  expect(document).toMatchObject({
    swagger: "2.0",
    info: { title: "orders", description: "uploads" },
    host: `${restApiId}.execute-api.us-east-1.amazonaws.com`,
    basePath: "/prod",
    schemes: ["https"],
    paths: {
      "/upload": {
        put: {
          parameters: [
            { name: "name", in: "query", required: false, type: "string" },
            { name: "token", in: "header", required: true, type: "string" },
          ],
        },
      },
      "/pets/{id}": {
        "x-amazon-apigateway-any-method": {
          produces: ["application/json"],
          responses: {
            "200": { schema: { $ref: "#/definitions/Empty" }, headers: { "Access-Control-Allow-Origin": { type: "string" } } },
          },
        },
      },
    },
    definitions: { Empty: { type: "object" } },
    "x-amazon-apigateway-binary-media-types": ["image/jpeg"],
  });
});

test("the version names the file, and is the API's own when it has one", async () => {
  const { gateway, restApiId } = await aDeployedApi();
  const stage = { restApiId, stageName: "prod" };

  const dated = await gateway.getExport({ ...stage, exportType: "oas30" });
  await gateway.updateRestApi({ restApiId, patchOperations: [{ op: "replace", path: "/version", value: "1.0.0" }] });
  await gateway.createDeployment(stage);
  const versioned = await gateway.getExport({ ...stage, exportType: "swagger", accepts: "application/yaml" });

  expect(dated.contentDisposition).toBe('attachment; filename="oas30_2026-01-01T00:00:00Z.json"');
  expect(dated.contentType).toBe("application/octet-stream");
  expect(versioned.contentDisposition).toBe('attachment; filename="swagger_1.0.0.yaml"');
  expect(parse(versioned.body?.transformToString() ?? "")).toMatchObject({ swagger: "2.0", info: { version: "1.0.0" } });
});

test.each([
  ["a missing stage", { stageName: "nope" }, notFound("Invalid stage identifier specified")],
  ["a missing API", { restApiId: "nope" }, notFound("Invalid stage identifier specified")],
  ["an unknown type", { exportType: "raml" }, badRequest("No API exporter for type 'raml'")],
])("%s is refused", async (_, input, refusal) => {
  const { gateway, restApiId } = await aDeployedApi();

  expect(await refusalOf(gateway.getExport({ restApiId, stageName: "prod", exportType: "oas30", ...input }))).toEqual(refusal);
});

describe("the authorizers of a snapshot (developer guide, x-amazon-apigateway-authorizer)", () => {
  type Guarding = Omit<PutMethodCommandInput, "restApiId" | "resourceId" | "httpMethod">;
  const GATE = URI.replace("uploader", "gate");

  async function aGuardedApi() {
    const { gateway } = anAccount();
    const { restApiId, rootId } = await anApi(gateway);
    const { id: authorizerId = "" } = await gateway.createAuthorizer({
      restApiId,
      name: "gate",
      type: "TOKEN",
      authorizerUri: GATE,
      identitySource: "method.request.header.X-Token",
      identityValidationExpression: "^a",
      authorizerResultTtlInSeconds: 60,
    });
    const { id: users = "" } = await gateway.createAuthorizer({
      restApiId,
      name: "users",
      type: "COGNITO_USER_POOLS",
      providerARNs: ["arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_a"],
      identitySource: "method.request.header.Authorization",
    });
    const { id: callers = "" } = await gateway.createAuthorizer({
      restApiId,
      name: "callers",
      type: "REQUEST",
      authorizerUri: GATE,
      identitySource: "method.request.header.A, method.request.querystring.b",
    });
    const methods: readonly (readonly [method: string, more: Guarding])[] = [
      ["GET", { authorizationType: "CUSTOM", authorizerId }],
      ["PUT", { authorizationType: "COGNITO_USER_POOLS", authorizerId: users, authorizationScopes: ["write"] }],
      ["POST", { authorizationType: "CUSTOM", authorizerId: callers, apiKeyRequired: true }],
    ];
    for (const [httpMethod, more] of methods) {
      await gateway.putMethod({ restApiId, resourceId: rootId, httpMethod, ...more });
      await gateway.putIntegration({ restApiId, resourceId: rootId, httpMethod, type: "MOCK" });
    }
    await gateway.createDeployment({ restApiId, stageName: "prod" });
    return async (extensions?: string) => {
      const parameters = extensions === undefined ? {} : { parameters: { extensions } };
      const { body } = await gateway.getExport({ restApiId, stageName: "prod", exportType: "oas30", ...parameters });
      return JSON.parse(body?.transformToString() ?? "");
    };
  }

  test("are shown whole where extensions are asked for, and named by what they guard", async () => {
    const { paths, components } = await (await aGuardedApi())("apigateway");

    expect([paths["/"].get.security, paths["/"].put.security, paths["/"].post.security]).toEqual([
      [{ gate: [] }],
      [{ users: ["write"] }],
      [{ callers: [] }, { api_key: [] }],
    ]);
    expect(components.securitySchemes).toMatchObject({
      gate: {
        type: "apiKey",
        name: "X-Token",
        in: "header",
        "x-amazon-apigateway-authtype": "custom",
        "x-amazon-apigateway-authorizer": {
          type: "token",
          authorizerUri: GATE,
          identityValidationExpression: "^a",
          authorizerResultTtlInSeconds: 60,
        },
      },
      users: {
        name: "Authorization",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": {
          type: "cognito_user_pools",
          providerARNs: ["arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_a"],
        },
      },
      callers: {
        name: "Unused",
        "x-amazon-apigateway-authorizer": {
          type: "request",
          identitySource: "method.request.header.A, method.request.querystring.b",
        },
      },
    });
  });

  test("are keys like any other where no extensions are asked for", async () => {
    const { components } = await (await aGuardedApi())();

    expect(components.securitySchemes.gate).toEqual({ type: "apiKey", name: "X-Token", in: "header" });
  });
});
