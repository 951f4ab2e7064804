/** Which route answers, and what API Gateway answers itself when none does. */
import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { matchDeployedRoute } from "../../src/sandbox/gateway/match-route.ts";
import { anApi, ask, deploy, type InvokeAccount, invokeAccount } from "./invoke-account.ts";

/** A mock that says which route it is. */
function mock(name: string) {
  return {
    type: "MOCK" as const,
    uri: undefined,
    integrationHttpMethod: undefined,
    requestTemplates: { "application/json": `{"statusCode": 200, "route": "${name}"}` },
  };
}

describe("a request to an invoke URL", () => {
  let account: InvokeAccount;
  let apiId: string;

  beforeAll(async () => {
    account = await invokeAccount();
    const routes = ["GET /pets", "ANY /any", "GET /pets/{id}"].map((route) => ({ route, integration: mock(route) }));
    apiId = await anApi(account, [
      ...routes,
      { route: "GET /signed", integration: mock("signed"), method: { authorizationType: "AWS_IAM" } },
      { route: "GET /keyed", integration: mock("keyed"), method: { apiKeyRequired: true } },
    ]);
    for (const { id = "", path = "", resourceMethods = {} } of (await account.gateway.getResources({ restApiId: apiId })).items ??
      []) {
      for (const httpMethod of Object.keys(resourceMethods)) {
        const method = { restApiId: apiId, resourceId: id, httpMethod };
        await account.gateway.putMethodResponse({ ...method, statusCode: "200" });
        await account.gateway.putIntegrationResponse({
          ...method,
          statusCode: "200",
          responseTemplates: { "application/json": path },
        });
      }
    }
    await deploy(account, apiId, {});
  });

  afterAll(() => account.sandbox.close());

  it("is answered 403 Forbidden for a stage that is not there", async () => {
    const answer = await ask(account, apiId, "GET /nowhere/pets");

    expect([answer.status, answer.body]).toEqual([403, '{"message":"Forbidden"}']);
    expect(answer.headers.get("x-amzn-errortype")).toBe("ForbiddenException");
  });

  it("is answered 403 Forbidden for an API that is not there", async () => {
    const answer = await ask(account, "zzzzzzzzzz", "GET /dev/pets");

    expect([answer.status, answer.body]).toEqual([403, '{"message":"Forbidden"}']);
  });

  it.each(["GET /dev/unknown", "GET /dev", "GET /dev/pets/1/toys"])(
    "is answered 403 Missing Authentication Token for an unknown path: %s",
    async (route) => {
      const answer = await ask(account, apiId, route);

      expect([answer.status, answer.body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
      expect(answer.headers.get("x-amzn-errortype")).toBe("MissingAuthenticationTokenException");
    },
  );

  it("is answered 403 Missing Authentication Token for another verb on a known path", async () => {
    const answer = await ask(account, apiId, "DELETE /dev/pets");

    expect([answer.status, answer.body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
  });

  it.each([
    ["GET /dev/pets", "/pets"],
    ["GET /dev/pets/", "/pets"],
    ["GET /dev/pets/7", "/pets/{id}"],
    ["PATCH /dev/any", "/any"],
  ])("finds the route of %s", async (route, path) => {
    const answer = await ask(account, apiId, route);

    expect([answer.status, answer.body]).toEqual([200, path]);
  });

  it("is not served a resource made after the deployment", async () => {
    const { items = [] } = await account.gateway.getResources({ restApiId: apiId });
    const parentId = items.find(({ path }) => path === "/")?.id ?? "";
    const { id = "" } = await account.gateway.createResource({ restApiId: apiId, parentId, pathPart: "late" });
    await account.gateway.putMethod({ restApiId: apiId, resourceId: id, httpMethod: "GET", authorizationType: "NONE" });
    await account.gateway.putIntegration({ restApiId: apiId, resourceId: id, httpMethod: "GET", ...mock("late") });

    const answer = await ask(account, apiId, "GET /dev/late");

    expect([answer.status, answer.body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
  });

  it("is answered 403 Missing Authentication Token on an AWS_IAM route that nobody signed for", async () => {
    const unsigned = await ask(account, apiId, "GET /dev/signed");
    const authorization =
      "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=0";
    const signed = await ask(account, apiId, "GET /dev/signed", { headers: { authorization } });

    expect([unsigned.status, unsigned.body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
    expect(signed.status).toBe(200);
  });

  it("is answered 403 Forbidden on a route that requires an API key", async () => {
    const answer = await ask(account, apiId, "GET /dev/keyed", { headers: { "x-api-key": "no-such-key" } });

    expect([answer.status, answer.body]).toEqual([403, '{"message":"Forbidden"}']);
  });

  it("is answered 413 for a body over 10 MB", async () => {
    const answer = await ask(account, apiId, "PUT /dev/any", { body: new Uint8Array(10 * 1024 * 1024 + 1) });

    expect([answer.status, answer.body]).toEqual([413, '{"message":"HTTP content length exceeded 10485760 bytes."}']);
  });

  it("reaches the same stage by host name", async () => {
    const { hostname, port } = new URL(account.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: `${apiId}.execute-api.localhost:${port}` };
      httpRequest({ hostname, port, path: "/dev/pets", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });

    expect(status).toBe(200);
  });

  it("is answered 403 Forbidden when the API's own endpoint is disabled, once a stage has been written", async () => {
    const patchOperations = [{ op: "replace" as const, path: "/disableExecuteApiEndpoint", value: "true" }];
    await account.gateway.updateRestApi({ restApiId: apiId, patchOperations });
    const before = await ask(account, apiId, "GET /dev/pets");
    const described = [{ op: "replace" as const, path: "/description", value: "written" }];
    await account.gateway.updateStage({ restApiId: apiId, stageName: "dev", patchOperations: described });

    const after = await ask(account, apiId, "GET /dev/pets");

    expect([before.status, after.status, after.body]).toEqual([200, 403, '{"message":"Forbidden"}']);
  });
});

describe("the route of a path", () => {
  const paths = ["/", "/files/{proxy+}", "/files/{id}", "/files/readme", "/{proxy+}", "/a/{x}/c"];
  const routes = paths.map((path) => ({ path, method: "GET" }));
  // Only paths and verbs are looked at here.
  const snapshot = { routes } as unknown as Parameters<typeof matchDeployedRoute>[0];

  it.each([
    { path: "/", wins: "/", parameters: {} },
    { path: "/files/readme", wins: "/files/readme", parameters: {} },
    { path: "/files/7", wins: "/files/{id}", parameters: { id: "7" } },
    { path: "/files/7/8/", wins: "/files/{proxy+}", parameters: { proxy: "7/8" } },
    { path: "/other/x%20y", wins: "/{proxy+}", parameters: { proxy: "other/x%20y" } },
    { path: "/a/b%2Fc/c", wins: "/a/{x}/c", parameters: { x: "b%2Fc" } },
    { path: "/a/%E0%A4%A/c", wins: "/a/{x}/c", parameters: { x: "%E0%A4%A" } },
    { path: "/files", wins: "/{proxy+}", parameters: { proxy: "files" } },
  ])("$path is $wins: a literal beats a parameter, which beats a greedy one", ({ path, wins, parameters }) => {
    const match = matchDeployedRoute(snapshot, "GET", path);

    expect(match?.route.path).toBe(wins);
    expect(match?.pathParameters).toEqual(parameters);
  });
});
