import { mkdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Account, openAccount } from "./account.ts";

const DECLARED = `# orders, and what stands behind it
owner: shop
roles:
  runner: { assumedBy: lambda.amazonaws.com }
functions:
  worker:
    code: code.zip
    runtime: nodejs22.x
    handler: index.handler
    role: runner
    timeout: 10          # seconds
    environment:
      MODE: fast # not slow
      DB_PASSWORD: hunter2
    aliases: { prod: { version: auto } }
apis:
  orders:
    routes:
      GET /items: { lambda: "worker:prod" } # for everybody
    stages:
      prod:
        variables: { LEVEL: info }
        throttling: { rateLimit: 100, burstLimit: 200 } # as agreed
`;

async function drifted(account: Account): Promise<void> {
  const { apigateway, lambda } = account.hands;
  const [api] = (await apigateway.getRestApis({})).items ?? [];
  const patchOperations = [
    { op: "replace" as const, path: "/*/*/throttling/burstLimit", value: "400" },
    { op: "replace" as const, path: "/variables/LEVEL", value: "debug" },
  ];
  await apigateway.updateStage({ restApiId: api?.id, stageName: "prod", patchOperations });
  await lambda.updateFunctionConfiguration({ FunctionName: "worker", Timeout: 25 });
  await account.clock.sleep(60_000);
}

async function openDrifted(): Promise<Account> {
  const account = openAccount();
  await account.make(DECLARED);
  account.write("code.zip", account.code);
  account.write("orders.yaml", DECLARED);
  await drifted(account);
  return account;
}

