/** HTTP integrations with an endpoint in the network's place, on the sandbox's clock. */
import type { PutIntegrationRequest } from "@aws-sdk/client-api-gateway";
import { describe, expect, it, onTestFinished } from "vitest";
import type { EndpointRequest, EndpointResponse } from "../../src/sandbox/gateway/http-endpoint.ts";
import { type AResponse, type ARoute, anApi, ask, deploy, type InvokeAccount, invokeAccount } from "./invoke-account.ts";

const INTERNAL = '{"message": "Internal server error"}';
const BACKEND = "https://backend.example";

interface Backend {
  readonly account: InvokeAccount;
  readonly asked: EndpointRequest[];
}

type Answers = (request: EndpointRequest, account: InvokeAccount) => EndpointResponse | Promise<EndpointResponse>;

/** A sandbox whose every HTTP integration is answered by this. */
async function backend(answers: Answers): Promise<Backend> {
  const asked: EndpointRequest[] = [];
  const account: InvokeAccount = await invokeAccount({
    async httpEndpoint(request) {
      asked.push(request);
      return answers(request, account);
    },
  });
  onTestFinished(() => account.sandbox.close());
  return { account, asked };
}

const saying =
  (statusCode: number, text = "", headers: Readonly<Record<string, string>> = {}): Answers =>
  () => ({ statusCode, headers, body: Buffer.from(text) });

async function deployed(account: InvokeAccount, route: ARoute): Promise<string> {
  const apiId = await anApi(account, [route]);
  await deploy(account, apiId, {});
  return apiId;
}

function http(type: "HTTP" | "HTTP_PROXY", more: Partial<PutIntegrationRequest> = {}): Partial<PutIntegrationRequest> {
  return { type, integrationHttpMethod: "ANY", uri: BACKEND, ...more };
}

const DEFAULT: AResponse = { statusCode: "200" };

describe.each(["HTTP", "HTTP_PROXY"] as const)("an %s integration", (type) => {
  it("answers 504 once its timeout has passed on the sandbox's clock", async () => {
    const { account } = await backend(async (_, { clock }) => {
      await clock.sleep(30_000);
      return { statusCode: 200, headers: {}, body: new Uint8Array() };
    });
    const integration = http(type, { timeoutInMillis: 2_000 });
    const apiId = await deployed(account, { route: "GET /", integration, responses: [DEFAULT] });
    const before = account.clock.now();

    const answer = await ask(account, apiId, "GET /dev");

    expect([answer.status, answer.body]).toEqual([504, '{"message": "Endpoint request timed out"}']);
    expect(account.clock.now() - before).toBe(2_000);
  });

  it("waits as long as its timeout lets it", async () => {
    const { account } = await backend(async (_, { clock }) => {
      await clock.sleep(28_000);
      return { statusCode: 200, headers: {}, body: Buffer.from("late") };
    });
    const apiId = await deployed(account, { route: "GET /", integration: http(type), responses: [DEFAULT] });

    expect((await ask(account, apiId, "GET /dev")).body).toBe("late");
  });

  it("answers 504 when nobody can be reached", async () => {
    const { account } = await backend(() => Promise.reject(new Error("ECONNREFUSED")));
    const apiId = await deployed(account, { route: "GET /", integration: http(type), responses: [DEFAULT] });

    const answer = await ask(account, apiId, "GET /dev");

    expect([answer.status, answer.body]).toEqual([504, '{"message": "Network error communicating with endpoint"}']);
  });

  it.each(["Content-Length", "Transfer-Encoding"])("answers 500 when it maps %s, which API Gateway says itself", async (name) => {
    const { account, asked } = await backend(saying(200));
    const requestParameters = { [`integration.request.header.${name}`]: "'0'" };
    const integration = http(type, { requestParameters });
    const apiId = await deployed(account, { route: "GET /", integration, responses: [DEFAULT] });

    const answer = await ask(account, apiId, "GET /dev");

    expect([answer.status, answer.body, asked]).toEqual([500, INTERNAL, []]);
  });

  it("answers 500 when its URI names what is mapped from nothing", async () => {
    const { account } = await backend(saying(200));
    const integration = http(type, { uri: `${BACKEND}/{id}` });
    const apiId = await deployed(account, { route: "GET /{id}", integration, responses: [DEFAULT] });

    const answer = await ask(account, apiId, "GET /dev/7");

    expect([answer.status, answer.headers.get("x-sandbox-reason")]).toEqual([500, expect.stringContaining("{id}")]);
  });
});

describe("an HTTP_PROXY integration", () => {
  // Recorded: test_http_proxy_integration_request_data_mappings.
  it("puts what it maps in place of headers, behind the query and into the URI", async () => {
    const { account, asked } = await backend(saying(200));
    const requestParameters = {
      "integration.request.header.headerVar": "method.request.header.foobar",
      "integration.request.path.qsVar": "method.request.querystring.testVar",
      "integration.request.path.pathVar": "method.request.path.pathVariable",
      "integration.request.querystring.queryString": "method.request.querystring.testQueryString",
      "integration.request.querystring.testEmptyQs": "method.request.header.emptyheader",
    };
    const uri = `${BACKEND}/?testVar={pathVar}&testQs={qsVar}`;
    const method = { requestParameters: { "method.request.path.pathVariable": true } };
    const integration = http("HTTP_PROXY", { uri, requestParameters });
    const apiId = await deployed(account, { route: "POST /{pathVariable}", method, integration });

    const headers = { foobar: "mapped-value", headerVar: "request-value" };
    await ask(account, apiId, "POST /dev/foobar?testQueryString=foo&testVar=bar", { headers, body: "{}" });

    const [request] = asked;
    expect(request?.url).toBe(`${BACKEND}/?testVar=foobar&testQs=bar&testQueryString=foo&testVar=bar&queryString=foo`);
    expect(request?.headers.filter(([name]) => name.toLowerCase() === "headervar")).toEqual([["headervar", "mapped-value"]]);
  });

  it("hands the endpoint's status and body on as they are", async () => {
    const { account } = await backend(saying(418, "tea", { "content-type": "text/plain", "x-pot": "small" }));
    const apiId = await deployed(account, { route: "GET /", integration: http("HTTP_PROXY") });

    const answer = await ask(account, apiId, "GET /dev");

    expect([answer.status, answer.body, answer.headers.get("x-pot")]).toEqual([418, "tea", "small"]);
  });
});

