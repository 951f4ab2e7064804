/**
 * Client certificates, API keys, usage plans and custom domain names through their whole life on the sandbox: made, looked at, each field changed by
 * itself, each field changed by somebody else and put back, deleted.
 */
import { describe, expect, it } from "vitest";
import type { RunReport } from "../../src/model/report.ts";
import { serveApi } from "../../src/sandbox/gateway/serve-api.ts";
import { loadValid } from "../desired/scratch.ts";
import { type Traveller, travel } from "../permissions/journey.ts";
import type { RootClients } from "../permissions/root-clients.ts";

const ANYTHING = [{ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } }];
const CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/one";
const OTHER_CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/two";
const SECRET = "s3cr3t-".repeat(4);

const API = `owner: acme
apis:
  Shop:
    routes: { GET /orders: { mock: { status: 200 }, apiKeyRequired: true }, GET /open: { mock: { status: 200 } } }
    stages: { prod: { clientCertificate: backend }, dev: {} }
`;
/** Members of each, one a line, as an author may write them; `changed` is another value of each. */
const CERTIFICATES = "clientCertificates: { backend: {} }\n";
const SHOWN = {
  description: ["Shown to the shop", "Shown to the web shop"],
  tags: ["{ team: shop }", "{ team: web }"],
} as const;
const KEY = {
  description: ["Partner A", "Partner B"],
  enabled: ["true", "false"],
  customerId: ["c1", "c2"],
  tags: ["{ team: shop }", "{ team: web }"],
} as const;
const PLAN = {
  description: ["Basic", "Better"],
  productCode: ["abc123", "def456"],
  throttling: ["{ rateLimit: 10, burstLimit: 20 }", '"off"'],
  quota: ["{ limit: 1000, period: week, offset: 1 }", "{ limit: 2000, period: month }"],
  stages: [
    "{ Shop/prod: { routes: { GET /orders: { rateLimit: 1, burstLimit: 2 } } }, Shop/dev: {} }",
    "{ Shop/prod: { routes: { GET /open: { rateLimit: 3, burstLimit: 4 } } } }",
  ],
  keys: ["[partner]", "[partner, second]"],
  tags: ["{ team: shop }", "{ team: web }"],
} as const;
const DOMAIN = {
  certificate: [CERTIFICATE, OTHER_CERTIFICATE],
  ownershipCertificate: [CERTIFICATE, OTHER_CERTIFICATE],
  ipAddressType: ["ipv4", "dualstack"],
  endpointAccessMode: ["BASIC", "STRICT"],
  routingMode: ["BASE_PATH_MAPPING_ONLY", "ROUTING_RULE_THEN_BASE_PATH_MAPPING"],
  securityPolicy: ["TLS_1_2", "SecurityPolicy_TLS13_1_3_2025_09"],
  mutualTls: ["{ truststore: s3://acme-trust/a.pem, version: v1 }", "{ truststore: s3://acme-trust/b.pem }"],
  paths: ['{ "/": Shop/prod, /dev: Shop/dev }', '{ "/": Shop/dev, /all: Shop }'],
  tags: ["{ team: shop }", "{ team: web }"],
} as const;

const CHANGED: Readonly<Record<string, keyof Changed>> = {
  "client-certificate:backend": "shown",
  "api-key:partner": "key",
  "usage-plan:basic": "plan",
  "domain-name:api.acme.com": "domain",
};

type Members = Readonly<Record<string, readonly [string, string]>>;

function written(members: Members, changed?: string): string {
  return Object.entries(members)
    .map(([name, [before, after]]) => `    ${name}: ${name === changed ? after : before}\n`)
    .join("");
}

interface Changed {
  readonly shown?: string;
  readonly key?: string;
  readonly plan?: string;
  readonly domain?: string;
}

function everything({ shown, key, plan, domain }: Changed = {}): string {
  return `${API}clientCertificates:
  backend:
${written(SHOWN, shown)}apiKeys:
  partner:
${written(KEY, key)}  second: {}
usagePlans:
  basic:
${written(PLAN, plan)}domains:
  api.acme.com:
    endpoint: REGIONAL
${written(DOMAIN, domain)}`;
}

const load = (text: string) => loadValid({ "desired.yaml": text });

function steps(report: RunReport): readonly string[] {
  return report.steps.map(({ step }) => `${step.action} ${step.address}`);
}

/** Made, and then as somebody else left it; what the next passes do and come to. */
async function healed(traveller: Traveller, disturb: (root: RootClients, ids: Ids) => Promise<unknown>) {
  const state = await load(everything());
  expect((await traveller.run(state)).outcome).toBe("converged");
  await disturb(traveller.root, await idsOf(traveller.root));
  const seen = await traveller.run(state);
  return { done: steps(seen), outcome: seen.outcome, after: (await traveller.run(state)).outcome };
}

interface Ids {
  readonly certificate: string;
  readonly key: string;
  readonly plan: string;
  readonly api: string;
}

async function idsOf({ apigateway }: RootClients): Promise<Ids> {
  const [certificates, keys, plans, apis] = await Promise.all([
    apigateway.getClientCertificates({}),
    apigateway.getApiKeys({}),
    apigateway.getUsagePlans({}),
    apigateway.getRestApis({}),
  ]);
  const key = keys.items?.find(({ name }) => name === "partner")?.id ?? "";
  const certificate = certificates.items?.[0]?.clientCertificateId ?? "";
  return { certificate, key, plan: plans.items?.[0]?.id ?? "", api: apis.items?.[0]?.id ?? "" };
}

