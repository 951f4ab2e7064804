/** Responses of methods and of integrations, by status code. */
import type { PatchOperation, PutIntegrationResponseRequest } from "@aws-sdk/client-api-gateway";
import { anApiOf } from "./builders/api.ts";
import { add, remove, replace, unknownOp, unmodelled } from "./builders/patch.ts";
import { type Case, casesOf, recorded } from "./case.ts";
import { open } from "./match.ts";
import type { Scene } from "./scene.ts";

const METHOD = "TestApigatewayMethodResponse";
const INTEGRATION = "TestApigatewayIntegrationResponse";

const NO_RESOURCE = "Invalid Resource identifier specified";
const NO_METHOD = "Invalid Method identifier specified";
const NO_INTEGRATION = "Invalid Integration identifier specified";
const NO_STATUS = "Invalid Response status code specified";
const BAD_STATUS =
  "Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d";

const HEADER = "/responseParameters/method.response.header.my-header";
const MODEL = "/responseModels/application~1json";
const wrongOp = (path: string): PatchOperation => unmodelled({ op: "wrong_op", path, value: "x" });

async function aMethod(scene: Scene) {
  const { restApiId, rootId: resourceId } = await anApiOf(scene, [{ route: "GET /" }]);
  return { restApiId, resourceId, httpMethod: "GET", statusCode: "200" };
}

/** With a method response 200, bare. */
async function aMethodResponse(scene: Scene) {
  const method = await aMethod(scene);
  await scene.apigateway.putMethodResponse(method);
  return method;
}

