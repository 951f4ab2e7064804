/** Authorizers: made, shown, changed, and what they let through. */
import type { CreateAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import { anApi, anApiOf, lambdaProxy } from "./builders/api.ts";
import { aFunction, functionArn, handlerOf } from "./builders/function.ts";
import { mocked } from "./builders/mocked.ts";
import { add, remove, replace } from "./builders/patch.ts";
import { call } from "./builders/proxy.ts";
import { type Case, casesOf, documented, model, recorded } from "./case.ts";
import { aText, open, the } from "./match.ts";
import type { HttpAnswer, Scene } from "./scene.ts";

const NO_API = recorded("TestApiGatewayApiAuthorizer::test_authorizer_crud_no_api");
const MADE = recorded("TestAPIGateway::test_apigateway_with_custom_authorization_method");
const LAMBDA = "API Gateway developer guide, Use API Gateway Lambda authorizers";
const PATCHES = documented("API Gateway API Reference, patch operations: UpdateAuthorizer (aws-facts 3.3)");

const TOKEN_SOURCE = "method.request.header.Auth";

/** The uri by which API Gateway calls a function; of none in particular unless it is named. */
const uriOf = (scene: Scene, name = "gate"): string => lambdaProxy(functionArn(scene, name), scene.region).uri ?? "";

const shownToken = (authorizerUri: string, more: object = {}): object => ({
  id: the("authorizer"),
  name: "gate",
  type: "TOKEN",
  authType: "custom",
  authorizerUri,
  identitySource: TOKEN_SOURCE,
  ...more,
});

async function anAuthorizer(scene: Scene, input: Partial<CreateAuthorizerRequest> = {}) {
  const { restApiId } = await anApi(scene);
  const authorizerUri = uriOf(scene);
  const given = { name: "gate", type: "TOKEN" as const, authorizerUri, identitySource: TOKEN_SOURCE, ...input };
  const { id: authorizerId } = await scene.apigateway.createAuthorizer({ restApiId, ...given });
  return { authorizerUri, one: { restApiId, authorizerId } };
}

/** As the developer guide's example answers tokens, and with how often it was asked. */
const GATE = handlerOf(`
  const token = event.authorizationToken;
  globalThis.asked = (globalThis.asked ?? 0) + 1;
  if (token === "unauthorized") throw new Error("Unauthorized");
  if (token !== "allow" && token !== "deny") throw new Error("Error: Invalid token");
  const Statement = [{ Action: "execute-api:Invoke", Effect: token === "deny" ? "Deny" : "Allow", Resource: event.methodArn }];
  return {
    principalId: "user",
    policyDocument: { Version: "2012-10-17", Statement },
    context: { stringKey: "stringval", numberKey: 123, booleanKey: true, asked: globalThis.asked },
  };
`);

const TOLD =
  '{"who": "$context.authorizer.principalId", "asked": "$context.authorizer.asked", "told": "$context.authorizer.stringKey $context.authorizer.numberKey $context.authorizer.booleanKey"}';

/** `GET /existing` of stage `dev`, which answers what the authorizer said; gives what calls it with a token. */
async function gated(scene: Scene, input: Partial<CreateAuthorizerRequest> = {}) {
  const { apigateway, lambda } = scene;
  const FunctionName = await aFunction(scene, { Code: { ZipFile: GATE } });
  const { restApiId, method, stage } = await mocked(scene, TOLD);
  const { id: authorizerId = "" } = await apigateway.createAuthorizer({
    restApiId,
    name: "gate",
    type: "TOKEN",
    authorizerUri: uriOf(scene, FunctionName),
    identitySource: TOKEN_SOURCE,
    ...input,
  });
  await lambda.addPermission({
    FunctionName,
    StatementId: "gate",
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
    SourceArn: `arn:aws:execute-api:${scene.region}:${scene.accountId}:${restApiId}/authorizers/${authorizerId}`,
  });
  const { resourceId, httpMethod } = method;
  const patchOperations = [replace("/authorizationType", "CUSTOM"), replace("/authorizerId", authorizerId)];
  await apigateway.updateMethod({ restApiId, resourceId, httpMethod, patchOperations });
  await apigateway.createDeployment(stage);
  return (token: string | undefined, status: number) =>
    call(scene, stage, "GET /existing", status, token === undefined ? {} : { headers: { Auth: token } });
}

const told = ({ status, json }: HttpAnswer): object => ({ status, json });

export const AUTHORIZER_CASES: readonly Case[] = casesOf("API authorizers", [
  {
    id: "AU-made",
    name: "CreateAuthorizer answers 201 with authType custom, and without the seconds that nobody gave",
    source: MADE,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const authorizerUri = uriOf(scene);
      const given = { name: "gate", type: "TOKEN" as const, authorizerUri, identitySource: TOKEN_SOURCE };
      const made = scene.apigateway.createAuthorizer({ restApiId, ...given });
      await scene.answers(made, 201, { ...shownToken(authorizerUri), id: aText(/^[a-z0-9]{6}$/) });
    },
  },
  {
    id: "AU-shown",
    name: "GetAuthorizer and GetAuthorizers show the authorizer with the seconds that it was given",
    source: model("API Gateway GetAuthorizer, GetAuthorizers"),
    async run(scene) {
      const { authorizerUri, one } = await anAuthorizer(scene, { authorizerResultTtlInSeconds: 60 });
      const expected = shownToken(authorizerUri, { authorizerResultTtlInSeconds: 60 });
      await scene.answers(scene.apigateway.getAuthorizer(one), 200, expected);
      await scene.answers(scene.apigateway.getAuthorizers({ restApiId: one.restApiId }), 200, { items: [expected] });
    },
  },
  {
    id: "AU-user-pools",
    name: "CreateAuthorizer of user pools shows their ARNs",
    source: model("API Gateway CreateAuthorizer: providerARNs"),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const providerARNs = [`arn:aws:cognito-idp:${scene.region}:${scene.accountId}:userpool/${scene.region}_ABC123`];
      const given = { name: "people", type: "COGNITO_USER_POOLS" as const, providerARNs, identitySource: TOKEN_SOURCE };
      await scene.answers(scene.apigateway.createAuthorizer({ restApiId, ...given }), 201, open(given));
    },
  },
  {
    id: "AU-no-api",
    name: "Of an API that is not there CreateAuthorizer answers 409 ConflictException, GetAuthorizers 404",
    source: NO_API,
    async run(scene) {
      const restApiId = "testfakeid";
      const given = { name: "gate", type: "TOKEN" as const, authorizerUri: uriOf(scene), identitySource: TOKEN_SOURCE };
      const text = "Unable to complete operation due to concurrent modification. Please try again later.";
      await scene.refuses(scene.apigateway.createAuthorizer({ restApiId, ...given }), 409, "ConflictException", text);
      const none = `Invalid API identifier specified ${scene.accountId}:${restApiId}`;
      await scene.refuses(scene.apigateway.getAuthorizers({ restApiId }), 404, "NotFoundException", none);
    },
  },
  {
    id: "AU-longest",
    name: "CreateAuthorizer takes an hour for the longest that answers are kept, and refuses a second more",
    source: model("API Gateway CreateAuthorizer: authorizerResultTtlInSeconds"),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const make = (name: string, authorizerResultTtlInSeconds: number) => {
        const given = { name, type: "TOKEN" as const, authorizerUri: uriOf(scene), identitySource: TOKEN_SOURCE };
        return scene.apigateway.createAuthorizer({ restApiId, ...given, authorizerResultTtlInSeconds });
      };
      await scene.answers(make("hour", 3600), 201, open({ authorizerResultTtlInSeconds: 3600 }));
      await scene.refuses(make("more", 3601), 400, "BadRequestException");
    },
  },
  {
    id: "AU-request-source",
    name: "CreateAuthorizer of requests wants an identity source while answers are kept, and none while they are not",
    source: model("API Gateway CreateAuthorizer: identitySource"),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const given = { restApiId, type: "REQUEST" as const, authorizerUri: uriOf(scene) };
      await scene.refuses(scene.apigateway.createAuthorizer({ ...given, name: "kept" }), 400, "BadRequestException");
      const asked = scene.apigateway.createAuthorizer({ ...given, name: "asked", authorizerResultTtlInSeconds: 0 });
      await scene.answers(asked, 201, open({ type: "REQUEST", authorizerResultTtlInSeconds: 0 }));
    },
  },
  {
    id: "AU-update",
    name: "UpdateAuthorizer replaces its members and shows the seconds as a number",
    source: PATCHES,
    async run(scene) {
      const { one } = await anAuthorizer(scene);
      const authorizerUri = uriOf(scene, "other");
      const patchOperations = [
        replace("/name", "renamed"),
        replace("/authorizerUri", authorizerUri),
        replace("/authorizerResultTtlInSeconds", "0"),
        replace("/identityValidationExpression", "[a-z]+"),
        replace("/identitySource", "method.request.header.Other"),
      ];
      await scene.answers(
        scene.apigateway.updateAuthorizer({ ...one, patchOperations }),
        200,
        shownToken(authorizerUri, {
          name: "renamed",
          authorizerResultTtlInSeconds: 0,
          identityValidationExpression: "[a-z]+",
          identitySource: "method.request.header.Other",
        }),
      );
    },
  },
  {
    id: "AU-update-pools",
    name: "UpdateAuthorizer adds and removes user pools by their ARN",
    source: PATCHES,
    async run(scene) {
      const arn = (pool: string) => `arn:aws:cognito-idp:${scene.region}:${scene.accountId}:userpool/${scene.region}_${pool}`;
      const first = { type: "COGNITO_USER_POOLS" as const, providerARNs: [arn("One")], authorizerUri: undefined };
      const { one } = await anAuthorizer(scene, first);
      const patchOperations = [add("/providerARNs", arn("Two")), { ...remove("/providerARNs"), value: arn("One") }];
      const update = scene.apigateway.updateAuthorizer({ ...one, patchOperations });
      await scene.answers(update, 200, open({ providerARNs: [arn("Two")] }));
    },
  },
  {
    id: "AU-update-refusals",
    name: "UpdateAuthorizer refuses to add what can only be replaced, and paths that it does not know",
    source: PATCHES,
    async run(scene) {
      const { one, authorizerUri } = await anAuthorizer(scene);
      for (const patch of [add("/authorizerUri", authorizerUri), remove("/name"), replace("/id", "abc123")]) {
        const update = scene.apigateway.updateAuthorizer({ ...one, patchOperations: [patch] });
        await scene.refuses(update, 400, "BadRequestException");
      }
    },
  },
  {
    id: "AU-in-use",
    name: "DeleteAuthorizer refuses while a method has it, and says which: 409 ConflictException",
    source: documented("hashicorp/terraform#25980: the answer of AWS"),
    async run(scene) {
      const { apigateway } = scene;
      const { restApiId, resources } = await anApiOf(scene, [{ route: "GET /test" }]);
      const given = { name: "gate", type: "TOKEN" as const, authorizerUri: uriOf(scene), identitySource: TOKEN_SOURCE };
      const { id: authorizerId = "" } = await apigateway.createAuthorizer({ restApiId, ...given });
      const method = { restApiId, resourceId: resources.get("/test"), httpMethod: "GET" };
      const patchOperations = [replace("/authorizationType", "CUSTOM"), replace("/authorizerId", authorizerId)];
      await apigateway.updateMethod({ ...method, patchOperations });
      const refused = apigateway.deleteAuthorizer({ restApiId, authorizerId });
      const text = "Cannot delete authorizer 'gate', is referenced in method: GET//test";
      await scene.refuses(refused, 409, "ConflictException", text);
      await apigateway.deleteMethod(method);
      await scene.answers(apigateway.deleteAuthorizer({ restApiId, authorizerId }), 202, {});
    },
  },
  {
    id: "AU-deleted",
    name: "DeleteAuthorizer answers 202, and the authorizer is gone",
    source: model("API Gateway DeleteAuthorizer"),
    async run(scene) {
      const { one } = await anAuthorizer(scene);
      await scene.answers(scene.apigateway.deleteAuthorizer(one), 202, {});
      await scene.refuses(scene.apigateway.getAuthorizer(one), 404, "NotFoundException");
    },
  },
  {
    id: "AU-tokens",
    name: "The authorizer's policy lets a call through or has it answered 403, its error Unauthorized 401, any other error 500",
    source: documented(`${LAMBDA}: Create a token-based Lambda authorizer function`),
    async run(scene) {
      const asked = await gated(scene);
      const status = async (token: string, expected: number) => (await asked(token, expected)).status;
      scene.same("allow", await status("allow", 200), 200);
      scene.same("deny", await status("deny", 403), 403);
      scene.same("unauthorized", await status("unauthorized", 401), 401);
      scene.same("fail", await status("fail", 500), 500);
    },
  },
  {
    id: "AU-no-token",
    name: "A call without a token, or with one that its expression does not match, is answered 401 without asking",
    source: model("API Gateway CreateAuthorizer: identityValidationExpression"),
    async run(scene) {
      const asked = await gated(scene, { identityValidationExpression: "allow|deny", authorizerResultTtlInSeconds: 0 });
      scene.same("the status without", (await asked(undefined, 401)).status, 401);
      scene.same("the status of one that does not match", (await asked("fail", 401)).status, 401);
      scene.same("how often it was asked after one that does", told(await asked("allow", 200)), {
        status: 200,
        json: open({ asked: "1" }),
      });
    },
  },
  {
    id: "AU-context",
    name: "A mapping template is given the caller and the context of the authorizer, all as text",
    source: documented("API Gateway developer guide, Output from an API Gateway Lambda authorizer"),
    async run(scene) {
      const asked = await gated(scene);
      scene.same("what is told", told(await asked("allow", 200)), {
        status: 200,
        json: open({ who: "user", told: "stringval 123 true" }),
      });
    },
  },
  {
    id: "AU-kept",
    name: "An answer is kept for as long as the authorizer says",
    source: documented(`${LAMBDA}: Lambda authorizer auth workflow`),
    async run(scene) {
      const asked = await gated(scene, { authorizerResultTtlInSeconds: 300 });
      scene.same("the first time", told(await asked("allow", 200)), { status: 200, json: open({ asked: "1" }) });
      scene.same("the second time", told(await asked("allow", 200)), { status: 200, json: open({ asked: "1" }) });
    },
  },
  {
    id: "AU-not-kept",
    name: "An answer that is kept for no time is asked for with each call",
    source: model("API Gateway CreateAuthorizer: authorizerResultTtlInSeconds"),
    async run(scene) {
      const asked = await gated(scene, { authorizerResultTtlInSeconds: 0 });
      scene.same("the first time", told(await asked("allow", 200)), { status: 200, json: open({ asked: "1" }) });
      scene.same("the second time", told(await asked("allow", 200)), { status: 200, json: open({ asked: "2" }) });
    },
  },
]);
