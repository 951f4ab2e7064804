/** Request validators: made, shown, changed, and what they refuse of callers. */
import type { CreateModelRequest, PatchOperation, PutMethodRequest } from "@aws-sdk/client-api-gateway";
import { addRoute, anApi, deploymentOf } from "./builders/api.ts";
import { add, remove, replace } from "./builders/patch.ts";
import { call, callUntil } from "./builders/proxy.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { aText, the } from "./match.ts";
import type { HttpAnswer, Scene } from "./scene.ts";

const VALIDATORS = "TestApiGatewayApiRequestValidator";
const LIFECYCLE = recorded(`${VALIDATORS}::test_request_validator_lifecycle`);
const CALLS = recorded("TestApiGatewayCommon::test_api_gateway_request_validator");
const REFERENCES = recorded("TestApiGatewayCommon::test_api_gateway_request_validator_with_ref_models");
const ONE_OF = recorded("TestApiGatewayCommon::test_api_gateway_request_validator_with_ref_one_ofmodels");

const NO_VALIDATOR = "Invalid Request Validator identifier specified";

const shown = (name: string, more: object = {}): object => ({
  id: the("validator"),
  name,
  validateRequestBody: false,
  validateRequestParameters: false,
  ...more,
});

/** A validator of neither body nor parameters. */
async function aValidator(scene: Scene) {
  const { restApiId } = await anApi(scene);
  const name = scene.newName("validator");
  const { id } = await scene.apigateway.createRequestValidator({ restApiId, name });
  return { name, one: { restApiId, requestValidatorId: id } };
}

interface Validated {
  readonly models?: readonly Pick<CreateModelRequest, "name" | "schema">[];
  readonly method?: Partial<PutMethodRequest>;
}

const PAIR = {
  title: "testSchema",
  type: "object",
  properties: { a: { type: "number" }, b: { type: "number" } },
  required: ["a", "b"],
};

const REQUIRED = {
  "method.request.path.test": true,
  "method.request.querystring.qs1": true,
  "method.request.header.x-header-param": true,
};

/** `GET /nested/{test}` and `POST /nested/{test}` of stage `dev`: mocks that answer 200 where a validator of both lets them. */
async function validated(scene: Scene, { models = [], method = {} }: Validated) {
  const { apigateway } = scene;
  const { restApiId, rootId } = await anApi(scene);
  const both = { validateRequestBody: true, validateRequestParameters: true };
  const { id: requestValidatorId } = await apigateway.createRequestValidator({ restApiId, name: "both", ...both });
  for (const { name, schema } of models) {
    const text = schema?.replace("API_ID", restApiId);
    await apigateway.createModel({ restApiId, name, contentType: "application/json", schema: text });
  }
  const resources = new Map([["/", rootId]]);
  for (const httpMethod of ["GET", "POST"]) {
    const route = { route: `${httpMethod} /nested/{test}`, method: { requestValidatorId, ...method } };
    await addRoute(scene, restApiId, resources, route);
    const at = { restApiId, resourceId: resources.get("/nested/{test}"), httpMethod, statusCode: "200" };
    await apigateway.putMethodResponse(at);
    await apigateway.putIntegrationResponse({ ...at, responseTemplates: { "application/json": '{"data": "ok"}' } });
  }
  const stage = { restApiId, stageName: "dev" };
  await apigateway.createStage({ ...stage, deploymentId: await deploymentOf(scene, restApiId) });
  const redeploy = () => apigateway.createDeployment(stage);
  const updatePost = (...patchOperations: PatchOperation[]) => {
    const resourceId = resources.get("/nested/{test}");
    return apigateway.updateMethod({ restApiId, resourceId, httpMethod: "POST", patchOperations });
  };
  return { stage, requestValidatorId, redeploy, updatePost };
}

const PAIR_BY_MODEL: Validated = {
  models: [{ name: "testSchema", schema: JSON.stringify(PAIR) }],
  method: { requestParameters: REQUIRED, requestModels: { "application/json": "testSchema" } },
};

const json = (value: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(value),
});

const GIVEN = { "x-header-param": "test" };
const answered = ({ status, json: body }: HttpAnswer): object => ({ status, body });
const refused = (message: string): object => ({ status: 400, body: { message } });
const missing = (...names: readonly string[]): object => refused(`Missing required request parameters: [${names.join(", ")}]`);
const INVALID = refused("Invalid request body");
const PASSED = { status: 200, body: { data: "ok" } };

