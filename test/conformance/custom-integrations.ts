/** Calls of routes with integrations that are no proxies: functions, S3, and what API Gateway makes of bodies and answers. */
import type { PutIntegrationRequest, PutIntegrationResponseRequest } from "@aws-sdk/client-api-gateway";
import { anApiOf, deploymentOf, lambdaProxy } from "./builders/api.ts";
import { aBucket } from "./builders/bucket.ts";
import { aFunction, functionArn, handlerOf } from "./builders/function.ts";
import { call, callUntil, permit } from "./builders/proxy.ts";
import { policyOf, trustOf } from "./builders/role.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { aText, open } from "./match.ts";
import type { HttpAnswer, Scene } from "./scene.ts";

const FUNCTIONS = "test_apigateway_lambda";
const OBJECTS = "test_apigateway_s3";

/** Answers the event, or throws what it says. */
const ECHO = handlerOf("if (event.fail) throw new Error(event.fail); return event;");

type Response = Omit<PutIntegrationResponseRequest, "restApiId" | "resourceId" | "httpMethod">;

const DEFAULT: Response = { statusCode: "200" };

interface Plain {
  readonly route: string;
  readonly integration: Partial<PutIntegrationRequest>;
  readonly responses?: readonly Response[];
  readonly parameters?: Readonly<Record<string, boolean>>;
}

/** A stage `dev` of an API with this one route. */
async function plain(scene: Scene, { route, integration, responses = [DEFAULT], parameters }: Plain) {
  const { apigateway } = scene;
  const method = parameters === undefined ? {} : { requestParameters: { ...parameters } };
  const { restApiId, resources } = await anApiOf(scene, [{ route, method, integration: { ...NO_TEMPLATES, ...integration } }]);
  const [httpMethod = "", path = ""] = route.split(" ");
  const at = { restApiId, resourceId: resources.get(path), httpMethod };
  for (const response of responses) {
    await apigateway.putMethodResponse({ ...at, statusCode: response.statusCode });
    await apigateway.putIntegrationResponse({ ...at, ...response });
  }
  const stage = { restApiId, stageName: "dev" };
  return { stage, deploy: async () => apigateway.createStage({ ...stage, deploymentId: await deploymentOf(scene, restApiId) }) };
}

const NO_TEMPLATES: Partial<PutIntegrationRequest> = { requestTemplates: undefined };

/** ... that calls a function which answers its event. */
async function echoing(scene: Scene, input: Omit<Plain, "integration"> & { readonly integration?: Plain["integration"] }) {
  const FunctionName = await aFunction(scene, { Code: { ZipFile: ECHO } });
  const to = lambdaProxy(functionArn(scene, FunctionName), scene.region);
  const { stage, deploy } = await plain(scene, { ...input, integration: { ...to, type: "AWS", ...input.integration } });
  await permit(scene, FunctionName, stage.restApiId);
  await deploy();
  return stage;
}

/** ... that asks S3, in the name of a role which may do anything with objects. */
async function asking(scene: Scene, input: Omit<Plain, "integration">, uri: string, more: Partial<PutIntegrationRequest> = {}) {
  const RoleName = scene.newName("role");
  const { Role } = await scene.iam.createRole({ RoleName, AssumeRolePolicyDocument: trustOf("apigateway.amazonaws.com") });
  const PolicyDocument = policyOf({ Effect: "Allow", Action: "s3:*", Resource: "*" });
  await scene.iam.putRolePolicy({ RoleName, PolicyName: "objects", PolicyDocument });
  // AWS needs some seconds until others see a role.
  await scene.pause(10_000);
  const to = { type: "AWS", integrationHttpMethod: "ANY", uri: `arn:aws:apigateway:${scene.region}:s3:${uri}`, ...more } as const;
  const { stage, deploy } = await plain(scene, { ...input, integration: { ...to, credentials: Role?.Arn } });
  await deploy();
  return stage;
}

const shown = ({ status, body }: HttpAnswer): object => ({ status, body });

