/** Methods of a resource, and their responses. */
import type { PatchOperation, PutMethodRequest } from "@aws-sdk/client-api-gateway";
import { type Api, anApi, anApiOf } from "./builders/api.ts";
import { add, remove, replace } from "./builders/patch.ts";
import { type Case, casesOf, documented, model, recorded } from "./case.ts";
import { open } from "./match.ts";
import type { Scene } from "./scene.ts";

const METHOD = "TestApiGatewayApiMethod";
const LIFECYCLE = recorded(`${METHOD}::test_method_lifecycle`);
const PUTS = recorded(`${METHOD}::test_put_method_validation`);
const UPDATES = recorded(`${METHOD}::test_update_method`);
const UPDATE_RULES = recorded(`${METHOD}::test_update_method_validation`);

const NO_RESOURCE = "Invalid Resource identifier specified";
const NO_METHOD = "Invalid Method identifier specified";
const NO_AUTHORIZER =
  "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.";
const ONLY_REPLACE = "Invalid patch operation specified. Must be one of: [replace]";

const shownMethod = (httpMethod: string, more: object = {}): object => ({
  httpMethod,
  authorizationType: "NONE",
  apiKeyRequired: false,
  ...more,
});

interface Method extends Api {
  readonly method: { readonly restApiId: string; readonly resourceId: string; readonly httpMethod: string };
}

/** Method ANY of the root of a new API. */
async function aMethod(scene: Scene, input: Partial<PutMethodRequest> = {}): Promise<Method> {
  const api = await anApi(scene);
  const method = { restApiId: api.restApiId, resourceId: api.rootId, httpMethod: "ANY" };
  await scene.apigateway.putMethod({ ...method, authorizationType: "NONE", ...input });
  return { ...api, method };
}

