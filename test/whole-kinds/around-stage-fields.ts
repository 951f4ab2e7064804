/** Every property of what stands around stages: how it is declared, changed by itself, and what somebody may do to it by hand. */
import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { RootClients } from "../permissions/root-clients.ts";
import { apiOf, replace } from "./api-fields.ts";
import type { Field } from "./whole-kind.ts";

const TAGS = "arn:aws:apigateway:us-east-1::";
const domainName = "api.acme.com";
const CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/one";
const OTHER_CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/two";

async function certificateOf({ apigateway }: RootClients): Promise<string> {
  const { items = [] } = await apigateway.getClientCertificates({});
  return items[0]?.clientCertificateId ?? "";
}

async function keyOf({ apigateway }: RootClients): Promise<string> {
  const { items = [] } = await apigateway.getApiKeys({});
  return items.find(({ name }) => name === "partner")?.id ?? "";
}

async function planOf({ apigateway }: RootClients): Promise<string> {
  const { items = [] } = await apigateway.getUsagePlans({});
  return items[0]?.id ?? "";
}

const retagged = (what: string, idOf: (root: RootClients) => Promise<string>) => async (root: RootClients) =>
  root.apigateway.tagResource({ resourceArn: `${TAGS}/${what}/${await idOf(root)}`, tags: { team: "theirs" } });

const onKey =
  (...patchOperations: readonly PatchOperation[]) =>
  async (root: RootClients) =>
    root.apigateway.updateApiKey({ apiKey: await keyOf(root), patchOperations: [...patchOperations] });

const onPlan =
  (...patchOperations: readonly PatchOperation[]) =>
  async (root: RootClients) =>
    root.apigateway.updateUsagePlan({ usagePlanId: await planOf(root), patchOperations: [...patchOperations] });

const onDomain =
  (...patchOperations: readonly PatchOperation[]) =>
  ({ apigateway }: RootClients) =>
    apigateway.updateDomainName({ domainName, patchOperations: [...patchOperations] });

const tags = (what: string, idOf: (root: RootClients) => Promise<string>): Field => ({
  name: "tags",
  first: { team: "shop" },
  later: { team: "web" },
  drift: retagged(what, idOf),
});

export const CLIENT_CERTIFICATE_FIELDS: readonly Field[] = [
  {
    name: "description",
    first: "Shown to the shop",
    later: "Shown to the web shop",
    drift: async (root) =>
      root.apigateway.updateClientCertificate({
        clientCertificateId: await certificateOf(root),
        patchOperations: [replace("/description", "Theirs")],
      }),
  },
  tags("clientcertificates", certificateOf),
];

export const API_KEY_FIELDS: readonly Field[] = [
  { name: "description", first: "Partner A", later: "Partner B", drift: onKey(replace("/description", "Theirs")) },
  { name: "enabled", first: true, later: false, drift: onKey(replace("/enabled", "false")) },
  { name: "customerId", first: "c1", later: "c2", drift: onKey(replace("/customerId", "theirs")) },
  { name: "value", first: "of-twenty-characters-and-more" },
  tags("apikeys", keyOf),
];

const LIMITS = { rateLimit: 1, burstLimit: 2 };
const WITH_LIMITS = { "shop/prod": { routes: { "GET /orders": LIMITS } }, "shop/dev": {} };

export const USAGE_PLAN_FIELDS: readonly Field[] = [
  { name: "description", first: "Basic", later: "Better", drift: onPlan(replace("/description", "Theirs")) },
  { name: "productCode", first: "abc123", later: "def456", drift: onPlan(replace("/productCode", "theirs")) },
  {
    name: "throttling",
    shown: "throttle",
    first: { rateLimit: 10, burstLimit: 20 },
    later: { rateLimit: 10, burstLimit: 21 },
    drift: onPlan(replace("/throttle/rateLimit", "99")),
  },
  {
    name: "throttling",
    shown: "throttle",
    first: { rateLimit: 10, burstLimit: 20 },
    later: "off",
    drift: onPlan({ op: "remove", path: "/throttle" }),
  },
  {
    name: "quota",
    first: { limit: 1000, period: "week", offset: 1 },
    later: { limit: 2000, period: "month" },
    drift: onPlan(replace("/quota/limit", "99")),
  },
  { name: "quota", first: { limit: 9, period: "day" }, later: "off", drift: onPlan({ op: "remove", path: "/quota" }) },
  {
    name: "stages",
    first: WITH_LIMITS,
    later: { "shop/prod": { routes: { "GET /orders": { rateLimit: 3, burstLimit: 4 } } } },
    drift: async (root) => onPlan({ op: "remove", path: "/apiStages", value: `${(await apiOf(root)).restApiId}:dev` })(root),
  },
  {
    name: "stages",
    first: WITH_LIMITS,
    later: {},
    drift: async (root) => onPlan({ op: "remove", path: `/apiStages/${(await apiOf(root)).restApiId}:prod/throttle` })(root),
  },
  {
    name: "keys",
    first: ["partner"],
    later: ["partner", "second"],
    drift: async (root) => root.apigateway.deleteUsagePlanKey({ usagePlanId: await planOf(root), keyId: await keyOf(root) }),
  },
  tags("usageplans", planOf),
];

