/** Refusals and failures of a served stage, as API Gateway answers them and as an API has them said (PutGatewayResponse). */
import type { PutGatewayResponseRequest } from "@aws-sdk/client-api-gateway";
import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ACCOUNT,
  type AResponse,
  type ARoute,
  aFunction,
  anApi,
  deploy,
  type InvokeAccount,
  invokeAccount,
  lambdaUri,
  permit,
} from "./invoke-account.ts";

type Said = Omit<PutGatewayResponseRequest, "restApiId">;

/** By token: Allow, Deny, or an Allow for another route. */
const GATE = `
  const Effect = event.authorizationToken === "deny" ? "Deny" : "Allow";
  const Resource = event.authorizationToken === "elsewhere" ? "arn:aws:execute-api:*:*:*/dev/GET/other" : event.methodArn;
  const Statement = [{ Effect, Action: "execute-api:Invoke", Resource }];
  return { principalId: "ann", policyDocument: { Version: "2012-10-17", Statement } };
`;

const OK: readonly AResponse[] = [{ statusCode: "200" }];
const MOCK = {
  type: "MOCK",
  uri: undefined,
  integrationHttpMethod: undefined,
  requestTemplates: { "application/json": '{"statusCode": 200}' },
} as const;
const HTTP = { type: "HTTP_PROXY", integrationHttpMethod: "GET" } as const;

const ROUTES: readonly ARoute[] = [
  { route: "GET /guarded", integration: MOCK, responses: OK },
  { route: "GET /slow", integration: { ...HTTP, uri: "https://backend.example/slow", timeoutInMillis: 1000 } },
  { route: "GET /gone", integration: { ...HTTP, uri: "https://backend.example/gone" } },
  { route: "GET /broken" },
  { route: "GET /busy/{id}", integration: MOCK, responses: OK },
];

/** What AWS says by itself, by type: how it comes about, its status and its body. */
const FAILURES = [
  ["UNAUTHORIZED", "/guarded", {}, 401, '{"message":"Unauthorized"}'],
  [
    "ACCESS_DENIED",
    "/guarded",
    { "X-Token": "deny" },
    403,
    '{"Message":"User is not authorized to access this resource with an explicit deny"}',
  ],
  ["ACCESS_DENIED", "/guarded", { "X-Token": "elsewhere" }, 403, '{"Message":"User is not authorized to access this resource"}'],
  ["MISSING_AUTHENTICATION_TOKEN", "/nowhere", {}, 403, '{"message":"Missing Authentication Token"}'],
  ["THROTTLED", "/busy/7", {}, 429, '{"message":"Too Many Requests"}'],
  ["INTEGRATION_TIMEOUT", "/slow", {}, 504, '{"message": "Endpoint request timed out"}'],
  ["INTEGRATION_FAILURE", "/gone", {}, 504, '{"message": "Network error communicating with endpoint"}'],
  ["INTEGRATION_FAILURE", "/broken", {}, 502, '{"message": "Internal server error"}'],
] as const;

let account: InvokeAccount;
let gateArn: string;

