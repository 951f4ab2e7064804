/** Methods, as recorded from AWS (LocalStack TestApiGatewayApiMethod). */
import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { describe, expect, test } from "vitest";
import { aMethod, anAccount, anApi, badRequest, bodyOf, conflict, notFound, refusalOf, statusOf } from "./apigateway-account.ts";

const NO_RESOURCE = notFound("Invalid Resource identifier specified");
const NO_METHOD = notFound("Invalid Method identifier specified");
const NO_AUTHORIZER = badRequest(
  "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
);

describe("PutMethod", () => {
  test("answers 201 with what was set, apiKeyRequired false by default", async () => {
    const { gateway } = anAccount();
    const { restApiId, rootId } = await anApi(gateway);
    const requestParameters = { "method.request.querystring.name": false, "method.request.header.token": true };

    const call = gateway.putMethod({
      restApiId,
      resourceId: rootId,
      httpMethod: "ANY",
      authorizationType: "NONE",
      requestParameters,
    });

    expect((await call).$metadata.httpStatusCode).toBe(201);
    expect(await bodyOf(call)).toEqual({
      httpMethod: "ANY",
      authorizationType: "NONE",
      apiKeyRequired: false,
      requestParameters,
    });
    expect(await bodyOf(gateway.getMethod({ restApiId, resourceId: rootId, httpMethod: "ANY" }))).toEqual(await bodyOf(call));
  });

  test("twice is 409 ConflictException, and the first one keeps its integration", async () => {
    const { gateway, method } = await aMethod("GET");
    await gateway.putIntegration({ ...method, type: "MOCK" });

    const refused = await refusalOf(gateway.putMethod({ ...method, authorizationType: "AWS_IAM" }));

    expect(refused).toEqual(conflict("Method already exists for this resource"));
    expect((await gateway.getMethod(method)).methodIntegration?.type).toBe("MOCK");
  });

  test.each([
    ["an API that isn't there", { restApiId: "fake" }, NO_RESOURCE],
    ["a resource that isn't there", { resourceId: "fake" }, NO_RESOURCE],
    [
      "an unknown verb",
      { httpMethod: "FETCH" },
      badRequest("Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY"),
    ],
    ["an authorizer type without an authorizer", { authorizationType: "CUSTOM" }, NO_AUTHORIZER],
    [
      "an unknown authorization type",
      { authorizationType: "MAGIC" },
      badRequest("Invalid authorization type specified. Valid options are NONE,AWS_IAM,CUSTOM,COGNITO_USER_POOLS"),
    ],
    [
      "an unknown request validator",
      { requestValidatorId: "fake" },
      badRequest("Invalid Request Validator identifier specified"),
    ],
    [
      "an unknown model",
      { requestModels: { "application/json": "petModel" } },
      badRequest("Invalid model identifier specified: petModel"),
    ],
    [
      "parameters of one name in two places",
      { requestParameters: { "method.request.querystring.optional": false, "method.request.header.optional": false } },
      badRequest("Parameter names must be unique across querystring, header and path"),
    ],
  ])("refuses %s", async (_, input, refusal) => {
    const { gateway } = anAccount();
    const { restApiId, rootId } = await anApi(gateway);

    const call = gateway.putMethod({ restApiId, resourceId: rootId, httpMethod: "GET", authorizationType: "NONE", ...input });

    expect(await refusalOf(call)).toEqual(refusal);
  });
});

