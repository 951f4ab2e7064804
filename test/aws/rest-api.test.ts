import { describe, expect, it } from "vitest";
import { canonicalPolicy } from "../../src/kinds/policy-document.ts";
import type { RestApiSpec } from "../../src/model/specs/rest-api.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import type { Account } from "./account.ts";
import { anAccount } from "./account.ts";
import { anApi, uploadRoute } from "./builders.ts";
import { converge, destroy, look, owned } from "./driver.ts";

const address = anApi().address;
const policy = canonicalPolicy({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" }],
});
const cors = {
  authorization: "NONE",
  apiKeyRequired: false,
  integration: {
    type: "mock",
    status: 204,
    headers: { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "PUT" },
  },
} as const;

const everything: RestApiSpec = {
  description: "Uploads",
  binaryMediaTypes: ["image/jpeg", "image/png"],
  policy,
  tags: { team: "images" },
  routes: {
    "PUT /upload": uploadRoute,
    "OPTIONS /upload": cors,
    "GET /": {
      authorization: "AWS_IAM",
      apiKeyRequired: true,
      integration: { type: "http", url: "https://acme.example", method: "GET", timeoutMs: 5000 },
    },
    "ANY /files/{proxy+}": { authorization: "NONE", apiKeyRequired: false, integration: { type: "lambda", function: "Files" } },
  },
};

async function routesOf({ hand }: Account, restApiId: string | undefined) {
  const { items = [] } = await hand.apigateway.getResources({ restApiId, embed: ["methods"], limit: 500 });
  return items
    .flatMap(({ path, resourceMethods }) => Object.keys(resourceMethods ?? {}).map((verb) => `${verb} ${path}`))
    .toSorted();
}

