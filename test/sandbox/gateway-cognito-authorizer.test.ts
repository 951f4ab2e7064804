/** COGNITO_USER_POOLS authorizers. Signatures are not verified: whose a token is, until when and for what is. */
import type { CreateAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import { describe, expect, it, onTestFinished } from "vitest";
import { anApi, deploy, invokeAccount } from "./invoke-account.ts";

const POOL = "us-east-1_abc";
const NOW_S = Date.UTC(2026, 0, 1) / 1000;
/** An identity token of the pool, of an hour. */
const IDENTITY = {
  iss: `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`,
  sub: "s-1",
  aud: "client-1",
  token_use: "id",
  exp: NOW_S + 3_600,
};
const ACCESS = { ...IDENTITY, aud: undefined, token_use: "access", scope: "orders/read orders/write" };

const token = (claims: object): string =>
  [{ alg: "RS256" }, claims, "signature"].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");

async function called(
  claims: object | undefined,
  options: { authorizer?: Partial<CreateAuthorizerRequest>; scopes?: string[]; bearer?: boolean; wait?: number } = {},
): Promise<readonly [number, string]> {
  const account = await invokeAccount();
  onTestFinished(() => account.sandbox.close());
  const { gateway } = account;
  const restApiId = await anApi(account, []);
  const { items: [root] = [] } = await gateway.getResources({ restApiId });
  const { id: authorizerId } = await gateway.createAuthorizer({
    restApiId,
    name: "people",
    type: "COGNITO_USER_POOLS",
    providerARNs: [`arn:aws:cognito-idp:us-east-1:111111111111:userpool/${POOL}`],
    identitySource: "method.request.header.Authorization",
    ...options.authorizer,
  });
  const at = { restApiId, resourceId: root?.id, httpMethod: "GET" };
  const authorizationScopes = options.scopes;
  await gateway.putMethod({ ...at, authorizationType: "COGNITO_USER_POOLS", authorizerId, authorizationScopes });
  await gateway.putIntegration({ ...at, type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } });
  await gateway.putMethodResponse({ ...at, statusCode: "200" });
  const responseTemplates = { "application/json": "$context.authorizer.claims.sub" };
  await gateway.putIntegrationResponse({ ...at, statusCode: "200", responseTemplates });
  await deploy(account, restApiId, {});
  await account.clock.advance(options.wait ?? 0);
  const authorization = claims && `${options.bearer === false ? "" : "Bearer "}${token(claims)}`;
  const url = `${account.url}/_aws/execute-api/${restApiId}/dev/`;
  const response = await fetch(url, { headers: authorization === undefined ? {} : { authorization } });
  return [response.status, await response.text()];
}

const ADMITTED = [200, "s-1"];
const UNAUTHORIZED = [401, '{"message":"Unauthorized"}'];

describe("a Cognito authorizer", () => {
  it("lets in who has an identity token of one of its pools, and tells the claims", async () => {
    expect(await called(IDENTITY)).toEqual(ADMITTED);
    expect(await called(IDENTITY, { bearer: false })).toEqual(ADMITTED);
  });

  it.each<readonly [string, object | undefined, Parameters<typeof called>[1]]>([
    ["no token", undefined, {}],
    ["a token of another pool", { ...IDENTITY, iss: IDENTITY.iss.replace("abc", "xyz") }, {}],
    ["a token that has expired", IDENTITY, { wait: 3_600_000 }],
    ["an access token where no scope is wanted", ACCESS, {}],
    ["an identity token where a scope is wanted", { ...IDENTITY, scope: "orders/read" }, { scopes: ["orders/read"] }],
    ["an access token without the scope", ACCESS, { scopes: ["orders/delete"] }],
    ["another client than the expression has", IDENTITY, { authorizer: { identityValidationExpression: "client-[2-9]" } }],
  ])("answers 401 to %s", async (_, claims, options) => {
    expect(await called(claims, options)).toEqual(UNAUTHORIZED);
  });

  it("lets in who has an access token with any of the route's scopes", async () => {
    expect(await called(ACCESS, { scopes: ["orders/delete", "orders/write"] })).toEqual(ADMITTED);
  });

  it("lets in the clients that its expression has", async () => {
    expect(await called(IDENTITY, { authorizer: { identityValidationExpression: "client-\\d" } })).toEqual(ADMITTED);
  });
});