describe("reconcile accept", () => {
  it("writes what drifted as it lives, and nothing else of the file", async () => {
    const account = await openDrifted();

    const ended = await account.accept(["stage:orders/prod", "function:worker"], "orders.yaml");

    expect(ended.code, ended.err).toBe(0);
    expect(account.read("orders.yaml")).toBe(
      DECLARED.replace("timeout: 10 ", "timeout: 25 ")
        .replace("LEVEL: info", "LEVEL: debug")
        .replace("burstLimit: 200", "burstLimit: 400"),
    );
    const { steps } = await account.planOf("orders.yaml");
    expect(steps.filter((address) => /^(stage|function):/.test(address))).toEqual([]);
  });

  it("prints a patch, and with --dry-run changes no file", async () => {
    const account = await openDrifted();

    const { code, out } = await account.accept(["function:worker"], "orders.yaml", { dryRun: true });

    expect(code).toBe(0);
    expect(out).toMatch(/^--- a\/.*orders\.yaml\n\+\+\+ b\/.*orders\.yaml\n@@ /);
    expect(out.split("\n").filter((line) => /^[-+] /.test(line))).toEqual([
      "-    timeout: 10          # seconds",
      "+    timeout: 25          # seconds",
    ]);
    expect(account.read("orders.yaml")).toBe(DECLARED);
  });

  it("writes no secret, and says where its value belongs", async () => {
    const account = await openDrifted();
    const Variables = { MODE: "slow", DB_PASSWORD: "hunter3" };
    await account.hands.lambda.updateFunctionConfiguration({ FunctionName: "worker", Environment: { Variables } });
    await account.clock.sleep(60_000);

    const { code, err, out } = await account.accept(["function:worker"], "orders.yaml");

    expect(code).toBe(1);
    expect(err).toContain("function:worker environment.DB_PASSWORD is sensitive");
    expect(out + err + account.read("orders.yaml")).not.toContain("hunter3");
    expect(account.read("orders.yaml")).toContain("MODE: slow # not slow");
  });

  it("accepts what can be written beside what only `cors` can say, and names that", async () => {
    const account = openAccount();
    const declared = DECLARED.replace("    routes:\n", '    cors: { origin: "*" }\n    routes:\n');
    await account.make(declared);
    account.write("code.zip", account.code);
    account.write("orders.yaml", declared);
    await drifted(account);
    const { apigateway } = account.hands;
    const [api] = (await apigateway.getRestApis({})).items ?? [];
    const items = (await apigateway.getResources({ restApiId: api?.id })).items?.find(({ path }) => path === "/items");
    const preflight = { restApiId: api?.id, resourceId: items?.id, httpMethod: "OPTIONS" };
    await apigateway.deleteMethod(preflight);

    const { err } = await account.accept(["*"], "orders.yaml");

    expect(err).toContain('routes["OPTIONS /items"]');
    expect(err).toContain("change the file by hand");
    expect(account.read("orders.yaml")).toBe(
      declared
        .replace("timeout: 10 ", "timeout: 25 ")
        .replace("LEVEL: info", "LEVEL: debug")
        .replace("burstLimit: 200", "burstLimit: 400"),
    );
  });

  it("writes into no OpenAPI document, says where in it to change what drifted, and accepts what stands beside it", async () => {
    const account = openAccount();
    const declared = `owner: shop
apis:
  shop:
    openapi: api/shop.yaml
    description: ours # as agreed
    stages:
      prod: {}
`;
    const document = `openapi: 3.0.1
info: { title: shop, version: "1" }
x-amazon-apigateway-request-validators:
  all: { validateRequestBody: true, validateRequestParameters: true }
x-amazon-apigateway-gateway-responses:
  THROTTLED: { statusCode: 429 }
paths:
  /items:
    get:
      x-amazon-apigateway-request-validator: all
      responses: { "200": { description: ok } }
      x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://acme.example/items" }
`;
    mkdirSync(account.at("made/api"), { recursive: true });
    account.write("made/api/shop.yaml", document);
    await account.make(declared);
    mkdirSync(account.at("api"));
    account.write("api/shop.yaml", document);
    account.write("shop.yaml", declared);
    const { apigateway } = account.hands;
    const [{ id: restApiId } = {}] = (await apigateway.getRestApis({})).items ?? [];
    const items = (await apigateway.getResources({ restApiId })).items?.find(({ path }) => path === "/items");
    const [validator] = (await apigateway.getRequestValidators({ restApiId })).items ?? [];
    const replace = (path: string, value: string) => [{ op: "replace" as const, path, value }];
    await apigateway.updateRestApi({ restApiId, patchOperations: replace("/description", "theirs") });
    await apigateway.updateIntegration({
      restApiId,
      resourceId: items?.id,
      httpMethod: "GET",
      patchOperations: replace("/uri", "https://elsewhere.example/items"),
    });
    await apigateway.updateRequestValidator({
      restApiId,
      requestValidatorId: validator?.id,
      patchOperations: replace("/validateRequestBody", "false"),
    });
    await apigateway.updateGatewayResponse({
      restApiId,
      responseType: "THROTTLED",
      patchOperations: replace("/statusCode", "503"),
    });
    await account.clock.sleep(60_000);

    const { code, err } = await account.accept(["rest-api:shop"], "shop.yaml");

    expect(code).toBe(1);
    const refused = err.split("\n").filter((line) => line.includes("OpenAPI document"));
    expect(refused).toEqual([
      expect.stringMatching(/rest-api:shop gatewayResponses\.THROTTLED.* is not written: change it at \S*api\/shop\.yaml:6 /),
      expect.stringMatching(/rest-api:shop routes\["GET \/items"\].* is not written: change it at \S*api\/shop\.yaml:9 /),
      expect.stringMatching(/rest-api:shop validators\.all.* is not written: change it at \S*api\/shop\.yaml:4 /),
    ]);
    expect(account.read("api/shop.yaml")).toBe(document);
    expect(account.read("shop.yaml")).toBe(declared.replace("description: ours", "description: theirs"));
  });

  it("refuses an address that nothing has, and says which was meant", async () => {
    const account = await openDrifted();

    const { code, err } = await account.accept(["stage:orders/prd"], "orders.yaml");

    expect(code).toBe(1);
    expect(err).toContain('did you mean "stage:orders/prod"?');
  });

  it("says that nothing drifted where nothing did", async () => {
    const account = await openDrifted();

    const { code, out, err } = await account.accept(["role:runner"], "orders.yaml");

    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("it lives as it is declared");
  });

  it("refuses a path where an address is wanted", async () => {
    const account = await openDrifted();

    const { code, err } = await account.accept(["orders.yaml"], "orders.yaml");

    expect(code).toBe(1);
    expect(err).toContain("goes with --in");
  });
});
