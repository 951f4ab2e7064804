/** Client certificates, API keys, usage plans and custom domain names, all at once and for those who use them, on the sandbox. */
import { describe, expect, it } from "vitest";
import { serveApi } from "../../src/sandbox/gateway/serve-api.ts";
import { loadValid } from "../desired/scratch.ts";
import { travel } from "../permissions/journey.ts";
import type { RootClients } from "../permissions/root-clients.ts";

const ANYTHING = [{ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } }];
const SECRET = "s3cr3t-".repeat(4);

const API = `owner: acme
apis:
  Shop:
    routes: { GET /orders: { mock: { status: 200 }, apiKeyRequired: true }, GET /open: { mock: { status: 200 } } }
    stages: { prod: { clientCertificate: backend }, dev: {} }
`;
const CERTIFICATES = "clientCertificates: { backend: {} }\n";
const EVERYTHING = `${API}clientCertificates: { backend: { description: Shown to the shop, tags: { team: shop } } }
apiKeys: { partner: { description: Partner A, customerId: c1, tags: { team: shop } }, second: {} }
usagePlans:
  basic:
    description: Basic
    throttling: { rateLimit: 10, burstLimit: 20 }
    quota: { limit: 1000, period: week, offset: 1 }
    stages: { Shop/prod: { routes: { GET /orders: { rateLimit: 1, burstLimit: 2 } } }, Shop/dev: {} }
    keys: [partner]
domains:
  api.acme.com:
    certificate: "arn:aws:acm:us-east-1:000000000000:certificate/one"
    securityPolicy: TLS_1_2
    mutualTls: { truststore: "s3://acme-trust/a.pem", version: v1 }
    paths: { "/": Shop/prod, /dev: Shop/dev }
`;

const load = (text: string) => loadValid({ "desired.yaml": text });

async function idsOf({ apigateway }: RootClients): Promise<{ readonly plan: string; readonly api: string }> {
  const [plans, apis] = await Promise.all([apigateway.getUsagePlans({}), apigateway.getRestApis({})]);
  return { plan: plans.items?.[0]?.id ?? "", api: apis.items?.[0]?.id ?? "" };
}

describe("what stands around stages", () => {
  it("is made in one pass, is in sync in the next, which writes nothing, and is destroyed without a trace", async () => {
    await travel(ANYTHING, async ({ run, root, sandbox }) => {
      const state = await load(EVERYTHING);

      expect((await run(state)).outcome).toBe("converged");
      const writes = sandbox.journal.writes().length;
      expect((await run(state)).outcome).toBe("in-sync");
      expect(sandbox.journal.writes()).toHaveLength(writes);
      expect((await run(state, { mode: "destroy" })).outcome).toBe("converged");
      const { apigateway } = root;
      expect((await apigateway.getClientCertificates({})).items).toEqual([]);
      expect((await apigateway.getApiKeys({})).items).toEqual([]);
      expect((await apigateway.getUsagePlans({})).items).toEqual([]);
      expect((await apigateway.getDomainNames({})).items).toEqual([]);
      expect((await apigateway.getRestApis({})).items).toEqual([]);
    });
  });

  it("is shown again by the stage that somebody gave another certificate", async () => {
    await travel(ANYTHING, async ({ run, root }) => {
      const state = await load(EVERYTHING);
      await run(state);
      const { clientCertificateId = "" } = await root.apigateway.generateClientCertificate({});
      await root.apigateway.updateStage({
        restApiId: (await idsOf(root)).api,
        stageName: "prod",
        patchOperations: [{ op: "replace", path: "/clientCertificateId", value: clientCertificateId }],
      });

      const seen = await run(state);

      expect(seen.steps.map(({ step }) => `${step.action} ${step.address}`)).toEqual(["update stage:Shop/prod"]);
      expect([seen.outcome, (await run(state)).outcome]).toEqual(["converged", "in-sync"]);
    });
  });

  it("keeps what others put beside: a key in the plan, a base path on the domain; and says so", async () => {
    await travel(ANYTHING, async ({ run, root }) => {
      const state = await load(EVERYTHING);
      await run(state);
      const { plan, api } = await idsOf(root);
      const { id: keyId } = await root.apigateway.createApiKey({ name: "portal", enabled: true });
      await root.apigateway.createUsagePlanKey({ usagePlanId: plan, keyId, keyType: "API_KEY" });
      await root.apigateway.createBasePathMapping({ domainName: "api.acme.com", basePath: "beta", restApiId: api, stage: "dev" });

      const report = await run(state);

      expect(report.outcome).toBe("in-sync");
      expect(report.plan?.unmanaged.map(({ what }) => what).toSorted()).toEqual([
        "API key portal of usage plan basic",
        "base path /beta of api.acme.com",
      ]);
    });
  });

  it("takes no second one of a name for the one that is meant", async () => {
    await travel(ANYTHING, async ({ run, root }) => {
      await root.apigateway.createApiKey({ name: "partner" });
      await root.apigateway.createApiKey({ name: "partner" });

      const report = await run(await load(`${API}${CERTIFICATES}apiKeys: { partner: {} }\n`));

      expect(report.plan?.blocked).toMatchObject([{ address: "api-key:partner", reason: "unknown-ambiguous" }]);
    });
  });

  it("tells the value of a key nowhere, and that AWS cannot change it", async () => {
    await travel(ANYTHING, async ({ run }) => {
      const withValue = (value: string) => load(`${API}${CERTIFICATES}apiKeys: { partner: { value: ${value} } }\n`);
      await run(await withValue(SECRET));
      expect((await run(await withValue(SECRET))).outcome).toBe("in-sync");

      const report = await run(await withValue(`${SECRET}2`));

      expect(report.plan?.blocked).toMatchObject([{ address: "api-key:partner", reason: "immutable" }]);
      expect(JSON.stringify(report.plan)).not.toContain(SECRET);
    });
  });

  it("lets whoever has the key call the stage, as fast and as often as the plan says", async () => {
    await travel(ANYTHING, async ({ run, root, sandbox }) => {
      const plan =
        "{ stages: { Shop/prod: {} }, keys: [partner], quota: { limit: 3, period: day }, throttling: { rateLimit: 1, burstLimit: 2 } }";
      await run(await load(`${API}${CERTIFICATES}apiKeys: { partner: { value: ${SECRET} } }\nusagePlans: { basic: ${plan} }\n`));
      const { api } = await idsOf(root);
      const call = async (key: string | undefined, stage = "prod") => {
        const headers: Record<string, string> = key === undefined ? {} : { "x-api-key": key };
        const request = {
          method: "GET",
          path: `/${stage}/orders`,
          query: {},
          headers,
          body: new Uint8Array(),
          apiId: api,
          sourceIp: "127.0.0.1",
        };
        return (await serveApi(sandbox.world, request)).statusCode;
      };

      expect([await call(undefined), await call("other"), await call(SECRET, "dev")]).toEqual([403, 403, 403]);
      expect([await call(SECRET), await call(SECRET), await call(SECRET)]).toEqual([200, 200, 429]);
      await root.clock.sleep(1_000, new AbortController().signal);
      expect(await call(SECRET)).toBe(200);
      await root.clock.sleep(5_000, new AbortController().signal);
      expect(await call(SECRET)).toBe(429);
      await root.clock.sleep(86_400_000, new AbortController().signal);
      expect(await call(SECRET)).toBe(200);
    });
  });
});
