/** TestInvokeMethod: the working copy is called, with stage variables of the caller's own. */
import type { TestInvokeMethodRequest, TestInvokeMethodResponse } from "@aws-sdk/client-api-gateway";
import { anApiOf, lambdaProxy, MOCK } from "./builders/api.ts";
import { aFunction, functionArn } from "./builders/function.ts";
import { MIRROR, permit } from "./builders/proxy.ts";
import { type Case, casesOf, recorded } from "./case.ts";
import { aNumber, aText, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const MOCKS = recorded("TestApigatewayTestInvoke::test_invoke_test_method");
const FAILED = recorded("TestApigatewayTestInvoke::test_failed_invoke_test_method");

type Where = Pick<TestInvokeMethodRequest, "restApiId" | "resourceId" | "httpMethod">;

/** `GET /pets`, `GET /pets/{petId}` and `POST /pets/{petId}`, mocked, not deployed. */
async function pets(scene: Scene) {
  const { apigateway } = scene;
  const routes = ["GET /pets", "GET /pets/{petId}", "POST /pets/{petId}"];
  const { restApiId, resources } = await anApiOf(
    scene,
    routes.map((route) => ({ route, integration: MOCK })),
  );
  const method = (route: string): Where => {
    const [httpMethod = "", path = ""] = route.split(" ");
    return { restApiId, resourceId: resources.get(path), httpMethod };
  };
  for (const route of routes) {
    const where = { ...method(route), statusCode: "200" };
    const template = route === "GET /pets" ? '{"pets": "all the pets"}' : '{"petId": "$input.params(\'petId\')"}';
    await apigateway.putMethodResponse(where);
    await apigateway.putIntegrationResponse({ ...where, responseTemplates: { "application/json": template } });
  }
  return method;
}

/** The log's lines without their times; the id of the request by a placeholder. */
function linesOf({ log = "" }: TestInvokeMethodResponse): readonly string[] {
  const [first = ""] = log.split("\n");
  const id = first.split(" ").at(-1) ?? "";
  const dated = /^\w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4} : /;
  return log.split("\n").map((line) => line.replaceAll(id, "ID").replace(dated, "AT : "));
}

interface Mocked {
  readonly id: string;
  readonly name: string;
  readonly route: string;
  readonly input?: Partial<TestInvokeMethodRequest>;
  readonly answer: string;
  /** What the log says of the request. */
  readonly path: string;
  readonly parameters?: string;
  readonly query?: string;
}

const mocked = ({ id, name, route, input, answer, path, parameters = "{}", query = "{}" }: Mocked): Omit<Case, "area"> => ({
  id,
  name,
  source: MOCKS,
  async run(scene) {
    const where = (await pets(scene))(route);
    const called = await scene.answers(scene.apigateway.testInvokeMethod({ ...where, ...input }), 200, {
      status: 200,
      body: answer,
      headers: { "Content-Type": "application/json" },
      multiValueHeaders: { "Content-Type": ["application/json"] },
      latency: aNumber(),
      log: aText(),
    });
    scene.same("the log", linesOf(called), [
      "Execution log for request ID",
      "AT : Starting execution for request: ID",
      `AT : HTTP Method: ${where.httpMethod}, Resource Path: ${path}`,
      `AT : Method request path: ${parameters}`,
      `AT : Method request query string: ${query}`,
      "AT : Method request headers: {}",
      `AT : Method request body before transformations: ${input?.body ?? ""}`,
      `AT : Method response body after transformations: ${answer}`,
      "AT : Method response headers: {Content-Type=application/json}",
      "AT : Successfully completed execution",
      "AT : Method completed with status: 200",
      "",
    ]);
  },
});