export const REQUEST_VALIDATOR_CASES: readonly Case[] = casesOf("API request validators", [
  {
    id: "RV-made",
    name: "CreateRequestValidator answers 201 with an id, and validates nothing unless told to",
    source: LIFECYCLE,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const name = scene.newName("validator");
      const { apigateway } = scene;
      const made = apigateway.createRequestValidator({ restApiId, name });
      const { id } = await scene.answers(made, 201, { ...shown(name), id: aText(/^[a-z0-9]{6}$/) });
      const expected = { ...shown(name), id };
      await scene.answers(apigateway.getRequestValidator({ restApiId, requestValidatorId: id }), 200, expected);
      await scene.answers(apigateway.getRequestValidators({ restApiId }), 200, { items: [expected] });
    },
  },
  {
    id: "RV-update",
    name: "UpdateRequestValidator sets a flag, and unsets it where no value is given",
    source: LIFECYCLE,
    async run(scene) {
      const { name, one } = await aValidator(scene);
      const update = (value?: string) => {
        const patch = { op: "replace" as const, path: "/validateRequestBody", ...(value !== undefined && { value }) };
        return scene.apigateway.updateRequestValidator({ ...one, patchOperations: [patch] });
      };
      await scene.answers(update("true"), 200, shown(name, { validateRequestBody: true }));
      await scene.answers(update(), 200, shown(name));
    },
  },
  {
    id: "RV-deleted",
    name: "DeleteRequestValidator answers 202, and the validator is gone",
    source: LIFECYCLE,
    async run(scene) {
      const { one } = await aValidator(scene);
      const { apigateway } = scene;
      await scene.answers(apigateway.deleteRequestValidator(one), 202, {});
      await scene.refuses(apigateway.getRequestValidator(one), 404, "NotFoundException", NO_VALIDATOR);
      await scene.answers(apigateway.getRequestValidators({ restApiId: one.restApiId }), 200, { items: [] });
    },
  },
  {
    id: "RV-missing",
    name: "A validator or an API that is not there: 404, but CreateRequestValidator answers 400 BadRequestException",
    source: recorded(
      `${VALIDATORS}::test_validators_crud_no_api, test_invalid_get_request_validator, test_invalid_delete_request_validator`,
    ),
    async run(scene) {
      const { one } = await aValidator(scene);
      const { apigateway } = scene;
      const noApi = "testfakeid";
      const made = apigateway.createRequestValidator({ restApiId: noApi, name: "test-validator" });
      await scene.refuses(made, 400, "BadRequestException", "Invalid REST API identifier specified");
      const text = `Invalid API identifier specified ${scene.accountId}:${noApi}`;
      await scene.refuses(apigateway.getRequestValidators({ restApiId: noApi }), 404, "NotFoundException", text);
      for (const wrong of [
        { ...one, restApiId: noApi },
        { ...one, requestValidatorId: "fakeid" },
      ]) {
        await scene.refuses(apigateway.getRequestValidator(wrong), 404, "NotFoundException", NO_VALIDATOR);
        await scene.refuses(apigateway.deleteRequestValidator(wrong), 404, "NotFoundException", NO_VALIDATOR);
      }
    },
  },
  {
    id: "RV-update-refusals",
    name: "UpdateRequestValidator refuses other ops, other paths and an empty name, each with its text",
    source: recorded(`${VALIDATORS}::test_invalid_update_request_validator_operations`),
    async run(scene) {
      const { one } = await aValidator(scene);
      const refuses = (patch: PatchOperation, text: string) => {
        const update = scene.apigateway.updateRequestValidator({ ...one, patchOperations: [patch] });
        return scene.refuses(update, 400, "BadRequestException", text);
      };
      const unsupported = (op: string) =>
        `Invalid patch path  '/validateRequestBody' specified for op '${op}'. Please choose supported operations`;
      await refuses(add("/validateRequestBody", "true"), unsupported("add"));
      await refuses(remove("/validateRequestBody"), unsupported("remove"));
      await refuses(
        replace("/invalidPath", "true"),
        "Invalid patch path  '/invalidPath' specified for op 'replace'. Must be one of: [/name, /validateRequestParameters, /validateRequestBody]",
      );
      await refuses(replace("/name", ""), "Request Validator name cannot be blank");
    },
  },
  {
    id: "RV-parameters",
    name: "A call that misses required parameters is answered 400 with their names, headers before the query",
    source: CALLS,
    async run(scene) {
      const { stage } = await validated(scene, PAIR_BY_MODEL);
      const none = await call(scene, stage, "GET /nested/value", 400);
      scene.same("without any", answered(none), missing("x-header-param", "qs1"));
      const query = await call(scene, stage, "GET /nested/value?qs1=test", 400);
      scene.same("with the query", answered(query), missing("x-header-param"));
      const header = await call(scene, stage, "GET /nested/value", 400, { headers: GIVEN });
      scene.same("with the header", answered(header), missing("qs1"));
    },
  },
  {
    id: "RV-path-parameter",
    name: "A required part of the path that the route does not have is missing from every call, between headers and query",
    source: CALLS,
    async run(scene) {
      const { stage, updatePost, redeploy } = await validated(scene, PAIR_BY_MODEL);
      await updatePost(
        add("/requestParameters/method.request.path.issuer", "true"),
        remove("/requestParameters/method.request.path.test"),
      );
      await redeploy();
      const expected = missing("x-header-param", "issuer", "qs1");
      const isIt = ({ json: body }: HttpAnswer): boolean => JSON.stringify(body ?? "").includes("issuer");
      const answer = await callUntil(scene, stage, "POST /nested/value", isIt, json({ test: "test" }));
      scene.same("the answer", answered(answer), expected);
    },
  },
  {
    id: "RV-body",
    name: "A body that meets the method's model is let through, another is answered 400",
    source: CALLS,
    async run(scene) {
      const { stage } = await validated(scene, PAIR_BY_MODEL);
      const good = await call(scene, stage, "POST /nested/value?qs1=test", 200, json({ a: 1, b: 2 }, GIVEN));
      scene.same("the answer to a good one", answered(good), PASSED);
      const bad = await call(scene, stage, "POST /nested/value?qs1=test", 400, json({ test: "test" }, GIVEN));
      scene.same("the answer to a bad one", answered(bad), INVALID);
    },
  },
  {
    id: "RV-no-body",
    name: "A call without a body is validated all the same, with a type or without",
    source: CALLS,
    async run(scene) {
      const { stage } = await validated(scene, PAIR_BY_MODEL);
      const plain = await call(scene, stage, "GET /nested/value?qs1=test", 400, { headers: GIVEN });
      scene.same("the answer without a type", answered(plain), INVALID);
      const typed = { headers: { "content-type": "application/json", ...GIVEN } };
      scene.same("with one", (await call(scene, stage, "GET /nested/value?qs1=test", 400, typed)).status, 400);
    },
  },
  {
    id: "RV-off",
    name: "A validator that is told to validate nothing lets everything through from the next deployment on",
    source: CALLS,
    async run(scene) {
      const { stage, requestValidatorId, redeploy } = await validated(scene, PAIR_BY_MODEL);
      const patchOperations = [replace("/validateRequestBody", "false"), replace("/validateRequestParameters", "false")];
      const { restApiId } = stage;
      await scene.apigateway.updateRequestValidator({ restApiId, requestValidatorId, patchOperations });
      const before = await call(scene, stage, "POST /nested/value", 400, json({ test: "test" }));
      await redeploy();
      const after = await call(scene, stage, "POST /nested/value", 200, json({ test: "test" }));
      scene.same("the statuses", [before.status, after.status], [400, 200]);
    },
  },
  {
    id: "RV-reference",
    name: "A model may refer to another of the API by its address",
    source: REFERENCES,
    async run(scene) {
      const $ref = "https://apigateway.amazonaws.com/restapis/API_ID/models/testSchema";
      const { stage } = await validated(scene, {
        models: [
          { name: "testSchema", schema: JSON.stringify(PAIR) },
          { name: "testSchemaList", schema: JSON.stringify({ type: "array", items: { $ref } }) },
        ],
        method: { requestModels: { "application/json": "testSchemaList" } },
      });
      const good = await call(scene, stage, "POST /nested/value", 200, json([{ a: 1, b: 2 }]));
      scene.same("the answer to a list of what is referred to", answered(good), PASSED);
      const none = await call(scene, stage, "POST /nested/value", 400);
      scene.same("the answer to nothing", answered(none), INVALID);
    },
  },
  {
    id: "RV-one-of",
    name: "A model may have one of several for a member, another model among them",
    source: ONE_OF,
    async run(scene) {
      const $ref = "https://apigateway.amazonaws.com/restapis/API_ID/models/StatusModel";
      const status = {
        type: "object",
        properties: { Status: { type: "string" }, Order: { type: "integer" } },
        required: ["Status", "Order"],
      };
      const either = { type: "object", properties: { status: { oneOf: [{ type: "null" }, { $ref }] } }, required: ["status"] };
      const { stage } = await validated(scene, {
        models: [
          { name: "StatusModel", schema: JSON.stringify(status) },
          { name: "TestModel", schema: JSON.stringify(either) },
        ],
        method: { requestModels: { "application/json": "TestModel" } },
      });
      const post = async (expected: number, body?: unknown): Promise<object> =>
        answered(await call(scene, stage, "POST /nested/value", expected, body === undefined ? {} : json(body)));
      scene.same("the answer to null", await post(200, { status: null }), PASSED);
      scene.same("the answer to the other", await post(200, { status: { Status: "works", Order: 1 } }), PASSED);
      scene.same("the answer to nothing", await post(400), INVALID);
      scene.same("the answer to neither", await post(400, { badFormat: "bla" }), INVALID);
    },
  },
  {
    id: "RV-blank",
    name: "A required parameter that is blank is missing",
    source: documented("API Gateway developer guide, Test basic request validation in API Gateway"),
    async run(scene) {
      const { stage } = await validated(scene, { method: { requestParameters: { "method.request.querystring.q1": true } } });
      scene.same("the status with a value", (await call(scene, stage, "GET /nested/value?q1=cat", 200)).status, 200);
      const blank = await call(scene, stage, "GET /nested/value?q1=", 400);
      scene.same("the answer without", answered(blank), missing("q1"));
    },
  },
]);