describe("an HTTP integration that is no proxy", () => {
  // Recorded: test_http_integration_with_lambda[HTTP], test_apigateway_header_remapping_http[HTTP].
  it("sends what it maps and no more of the client's headers and query", async () => {
    const { account, asked } = await backend(saying(200));
    const requestParameters = {
      "integration.request.header.X-Who": "method.request.header.X-Who",
      "integration.request.querystring.page": "method.request.querystring.p",
      "integration.request.querystring.stage": "context.stage",
      "integration.request.header.X-Team": "'shop'",
    };
    const method = { requestParameters: { "method.request.header.X-Who": false, "method.request.querystring.p": false } };
    const integration = http("HTTP", { requestParameters });
    const apiId = await deployed(account, { route: "POST /", method, integration, responses: [DEFAULT] });

    const headers = { "x-who": "me", "x-other": "you", accept: "application/xml", "content-type": "application/json" };
    await ask(account, apiId, "POST /dev?p=2&q=3", { headers, body: '{"a":1}' });

    const [request] = asked;
    expect([request?.method, request?.url, Buffer.from(request?.body ?? "").toString()]).toEqual([
      "POST",
      `${BACKEND}/?page=2&stage=dev`,
      '{"a":1}',
    ]);
    expect(Object.fromEntries(request?.headers ?? [])).toEqual({
      accept: "application/json",
      "content-type": "application/json",
      "user-agent": `AmazonAPIGateway_${apiId}`,
      "x-amzn-apigateway-api-id": apiId,
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-/),
      "x-team": "shop",
      "x-who": "me",
    });
  });

  // Recorded: test_http_integration_status_code_selection, test_http_integration_invoke_status_code_passthrough[HTTP].
  it.each([
    [404, 400],
    [201, 200],
    [503, 200],
  ])("answers an endpoint's %i with the response whose pattern fits: %i", async (said, status) => {
    const { account } = await backend(saying(said));
    const responses = [DEFAULT, { statusCode: "400", selectionPattern: "4\\d{2}" }];
    const apiId = await deployed(account, { route: "GET /", integration: http("HTTP"), responses });

    expect((await ask(account, apiId, "GET /dev")).status).toBe(status);
  });

  it("answers 500 when no response fits and none is the default", async () => {
    const { account } = await backend(saying(503));
    const responses = [{ statusCode: "200", selectionPattern: "2\\d{2}" }];
    const apiId = await deployed(account, { route: "GET /", integration: http("HTTP"), responses });

    const answer = await ask(account, apiId, "GET /dev");

    expect([answer.status, answer.body]).toEqual([500, INTERNAL]);
  });

  it("maps headers of the answer, its body and the call; all else of the endpoint's headers stays behind", async () => {
    const { account } = await backend(saying(302, '{"redirect":{"url":"/next"}}', { "x-secret": "s", etag: '"1"' }));
    const responseParameters = {
      "method.response.header.Location": "integration.response.body.redirect.url",
      "method.response.header.ETag": "integration.response.header.ETag",
      "method.response.header.X-Stage": "context.stage",
      "method.response.header.Server": "'us'",
    };
    const responses = [{ statusCode: "200", responseParameters }];
    const apiId = await deployed(account, { route: "GET /", integration: http("HTTP"), responses });

    const { headers } = await ask(account, apiId, "GET /dev");

    const names = ["location", "etag", "x-stage", "x-amzn-remapped-server", "server", "x-secret", "content-type"];
    expect(names.map((name) => headers.get(name))).toEqual(["/next", '"1"', "dev", "us", null, null, "application/json"]);
  });

  // Recorded: test_input_body_formatting.
  it("renders a template for the request and one for the answer", async () => {
    const { account, asked } = await backend(({ body }) => ({ statusCode: 200, headers: {}, body }));
    const integration = http("HTTP", { requestTemplates: { "application/json": "MessageBody=$util.urlEncode($input.body)" } });
    const responses = [{ statusCode: "200", responseTemplates: { "application/json": "it said $input.body" } }];
    const apiId = await deployed(account, { route: "POST /", integration, responses });

    const headers = { "content-type": "application/json" };
    const answer = await ask(account, apiId, "POST /dev", { headers, body: '{"some": "value"}' });

    expect(Buffer.from(asked[0]?.body ?? "").toString()).toBe("MessageBody=%7B%22some%22%3A+%22value%22%7D");
    expect(answer.body).toBe("it said MessageBody=%7B%22some%22%3A+%22value%22%7D");
  });

  it("answers 415 without a template where nothing may pass, and asks nobody", async () => {
    const { account, asked } = await backend(saying(200));
    const integration = http("HTTP", { passthroughBehavior: "NEVER" });
    const apiId = await deployed(account, { route: "POST /", integration, responses: [DEFAULT] });

    expect([(await ask(account, apiId, "POST /dev", { body: "x" })).status, asked]).toEqual([415, []]);
  });
});