describe("what stands around stages", () => {
  it("is made in one pass, is in sync in the next, which writes nothing, and is destroyed without a trace", async () => {
    await travel(ANYTHING, async ({ run, root, sandbox }) => {
      const state = await load(everything());

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

  it.each([
    ...Object.keys(SHOWN).map((member) => ["client-certificate:backend", member] as const),
    ...Object.keys(KEY).map((member) => ["api-key:partner", member] as const),
    ...Object.keys(PLAN).map((member) => ["usage-plan:basic", member] as const),
    ...Object.keys(DOMAIN).map((member) => ["domain-name:api.acme.com", member] as const),
  ])("%s changes its %s and nothing else, and is then in sync", async (address, member) => {
    await travel(ANYTHING, async ({ run }) => {
      await run(await load(everything()));
      const state = await load(everything({ [CHANGED[address] ?? "key"]: member }));

      const changing = await run(state);

      expect(steps(changing)).toEqual([`update ${address}`]);
      expect(changing.outcome).toBe("converged");
      expect((await run(state)).outcome).toBe("in-sync");
    });
  });

  const replace = (path: string, value: string) => [{ op: "replace" as const, path, value }];
  const DRIFTS: readonly (readonly [string, string, (root: RootClients, ids: Ids) => Promise<unknown>])[] = [
    [
      "client-certificate:backend",
      "was described otherwise",
      ({ apigateway }, { certificate }) =>
        apigateway.updateClientCertificate({
          clientCertificateId: certificate,
          patchOperations: replace("/description", "x"),
        }),
    ],
    [
      "client-certificate:backend",
      "lost a tag",
      ({ apigateway }, { certificate }) =>
        apigateway.untagResource({
          resourceArn: `arn:aws:apigateway:us-east-1::/clientcertificates/${certificate}`,
          tagKeys: ["team"],
        }),
    ],
    [
      "stage:Shop/prod",
      "shows another certificate",
      async ({ apigateway }, { api }) => {
        const { clientCertificateId } = await apigateway.generateClientCertificate({});
        const patchOperations = replace("/clientCertificateId", clientCertificateId ?? "");
        return apigateway.updateStage({ restApiId: api, stageName: "prod", patchOperations });
      },
    ],
    [
      "api-key:partner",
      "was described otherwise",
      ({ apigateway }, { key }) => apigateway.updateApiKey({ apiKey: key, patchOperations: replace("/description", "x") }),
    ],
    [
      "api-key:partner",
      "was disabled",
      ({ apigateway }, { key }) => apigateway.updateApiKey({ apiKey: key, patchOperations: replace("/enabled", "false") }),
    ],
    [
      "api-key:partner",
      "lost a tag",
      ({ apigateway }, { key }) =>
        apigateway.untagResource({ resourceArn: `arn:aws:apigateway:us-east-1::/apikeys/${key}`, tagKeys: ["team"] }),
    ],
    [
      "usage-plan:basic",
      "was made faster",
      ({ apigateway }, { plan }) =>
        apigateway.updateUsagePlan({ usagePlanId: plan, patchOperations: replace("/throttle/rateLimit", "99") }),
    ],
    [
      "usage-plan:basic",
      "lost its throttle",
      ({ apigateway }, { plan }) =>
        apigateway.updateUsagePlan({ usagePlanId: plan, patchOperations: [{ op: "remove", path: "/throttle" }] }),
    ],
    [
      "usage-plan:basic",
      "lost its quota",
      ({ apigateway }, { plan }) =>
        apigateway.updateUsagePlan({ usagePlanId: plan, patchOperations: [{ op: "remove", path: "/quota" }] }),
    ],
    [
      "usage-plan:basic",
      "lost a stage",
      ({ apigateway }, { plan, api }) =>
        apigateway.updateUsagePlan({
          usagePlanId: plan,
          patchOperations: [{ op: "remove", path: "/apiStages", value: `${api}:dev` }],
        }),
    ],
    [
      "usage-plan:basic",
      "lost the limits of a route",
      ({ apigateway }, { plan, api }) =>
        apigateway.updateUsagePlan({
          usagePlanId: plan,
          patchOperations: [{ op: "remove", path: `/apiStages/${api}:prod/throttle` }],
        }),
    ],
    [
      "usage-plan:basic",
      "lost a key",
      ({ apigateway }, { plan, key }) => apigateway.deleteUsagePlanKey({ usagePlanId: plan, keyId: key }),
    ],
    [
      "domain-name:api.acme.com",
      "got another certificate",
      ({ apigateway }) =>
        apigateway.updateDomainName({
          domainName: "api.acme.com",
          patchOperations: replace("/regionalCertificateArn", OTHER_CERTIFICATE),
        }),
    ],
    [
      "domain-name:api.acme.com",
      "asks clients for no certificate",
      ({ apigateway }) =>
        apigateway.updateDomainName({
          domainName: "api.acme.com",
          patchOperations: replace("/mutualTlsAuthentication/truststoreUri", ""),
        }),
    ],
    [
      "domain-name:api.acme.com",
      "lost a base path",
      ({ apigateway }) => apigateway.deleteBasePathMapping({ domainName: "api.acme.com", basePath: "dev" }),
    ],
    [
      "domain-name:api.acme.com",
      "leads elsewhere",
      ({ apigateway }) =>
        apigateway.updateBasePathMapping({
          domainName: "api.acme.com",
          basePath: "(none)",
          patchOperations: replace("/stage", "dev"),
        }),
    ],
  ];
  it.each(DRIFTS)("%s that %s is put back", async (address, _, disturb) => {
    await travel(ANYTHING, async (traveller) => {
      expect(await healed(traveller, disturb)).toEqual({ done: [`update ${address}`], outcome: "converged", after: "in-sync" });
    });
  });

  it("keeps what others put beside: a key in the plan, a base path on the domain; and says so", async () => {
    await travel(ANYTHING, async ({ run, root }) => {
      const state = await load(everything());
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
