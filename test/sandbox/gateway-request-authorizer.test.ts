/** REQUEST authorizers: what they are asked by, what they are told, and how long their answer holds. */
import type { CreateAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it, onTestFinished } from "vitest";
import { ACCOUNT, aFunction, anApi, deploy, type InvokeAccount, invokeAccount, lambdaUri } from "./invoke-account.ts";

/** Lets everybody call what is asked for, and tells how often it was asked and of what. */
const GATE = `
  globalThis.calls = (globalThis.calls ?? 0) + 1;
  const { type, resource, path, httpMethod, headers, queryStringParameters, pathParameters, stageVariables } = event;
  const told = { type, resource, path, httpMethod, who: headers["X-Who"], queryStringParameters, pathParameters, stageVariables };
  const Statement = [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: event.methodArn }];
  const odd = headers["X-Odd"] === undefined ? {} : { odd: { deep: 1 } };
  return {
    principalId: "ann",
    policyDocument: { Version: "2012-10-17", Statement },
    context: { calls: globalThis.calls, told: JSON.stringify(told), hasBody: "body" in event, ...odd },
    usageIdentifierKey: headers["X-Meter"],
  };
`;

const UNAUTHORIZED = [401, '{"message":"Unauthorized"}'];

interface Gated {
  readonly account: InvokeAccount;
  readonly restApiId: string;
  /** Status and body. */
  call(path: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<readonly [number, string]>;
}

/** `GET /a`, `POST /a` and `GET /b/{id}` of stage `dev` answer what the authorizer said. */
async function gated(authorizer: Partial<CreateAuthorizerRequest>, options: { readonly keyed?: boolean } = {}): Promise<Gated> {
  const account = await invokeAccount();
  onTestFinished(() => account.sandbox.close());
  const { gateway, lambda } = account;
  await aFunction(account, GATE, "gate");
  const template =
    "$context.authorizer.principalId $context.authorizer.calls $context.authorizer.hasBody $context.authorizer.told";
  const mock = {
    integration: {
      type: "MOCK" as const,
      uri: undefined,
      integrationHttpMethod: undefined,
      requestTemplates: { "application/json": '{"statusCode": 200}' },
    },
    responses: [{ statusCode: "200", responseTemplates: { "application/json": template } }],
  };
  const routes = ["GET /a", "POST /a", "GET /b/{id}"];
  const restApiId = await anApi(
    account,
    routes.map((route) => ({ route, ...mock })),
  );
  const { id: authorizerId = "" } = await gateway.createAuthorizer({
    restApiId,
    name: "gate",
    type: "REQUEST",
    authorizerUri: lambdaUri(`arn:aws:lambda:us-east-1:${ACCOUNT}:function:gate`),
    authorizerResultTtlInSeconds: 60,
    ...authorizer,
  });
  const { items = [] } = await gateway.getResources({ restApiId });
  for (const { id: resourceId = "", resourceMethods = {} } of items) {
    for (const httpMethod of Object.keys(resourceMethods)) {
      const patchOperations = [
        { op: "replace" as const, path: "/authorizationType", value: "CUSTOM" },
        { op: "replace" as const, path: "/authorizerId", value: authorizerId },
        { op: "replace" as const, path: "/apiKeyRequired", value: String(options.keyed === true) },
      ];
      await gateway.updateMethod({ restApiId, resourceId, httpMethod, patchOperations });
    }
  }
  const SourceArn = `arn:aws:execute-api:us-east-1:${ACCOUNT}:${restApiId}/authorizers/${authorizerId}`;
  const grant = { Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com", SourceArn };
  await lambda.send(new AddPermissionCommand({ FunctionName: "gate", StatementId: "s", ...grant }));
  await deploy(account, restApiId, { COLOUR: "blue" });
  const url = `${account.url}/_aws/execute-api/${restApiId}/dev`;
  return {
    account,
    restApiId,
    async call(path, headers = {}, method = "GET") {
      const response = await fetch(`${url}${path}`, { method, headers });
      return [response.status, await response.text()];
    },
  };
}

const asked = ([, body]: readonly [number, string]): number => Number(body.split(" ")[1]);

describe("a REQUEST authorizer", () => {
  it("is told the request without its body, and what it says of the caller comes as texts", async () => {
    const { call } = await gated({ identitySource: "method.request.header.X-Who" });

    const [status, body] = await call("/b/7?q=1", { "X-Who": "me" });

    expect(status).toBe(200);
    const [principal, calls, hasBody] = body.split(" ");
    expect([principal, calls, hasBody]).toEqual(["ann", "1", "false"]);
    expect(JSON.parse(body.slice(body.indexOf("{")))).toEqual({
      type: "REQUEST",
      resource: "/b/{id}",
      path: "/b/7",
      httpMethod: "GET",
      who: "me",
      queryStringParameters: { q: "1" },
      pathParameters: { id: "7" },
      stageVariables: { COLOUR: "blue" },
    });
  });

  // CreateAuthorizer, identitySource: present, not null and non-empty, or 401 without calling the function.
  it("is not asked, and the caller answered 401, where any of its identity sources is missing or empty", async () => {
    const identitySource = "method.request.header.X-Who, method.request.querystring.q, stageVariables.COLOUR, context.stage";
    const { call } = await gated({ identitySource });

    expect(await call("/a", { "X-Who": "me" })).toEqual(UNAUTHORIZED);
    expect(await call("/a?q=1")).toEqual(UNAUTHORIZED);
    expect(await call("/a?q=", { "X-Who": "me" })).toEqual(UNAUTHORIZED);
    expect(asked(await call("/a?q=1", { "X-Who": "me" }))).toBe(1);
  });

  it("is asked again for another value of any identity source, and once its answer has been held for the TTL", async () => {
    const { account, call } = await gated({ identitySource: "method.request.header.X-Who,method.request.querystring.q" });

    expect(asked(await call("/a?q=1", { "X-Who": "me" }))).toBe(1);
    expect(asked(await call("/a?q=1&other=2", { "X-Who": "me", "X-Other": "x" }))).toBe(1);
    expect(asked(await call("/a?q=2", { "X-Who": "me" }))).toBe(2);
    expect(asked(await call("/a?q=1", { "X-Who": "you" }))).toBe(3);
    await account.clock.advance(61_000);
    expect(asked(await call("/a?q=1", { "X-Who": "me" }))).toBe(4);
  });

  it("of no TTL is asked each time, and needs no identity", async () => {
    const { call } = await gated({ authorizerResultTtlInSeconds: 0 });

    expect([asked(await call("/a")), asked(await call("/a"))]).toEqual([1, 2]);
  });

  // Developer guide, "Use API Gateway Lambda authorizers": a cached policy is for all methods of the stage.
  it("that allowed one route has its answer held for all, which are then refused as its policy has it", async () => {
    const { call } = await gated({ identitySource: "method.request.header.X-Who" });

    expect((await call("/a", { "X-Who": "me" }))[0]).toBe(200);
    const refused = [403, '{"Message":"User is not authorized to access this resource"}'];
    expect(await call("/a", { "X-Who": "me" }, "POST")).toEqual(refused);
    expect(await call("/b/7", { "X-Who": "me" })).toEqual(refused);
    expect((await call("/b/7", { "X-Who": "you" }))[0]).toBe(200);
  });

  it("whose context has more than texts, numbers and booleans is 500", async () => {
    const { call } = await gated({ authorizerResultTtlInSeconds: 0 });

    expect(await call("/a", { "X-Odd": "1" })).toEqual([500, '{"message":null}']);
  });

  it("names the API key where the API takes keys from authorizers, and the header counts for nothing", async () => {
    const { account, restApiId, call } = await gated({ authorizerResultTtlInSeconds: 0 }, { keyed: true });
    const { gateway } = account;
    const patchOperations = [{ op: "replace" as const, path: "/apiKeySource", value: "AUTHORIZER" }];
    await gateway.updateRestApi({ restApiId, patchOperations });
    const { id: keyId } = await gateway.createApiKey({ name: "k", value: "key-of-twenty-characters", enabled: true });
    const { id: usagePlanId } = await gateway.createUsagePlan({ name: "p", apiStages: [{ apiId: restApiId, stage: "dev" }] });
    await gateway.createUsagePlanKey({ usagePlanId, keyId, keyType: "API_KEY" });
    const { id: deploymentId } = await gateway.createDeployment({ restApiId });
    const served = [{ op: "replace" as const, path: "/deploymentId", value: deploymentId }];
    await gateway.updateStage({ restApiId, stageName: "dev", patchOperations: served });

    expect((await call("/a", { "X-Meter": "key-of-twenty-characters" }))[0]).toBe(200);
    expect(await call("/a", { "X-Api-Key": "key-of-twenty-characters" })).toEqual([403, '{"message":"Forbidden"}']);
    expect(await call("/a", { "X-Meter": "another-key-that-is-none" })).toEqual([403, '{"message":"Forbidden"}']);
  });
});