export const CUSTOM_INTEGRATION_CASES: readonly Case[] = casesOf("API calls of AWS services", [
  {
    id: "P-custom-function",
    name: "A function that is no proxy is given the body as it came, and its answer is the client's",
    source: recorded(`${FUNCTIONS}::test_lambda_aws_integration`),
    async run(scene) {
      const stage = await echoing(scene, { route: "POST /test" });
      const body = '{"message": "hello world"}';
      const answer = await call(scene, stage, "POST /test", 200, { body });
      scene.same("the answer", { status: answer.status, json: answer.json }, { status: 200, json: { message: "hello world" } });
      scene.same("its type", answer.headers.get("content-type"), "application/json");
    },
  },
  {
    id: "P-custom-template",
    name: "A template of the request makes the function's event of a parameter",
    source: recorded(`${FUNCTIONS}::test_lambda_aws_integration_with_request_template`),
    async run(scene) {
      const requestTemplates = { "application/json": '{"param1": "$input.params(\'param1\')"}' };
      const parameters = { "method.request.querystring.param1": false };
      const stage = await echoing(scene, { route: "GET /test", parameters, integration: { requestTemplates } });
      const answer = await call(scene, stage, "GET /test?param1=foobar&Signature=1", 200);
      scene.same("the event", answer.json, { param1: "foobar" });
    },
  },
  {
    id: "P-custom-selection",
    name: "The message of a function's error selects the response by its pattern; without an error it is the default",
    source: recorded(`${FUNCTIONS}::test_lambda_selection_patterns`),
    async run(scene) {
      const responses = [
        DEFAULT,
        { statusCode: "405", selectionPattern: ".*400.*" },
        { statusCode: "502", selectionPattern: ".*5\\d\\d.*" },
      ];
      const stage = await echoing(scene, { route: "POST /test", responses });
      const fails = (fail: string, status: number) =>
        call(scene, stage, "POST /test", status, { body: JSON.stringify({ fail }) });
      scene.same("without an error", (await call(scene, stage, "POST /test", 200, { body: "{}" })).status, 200);
      const { status, json } = await fails("Error: 400 hundred", 405);
      scene.same("an error with 400", { status, json }, { status: 405, json: open({ errorMessage: "Error: 400 hundred" }) });
      scene.same("an error with 500", (await fails("Error: 500 hundred", 502)).status, 502);
    },
  },
  {
    id: "P-custom-own-headers",
    name: "An integration that maps a header which API Gateway says itself is answered 500",
    source: recorded("test_apigateway_integrations::TestApiGatewayHeaderRemapping::test_apigateway_header_remapping_aws"),
    async run(scene) {
      const requestParameters = { "integration.request.header.Authorization": "'x'" };
      const stage = await echoing(scene, { route: "GET /test", integration: { requestParameters } });
      const answer = await call(scene, stage, "GET /test", 500);
      scene.same("the answer", shown(answer), { status: 500, body: '{"message": "Internal server error"}' });
    },
  },
  {
    id: "P-s3-object",
    name: "A route puts, gets and deletes an object in S3; without a pattern S3's refusal is answered 200",
    source: recorded(`${OBJECTS}::test_apigateway_s3_any`),
    async run(scene) {
      const bucket = await aBucket(scene);
      const requestParameters = {
        "integration.request.path.object_path": "method.request.path.object_path",
        "integration.request.header.Content-Type": "method.request.header.Content-Type",
      };
      const parameters = { "method.request.path.object_path": true, "method.request.header.Content-Type": false };
      const route = { route: "ANY /{object_path+}", parameters };
      const stage = await asking(scene, route, `path/${bucket}/{object_path}`, { requestParameters });
      const missing = aText(/<Code>NoSuchKey<\/Code>/);
      const isMissing = ({ body }: HttpAnswer): boolean => body.includes("NoSuchKey");

      scene.same("before", shown(await callUntil(scene, stage, "GET /test.json", isMissing)), { status: 200, body: missing });
      const headers = { "content-type": "application/json" };
      await call(scene, stage, "PUT /test.json", 200, { headers, body: '{"put_id":1}' });
      const { Body, ContentType } = await scene.s3.getObject({ Bucket: bucket, Key: "test.json" });
      const object = { text: await Body?.transformToString(), ContentType };
      scene.same("the object", object, { text: '{"put_id":1}', ContentType: "application/json" });
      scene.same("what is got", shown(await call(scene, stage, "GET /test.json", 200)), { status: 200, body: '{"put_id":1}' });
      await call(scene, stage, "DELETE /test.json", 200);
      scene.same("after", shown(await callUntil(scene, stage, "GET /test.json", isMissing)), { status: 200, body: missing });
    },
  },
  {
    id: "P-s3-method",
    name: "S3 is asked by the integration's own verb, with the body of its template",
    source: recorded(`${OBJECTS}::test_apigateway_s3_method_mapping`),
    async run(scene) {
      const bucket = await aBucket(scene);
      const stage = await asking(scene, { route: "GET /put" }, `path/${bucket}/test.json`, {
        integrationHttpMethod: "PUT",
        requestParameters: { "integration.request.header.Content-Type": "'application/json'" },
        requestTemplates: { "application/json": '{"message": "great success!"}' },
      });
      await callUntil(scene, stage, "GET /put", ({ status, body }) => status === 200 && body === "");
      const { Body } = await scene.s3.getObject({ Bucket: bucket, Key: "test.json" });
      scene.same("the object", await Body?.transformToString(), '{"message": "great success!"}');
    },
  },
  {
    id: "P-s3-selection",
    name: "S3's status selects the response by its pattern",
    source: documented("API Gateway developer guide, Tutorial: Create a REST API as an Amazon S3 proxy"),
    async run(scene) {
      const bucket = await aBucket(scene);
      const responses = [DEFAULT, { statusCode: "404", selectionPattern: "4\\d{2}" }];
      const stage = await asking(scene, { route: "GET /get", responses }, `path/${bucket}/not-there`, {
        integrationHttpMethod: "GET",
      });
      scene.same("the status", (await call(scene, stage, "GET /get", 404)).status, 404);
    },
  },
]);
