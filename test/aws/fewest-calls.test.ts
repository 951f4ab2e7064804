/** Where AWS can do much in one call, it is one call. */
import { describe, expect, it } from "vitest";
import { addressOf } from "../../src/model/address.ts";
import type { RouteSpec } from "../../src/model/specs/rest-api.ts";
import type { Account } from "./account.ts";
import { anAccount } from "./account.ts";
import { anApi, aVersion, zipOf } from "./builders.ts";
import { converge, look } from "./driver.ts";

const HTTP: RouteSpec = { integration: { type: "http", url: "https://example.com", method: "GET" } };

function routes(count: number): Readonly<Record<string, RouteSpec>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`GET /items/${index}`, HTTP]));
}

describe("the routes of an API", () => {
  it("that is new are imported in one call, of every kind, and are as declared", async () => {
    const { connection, writes } = anAccount();
    const api = anApi({
      endpoint: "REGIONAL",
      routes: {
        "ANY /": { authorization: "AWS_IAM", integration: { type: "lambda", function: "f", qualifier: "${stageVariables.A}" } },
        "GET /items/{id}": { ...HTTP, apiKeyRequired: true },
        "PUT /slow": { integration: { type: "http", url: "https://example.com", method: "PUT", timeoutMs: 1_000 } },
        "OPTIONS /items/{id}": {
          integration: { type: "mock", status: 204, headers: { "Access-Control-Allow-Origin": "*" }, body: "{}" },
        },
      },
    });

    await converge(connection, [api]);

    expect(writes()).toEqual(["apigateway.CreateRestApi", "apigateway.PutRestApi"]);
    expect((await converge(connection, [api])).actions).toEqual([]);
  });

  it("that is there already are imported when they are many new ones, and keep what others made", async () => {
    const { connection, hand, writes } = anAccount();
    await converge(connection, [anApi({ routes: routes(1) })]);
    const { items: [{ id: restApiId } = {}] = [] } = await hand.apigateway.getRestApis({});
    const { items: [root] = [] } = await hand.apigateway.getResources({ restApiId });
    await hand.apigateway.putMethod({ restApiId, resourceId: root?.id, httpMethod: "GET", authorizationType: "NONE" });
    const before = writes().length;

    await converge(connection, [anApi({ routes: routes(20) })]);

    expect(writes().slice(before)).toEqual(["apigateway.PutRestApi"]);
    const { items = [] } = await hand.apigateway.getResources({ restApiId, limit: 500 });
    expect(items.find(({ path }) => path === "/")?.resourceMethods).toHaveProperty("GET");
    expect((await converge(connection, [anApi({ routes: routes(20) })])).actions).toEqual([]);
  });

  it("that is there already are changed one by one when they are few", async () => {
    const { connection, writes } = anAccount();
    await converge(connection, [anApi({ routes: routes(1) })]);
    const before = writes().length;

    await converge(connection, [anApi({ routes: routes(2) })]);

    expect(writes().slice(before)).toEqual(["apigateway.CreateResource", "apigateway.PutMethod", "apigateway.PutIntegration"]);
  });

  it("are whole after an import whose answer was lost", async () => {
    const { connection, sandbox } = anAccount();
    let lost = false;
    sandbox.faults.script(({ operation }) => {
      if (operation !== "PutRestApi" || lost) return undefined;
      lost = true;
      return { type: "lose", when: "after" };
    });

    await converge(connection, [anApi({ routes: routes(5) })]);

    expect(lost).toBe(true);
    expect((await converge(connection, [anApi({ routes: routes(5) })])).actions).toEqual([]);
    expect(sandbox.world.apigateway.apis.size).toBe(1);
  });
});

describe("the versions of many functions", () => {
  const wished = (name: string) => ({ ...aVersion({ environment: { NAME: name } }), address: addressOf("version", name, "1") });

  async function publish({ hand }: Account, count: number): Promise<readonly string[]> {
    const names = Array.from({ length: count }, (_, index) => `f${String(index).padStart(3, "0")}`);
    for (const FunctionName of names) {
      await hand.lambda.createFunction({
        FunctionName,
        Role: "arn:aws:iam::000000000000:role/any",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: { ZipFile: zipOf() },
        Environment: { Variables: { NAME: FunctionName } },
        Publish: true,
      });
    }
    return names;
  }

  it("are read by pages of the account, fifty a page", async () => {
    const account = anAccount();
    await account.hand.iam.createRole({ RoleName: "any", AssumeRolePolicyDocument: TRUST });
    await account.sandbox.world.clock.sleep(60_000);
    const names = await publish(account, 60);

    const { observations, calls } = await look(account.connection, names.map(wished));

    // 120 versions, $LATEST counted.
    expect(calls.byOperation["lambda.ListFunctions"]).toBe(3);
    expect(calls.byOperation["lambda.ListVersionsByFunction"]).toBeUndefined();
    expect(new Set([...observations.values()].map(({ state }) => state))).toEqual(new Set(["present"]));
  });

  it("are read by function where the account holds many more, and the next pass knows that", async () => {
    const account = anAccount();
    await account.hand.iam.createRole({ RoleName: "any", AssumeRolePolicyDocument: TRUST });
    await account.sandbox.world.clock.sleep(60_000);
    const few = (await publish(account, 60)).slice(0, 2).map(wished);

    const first = await look(account.connection, few);
    const second = await look(account.connection, few);

    expect(first.calls.byOperation).toMatchObject({ "lambda.ListFunctions": 2, "lambda.ListVersionsByFunction": 2 });
    expect(second.calls.byOperation["lambda.ListFunctions"]).toBeUndefined();
    expect(second.observations.get(few[0]?.address ?? "version:none")?.state).toBe("present");
  });
});

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
