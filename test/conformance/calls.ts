/** The data plane without functions: routes, snapshots, canaries, and what the gateway answers by itself. */
import { addRoute, anApiOf, MOCK } from "./builders/api.ts";
import { mocked, refusal, shown } from "./builders/mocked.ts";
import { replace } from "./builders/patch.ts";
import { call, callUntil } from "./builders/proxy.ts";
import { assumed, type Case, casesOf, documented, recorded } from "./case.ts";
import { aText } from "./match.ts";
import type { HttpAnswer } from "./scene.ts";

const ROUTING = recorded("TestApigatewayRouting::test_routing_not_found");
const CANARY = recorded("TestCanaryDeployments::test_invoking_canary_deployment");
const SNAPSHOT = documented("API Gateway developer guide, Deploy a REST API");

const FORBIDDEN = '{"message":"Forbidden"}';
const MISSING_TOKEN = '{"message":"Missing Authentication Token"}';

export const CALL_CASES: readonly Case[] = casesOf("API calls", [
  {
    id: "P15",
    name: "A path that is not deployed is answered 403 Missing Authentication Token",
    source: ROUTING,
    async run(scene) {
      const { stage } = await mocked(scene, '{"message":"exists"}');
      await call(scene, stage, "GET /existing", 200);
      const answer = await scene.request(stage.restApiId, "dev", "GET /random-non-existing");
      scene.same("the answer", shown(answer), refusal(403, MISSING_TOKEN, "MissingAuthenticationTokenException"));
    },
  },
  {
    id: "P16",
    name: "Another verb on a deployed path is answered 403 Missing Authentication Token",
    source: ROUTING,
    async run(scene) {
      const { stage } = await mocked(scene, '{"message":"exists"}');
      await call(scene, stage, "GET /existing", 200);
      const answer = await scene.request(stage.restApiId, "dev", "POST /existing");
      scene.same("the answer", shown(answer), refusal(403, MISSING_TOKEN, "MissingAuthenticationTokenException"));
    },
  },
  {
    id: "P17",
    name: "A stage that is not there is answered 403 Forbidden",
    source: assumed("common knowledge, nobody has looked"),
    async run(scene) {
      const { stage } = await mocked(scene, "{}");
      await call(scene, stage, "GET /existing", 200);
      const answer = await scene.request(stage.restApiId, "nope", "GET /existing");
      scene.same("the answer", shown(answer), refusal(403, FORBIDDEN, "ForbiddenException"));
    },
  },
  {
    id: "P19",
    name: "A resource that was made after the deployment is not served: 403 Missing Authentication Token",
    source: SNAPSHOT,
    async run(scene) {
      const { stage, resources } = await mocked(scene, "{}");
      await addRoute(scene, stage.restApiId, new Map(resources), { route: "GET /later" });
      await call(scene, stage, "GET /existing", 200);
      const answer = await scene.request(stage.restApiId, "dev", "GET /later");
      scene.same("the answer", shown(answer), refusal(403, MISSING_TOKEN, "MissingAuthenticationTokenException"));
    },
  },
  {
    id: "P-deleted-resource",
    name: "A resource that was deleted after the deployment is still served",
    source: SNAPSHOT,
    async run(scene) {
      const { stage, method } = await mocked(scene, '{"message":"exists"}');
      await scene.apigateway.deleteResource({ restApiId: stage.restApiId, resourceId: method.resourceId });
      const { status, body } = await call(scene, stage, "GET /existing", 200);
      scene.same("the answer", { status, body }, { status: 200, body: '{"message":"exists"}' });
    },
  },
  {
    id: "P23",
    name: "A canary of 100 percent answers with its own deployment, and its overrides over the stage's variables",
    source: CANARY,
    async run(scene) {
      const template = (message: string) =>
        JSON.stringify({
          message,
          variable: "$stageVariables.testVar",
          nonExistingDefault: "$stageVariables.noStageVar",
          nonOverridden: "$stageVariables.defaultVar",
        });
      const { stage, rewrite } = await mocked(scene, template("default deployment"));
      const patch = (path: string, value: string) =>
        scene.apigateway.updateStage({ ...stage, patchOperations: [replace(path, value)] });
      await patch("/variables/testVar", "default");
      await patch("/variables/defaultVar", "default");
      await rewrite(template("canary deployment"));
      const stageVariableOverrides = { testVar: "canary", noStageVar: "canary" };
      await scene.apigateway.createDeployment({ ...stage, canarySettings: { percentTraffic: 0, stageVariableOverrides } });
      const says = (word: string) => (answer: HttpAnswer) => answer.body.includes(word);
      const before = await callUntil(scene, stage, "GET /existing", says("default deployment"));
      scene.same("the answer at 0 percent", before.json, {
        message: "default deployment",
        variable: "default",
        nonExistingDefault: "",
        nonOverridden: "default",
      });
      await patch("/canarySettings/percentTraffic", "100.0");
      const after = await callUntil(scene, stage, "GET /existing", says("canary deployment"));
      scene.same("the answer at 100 percent", after.json, {
        message: "canary deployment",
        variable: "canary",
        nonExistingDefault: "canary",
        nonOverridden: "default",
      });
    },
  },
  {
    id: "P-canary-context",
    name: "$context.isCanaryRequest tells a mapping template of a stage with a canary which of the two answers",
    source: CANARY,
    async run(scene) {
      const { stage } = await mocked(scene, '{"isCanary": "$context.isCanaryRequest"}');
      await scene.apigateway.createDeployment({ ...stage, canarySettings: { percentTraffic: 0 } });
      const says =
        (word: string) =>
        ({ json }: HttpAnswer) =>
          (json as { isCanary?: string } | undefined)?.isCanary === word;
      scene.same("the stage's answer", (await callUntil(scene, stage, "GET /existing", says("false"))).json, {
        isCanary: "false",
      });
      const patchOperations = [replace("/canarySettings/percentTraffic", "100.0")];
      await scene.apigateway.updateStage({ ...stage, patchOperations });
      scene.same("the canary's answer", (await callUntil(scene, stage, "GET /existing", says("true"))).json, {
        isCanary: "true",
      });
    },
  },
  {
    id: "P-canary-share",
    name: "A canary of 50 percent answers some of 24 calls, and the stage the others",
    source: documented("API Gateway developer guide, Set up a canary release deployment"),
    async run(scene) {
      const { stage, rewrite } = await mocked(scene, '{"by":"stage"}');
      await rewrite('{"by":"canary"}');
      await scene.apigateway.createDeployment({ ...stage, canarySettings: { percentTraffic: 50 } });
      await call(scene, stage, "GET /existing", 200);
      const by = new Set<string>();
      for (let calls = 0; calls < 24; calls++) by.add((await scene.request(stage.restApiId, "dev", "GET /existing")).body);
      scene.same("who answered", [...by].toSorted(), ['{"by":"canary"}', '{"by":"stage"}']);
    },
  },
  {
    id: "P28",
    name: "A mock answers the template of the status that its request template names",
    source: documented("API Gateway developer guide, Set up mock integrations"),
    async run(scene) {
      const { stage } = await mocked(scene, '{"message":"mocked"}');
      const { status, json, headers } = await call(scene, stage, "GET /existing", 200);
      scene.same("the answer", { status, json }, { status: 200, json: { message: "mocked" } });
      scene.same("content-type", headers.get("content-type"), "application/json");
    },
  },
  {
    id: "P-mock-headers",
    name: "A mock's answer carries x-amzn-requestid and x-amz-apigw-id, and no trace id",
    source: recorded("TestApiGatewayCommon::test_invocation_trace_id"),
    async run(scene) {
      const { stage } = await mocked(scene, "{}");
      const { headers } = await call(scene, stage, "GET /existing", 200);
      scene.same("x-amzn-requestid", headers.get("x-amzn-requestid"), aText(/^[0-9a-f-]{36}$/));
      scene.same("x-amz-apigw-id", headers.get("x-amz-apigw-id"), aText());
      scene.same("x-amzn-trace-id", headers.get("x-amzn-trace-id"), null);
    },
  },
  {
    id: "P-api-key",
    name: "A route that requires an API key is answered 403 Forbidden without one",
    source: documented("API Gateway developer guide, Usage plans and API keys"),
    async run(scene) {
      const { stage } = await mocked(scene, "{}", { method: { apiKeyRequired: true } });
      const answer = await call(scene, stage, "GET /existing", 403);
      scene.same("the answer", shown(answer), refusal(403, FORBIDDEN, "ForbiddenException"));
    },
  },
  {
    id: "P-aws-iam",
    name: "A route with AWS_IAM that nobody signed for is answered 403 Missing Authentication Token",
    source: documented("API Gateway developer guide, Gateway response types: MISSING_AUTHENTICATION_TOKEN"),
    async run(scene) {
      const { stage } = await mocked(scene, "{}", { method: { authorizationType: "AWS_IAM" } });
      const answer = await call(scene, stage, "GET /existing", 403);
      scene.same("the answer", shown(answer), refusal(403, MISSING_TOKEN, "MissingAuthenticationTokenException"));
    },
  },
  {
    id: "P-path-parameter",
    name: "A mock's template has the path parameter; a literal segment goes before a variable one",
    source: recorded("test_apigateway_integrations::test_integration_mock_with_path_param"),
    async run(scene) {
      const { stage, resources } = await mocked(scene, '{"petId":"$input.params(\'petId\')"}', { route: "GET /pets/{petId}" });
      await addRoute(scene, stage.restApiId, new Map(resources), { route: "GET /pets/new", integration: MOCK });
      scene.same("the answer", (await call(scene, stage, "GET /pets/123", 200)).json, { petId: "123" });
    },
  },
  {
    id: "P-no-response",
    name: "A mock without an integration response is answered 500 Internal server error",
    source: documented("API Gateway developer guide, Set up mock integrations"),
    async run(scene) {
      const { restApiId } = await anApiOf(scene, [{ route: "GET /existing" }]);
      await scene.apigateway.createDeployment({ restApiId, stageName: "dev" });
      const answer = await call(scene, { restApiId, stageName: "dev" }, "GET /existing", 500);
      const expected = refusal(500, '{"message": "Internal server error"}', "InternalServerErrorException");
      scene.same("the answer", shown(answer), expected);
    },
  },
  {
    id: "P-disabled-endpoint",
    name: "disableExecuteApiEndpoint takes effect with the next write of a stage: 403 Forbidden",
    source: documented("API Gateway developer guide, Update a REST API: disableExecuteApiEndpoint"),
    async run(scene) {
      const { stage } = await mocked(scene, "{}");
      const patchOperations = [replace("/disableExecuteApiEndpoint", "true")];
      await scene.apigateway.updateRestApi({ restApiId: stage.restApiId, patchOperations });
      await scene.apigateway.createDeployment(stage);
      const answer = await call(scene, stage, "GET /existing", 403);
      scene.same("the answer", shown(answer), refusal(403, FORBIDDEN, "ForbiddenException"));
    },
  },
]);
