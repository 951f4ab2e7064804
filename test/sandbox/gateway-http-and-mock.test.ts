/** Integrations that run no function: HTTP proxies and mocks. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { PutIntegrationRequest } from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AResponse, type ARoute, anApi, ask, deploy, type InvokeAccount, invokeAccount } from "./invoke-account.ts";

const NO_LAMBDA = { uri: undefined, integrationHttpMethod: undefined };
const INTERNAL = '{"message": "Internal server error"}';

let account: InvokeAccount;
let backend: Server;
let backendUrl: string;

beforeAll(async () => {
  account = await invokeAccount();
  backend = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      if (url === "/slow") return;
      response.writeHead(203, { "content-type": "application/json", "x-backend": "yes" });
      response.end(
        JSON.stringify({
          method,
          url,
          who: headers["x-who"],
          api: headers["x-amzn-apigateway-api-id"],
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
  });
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  backendUrl = `127.0.0.1:${(backend.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await account.sandbox.close();
  backend.closeAllConnections();
  await new Promise((resolve) => backend.close(resolve));
});

async function deployed(routes: readonly ARoute[], variables: Record<string, string> = {}): Promise<string> {
  const apiId = await anApi(account, routes);
  await deploy(account, apiId, variables);
  return apiId;
}

function proxy(uri: string, more: Partial<PutIntegrationRequest> = {}): Partial<PutIntegrationRequest> {
  return { type: "HTTP_PROXY", integrationHttpMethod: "ANY", uri, ...more };
}

describe("an HTTP proxy integration", () => {
  it("hands verb, path parameters, query, headers and body on, and the answer back", async () => {
    const requestParameters = { "integration.request.path.proxy": "method.request.path.rest" };
    const integration = proxy(`http://\${stageVariables.BACKEND}/v1/{proxy}`, { requestParameters });
    const method = { requestParameters: { "method.request.path.rest": true } };
    const apiId = await deployed([{ route: "ANY /{rest+}", integration, method }], { BACKEND: backendUrl });

    const answer = await ask(account, apiId, "PUT /dev/a/b?x=1&x=2", { body: "hello", headers: { "x-who": "me" } });

    expect(answer.status).toBe(203);
    expect(answer.headers.get("x-backend")).toBe("yes");
    const seen = { method: "PUT", url: "/v1/a/b?x=1&x=2", who: "me", api: apiId, body: "hello" };
    expect(JSON.parse(answer.body)).toEqual(seen);
  });

  it("hands the endpoint's own date and connection on as x-amzn-remapped headers", async () => {
    const apiId = await deployed([{ route: "GET /", integration: proxy(`http://${backendUrl}/`) }]);

    const answer = await ask(account, apiId, "GET /dev/");

    expect(answer.headers.get("x-amzn-remapped-date")).toMatch(/GMT$/);
    expect(answer.headers.get("x-amzn-remapped-connection")).toBe("keep-alive");
  });

  it("answers 504 when nobody is there", async () => {
    const apiId = await deployed([{ route: "GET /", integration: proxy("http://127.0.0.1:1/") }]);

    const answer = await ask(account, apiId, "GET /dev");

    expect([answer.status, answer.body]).toEqual([504, '{"message": "Network error communicating with endpoint"}']);
  });

  it("answers 504 when the endpoint takes longer than it may", async () => {
    const integration = proxy(`http://${backendUrl}/slow`, { timeoutInMillis: 50 });
    const apiId = await deployed([{ route: "GET /", integration }]);

    const answer = await ask(account, apiId, "GET /dev");

    expect([answer.status, answer.body]).toEqual([504, '{"message": "Endpoint request timed out"}']);
  });

  it("answers 500 when a stage variable leaves no valid URI", async () => {
    const apiId = await deployed([{ route: "GET /", integration: proxy(`http://\${stageVariables.BACKEND}/`) }]);

    const answer = await ask(account, apiId, "GET /dev");

    expect([answer.status, answer.body]).toEqual([500, INTERNAL]);
  });
});

async function deployedMock(integration: Partial<PutIntegrationRequest>, responses: readonly AResponse[]): Promise<string> {
  const mock = { ...NO_LAMBDA, type: "MOCK" as const, ...integration };
  return deployed([{ route: "POST /mock", integration: mock, responses }], { COLOUR: "blue" });
}

function templated(template: string): Pick<AResponse, "responseTemplates"> {
  return { responseTemplates: { "application/json": template } };
}

const OK = { requestTemplates: { "application/json": '{"statusCode": 200}' } };

describe("a mock integration", () => {
  it("answers the integration response of the status that its request template names", async () => {
    const requestTemplates = { "application/json": "{statusCode: 404}" };
    const responses = [
      { statusCode: "200" },
      {
        statusCode: "404",
        selectionPattern: "4\\d\\d",
        ...templated("gone"),
        responseParameters: { "method.response.header.X-Why": "'test'", "method.response.header.X-Stage": "context.stage" },
      },
    ];
    const apiId = await deployedMock({ requestTemplates }, responses);

    const answer = await ask(account, apiId, "POST /dev/mock");

    expect([answer.status, answer.body]).toEqual([404, "gone"]);
    expect([answer.headers.get("x-why"), answer.headers.get("x-stage")]).toEqual(["test", "dev"]);
  });

  it("fills in stage variables, context and parameters", async () => {
    const template = `$stageVariables.COLOUR \${stageVariables.COLOUR} $context.stage $input.params('q') $input.body $stageVariables.NONE.`;
    const apiId = await deployedMock(OK, [{ statusCode: "200", ...templated(template) }]);

    const answer = await ask(account, apiId, "POST /dev/mock?q=7", {
      body: "text",
      headers: { "content-type": "application/json" },
    });

    expect(answer.body).toBe("blue blue dev 7 {} .");
  });

  it("answers 500 for a template with directives, which the sandbox does not run", async () => {
    const apiId = await deployedMock(OK, [{ statusCode: "200", ...templated("#set($a = 1)$a") }]);

    const answer = await ask(account, apiId, "POST /dev/mock");

    expect([answer.status, answer.body]).toEqual([500, INTERNAL]);
    expect(answer.headers.get("x-sandbox-reason")).toContain("#set");
  });

  it("answers 500 when nothing names a status, or no response fits it", async () => {
    const nameless = await deployedMock({ requestTemplates: { "application/json": "{}" } }, [{ statusCode: "200" }]);
    const unfit = await deployedMock(OK, [{ statusCode: "404", selectionPattern: "404" }]);

    const answers = [await ask(account, nameless, "POST /dev/mock"), await ask(account, unfit, "POST /dev/mock")];

    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [500, INTERNAL],
      [500, INTERNAL],
    ]);
  });

  it("answers 415 for a content type without a template where passing through is off", async () => {
    const apiId = await deployedMock({ ...OK, passthroughBehavior: "NEVER" }, [{ statusCode: "200" }]);

    const answer = await ask(account, apiId, "POST /dev/mock", { body: "x", headers: { "content-type": "text/plain" } });

    expect([answer.status, answer.body]).toEqual([415, '{"message": "Unsupported Media Type"}']);
  });
});
