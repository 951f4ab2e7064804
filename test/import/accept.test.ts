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
