import { describe, expect, it } from "vitest";
import { authorizersIn, routesIn } from "../../src/aws/served-routes.ts";
import { diffSpec } from "../../src/diff/diff-spec.ts";
import { restApiRules } from "../../src/kinds/rest-api/rules.ts";
import type { Live } from "../../src/model/observation.ts";
import type { RouteSpec } from "../../src/model/specs/rest-api.ts";
import { anAccount } from "./account.ts";
import { aDeployment, anApi, aStage, uploadRoute } from "./builders.ts";
import { converge, look } from "./driver.ts";

const ROUTES: Readonly<Record<string, RouteSpec>> = {
  "PUT /upload": uploadRoute,
  "ANY /items/{id}": {
    authorization: "AWS_IAM",
    apiKeyRequired: true,
    integration: { ...uploadRoute.integration, timeoutMs: 5000 },
  },
  "GET /site": {
    authorization: "NONE",
    apiKeyRequired: false,
    integration: { type: "http", url: "https://example.org", method: "GET" },
  },
  "OPTIONS /upload": {
    authorization: "NONE",
    apiKeyRequired: false,
    integration: { type: "mock", status: 204, headers: { "Access-Control-Allow-Origin": "*" } },
  },
};
const api = anApi({ routes: ROUTES });
const never = new AbortController().signal;

async function served() {
  const account = anAccount();
  await converge(account.connection, [api, aDeployment(), aStage("prod")]);
  const { observations, session } = await look(account.connection, [api, aDeployment(), aStage("prod")]);
  const observation = observations.get("stage:Images/prod");
  if (observation?.state !== "present") throw new Error("the stage is not there");
  // What is observed at an address is of that address's kind.
  return { ...account, session, stage: observation.live as Live<"stage"> };
}

describe("what a stage serves", () => {
  it("is read by GetExport to the same routes as are declared, of every form", async () => {
    const { session, stage } = await served();

    const routes = await session.servedRoutes?.(stage, never);

    expect(Object.keys(routes ?? {}).toSorted()).toEqual(Object.keys(ROUTES).toSorted());
    expect(
      diffSpec({ desired: { routes: ROUTES }, live: { routes: routes ?? {} }, rules: restApiRules.fields, sensitive: [] }),
    ).toEqual([]);
  });

  it("is the snapshot, not the working copy (GetExport, aws-facts 2.5)", async () => {
    const { connection, session, stage } = await served();
    await converge(connection, [anApi({ routes: { "GET /new": ROUTES["GET /site"] ?? {} } })]);

    expect(Object.keys((await session.servedRoutes?.(stage, never)) ?? {})).not.toContain("GET /new");
  });

  it("costs one call, and no write", async () => {
    const { session, stage, sandbox } = await served();
    sandbox.journal.clear();

    await session.servedRoutes?.(stage, never);

    expect(sandbox.journal.entries().map(({ operation }) => operation)).toEqual(["GetExport"]);
  });

  it("is unknown where it may not be read, or is gone, and that is no failure", async () => {
    const { session, stage, hand } = await served();
    await hand.apigateway.deleteStage({ restApiId: stage.facts.apiId, stageName: "prod" });

    expect(await session.servedRoutes?.(stage, never)).toBeNull();
  });
});

describe("a document of another kind", () => {
  const identity = { account: "000000000000", region: "us-east-1", partition: "aws" };

  it.each([null, [], "x", {}, { paths: [] }, { paths: { "/a": null } }, { paths: { "/a": { parameters: [], summary: "" } } }])(
    "%j has no routes and no authorizers",
    (document) => {
      expect([routesIn(document, identity), authorizersIn(document, identity)]).toEqual([{}, {}]);
    },
  );

  it("has the routes that can be made out of it", () => {
    const paths = { "/a": { get: {}, post: { security: [{ custom: [] }], "x-amazon-apigateway-integration": { type: "aws" } } } };

    expect(routesIn({ paths }, identity)).toEqual({
      "GET /a": { authorization: "NONE", apiKeyRequired: false },
      "POST /a": { authorization: "CUSTOM", apiKeyRequired: false, integration: { type: "AWS" } },
    });
  });

  it("has the authorizers that are functions, however they are let in", () => {
    const uri = (name: string) =>
      `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`;
    const asking = (more: object) => ({ type: "apiKey", "x-amazon-apigateway-authorizer": more });
    const securitySchemes = {
      gate: asking({ type: "token", authorizerUri: uri("gate:live") }),
      hired: asking({ type: "request", authorizerUri: uri("hired"), authorizerCredentials: "arn:aws:iam::000000000000:role/r" }),
      users: asking({ type: "cognito_user_pools", providerARNs: ["arn"] }),
      strange: asking({ type: "token", authorizerUri: "https://example.org" }),
      api_key: { type: "apiKey", name: "x-api-key", in: "header" },
    };

    expect(authorizersIn({ components: { securitySchemes } }, identity)).toEqual({
      gate: { function: "gate", qualifier: "live" },
      hired: { function: "hired", credentials: "arn:aws:iam::000000000000:role/r" },
    });
  });
});