describe("a REST API", () => {
  it("is made with all its routes, and is then in sync", async () => {
    const account = anAccount();

    const { outputs } = await converge(account.connection, [anApi(everything)]);

    expect(await routesOf(account, outputs.get(address)?.id)).toEqual([
      "ANY /files/{proxy+}",
      "GET /",
      "OPTIONS /upload",
      "PUT /upload",
    ]);
    expect((await converge(account.connection, [anApi(everything)])).actions).toEqual([]);
  });

  it("costs two calls to observe, whatever the number of its routes", async () => {
    const { connection } = anAccount();
    await converge(connection, [anApi(everything)]);

    const { calls } = await look(connection, [anApi(everything)]);

    expect(calls.byOperation).toEqual({ "apigateway.GetResources": 1, "apigateway.GetRestApis": 1, "sts.GetCallerIdentity": 1 });
  });

  it("has only what changed written, and methods or integrations patched where AWS can", async () => {
    const { connection, sandbox } = anAccount();
    await converge(connection, [anApi(everything)]);
    sandbox.journal.clear();
    const changed: RestApiSpec = {
      ...everything,
      description: "Uploads images",
      binaryMediaTypes: ["image/jpeg", "image/webp"],
      policy: null,
      tags: { team: "pictures" },
      routes: {
        ...everything.routes,
        "PUT /upload": { ...uploadRoute, apiKeyRequired: true, integration: { ...uploadRoute.integration, timeoutMs: 1000 } },
        "GET /": {
          authorization: "AWS_IAM",
          apiKeyRequired: true,
          integration: { type: "http", url: "https://new.example", method: "POST" },
        },
      },
    };

    await converge(connection, [anApi(changed)]);

    expect(sandbox.journal.writes().map(({ operation }) => operation)).toEqual([
      "TagResource",
      "UpdateRestApi",
      "UpdateIntegration",
      "UpdateMethod",
      "UpdateIntegration",
    ]);
    expect((await converge(connection, [anApi(changed)])).actions).toEqual([]);
  });

  it("has an integration of another type put anew, and a mock rebuilt with its responses", async () => {
    const account = anAccount();
    const { connection } = account;
    await converge(connection, [anApi(everything)]);
    const changed: RestApiSpec = {
      routes: {
        ...everything.routes,
        "PUT /upload": { ...uploadRoute, integration: { type: "http", url: "https://acme.example", method: "PUT" } },
        "OPTIONS /upload": { ...cors, integration: { ...cors.integration, status: 200, body: "{}" } },
        "GET /": { ...cors, integration: { type: "mock", status: 418 } },
      },
    };

    const pass = await converge(connection, [anApi(changed)]);

    expect(pass.actions).toHaveLength(1);
    expect((await converge(connection, [anApi(changed)])).actions).toEqual([]);
    expect((await converge(connection, [anApi(everything)])).actions).toHaveLength(1);
    expect((await converge(connection, [anApi(everything)])).actions).toEqual([]);
  });

  it("keeps the routes of others, and reports them", async () => {
    const account = anAccount();
    const { connection, hand } = account;
    const { outputs } = await converge(connection, [anApi(everything)]);
    const restApiId = outputs.get(address)?.id;
    const { items = [] } = await hand.apigateway.getResources({ restApiId });
    const resourceId = items.find(({ path }) => path === "/upload")?.id;
    await hand.apigateway.putMethod({ restApiId, resourceId, httpMethod: "DELETE", authorizationType: "NONE" });

    const pass = await converge(connection, [anApi(everything)]);

    expect(pass.actions).toEqual([]);
    expect(pass.observations.get(address)).toMatchObject({
      live: { unmanaged: [{ what: "route DELETE /upload of Images", beside: address }] },
    });
  });

  it("gets the integration that a crash between two calls left out", async () => {
    const { connection, hand } = anAccount();
    const { outputs } = await converge(connection, [anApi(everything)]);
    const restApiId = outputs.get(address)?.id;
    const { items = [] } = await hand.apigateway.getResources({ restApiId });
    await hand.apigateway.deleteIntegration({
      restApiId,
      resourceId: items.find(({ path }) => path === "/upload")?.id,
      httpMethod: "PUT",
    });

    const pass = await converge(connection, [anApi(everything)]);

    expect(pass.actions).toHaveLength(1);
    expect((await converge(connection, [anApi(everything)])).actions).toEqual([]);
  });

  it("can become regional", async () => {
    const { connection } = anAccount();
    await converge(connection, [anApi()]);

    const pass = await converge(connection, [anApi({ endpoint: "REGIONAL" })]);

    expect(pass.actions).toEqual([`update ${address} endpoint`]);
    expect((await converge(connection, [anApi({ endpoint: "REGIONAL" })])).actions).toEqual([]);
  });

  it("is made once when the answer to CreateRestApi is lost, and found by name and mark", async () => {
    const { connection, sandbox } = anAccount();
    sandbox.faults.script(({ operation, sequence }) =>
      operation === "CreateRestApi" && sequence < 5 ? { type: "lose", when: "after" } : undefined,
    );

    await converge(connection, [anApi()]);

    expect(sandbox.journal.counts()["apigateway.CreateRestApi"]).toBe(1);
    expect(sandbox.world.apigateway.apis.size).toBe(1);
  });

  it("is made again when the call that was lost had no effect", async () => {
    const { connection, sandbox } = anAccount();
    let losses = 0;
    sandbox.faults.script(({ operation }) => {
      if (operation !== "CreateRestApi" || losses > 0) return undefined;
      losses += 1;
      return { type: "lose", when: "before" };
    });

    await converge(connection, [anApi()]);

    expect(sandbox.world.apigateway.apis.size).toBe(1);
  });

  it("whose name two APIs have is ambiguous, never the first, unless exactly one carries our mark", async () => {
    const { connection, hand } = anAccount();
    const other = await hand.apigateway.createRestApi({ name: "Images" });
    await hand.apigateway.createRestApi({ name: "Images" });
    expect((await look(connection, [anApi()])).observations.get(address)).toMatchObject({
      state: "unknown",
      reason: "ambiguous",
    });

    await hand.apigateway.tagResource({
      resourceArn: `arn:aws:apigateway:us-east-1::/restapis/${other.id}`,
      tags: { "stagekeeper:owner": "acme" },
    });

    expect((await look(connection, [anApi()])).observations.get(address)).toMatchObject({ live: { facts: { id: other.id } } });
  });

  it("that someone else defines is read for the functions its stages call, if it may be", async () => {
    const { connection, sandbox } = anAccount();
    await converge(connection, [anApi(everything)]);
    const foreign = { ...anApi(), spec: {} };
    const seen = (await look(connection, [foreign])).observations.get(address);
    expect(seen).toMatchObject({ live: { facts: { liveRoutes: { "PUT /upload": { integration: { function: "Uploader" } } } } } });
    const error = new AwsError("AccessDeniedException", "no", 403);
    sandbox.faults.script(({ operation }) =>
      operation === "GetResources" ? { type: "fail", when: "before", error } : undefined,
    );

    const unread = (await look(connection, [foreign])).observations.get(address);
    const declared = (await look(connection, [anApi()])).observations.get(address);

    expect(unread).toMatchObject({ state: "present" });
    expect(declared).toMatchObject({ state: "unknown", reason: "denied" });
  });

  it("is found by its mark, taken over by it, and deleted once", async () => {
    const { connection, hand } = anAccount();
    await hand.apigateway.createRestApi({ name: "Images" });
    await converge(connection, [anApi()], { adopt: [address] });
    expect((await owned(connection, "rest-api", [])).map((live) => live.address)).toEqual([address]);

    await destroy(connection, [anApi()]);
    await destroy(connection, [anApi()]);

    expect((await look(connection, [anApi()])).observations.get(address)).toEqual({ state: "absent" });
  });
});
