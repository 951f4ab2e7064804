/** Gateway responses: AWS's own, those that an API has put, and what callers are answered by them. */
import type { GatewayResponseType, PatchOperation, PutGatewayResponseRequest } from "@aws-sdk/client-api-gateway";
import { anApi, deploymentOf } from "./builders/api.ts";
import { mocked } from "./builders/mocked.ts";
import { add, remove, replace, unknownOp, unmodelled } from "./builders/patch.ts";
import { call, callUntil } from "./builders/proxy.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import type { HttpAnswer, Scene } from "./scene.ts";

const RESPONSES = "TestApiGatewayGatewayResponse";
const LIFECYCLE = recorded(`${RESPONSES}::test_gateway_response_crud`);
const PUTS = recorded(`${RESPONSES}::test_gateway_response_put`);
const REFUSED = recorded(`${RESPONSES}::test_gateway_response_validation`);
const UPDATES = recorded(`${RESPONSES}::test_update_gateway_response`);
const TYPES_PAGE = documented("API Gateway developer guide, Gateway response types");
const CUSTOMIZED = documented("API Gateway developer guide, Setting up gateway responses to customize error responses");

/** By type; the two defaults have none. */
const OWN_STATUS: Readonly<Record<string, string | undefined>> = {
  ACCESS_DENIED: "403",
  API_CONFIGURATION_ERROR: "500",
  AUTHORIZER_CONFIGURATION_ERROR: "500",
  AUTHORIZER_FAILURE: "500",
  BAD_REQUEST_BODY: "400",
  BAD_REQUEST_PARAMETERS: "400",
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  EXPIRED_TOKEN: "403",
  INTEGRATION_FAILURE: "504",
  INTEGRATION_TIMEOUT: "504",
  INVALID_API_KEY: "403",
  INVALID_SIGNATURE: "403",
  MISSING_AUTHENTICATION_TOKEN: "403",
  QUOTA_EXCEEDED: "429",
  REQUEST_TOO_LARGE: "413",
  RESOURCE_NOT_FOUND: "404",
  THROTTLED: "429",
  UNAUTHORIZED: "401",
  UNSUPPORTED_MEDIA_TYPE: "415",
  WAF_FILTERED: "403",
};

/** What AWS names when a type is none, in its order. */
const NAMED_TYPES =
  "REQUEST_TOO_LARGE, RESOURCE_NOT_FOUND, AUTHORIZER_CONFIGURATION_ERROR, MISSING_AUTHENTICATION_TOKEN, BAD_REQUEST_BODY, " +
  "INVALID_SIGNATURE, INVALID_API_KEY, BAD_REQUEST_PARAMETERS, AUTHORIZER_FAILURE, UNAUTHORIZED, INTEGRATION_TIMEOUT, " +
  "ACCESS_DENIED, DEFAULT_4XX, DEFAULT_5XX, WAF_FILTERED, QUOTA_EXCEEDED, THROTTLED, API_CONFIGURATION_ERROR, " +
  "UNSUPPORTED_MEDIA_TYPE, INTEGRATION_FAILURE, EXPIRED_TOKEN";

const MISSING: GatewayResponseType = "MISSING_AUTHENTICATION_TOKEN";
const TEMPLATES = { "application/json": '{"message":$context.error.messageString}' };
const HINTED = {
  "application/json": '{"message": $context.error.messageString, "type": "$context.error.responseType"}',
};
const ORIGIN = "gatewayresponse.header.Access-Control-Allow-Origin";

const shown = (responseType: string, more: object = {}): object => ({
  responseType,
  statusCode: OWN_STATUS[responseType],
  responseParameters: {},
  responseTemplates: TEMPLATES,
  defaultResponse: false,
  ...more,
});

type Said = Omit<PutGatewayResponseRequest, "restApiId">;

/** Stage `dev` with `GET /existing`, which has a key to be called by, of an API that says these. */
async function saying(scene: Scene, ...said: readonly Said[]) {
  const { restApiId, stage } = await mocked(scene, "{}", { method: { apiKeyRequired: true } });
  for (const one of said) await scene.apigateway.putGatewayResponse({ restApiId, ...one });
  const redeploy = async () =>
    scene.apigateway.updateStage({
      ...stage,
      patchOperations: [replace("/deploymentId", await deploymentOf(scene, restApiId))],
    });
  return { stage, redeploy };
}

