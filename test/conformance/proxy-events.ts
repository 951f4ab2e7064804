/** The event that a function gets of a Lambda proxy integration. */
import { call, mirrored, type Served, served } from "./builders/proxy.ts";
import { type Case, casesOf, recorded } from "./case.ts";
import { aNumber, anything, aText, open } from "./match.ts";
import type { HttpAnswer, Scene } from "./scene.ts";

const EVENTS = recorded("test_apigateway_lambda::test_lambda_aws_proxy_integration");

/** The event of one call of a route that takes everything. */
async function eventOf(
  scene: Scene,
  route: string,
  init?: RequestInit,
): Promise<HttpAnswer & { readonly stage: Served["stage"] }> {
  const { stage } = await served(scene, { routes: ["ANY /{proxy+}"] });
  return { ...(await call(scene, stage, route, 200, init)), stage };
}

const path = (id: string, name: string, route: string, path: string, proxy: string): Omit<Case, "area"> => ({
  id,
  name,
  source: EVENTS,
  async run(scene) {
    const { event } = mirrored(await eventOf(scene, route));
    scene.same("the event", event, open({ path, pathParameters: { proxy }, resource: "/{proxy+}" }));
  },
});

export const PROXY_EVENT_CASES: readonly Case[] = casesOf("API proxy events", [
  {
    id: "P-event",
    name: "The event has the members of format 1.0, maps that would be empty as null",
    source: EVENTS,
    async run(scene) {
      const answer = await eventOf(scene, "GET /proxy-value", { headers: { "tEsT-HEADeR": "aValUE", "user-agent": "tests/1" } });
      const { event } = mirrored(answer);
      scene.same("the event", event, {
        resource: "/{proxy+}",
        path: "/proxy-value",
        httpMethod: "GET",
        headers: anything(),
        multiValueHeaders: anything(),
        queryStringParameters: null,
        multiValueQueryStringParameters: null,
        pathParameters: { proxy: "proxy-value" },
        stageVariables: null,
        requestContext: anything(),
        body: null,
        isBase64Encoded: false,
      });
    },
  },
  {
    id: "P-event-context",
    name: "The event's request context names account, API, deployment, resource, stage and caller",
    source: EVENTS,
    async run(scene) {
      const { stage, ...answer } = await eventOf(scene, "GET /proxy-value", { headers: { "user-agent": "tests/1" } });
      const { event } = mirrored(answer);
      const nobody = ["accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType"];
      const unknown = [...nobody, "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId", "user", "userArn"];
      scene.same("the request context", event.requestContext, {
        accountId: scene.accountId,
        apiId: stage.restApiId,
        deploymentId: aText(),
        domainName: anything(),
        domainPrefix: anything(),
        extendedRequestId: aText(),
        httpMethod: "GET",
        identity: { ...Object.fromEntries(unknown.map((name) => [name, null])), sourceIp: aText(), userAgent: "tests/1" },
        path: anything(),
        protocol: "HTTP/1.1",
        requestId: aText(/^[0-9a-f-]{36}$/),
        requestTime: aText(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        requestTimeEpoch: aNumber(),
        resourceId: aText(),
        resourcePath: "/{proxy+}",
        stage: "dev",
      });
    },
  },
  path(
    "P-event-slash",
    "A slash at the end stays in the path and not in the parameter",
    "GET /proxy-value/",
    "/proxy-value/",
    "proxy-value",
  ),
  path(
    "P-event-double-slash",
    "A double slash stays in the path and in the greedy parameter",
    "GET /proxy-value//double-slash",
    "/proxy-value//double-slash",
    "proxy-value//double-slash",
  ),
  path(
    "P-event-encoded",
    "Percent encoding stays in the path and in the parameter",
    "GET /api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com",
    "/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com",
    "api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com",
  ),
  {
    id: "P-event-query",
    name: "The query arrives decoded, in the last values and in all of them",
    source: EVENTS,
    async run(scene) {
      const query = "category=electronics&category=books&price=10&price=20&price=30&email=test%2Balias@gmail.com&plus=test+alias";
      const { event } = mirrored(await eventOf(scene, `POST /proxy-value?${query}`, { body: '{"message":"hello world"}' }));
      const expected = open({
        body: '{"message":"hello world"}',
        queryStringParameters: { category: "books", price: "30", email: "test+alias@gmail.com", plus: "test alias" },
        multiValueQueryStringParameters: {
          category: ["electronics", "books"],
          price: ["10", "20", "30"],
          email: ["test+alias@gmail.com"],
          plus: ["test alias"],
        },
      });
      scene.same("the event", event, expected);
    },
  },
]);
