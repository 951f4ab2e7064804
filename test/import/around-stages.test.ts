/** Usage plans and custom domain names come along with the API whose stages they lead to. */
import { describe, expect, it } from "vitest";
import { type Account, openAccount } from "./account.ts";

const CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/one";
const DECLARED = `owner: shop
apis:
  orders:
    routes: { GET /orders: { mock: { status: 200 }, apiKeyRequired: true } }
    stages: { prod: {} }
apiKeys: { partner: {} }
usagePlans:
  basic:
    throttling: { rateLimit: 10, burstLimit: 20 }
    quota: { limit: 1000, period: week }
    stages: { orders/prod: { routes: { GET /orders: { rateLimit: 1, burstLimit: 2 } } } }
    keys: [partner]
domains:
  api.acme.com:
    certificate: ${CERTIFICATE}
    paths: { /: orders/prod, /all: orders }
`;

async function imported(account: Account, text: string) {
  const ended = await account.import({ api: ["orders"] });
  expect(ended.code, ended.err).toBe(0);
  expect(ended.out).toContain(text);
  account.write("imported.yaml", ended.out);
  return account.planOf("imported.yaml");
}

describe("importing an API", () => {
  it("brings its usage plan and domain name along, and plans to nothing; keys stay whose they are", async () => {
    const account = openAccount();
    await account.make(DECLARED);

    const plan = await imported(
      account,
      "      orders/prod:\n        routes: { GET /orders: { rateLimit: 1, burstLimit: 2 } }\n",
    );

    expect(plan).toEqual({ outcome: "in-sync", issues: [], adopts: [], steps: [], changes: [], blocked: [] });
    const text = account.read("imported.yaml");
    expect(text).toContain("paths: { /: orders/prod, /all: orders }");
    expect(text).not.toContain("apiKeys");
  });

  it("leaves out base paths to other APIs, which stay, and marks what was made by hand", async () => {
    const account = openAccount();
    const { apigateway } = account.hands;
    await account.make(DECLARED.slice(0, DECLARED.indexOf("apiKeys")));
    const { id: other } = await apigateway.createRestApi({ name: "other" });
    const domainName = "api.acme.com";
    await apigateway.createDomainName({
      domainName,
      regionalCertificateArn: CERTIFICATE,
      endpointConfiguration: { types: ["REGIONAL"] },
    });
    const [orders] = (await apigateway.getRestApis({})).items ?? [];
    await apigateway.createBasePathMapping({ domainName, restApiId: orders?.id, stage: "prod" });
    await apigateway.createBasePathMapping({ domainName, basePath: "other", restApiId: other });

    const plan = await imported(account, "paths: { /: orders/prod }");

    expect(plan).toMatchObject({ outcome: "in-sync", adopts: ["domain-name:api.acme.com"], steps: [], blocked: [] });
  });
});

describe("importing an API whose stage shows a client certificate", () => {
  const WITH = `owner: shop
apis:
  orders:
    routes: { GET /orders: { mock: { status: 200 } } }
    stages: { prod: { clientCertificate: backend } }
clientCertificates: { backend: { description: Shown to the shop } }
`;

  it("brings it along by its name, and plans to nothing", async () => {
    const account = openAccount();
    await account.make(WITH);

    const plan = await imported(account, "clientCertificate: backend");

    expect(plan).toEqual({ outcome: "in-sync", issues: [], adopts: [], steps: [], changes: [], blocked: [] });
    expect(account.read("imported.yaml")).toContain("  backend:\n    description: Shown to the shop\n");
  });

  it("calls one that was made by hand by its id, marks it, and leaves alone what no stage of it shows", async () => {
    const account = openAccount();
    const { apigateway } = account.hands;
    await account.make(WITH.replace("{ clientCertificate: backend }", "{}").replace(/clientCertificates.*\n/, ""));
    const { clientCertificateId: id = "" } = await apigateway.generateClientCertificate({});
    await apigateway.generateClientCertificate({ description: "of others" });
    const [orders] = (await apigateway.getRestApis({})).items ?? [];
    const patchOperations = [{ op: "replace" as const, path: "/clientCertificateId", value: id }];
    await apigateway.updateStage({ restApiId: orders?.id, stageName: "prod", patchOperations });

    const plan = await imported(account, `clientCertificate: ${id}`);

    expect(plan).toMatchObject({ outcome: "in-sync", adopts: [`client-certificate:${id}`], steps: [], blocked: [] });
    expect(account.read("imported.yaml")).not.toContain("of others");
  });
});

describe("accepting drift", () => {
  it("writes the throttle of a usage plan as it lives", async () => {
    const account = openAccount();
    await account.make(DECLARED);
    account.write("orders.yaml", DECLARED);
    const [plan] = (await account.hands.apigateway.getUsagePlans({})).items ?? [];
    const patchOperations = [{ op: "replace" as const, path: "/throttle/rateLimit", value: "30" }];
    await account.hands.apigateway.updateUsagePlan({ usagePlanId: plan?.id, patchOperations });

    const ended = await account.accept(["usage-plan:basic"], "orders.yaml");

    expect(ended.code, ended.err).toBe(0);
    expect((await account.planOf("orders.yaml")).outcome).toBe("in-sync");
  });

  it("writes the description of a client certificate as it lives", async () => {
    const account = openAccount();
    const text = "owner: shop\nclientCertificates: { backend: { description: one } }\n";
    await account.make(text);
    account.write("orders.yaml", text);
    const [certificate] = (await account.hands.apigateway.getClientCertificates({})).items ?? [];
    const patchOperations = [{ op: "replace" as const, path: "/description", value: "two" }];
    await account.hands.apigateway.updateClientCertificate({
      clientCertificateId: certificate?.clientCertificateId,
      patchOperations,
    });

    const ended = await account.accept(["client-certificate:backend"], "orders.yaml");

    expect(ended.code, ended.err).toBe(0);
    expect(account.read("orders.yaml")).toContain("description: two");
  });
});