const answered = ({ status, json }: HttpAnswer): object => ({ status, json });

export const GATEWAY_RESPONSE_CASES: readonly Case[] = casesOf("API gateway responses", [
  {
    id: "GR-own",
    name: "GetGatewayResponse of a type that nobody has put shows AWS's own, as the default",
    source: LIFECYCLE,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const call = scene.apigateway.getGatewayResponse({ restApiId, responseType: MISSING });
      await scene.answers(call, 200, shown(MISSING, { defaultResponse: true }));
    },
  },
  {
    id: "GR-put",
    name: "PutGatewayResponse answers 201 with all that it was given, and GetGatewayResponse shows it",
    source: LIFECYCLE,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const responseParameters = {
        [ORIGIN]: "'a.b.c'",
        "gatewayresponse.header.x-request-path": "method.request.path.petId",
        "gatewayresponse.header.x-request-query": "method.request.querystring.q",
        "gatewayresponse.header.x-request-header": "method.request.header.Accept",
      };
      const said = { statusCode: "404", responseParameters, responseTemplates: HINTED };
      const put = scene.apigateway.putGatewayResponse({ restApiId, responseType: MISSING, ...said });
      await scene.answers(put, 201, shown(MISSING, said));
      const get = scene.apigateway.getGatewayResponse({ restApiId, responseType: MISSING });
      await scene.answers(get, 200, shown(MISSING, said));
    },
  },
  {
    id: "GR-listed",
    name: "GetGatewayResponses lists every type there is, with AWS's status where nobody has put another",
    source: LIFECYCLE,
    // LocalEmu answers every API's failed integrations with 504 once the type has been looked at.
    last: true,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      await scene.apigateway.putGatewayResponse({ restApiId, responseType: MISSING, statusCode: "404" });
      const { items = [] } = await scene.apigateway.getGatewayResponses({ restApiId });
      const byType = items.toSorted((left, right) => String(left.responseType).localeCompare(String(right.responseType), "en"));
      const expected = Object.keys(OWN_STATUS).map((type) =>
        type === MISSING ? shown(type, { statusCode: "404" }) : shown(type, { defaultResponse: true }),
      );
      scene.same("the list", byType, expected);
    },
  },
  {
    id: "GR-deleted",
    name: "DeleteGatewayResponse answers 202 and leaves AWS's own; again it is 404 NotFoundException",
    source: recorded(`${RESPONSES}::test_gateway_response_crud, test_gateway_response_validation`),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const one = { restApiId, responseType: MISSING };
      await scene.apigateway.putGatewayResponse({ ...one, statusCode: "404" });
      await scene.answers(scene.apigateway.deleteGatewayResponse(one), 202, {});
      await scene.answers(scene.apigateway.getGatewayResponse(one), 200, shown(MISSING, { defaultResponse: true }));
      const again = scene.apigateway.deleteGatewayResponse(one);
      await scene.refuses(again, 404, "NotFoundException", "Gateway response type not defined on api");
    },
  },
  {
    id: "GR-parts",
    name: "PutGatewayResponse keeps AWS's own of what it is not given, and nothing of what was put before",
    source: PUTS,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const put = (said: Partial<Said>) => scene.apigateway.putGatewayResponse({ restApiId, responseType: MISSING, ...said });
      const responseParameters = { "gatewayresponse.header.x-request-header": "method.request.header.Accept" };
      await scene.answers(put({ statusCode: "404" }), 201, shown(MISSING, { statusCode: "404" }));
      await scene.answers(put({ responseParameters }), 201, shown(MISSING, { responseParameters }));
      await scene.answers(put({ responseTemplates: HINTED }), 201, shown(MISSING, { responseTemplates: HINTED }));
    },
  },
  {
    id: "GR-default-apart",
    name: "PutGatewayResponse of one type takes nothing from what was put for all 5XX",
    source: PUTS,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const all = { restApiId, responseType: "DEFAULT_5XX" as const, statusCode: "599", responseTemplates: HINTED };
      await scene.answers(
        scene.apigateway.putGatewayResponse(all),
        201,
        shown("DEFAULT_5XX", { statusCode: "599", responseTemplates: HINTED }),
      );
      const responseParameters = { "gatewayresponse.header.foo": "'bar'" };
      const one = scene.apigateway.putGatewayResponse({ restApiId, responseType: "AUTHORIZER_FAILURE", responseParameters });
      await scene.answers(one, 201, shown("AUTHORIZER_FAILURE", { responseParameters }));
    },
  },
  {
    id: "GR-no-api",
    name: "Gateway responses of an API that is not there: 404 NotFoundException",
    source: REFUSED,
    async run(scene) {
      const one = { restApiId: "apiid12345", responseType: "DEFAULT_4XX" as const };
      const text = `Invalid API identifier specified ${scene.accountId}:${one.restApiId}`;
      const { apigateway } = scene;
      const missing = (call: Promise<unknown>) => scene.refuses(call, 404, "NotFoundException", text);
      await missing(apigateway.getGatewayResponses({ restApiId: one.restApiId }));
      await missing(apigateway.getGatewayResponse(one));
      await missing(apigateway.updateGatewayResponse({ ...one, patchOperations: [] }));
      await missing(apigateway.deleteGatewayResponse(one));
    },
  },
  {
    id: "GR-type",
    name: "A response type that AWS does not know: 400 ValidationException that lists those it knows",
    source: REFUSED,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const one = { restApiId, responseType: unmodelled("FAKE_RESPONSE_TYPE") };
      const text = `1 validation error detected: Value 'FAKE_RESPONSE_TYPE' at 'responseType' failed to satisfy constraint: Member must satisfy enum value set: [${NAMED_TYPES}]`;
      const { apigateway } = scene;
      const invalid = (call: Promise<unknown>) => scene.refuses(call, 400, "ValidationException", text);
      await invalid(apigateway.getGatewayResponse(one));
      await invalid(apigateway.putGatewayResponse({ ...one, statusCode: "404" }));
      await invalid(apigateway.updateGatewayResponse({ ...one, patchOperations: [] }));
      await invalid(apigateway.deleteGatewayResponse(one));
    },
  },
  {
    id: "GR-update-unput",
    name: "UpdateGatewayResponse changes a type that nobody has put, which is the API's own from then on",
    source: UPDATES,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const one = { restApiId, responseType: "DEFAULT_4XX" as const };
      const expected = shown("DEFAULT_4XX", { statusCode: "444" });
      const update = scene.apigateway.updateGatewayResponse({ ...one, patchOperations: [replace("/statusCode", "444")] });
      await scene.answers(update, 200, expected);
      await scene.answers(scene.apigateway.getGatewayResponse(one), 200, expected);
    },
  },
  {
    id: "GR-update",
    name: "UpdateGatewayResponse replaces the status and a header, and adds a template",
    source: UPDATES,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const one = { restApiId, responseType: "DEFAULT_4XX" as const };
      const kept = { "gatewayresponse.header.x-request-path": "method.request.path.petId" };
      await scene.apigateway.putGatewayResponse({
        ...one,
        statusCode: "404",
        responseParameters: { ...kept, [ORIGIN]: "'a.b.c'" },
        responseTemplates: TEMPLATES,
      });
      const xml = "<message>$context.error.messageString</message>";
      const patchOperations = [
        replace("/statusCode", "444"),
        replace(`/responseParameters/${ORIGIN}`, "'example.com'"),
        add("/responseTemplates/application~1xml", xml),
      ];
      const expected = shown("DEFAULT_4XX", {
        statusCode: "444",
        responseParameters: { ...kept, [ORIGIN]: "'example.com'" },
        responseTemplates: { ...TEMPLATES, "application/xml": xml },
      });
      await scene.answers(scene.apigateway.updateGatewayResponse({ ...one, patchOperations }), 200, expected);
      await scene.answers(scene.apigateway.getGatewayResponse(one), 200, expected);
    },
  },
  {
    id: "GR-update-refusals",
    name: "UpdateGatewayResponse refuses ops, paths and empty values that it does not know, each with its text",
    source: UPDATES,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const responseTemplates = { ...TEMPLATES, "application/xml": "<message/>" };
      const responseParameters = { [ORIGIN]: "'a.b.c'" };
      await scene.apigateway.putGatewayResponse({
        restApiId,
        responseType: "DEFAULT_4XX",
        responseParameters,
        responseTemplates,
      });
      const update = (patch: PatchOperation, responseType: GatewayResponseType = "DEFAULT_4XX") =>
        scene.apigateway.updateGatewayResponse({ restApiId, responseType, patchOperations: [patch] });
      const refuses = (patch: PatchOperation, text: string) => scene.refuses(update(patch), 400, "BadRequestException", text);
      await refuses(add("/statusCode", "444"), "Invalid patch path /statusCode");
      await refuses(remove("/statusCode"), "Invalid patch path /statusCode");
      await refuses({ op: "add", value: "'example.com'" }, "Invalid patch path null");
      await refuses(add("/wrongPath", "'example.com'"), "Invalid patch path /wrongPath");
      const nothing = "Invalid null or empty value in";
      await refuses({ op: "replace", path: "/responseTemplates/application~1xml" }, `${nothing} responseTemplates`);
      await refuses({ op: "replace", path: `/responseParameters/${ORIGIN}` }, `${nothing} responseParameters`);
      const unknown = update(replace(`/responseParameters/${ORIGIN}`, "'example.com'"), "DEFAULT_5XX");
      await scene.refuses(unknown, 404, "NotFoundException", "Invalid parameter name specified");
      const wrong = update({ op: unmodelled("wrong-op"), path: "/statusCode", value: "'example.com'" });
      const text = `1 validation error detected: ${unknownOp("updateGatewayResponse", 1, "wrong-op")}`;
      await scene.refuses(wrong, 400, "ValidationException", text);
    },
  },
  {
    id: "GR-answered",
    name: "A route that is not there is answered with the status, template and headers that the API has put for it",
    source: CUSTOMIZED,
    async run(scene) {
      const responseParameters = { [ORIGIN]: "method.request.header.Origin", "gatewayresponse.header.X-Team": "'shop'" };
      const said = { responseType: MISSING, statusCode: "404", responseParameters, responseTemplates: HINTED };
      const { stage, redeploy } = await saying(scene, said);
      await redeploy();
      const headers = { origin: "https://acme.example" };
      const answer = await call(scene, stage, "GET /none", 404, { headers });
      const json = { message: "Missing Authentication Token", type: MISSING };
      scene.same("the answer", answered(answer), { status: 404, json });
      const told = [answer.headers.get("access-control-allow-origin"), answer.headers.get("x-team")];
      scene.same("its headers", told, ["https://acme.example", "shop"]);
    },
  },
  {
    id: "GR-answered-default",
    name: "What is put for all 4XX answers every one of them that has nothing of its own",
    source: TYPES_PAGE,
    async run(scene) {
      const own = { responseType: MISSING, statusCode: "404" };
      const { stage, redeploy } = await saying(scene, { responseType: "DEFAULT_4XX", statusCode: "418" }, own);
      await redeploy();
      scene.same("the status of a route that is not there", (await call(scene, stage, "GET /none", 404)).status, 404);
      scene.same("the status without a key", (await call(scene, stage, "GET /existing", 418)).status, 418);
    },
  },
  {
    id: "GR-answered-other",
    name: "What is put for another type changes nothing",
    source: TYPES_PAGE,
    async run(scene) {
      const { stage, redeploy } = await saying(scene, { responseType: "THROTTLED", statusCode: "503" });
      await redeploy();
      const answer = await call(scene, stage, "GET /none", 403);
      scene.same("the answer", answered(answer), { status: 403, json: { message: "Missing Authentication Token" } });
    },
  },
  {
    id: "GR-undeployed",
    name: "A gateway response counts from the next deployment on",
    source: documented("API Gateway developer guide, Maintain REST APIs: GatewayResponse (aws-facts 2.2)"),
    async run(scene) {
      const { stage, redeploy } = await saying(scene, { responseType: MISSING, statusCode: "404" });
      const before = await callUntil(scene, stage, "GET /none", ({ status }) => status === 403);
      await redeploy();
      const after = await call(scene, stage, "GET /none", 404);
      scene.same("the statuses", [before.status, after.status], [403, 404]);
    },
  },
]);
