import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it, onTestFinished } from "vitest";
import { ACCOUNT, aFunction, type InvokeAccount, invokeAccount } from "./invoke-account.ts";

const GATE = `
  if (event.authorizationToken === "boom") throw new Error("boom");
  if (event.authorizationToken === "nobody") throw new Error("Unauthorized");
  if (event.authorizationToken === "nonsense") return { principalId: "x" };
  const Effect = event.authorizationToken === "deny" ? "Deny" : "Allow";
  const Resource = event.authorizationToken === "elsewhere" ? "arn:aws:execute-api:*:*:*/dev/GET/other" : event.methodArn;
  globalThis.calls = (globalThis.calls ?? 0) + 1;
  return {
    principalId: "ann",
    policyDocument: { Version: "2012-10-17", Statement: [{ Effect, Action: "execute-api:Invoke", Resource }] },
    context: { calls: globalThis.calls },
  };
`;

/** `GET /` of stage `dev` answers what the authorizer said; gives what calls it. */
async function gated(account: InvokeAccount, allowed = true) {
  const { gateway, lambda } = account;
  await aFunction(account, GATE, "gate");
  const { id: restApiId = "", rootResourceId: resourceId = "" } = await gateway.createRestApi({ name: "gated" });
  const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${ACCOUNT}:function:gate/invocations`;
  const { id: authorizerId = "" } = await gateway.createAuthorizer({
    restApiId,
    name: "gate",
    type: "TOKEN",
    authorizerUri: uri,
    identitySource: "method.request.header.X-Token",
    identityValidationExpression: "[a-z]+",
    authorizerResultTtlInSeconds: 60,
  });
  if (allowed) {
    const SourceArn = `arn:aws:execute-api:us-east-1:${ACCOUNT}:${restApiId}/authorizers/*`;
    const grant = { Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com", SourceArn };
    await lambda.send(new AddPermissionCommand({ FunctionName: "gate", StatementId: "s", ...grant }));
  }
  const at = { restApiId, resourceId, httpMethod: "GET" };
  await gateway.putMethod({ ...at, authorizationType: "CUSTOM", authorizerId });
  await gateway.putIntegration({ ...at, type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } });
  await gateway.putMethodResponse({ ...at, statusCode: "200" });
  const body = "$context.authorizer.principalId $context.authorizer.calls";
  await gateway.putIntegrationResponse({ ...at, statusCode: "200", responseTemplates: { "text/plain": body } });
  await gateway.createDeployment({ restApiId, stageName: "dev" });
  return async (token?: string) => {
    const response = await fetch(`${account.url}/_aws/execute-api/${restApiId}/dev/`, {
      headers: token === undefined ? {} : { "X-Token": token },
    });
    return [response.status, await response.text()];
  };
}

describe("a TOKEN authorizer", () => {
  it("lets in whom its policy allows and remembers that for its TTL; others get AWS's answers", async () => {
    const account = await invokeAccount();
    onTestFinished(() => account.sandbox.close());
    const call = await gated(account);

    expect(await call("ann")).toEqual([200, "ann 1"]);
    expect(await call("ann")).toEqual([200, "ann 1"]);
    expect(await call()).toEqual([401, '{"message":"Unauthorized"}']);
    expect(await call("A1")).toEqual([401, '{"message":"Unauthorized"}']);
    expect(await call("nobody")).toEqual([401, '{"message":"Unauthorized"}']);
    expect(await call("boom")).toEqual([500, '{"message":null}']);
    expect(await call("nonsense")).toEqual([500, '{"message":null}']);
    expect(await call("deny")).toEqual([
      403,
      '{"Message":"User is not authorized to access this resource with an explicit deny"}',
    ]);
    expect(await call("elsewhere")).toEqual([403, '{"Message":"User is not authorized to access this resource"}']);
    await account.clock.advance(61_000);
    expect((await call("ann"))[1]).not.toBe("ann 1");
  });

  it("that API Gateway may not invoke is 500", async () => {
    const account = await invokeAccount();
    onTestFinished(() => account.sandbox.close());
    const call = await gated(account, false);

    expect(await call("ann")).toEqual([500, '{"message":null}']);
  });
});

describe("a request validator", () => {
  it("refuses what lacks required parameters, and bodies that are not of the model", async () => {
    const account = await invokeAccount();
    onTestFinished(() => account.sandbox.close());
    const { gateway } = account;
    const { id: restApiId = "", rootResourceId: resourceId = "" } = await gateway.createRestApi({ name: "checked" });
    const { id: requestValidatorId = "" } = await gateway.createRequestValidator({
      restApiId,
      name: "all",
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const schema = (more: object) =>
      JSON.stringify({ $schema: "http://json-schema.org/draft-04/schema#", type: "object", ...more });
    await gateway.createModel({
      restApiId,
      name: "Id",
      contentType: "application/json",
      schema: '{"type":"integer","minimum":0,"exclusiveMinimum":true}',
    });
    const id = { $ref: `https://apigateway.amazonaws.com/restapis/${restApiId}/models/Id` };
    await gateway.createModel({
      restApiId,
      name: "Order",
      contentType: "application/json",
      schema: schema({ required: ["id"], properties: { id } }),
    });
    const at = { restApiId, resourceId, httpMethod: "POST" };
    await gateway.putMethod({
      ...at,
      authorizationType: "NONE",
      requestValidatorId,
      requestParameters: { "method.request.querystring.page": true, "method.request.header.X-Id": true },
      requestModels: { "application/json": "Order" },
    });
    await gateway.putIntegration({
      ...at,
      type: "MOCK",
      passthroughBehavior: "WHEN_NO_MATCH",
      requestTemplates: { "application/json": '{"statusCode": 200}' },
    });
    await gateway.putMethodResponse({ ...at, statusCode: "200" });
    await gateway.putIntegrationResponse({ ...at, statusCode: "200" });
    await gateway.createDeployment({ restApiId, stageName: "dev" });
    const post = async (query: string, headers: Readonly<Record<string, string>>, body: string) => {
      const url = `${account.url}/_aws/execute-api/${restApiId}/dev/${query}`;
      const response = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body });
      return [response.status, await response.text()];
    };

    expect(await post("", {}, '{"id":1}')).toEqual([400, '{"message":"Missing required request parameters: [X-Id, page]"}']);
    expect(await post("?page=1", { "X-Id": "a" }, '{"id":0}')).toEqual([400, '{"message": "Invalid request body"}']);
    expect(await post("?page=1", { "X-Id": "a" }, "no JSON")).toEqual([400, '{"message": "Invalid request body"}']);
    expect((await post("?page=1", { "X-Id": "a" }, '{"id":1}'))[0]).toBe(200);
  });
});