export const TEST_INVOKE_CASES: readonly Case[] = casesOf("TestInvokeMethod", [
  {
    id: "T14",
    name: "TestInvokeMethod calls the function of the undeployed method with the stage variables it is given",
    source: recorded("TestAPIGateway::test_apigw_test_invoke_method_api"),
    async run(scene) {
      const FunctionName = await aFunction(scene, { Code: { ZipFile: MIRROR } });
      await scene.lambda.publishVersion({ FunctionName });
      await scene.lambda.createAlias({ FunctionName, Name: "dev", FunctionVersion: "1" });
      // The variable is the gateway's to fill in, not this file's.
      const alias = ["$", "{stageVariables.LAMBDA_ALIAS}"].join("");
      const integration = lambdaProxy(functionArn(scene, FunctionName, alias), scene.region);
      const { restApiId, resources } = await anApiOf(scene, [{ route: "PUT /upload", integration }]);
      await permit(scene, FunctionName, restApiId, "dev");
      const answer = await scene.apigateway.testInvokeMethod({
        restApiId,
        resourceId: resources.get("/upload"),
        httpMethod: "PUT",
        stageVariables: { LAMBDA_ALIAS: "dev" },
      });
      scene.same(
        "the answer",
        answer,
        open({ status: 200, headers: open({ "Content-Type": "application/json", "X-Amzn-Trace-Id": aText(/Root=/) }) }),
      );
      const body = JSON.parse(answer.body ?? "{}");
      scene.same(
        "what the function saw",
        body,
        open({ functionVersion: "1", event: open({ stageVariables: { LAMBDA_ALIAS: "dev" } }) }),
      );
    },
  },
  mocked({
    id: "T-invoke",
    name: "TestInvokeMethod answers status, body, headers both ways, latency and the execution log",
    route: "GET /pets",
    answer: '{"pets": "all the pets"}',
    path: "/pets",
  }),
  mocked({
    id: "T-invoke-other-path",
    name: "TestInvokeMethod calls the method whatever path it is given",
    route: "GET /pets",
    input: { pathWithQueryString: "/random/test" },
    answer: '{"pets": "all the pets"}',
    path: "/random/test",
  }),
  mocked({
    id: "T-invoke-parameter",
    name: "TestInvokeMethod takes the path's parameters from the path it is given",
    route: "GET /pets/{petId}",
    input: { pathWithQueryString: "/pets/123" },
    answer: '{"petId": "123"}',
    path: "/pets/123",
    parameters: "{petId=123}",
  }),
  mocked({
    id: "T-invoke-template",
    name: "TestInvokeMethod without a path takes the resource's own, braces and all",
    route: "GET /pets/{petId}",
    answer: '{"petId": "{petId}"}',
    path: "/pets/{petId}",
    parameters: "{petId={petId}}",
  }),
  mocked({
    id: "T-invoke-no-parameter",
    name: "TestInvokeMethod with another path has no parameters",
    route: "GET /pets/{petId}",
    input: { pathWithQueryString: "/random/test" },
    answer: '{"petId": ""}',
    path: "/random/test",
  }),
  mocked({
    id: "T-invoke-query",
    name: "TestInvokeMethod takes the query from the path",
    route: "GET /pets/{petId}",
    input: { pathWithQueryString: "/pets/123?foo=bar" },
    answer: '{"petId": "123"}',
    path: "/pets/123",
    parameters: "{petId=123}",
    query: "{foo=bar}",
  }),
  mocked({
    id: "T-invoke-body",
    name: "TestInvokeMethod logs the body",
    route: "POST /pets/{petId}",
    input: { pathWithQueryString: "/pets/123", body: '{"foo": "bar"}' },
    answer: '{"petId": "123"}',
    path: "/pets/123",
    parameters: "{petId=123}",
  }),
  {
    id: "T-invoke-missing",
    name: "TestInvokeMethod tells a missing method from a missing resource: 404 NotFoundException",
    source: MOCKS,
    async run(scene) {
      const where = (await pets(scene))("GET /pets");
      const head = scene.apigateway.testInvokeMethod({ ...where, httpMethod: "HEAD" });
      await scene.refuses(head, 404, "NotFoundException", "Invalid Method identifier specified");
      const nowhere = scene.apigateway.testInvokeMethod({ ...where, resourceId: "invalid_res" });
      await scene.refuses(nowhere, 404, "NotFoundException", "Invalid Resource identifier specified");
    },
  },
  {
    id: "T-invoke-failed",
    name: "TestInvokeMethod answers 200 with the status 500 of a call that a missing stage variable spoils, and says why",
    source: FAILED,
    async run(scene) {
      const uri = ["https://$", "{stageVariables.testHost}"].join("");
      const integration = { type: "HTTP_PROXY", uri, integrationHttpMethod: "ANY" } as const;
      const { restApiId, rootId: resourceId } = await anApiOf(scene, [{ route: "ANY /", integration }]);
      const call = scene.apigateway.testInvokeMethod({ restApiId, resourceId, httpMethod: "GET" });
      const called = await scene.answers(call, 200, {
        status: 500,
        body: '{"message": "Internal server error"}',
        headers: { "x-amzn-ErrorType": "InternalServerErrorException" },
        multiValueHeaders: { "x-amzn-ErrorType": ["InternalServerErrorException"] },
        latency: aNumber(),
        log: aText(),
      });
      scene.same("the log", linesOf(called), [
        "Execution log for request ID",
        "AT : Starting execution for request: ID",
        "AT : HTTP Method: GET, Resource Path: /",
        "AT : Method request path: {}",
        "AT : Method request query string: {}",
        "AT : Method request headers: {}",
        "AT : Method request body before transformations: ",
        "AT : Execution failed due to configuration error: Invalid endpoint address",
        "AT : Method completed with status: 500",
        "",
      ]);
    },
  },
]);