describe("UpdateMethod", () => {
  test("adds, replaces and removes parameters and models; an emptied map is gone", async () => {
    const { gateway, method } = await aMethod("ANY");
    const patch = (...patchOperations: PatchOperation[]) => bodyOf(gateway.updateMethod({ ...method, patchOperations }));
    const parameter = "/requestParameters/method.request.querystring.optional";

    const added = await patch(
      { op: "add", path: parameter, value: "true" },
      { op: "add", path: "/requestModels/application~1json", value: "Empty" },
    );
    const replaced = await patch(
      { op: "replace", path: "/operationName", value: "Renamed" },
      { op: "replace", path: "/apiKeyRequired", value: "true" },
      { op: "replace", path: "/authorizationType", value: "AWS_IAM" },
      { op: "replace", path: parameter, value: "false" },
    );
    const removed = await patch({ op: "remove", path: parameter }, { op: "remove", path: "/requestModels/application~1json" });

    const base = { httpMethod: "ANY", authorizationType: "NONE", apiKeyRequired: false };
    const requestModels = { "application/json": "Empty" };
    expect(added).toEqual({ ...base, requestModels, requestParameters: { "method.request.querystring.optional": true } });
    const after = { ...base, authorizationType: "AWS_IAM", apiKeyRequired: true, operationName: "Renamed" };
    expect(replaced).toEqual({ ...after, requestModels, requestParameters: { "method.request.querystring.optional": false } });
    expect(removed).toEqual(after);
  });

  test("authorization scopes are added and removed by value", async () => {
    const { gateway, method } = await aMethod("ANY");
    const path = "/authorizationScopes";

    const added = await gateway.updateMethod({
      ...method,
      patchOperations: [
        { op: "add", path, value: "a" },
        { op: "add", path, value: "b" },
      ],
    });
    const removed = await gateway.updateMethod({ ...method, patchOperations: [{ op: "remove", path, value: "a" }] });

    expect(added.authorizationScopes).toEqual(["a", "b"]);
    expect(removed.authorizationScopes).toEqual(["b"]);
  });

  test.each([
    ["a word that is no boolean is false", { op: "replace", path: "/apiKeyRequired", value: "whatever" }],
    ["an authorizer id without a type that uses it is ignored", { op: "replace", path: "/authorizerId", value: "abc123" }],
    ["no request validator is accepted", { op: "replace", path: "/requestValidatorId", value: "" }],
  ] as const)("%s", async (_, operation) => {
    const { gateway, method } = await aMethod("ANY");

    const updated = await bodyOf(gateway.updateMethod({ ...method, patchOperations: [operation] }));

    expect(updated).toEqual({ httpMethod: "ANY", authorizationType: "NONE", apiKeyRequired: false });
  });

  test.each([
    [
      "add /operationName",
      { op: "add", path: "/operationName", value: "x" },
      badRequest("Invalid patch operation specified. Must be one of: [replace]"),
    ],
    [
      "add /requestValidatorId",
      { op: "add", path: "/requestValidatorId", value: "x" },
      badRequest("Invalid patch operation specified. Must be one of: [replace]"),
    ],
    ["/httpMethod", { op: "add", path: "/httpMethod", value: "PUT" }, badRequest("Invalid patch path /httpMethod")],
    [
      "all of /requestParameters",
      { op: "replace", path: "/requestParameters", value: "x" },
      badRequest("Invalid patch path /requestParameters"),
    ],
    [
      "an unescaped content type",
      { op: "add", path: "/requestModels/application/json", value: "Empty" },
      badRequest("Invalid patch path /requestModels/application/json"),
    ],
    ["an authorizer type", { op: "replace", path: "/authorizationType", value: "CUSTOM" }, NO_AUTHORIZER],
    [
      "an unknown validator",
      { op: "replace", path: "/requestValidatorId", value: "fake-id" },
      badRequest("Invalid Request Validator identifier specified"),
    ],
    [
      "an unknown model",
      { op: "add", path: "/requestModels/application~1json", value: "petModel" },
      badRequest("Invalid model identifier specified: petModel"),
    ],
  ] as const)("refuses %s", async (_, operation, refusal) => {
    const { gateway, method } = await aMethod("ANY");

    expect(await refusalOf(gateway.updateMethod({ ...method, patchOperations: [operation] }))).toEqual(refusal);
  });

  test.each([
    ["a missing API", { restApiId: "fake" }, NO_RESOURCE],
    ["a missing resource", { resourceId: "fake" }, NO_RESOURCE],
    ["a missing method", { httpMethod: "GET" }, NO_METHOD],
  ])("%s is 404", async (_, which, refusal) => {
    const { gateway, method } = await aMethod("ANY");

    expect(await refusalOf(gateway.updateMethod({ ...method, ...which, patchOperations: [] }))).toEqual(refusal);
  });
});

test("DeleteMethod answers 204; the deleted method is 404 to read and to delete", async () => {
  const { gateway, method } = await aMethod("ANY");

  expect(await statusOf(gateway.deleteMethod(method))).toBe(204);
  expect(await refusalOf(gateway.getMethod(method))).toEqual(NO_METHOD);
  expect(await refusalOf(gateway.deleteMethod(method))).toEqual(NO_METHOD);
});