export const RESPONSE_CASES: readonly Case[] = casesOf("API responses", [
  {
    id: "D-method-response",
    name: "PutMethodResponse shows empty models and parameters where it was given empty ones; Get and Delete do",
    source: recorded(`${METHOD}::test_lifecycle_method_response`),
    async run(scene) {
      const method = await aMethod(scene);
      const shown = { statusCode: "200", responseModels: {}, responseParameters: {} };
      const put = scene.apigateway.putMethodResponse({ ...method, responseModels: {}, responseParameters: {} });
      await scene.answers(put, 201, shown);
      await scene.answers(scene.apigateway.getMethodResponse(method), 200, shown);
      await scene.answers(scene.apigateway.deleteMethodResponse(method), 204, {});
    },
  },
  {
    id: "D-method-response-update",
    name: "UpdateMethodResponse answers 201; GetMethod shows the response below the method",
    source: recorded(`${METHOD}::test_update_method_response`),
    async run(scene) {
      const method = await aMethodResponse(scene);
      const shown = {
        statusCode: "200",
        responseModels: { "application/json": "Empty" },
        responseParameters: { "method.response.header.my-header": true },
      };
      const patchOperations = [add(HEADER, "true"), add(MODEL, "Empty")];
      await scene.answers(scene.apigateway.updateMethodResponse({ ...method, patchOperations }), 201, shown);
      await scene.answers(scene.apigateway.getMethod(method), 200, open({ methodResponses: { "200": shown } }));
    },
  },
  {
    id: "D-method-response-emptied",
    name: "UpdateMethodResponse that removes the last entries leaves the members out",
    source: recorded(`${METHOD}::test_update_method_response`),
    async run(scene) {
      const method = await aMethod(scene);
      await scene.apigateway.putMethodResponse({
        ...method,
        responseModels: { "application/json": "Empty" },
        responseParameters: { "method.response.header.my-header": true },
      });
      const patchOperations = [remove(HEADER), remove(MODEL)];
      await scene.answers(scene.apigateway.updateMethodResponse({ ...method, patchOperations }), 201, { statusCode: "200" });
    },
  },
  {
    id: "D-method-response-ops",
    name: "UpdateMethodResponse names every unknown op, by its place, together with an invalid status code",
    source: recorded(`${METHOD}::test_update_method_response_negative_tests`),
    async run(scene) {
      const method = await aMethodResponse(scene);
      const update = (statusCode: string, patchOperations: PatchOperation[]) =>
        scene.apigateway.updateMethodResponse({ ...method, statusCode, patchOperations });
      const op = (member: number) => unknownOp("updateMethodResponse", member, "wrong_op");
      const first = update("200", [wrongOp(HEADER), add(HEADER, "true"), wrongOp(MODEL)]);
      await scene.refuses(first, 400, "ValidationException", `2 validation errors detected: ${op(1)}; ${op(3)}`);
      const both = update("wrong", [wrongOp(HEADER)]);
      await scene.refuses(both, 400, "ValidationException", `2 validation errors detected: ${op(1)}; ${BAD_STATUS}`);
      const status = update("wrong", [add(HEADER, "true")]);
      await scene.refuses(status, 400, "ValidationException", `1 validation error detected: ${BAD_STATUS}`);
    },
  },
  {
    id: "D-method-response-missing",
    name: "UpdateMethodResponse tells a missing resource, method and status code apart: 404 NotFoundException",
    source: recorded(`${METHOD}::test_update_method_response_negative_tests`),
    async run(scene) {
      const method = await aMethodResponse(scene);
      const update = (where: object) =>
        scene.apigateway.updateMethodResponse({ ...method, ...where, patchOperations: [add(HEADER, "true")] });
      await scene.refuses(update({ resourceId: "abcdef" }), 404, "NotFoundException", NO_RESOURCE);
      await scene.refuses(update({ httpMethod: "POST" }), 404, "NotFoundException", NO_METHOD);
      await scene.refuses(update({ statusCode: "201" }), 404, "NotFoundException", NO_STATUS);
    },
  },
  {
    id: "D-method-response-entries",
    name: "UpdateMethodResponse replaces and removes only entries that are there, and knows two maps",
    source: recorded(`${METHOD}::test_update_method_lack_response_parameters_and_models`),
    async run(scene) {
      const method = await aMethodResponse(scene);
      const update = (patch: PatchOperation) => scene.apigateway.updateMethodResponse({ ...method, patchOperations: [patch] });
      await scene.refuses(update(replace(HEADER, "true")), 404, "NotFoundException", "Invalid parameter name specified");
      await scene.refuses(update(replace(MODEL, "Error")), 404, "NotFoundException", "Content-Type specified was not found");
      const wrong = "/wrong/method.response.header.my-header";
      await scene.refuses(update(add(wrong, "true")), 400, "BadRequestException", `Invalid patch path ${wrong}`);
    },
  },
  {
    id: "D-integration-response",
    name: "An integration response is put, read, patched, put again and deleted; GetMethod shows it below the integration",
    source: recorded(`${INTEGRATION}::test_lifecycle_integration_response`),
    async run(scene) {
      const method = await aMethodResponse(scene);
      const { apigateway } = scene;
      const created = { statusCode: "200", selectionPattern: "", responseTemplates: { "application/json": '"created"' } };
      await scene.answers(apigateway.putIntegrationResponse({ ...method, ...created }), 201, created);
      await scene.answers(apigateway.getIntegrationResponse(method), 200, created);
      const patchOperations = [replace("/selectionPattern", "updated-pattern")];
      const patched = { ...created, selectionPattern: "updated-pattern" };
      await scene.answers(apigateway.updateIntegrationResponse({ ...method, patchOperations }), 200, patched);
      const overwritten = {
        ...created,
        selectionPattern: "overwrite-pattern",
        responseTemplates: { "application/json": "overwrite" },
      };
      await scene.answers(apigateway.putIntegrationResponse({ ...method, ...overwritten }), 201, overwritten);
      const methodIntegration = open({ type: "MOCK", integrationResponses: { "200": overwritten } });
      await scene.answers(apigateway.getMethod(method), 200, open({ methodIntegration }));
      await scene.answers(apigateway.deleteIntegrationResponse(method), 204, {});
    },
  },
  {
    id: "D-integration-response-rules",
    name: "PutIntegrationResponse refuses an invalid status code and a content type that is none",
    source: recorded(`${INTEGRATION}::test_integration_response_invalid_statuscode`),
    async run(scene) {
      const method = await aMethodResponse(scene);
      const put = (input: Partial<PutIntegrationResponseRequest>) =>
        scene.apigateway.putIntegrationResponse({ ...method, ...input });
      const status = `1 validation error detected: ${BAD_STATUS}`;
      await scene.refuses(put({ statusCode: "wrong" }), 400, "ValidationException", status);
      const type = "Validation Result: warnings : [], errors : [Invalid content type specified: 123]";
      await scene.refuses(put({ responseTemplates: { "123": "x" } }), 400, "BadRequestException", type);
    },
  },
  {
    id: "D-integration-response-missing",
    name: "Integration responses tell a missing resource, method, integration and status code apart: 404 NotFoundException",
    source: recorded(`${INTEGRATION}::test_integration_response_wrong_api`),
    async run(scene) {
      const method = await aMethodResponse(scene);
      const bare = await anApiOf(scene, [{ route: "GET /", integration: false }]);
      const get = (where: object) => scene.apigateway.getIntegrationResponse({ ...method, ...where });
      await scene.refuses(get({ restApiId: "abcdefghij" }), 404, "NotFoundException", NO_RESOURCE);
      await scene.refuses(get({ resourceId: "abcdef" }), 404, "NotFoundException", NO_RESOURCE);
      await scene.refuses(get({ httpMethod: "POST" }), 404, "NotFoundException", NO_METHOD);
      await scene.refuses(get({ statusCode: "201" }), 404, "NotFoundException", NO_STATUS);
      const without = { restApiId: bare.restApiId, resourceId: bare.rootId };
      await scene.refuses(get(without), 404, "NotFoundException", NO_INTEGRATION);
    },
  },
  {
    id: "D-integration-response-delete",
    name: "DeleteIntegrationResponse says Integration of a missing method, where the other calls say Method",
    source: recorded(`${INTEGRATION}::test_delete_integration_response_errors`),
    async run(scene) {
      const method = await aMethodResponse(scene);
      const remove = (where: object) => scene.apigateway.deleteIntegrationResponse({ ...method, ...where });
      await scene.refuses(remove({ resourceId: "abcdef" }), 404, "NotFoundException", NO_RESOURCE);
      await scene.refuses(remove({ httpMethod: "POST" }), 404, "NotFoundException", NO_INTEGRATION);
      await scene.refuses(remove({ statusCode: "201" }), 404, "NotFoundException", NO_STATUS);
    },
  },
]);