export const DOMAIN_NAME_FIELDS: readonly Field[] = [
  { name: "endpoint", first: "REGIONAL" },
  {
    name: "certificate",
    first: CERTIFICATE,
    later: OTHER_CERTIFICATE,
    drift: onDomain(replace("/regionalCertificateArn", OTHER_CERTIFICATE)),
  },
  {
    name: "ownershipCertificate",
    first: CERTIFICATE,
    later: OTHER_CERTIFICATE,
    drift: onDomain(replace("/ownershipVerificationCertificateArn", OTHER_CERTIFICATE)),
  },
  {
    name: "ipAddressType",
    first: "ipv4",
    later: "dualstack",
    drift: onDomain(replace("/endpointConfiguration/ipAddressType", "dualstack")),
  },
  {
    name: "endpointAccessMode",
    first: "BASIC",
    later: "STRICT",
    drift: onDomain(replace("/endpointAccessMode", "STRICT")),
  },
  {
    name: "routingMode",
    first: "BASE_PATH_MAPPING_ONLY",
    later: "ROUTING_RULE_THEN_BASE_PATH_MAPPING",
    drift: onDomain(replace("/routingMode", "ROUTING_RULE_ONLY")),
  },
  {
    name: "securityPolicy",
    first: "TLS_1_2",
    later: "SecurityPolicy_TLS13_1_3_2025_09",
    drift: onDomain(replace("/securityPolicy", "TLS_1_0")),
  },
  {
    name: "mutualTls",
    needs: { securityPolicy: "TLS_1_2" },
    first: { truststore: "s3://acme-trust/a.pem", version: "v1" },
    later: { truststore: "s3://acme-trust/b.pem" },
    drift: onDomain(replace("/mutualTlsAuthentication/truststoreUri", "")),
  },
  {
    name: "paths",
    first: { "/": "shop/prod", "/dev": "shop/dev" },
    later: { "/": "shop/dev", "/all": "shop" },
    drift: ({ apigateway }) => apigateway.deleteBasePathMapping({ domainName, basePath: "dev" }),
  },
  {
    name: "paths",
    first: { "/": "shop/prod" },
    later: { "/": "shop/dev" },
    drift: ({ apigateway }) =>
      apigateway.updateBasePathMapping({ domainName, basePath: "(none)", patchOperations: [replace("/stage", "dev")] }),
  },
  tags("domainnames", async () => domainName),
];

const ORDERS = { http: { url: "https://example.org/orders" }, apiKeyRequired: true };
const API = {
  owner: "acme",
  apis: { shop: { routes: { "GET /orders": ORDERS }, stages: { prod: {}, dev: {} } } },
};

type Properties = Readonly<Record<string, unknown>>;

export function declareClientCertificate(properties: Properties) {
  const stages = { prod: { clientCertificate: "backend" } };
  return { ...API, apis: { shop: { ...API.apis.shop, stages } }, clientCertificates: { backend: properties } };
}

export function declareApiKey(properties: Properties) {
  return { owner: "acme", apiKeys: { partner: properties } };
}

export function declareUsagePlan(properties: Properties) {
  return { ...API, apiKeys: { partner: {}, second: {} }, usagePlans: { basic: properties } };
}

export function declareDomainName(properties: Properties) {
  return { ...API, domains: { [domainName]: { certificate: CERTIFICATE, ...properties } } };
}