beforeAll(async () => {
  account = await invokeAccount({
    async httpEndpoint({ url }) {
      if (url.endsWith("/gone")) throw new Error("ECONNREFUSED");
      await account.clock.sleep(60_000);
      return { statusCode: 200, headers: {}, body: new Uint8Array() };
    },
  });
  await aFunction(account, "throw new Error('broken');");
  await aFunction(account, GATE, "gate");
  gateArn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:gate`;
  const grant = { Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" };
  await account.lambda.send(new AddPermissionCommand({ FunctionName: "gate", StatementId: "s", ...grant }));
});

afterAll(() => account.sandbox.close());

/** The routes on stage `dev`, where `GET /busy/{id}` may be called once a second. */
async function deployed(said: readonly Said[]): Promise<string> {
  const { gateway } = account;
  const restApiId = await anApi(account, ROUTES);
  const { id: authorizerId } = await gateway.createAuthorizer({
    restApiId,
    name: "gate",
    type: "TOKEN",
    authorizerUri: lambdaUri(gateArn),
    identitySource: "method.request.header.X-Token",
    authorizerResultTtlInSeconds: 0,
  });
  const { items = [] } = await gateway.getResources({ restApiId });
  const guarded = items.find(({ path }) => path === "/guarded");
  const authorized = [
    { op: "replace" as const, path: "/authorizationType", value: "CUSTOM" },
    { op: "replace" as const, path: "/authorizerId", value: authorizerId },
  ];
  const method = { restApiId, resourceId: guarded?.id, httpMethod: "GET" };
  await gateway.updateMethod({ ...method, patchOperations: authorized });
  for (const one of said) await gateway.putGatewayResponse({ restApiId, ...one });
  await permit(account, restApiId);
  await deploy(account, restApiId, { ALIAS: "live", TEAM: "shop" });
  const limits = ["rateLimit", "burstLimit"].map((limit) => ({
    op: "replace" as const,
    path: `/~1busy~1{id}/GET/throttling/${limit}`,
    value: "1",
  }));
  await gateway.updateStage({ restApiId, stageName: "dev", patchOperations: limits });
  return restApiId;
}

async function ask(restApiId: string, path: string, headers: Readonly<Record<string, string>>) {
  const url = `${account.url}/_aws/execute-api/${restApiId}/dev${path}`;
  // What goes before uses up the one call a second that /busy has.
  if (path.startsWith("/busy")) await fetch(url);
  const response = await fetch(url, { headers: { origin: "https://acme.example", ...headers } });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

describe("a stage whose API says nothing", () => {
  let restApiId: string;

  beforeAll(async () => {
    restApiId = await deployed([]);
  });

  it.each(FAILURES)("answers %s at %s %j as AWS: %i %s", async (_, path, headers, status, body) => {
    const answer = await ask(restApiId, path, headers);

    expect([answer.status, answer.body]).toEqual([status, body]);
  });
});

describe("a stage whose API says each of them otherwise", () => {
  const types = [...new Set(FAILURES.map(([type]) => type))];
  const template = `{"what":"$context.error.responseType","said":$context.error.messageString,"team":"$stageVariables.TEAM","at":"$context.resourcePath"}`;
  let restApiId: string;

  beforeAll(async () => {
    restApiId = await deployed(
      types.map((responseType) => ({
        responseType,
        statusCode: "418",
        responseParameters: {
          "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.Origin",
          "gatewayresponse.header.X-Id": "method.request.path.id",
          "gatewayresponse.header.X-Why": "'because'",
        },
        responseTemplates: { "application/json": template },
      })),
    );
  });

  it.each(FAILURES)("answers %s at %s %j as it says", async (type, path, sent, _status, own) => {
    const { status, headers, body } = await ask(restApiId, path, sent);

    const { message, Message } = JSON.parse(own);
    const at = path === "/nowhere" ? "" : path.replace("/7", "/{id}");
    expect(status).toBe(418);
    expect(JSON.parse(body)).toEqual({ what: type, said: message ?? Message, team: "shop", at });
    const told = ["access-control-allow-origin", "x-why", "x-id"].map((name) => headers.get(name));
    expect(told).toEqual(["https://acme.example", "because", path.endsWith("/7") ? "7" : ""]);
  });
});

describe("a stage whose API says no status", () => {
  // Recorded: test_lambda_aws_proxy_integration_non_post_method, whose response shows 504 and is served with what went wrong.
  it.each(FAILURES)("answers %s at %s %j with AWS's own: %i", async (responseType, path, headers, status) => {
    const parameters = { "gatewayresponse.header.X-Why": "'because'" };
    const restApiId = await deployed([{ responseType, responseParameters: parameters }]);

    const answer = await ask(restApiId, path, headers);

    expect([answer.status, answer.headers.get("x-why")]).toEqual([status, "because"]);
  });

  it("shows the status of AWS's own for it", async () => {
    const restApiId = await deployed([{ responseType: "INTEGRATION_FAILURE" }]);

    const shown = await account.gateway.getGatewayResponse({ restApiId, responseType: "INTEGRATION_FAILURE" });

    expect([shown.statusCode, shown.defaultResponse]).toEqual(["504", false]);
  });
});