export const METHOD_CASES: readonly Case[] = casesOf("API methods", [
  {
    id: "D17",
    name: "PutMethod answers verb, authorization and that no key is required, and nothing else: 201",
    source: LIFECYCLE,
    async run(scene) {
      const { restApiId, rootId: resourceId } = await anApi(scene);
      const call = scene.apigateway.putMethod({ restApiId, resourceId, httpMethod: "PUT", authorizationType: "NONE" });
      await scene.answers(call, 201, shownMethod("PUT"));
    },
  },
  {
    id: "D18",
    name: "PutMethod refuses a method that is there: 409 ConflictException",
    source: documented("aws/aws-cli#3992: the answer of AWS"),
    async run(scene) {
      const { method } = await aMethod(scene);
      const again = scene.apigateway.putMethod({ ...method, authorizationType: "NONE" });
      await scene.refuses(again, 409, "ConflictException", "Method already exists for this resource");
    },
  },
  {
    id: "D18b",
    name: "A method that was put again and refused keeps its integration",
    source: documented("API Gateway API reference, PutMethod: ConflictException"),
    async run(scene) {
      const { restApiId, rootId: resourceId } = await anApiOf(scene, [{ route: "GET /" }]);
      const method = { restApiId, resourceId, httpMethod: "GET" };
      await scene.apigateway.putMethod({ ...method, authorizationType: "NONE" }).catch(() => undefined);
      await scene.answers(scene.apigateway.getIntegration(method), 200, open({ type: "MOCK" }));
    },
  },
  {
    id: "D19",
    name: "PutMethod refuses an unknown verb: 400 BadRequestException",
    source: PUTS,
    async run(scene) {
      const { restApiId, rootId: resourceId } = await anApi(scene);
      const call = scene.apigateway.putMethod({ restApiId, resourceId, httpMethod: "MOVE", authorizationType: "NONE" });
      const text = "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY";
      await scene.refuses(call, 400, "BadRequestException", text);
    },
  },
  {
    id: "D20",
    name: "PutMethod on a resource or an API that is not there: 404 NotFoundException about the resource",
    source: PUTS,
    async run(scene) {
      const { restApiId, rootId: resourceId } = await anApi(scene);
      const put = (where: { restApiId: string; resourceId: string }) =>
        scene.apigateway.putMethod({ ...where, httpMethod: "GET", authorizationType: "NONE" });
      await scene.refuses(put({ restApiId, resourceId: "abcdef" }), 404, "NotFoundException", NO_RESOURCE);
      await scene.refuses(put({ restApiId: "abcdefghij", resourceId }), 404, "NotFoundException", NO_RESOURCE);
    },
  },
  {
    id: "D-put-method-references",
    name: "PutMethod refuses a missing authorizer, an unknown request validator and an unknown model",
    source: PUTS,
    async run(scene) {
      const { restApiId, rootId: resourceId } = await anApi(scene);
      const put = (input: Partial<PutMethodRequest>) =>
        scene.apigateway.putMethod({ restApiId, resourceId, httpMethod: "GET", authorizationType: "NONE", ...input });
      const refuses = (input: Partial<PutMethodRequest>, text: string) =>
        scene.refuses(put(input), 400, "BadRequestException", text);
      await refuses({ authorizationType: "CUSTOM" }, NO_AUTHORIZER);
      await refuses({ requestValidatorId: "validator" }, "Invalid Request Validator identifier specified");
      await refuses({ requestModels: { "application/json": "petModel" } }, "Invalid model identifier specified: petModel");
    },
  },
  {
    id: "D-request-parameters",
    name: "PutMethod keeps request parameters as booleans; GetMethod shows them",
    source: recorded(`${METHOD}::test_method_request_parameters`),
    async run(scene) {
      const { restApiId, rootId: resourceId } = await anApi(scene);
      const method = { restApiId, resourceId, httpMethod: "ANY" };
      const requestParameters = {
        "method.request.querystring.q_optional": false,
        "method.request.querystring.q_required": true,
        "method.request.header.h_optional": false,
        "method.request.header.h_required": true,
      };
      const shown = shownMethod("ANY", { requestParameters });
      const put = scene.apigateway.putMethod({ ...method, authorizationType: "NONE", requestParameters });
      await scene.answers(put, 201, shown);
      await scene.answers(scene.apigateway.getMethod(method), 200, shown);
    },
  },
  {
    id: "D-parameter-names",
    name: "PutMethod refuses one parameter name in two places",
    source: recorded(`${METHOD}::test_method_request_parameters`),
    async run(scene) {
      const { restApiId, rootId: resourceId } = await anApi(scene);
      const requestParameters = { "method.request.querystring.q": true, "method.request.header.q": true };
      const method = { restApiId, resourceId, httpMethod: "GET" };
      const call = scene.apigateway.putMethod({ ...method, authorizationType: "NONE", requestParameters });
      const text = "Parameter names must be unique across querystring, header and path";
      await scene.refuses(call, 400, "BadRequestException", text);
    },
  },
  {
    id: "D28",
    name: "GetMethod shows what PutMethod did, and no integration where there is none",
    source: model("API Gateway GetMethod"),
    async run(scene) {
      const { method } = await aMethod(scene);
      await scene.answers(scene.apigateway.getMethod(method), 200, shownMethod("ANY"));
    },
  },
  {
    id: "D29",
    name: "GetMethod of a method that is not there: 404 NotFoundException",
    source: LIFECYCLE,
    async run(scene) {
      const { restApiId, rootId: resourceId } = await anApi(scene);
      const call = scene.apigateway.getMethod({ restApiId, resourceId, httpMethod: "GET" });
      await scene.refuses(call, 404, "NotFoundException", NO_METHOD);
    },
  },
  {
    id: "D30",
    name: "DeleteMethod answers 204, and again 404 NotFoundException",
    source: LIFECYCLE,
    async run(scene) {
      const { method } = await aMethod(scene);
      await scene.answers(scene.apigateway.deleteMethod(method), 204, {});
      await scene.refuses(scene.apigateway.deleteMethod(method), 404, "NotFoundException", NO_METHOD);
    },
  },
  {
    id: "D32",
    name: "UpdateMethod `replace /apiKeyRequired` gives a boolean",
    source: model("API Gateway UpdateMethod"),
    async run(scene) {
      const { method } = await aMethod(scene);
      const call = scene.apigateway.updateMethod({ ...method, patchOperations: [replace("/apiKeyRequired", "true")] });
      await scene.answers(call, 200, shownMethod("ANY", { apiKeyRequired: true }));
    },
  },
  {
    id: "D-update-method",
    name: "UpdateMethod adds, replaces and removes parameters and models; what is emptied is not shown",
    source: UPDATES,
    async run(scene) {
      const { method } = await aMethod(scene);
      const update = (...patchOperations: PatchOperation[]) => scene.apigateway.updateMethod({ ...method, patchOperations });
      const parameter = "/requestParameters/method.request.querystring.optional";
      const modelPath = "/requestModels/application~1json";
      const requestModels = { "application/json": "Empty" };
      await scene.answers(
        update(add(parameter, "true"), add(modelPath, "Empty")),
        200,
        shownMethod("ANY", { requestModels, requestParameters: { "method.request.querystring.optional": true } }),
      );
      const replaced = {
        apiKeyRequired: true,
        authorizationType: "AWS_IAM",
        operationName: "ReplacedOperationName",
      };
      await scene.answers(
        update(
          replace("/operationName", "ReplacedOperationName"),
          replace("/apiKeyRequired", "true"),
          replace("/authorizationType", "AWS_IAM"),
          replace(parameter, "false"),
        ),
        200,
        shownMethod("ANY", { ...replaced, requestModels, requestParameters: { "method.request.querystring.optional": false } }),
      );
      await scene.answers(update(remove(parameter), remove(modelPath)), 200, shownMethod("ANY", replaced));
    },
  },
  {
    id: "D-update-method-refusals",
    name: "UpdateMethod refuses ops, paths and references that it does not know, each with its text",
    source: UPDATE_RULES,
    async run(scene) {
      const { method, restApiId } = await aMethod(scene, { apiKeyRequired: true });
      const refuses = (patch: PatchOperation, text: string) =>
        scene.refuses(scene.apigateway.updateMethod({ ...method, patchOperations: [patch] }), 400, "BadRequestException", text);
      await refuses(add("/authorizationType", "AWS_IAM"), ONLY_REPLACE);
      await refuses(remove("/apiKeyRequired"), ONLY_REPLACE);
      await refuses(replace("/httpMethod", "GET"), "Invalid patch path /httpMethod");
      await refuses(add("/requestParameters", "x"), "Invalid patch path /requestParameters");
      await refuses(add("/requestModels/application/json", "Empty"), "Invalid patch path /requestModels/application/json");
      await refuses(replace("/authorizationType", "CUSTOM"), NO_AUTHORIZER);
      await refuses(replace("/requestValidatorId", "wrong"), "Invalid Request Validator identifier specified");
      const wrong = { restApiId, resourceId: "abcdef", httpMethod: "ANY", patchOperations: [replace("/apiKeyRequired", "true")] };
      await scene.refuses(scene.apigateway.updateMethod(wrong), 404, "NotFoundException", NO_RESOURCE);
      const missing = { ...method, httpMethod: "GET", patchOperations: [replace("/apiKeyRequired", "true")] };
      await scene.refuses(scene.apigateway.updateMethod(missing), 404, "NotFoundException", NO_METHOD);
    },
  },
  {
    id: "D-boolean-text",
    name: 'UpdateMethod takes any text but "true" for false, without complaint',
    source: UPDATE_RULES,
    async run(scene) {
      const { method } = await aMethod(scene, { apiKeyRequired: true });
      const call = scene.apigateway.updateMethod({ ...method, patchOperations: [replace("/apiKeyRequired", "whatever")] });
      await scene.answers(call, 200, shownMethod("ANY"));
    },
  },
  {
    id: "D-unused-authorizer",
    name: "UpdateMethod ignores an authorizer's id while the authorization is NONE",
    source: UPDATE_RULES,
    async run(scene) {
      const { method } = await aMethod(scene);
      const call = scene.apigateway.updateMethod({ ...method, patchOperations: [replace("/authorizerId", "abc123")] });
      await scene.answers(call, 200, shownMethod("ANY"));
    },
  },
]);
