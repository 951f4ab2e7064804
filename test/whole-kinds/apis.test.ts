import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { loadValid } from "../desired/scratch.ts";
import { misfit, type RootClients, travel } from "../permissions/journey.ts";
import { describeWholeKind, EVERYTHING, type Field } from "./whole-kind.ts";

const POOL = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_a";
const PLAIN = { "GET /orders": { mock: { status: 200 } } };
const CLOSED = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" }],
};

async function apiOf({ apigateway }: RootClients): Promise<{ readonly restApiId: string }> {
  return { restApiId: (await apigateway.getRestApis({})).items?.[0]?.id ?? "" };
}

const replace = (path: string, value: string): PatchOperation => ({ op: "replace", path, value });
const patched =
  (...patchOperations: readonly PatchOperation[]) =>
  async (root: RootClients) =>
    root.apigateway.updateRestApi({ ...(await apiOf(root)), patchOperations: [...patchOperations] });

async function resourceAt(root: RootClients, path: string): Promise<{ readonly restApiId: string; readonly resourceId: string }> {
  const api = await apiOf(root);
  const { items = [] } = await root.apigateway.getResources({ ...api, limit: 500 });
  return { ...api, resourceId: items.find((item) => item.path === path)?.id ?? "" };
}

/** One of what an API has beside its routes. */
async function idOf(root: RootClients, list: "getAuthorizers" | "getRequestValidators"): Promise<string> {
  const { items = [] } = await root.apigateway[list](await apiOf(root));
  return items[0]?.id ?? "";
}

const API_FIELDS: readonly Field[] = [
  {
    name: "endpoint",
    first: "REGIONAL",
    later: "EDGE",
    drift: patched(replace("/endpointConfiguration/types/REGIONAL", "EDGE")),
  },
  {
    name: "vpcEndpoints",
    needs: { endpoint: "PRIVATE" },
    first: ["vpce-b", "vpce-a"],
    later: ["vpce-a", "vpce-c"],
    drift: patched({ op: "remove", path: "/endpointConfiguration/vpcEndpointIds", value: "vpce-a" }),
  },
  { name: "description", first: "Works", later: "Works on", drift: patched(replace("/description", "Theirs")) },
  { name: "version", first: "1.0", later: "2.0", drift: patched(replace("/version", "theirs")) },
  {
    name: "ipAddressType",
    first: "dualstack",
    later: "ipv4",
    drift: patched(replace("/endpointConfiguration/ipAddressType", "ipv4")),
  },
  {
    name: "securityPolicy",
    first: "SecurityPolicy_TLS13_1_3_2025_09",
    later: "TLS_1_0",
    drift: patched(replace("/securityPolicy", "TLS_1_2")),
  },
  { name: "endpointAccessMode", first: "STRICT", later: "BASIC", drift: patched(replace("/endpointAccessMode", "BASIC")) },
  {
    name: "binaryMediaTypes",
    first: ["image/png", "application/zip"],
    later: ["image/png"],
    drift: patched({ op: "add", path: "/binaryMediaTypes/image~1gif" }),
  },
  { name: "minimumCompressionSize", first: 0, later: "off", drift: patched(replace("/minimumCompressionSize", "77")) },
  { name: "apiKeySource", first: "AUTHORIZER", later: "HEADER", drift: patched(replace("/apiKeySource", "HEADER")) },
  {
    name: "disableExecuteApiEndpoint",
    first: true,
    later: false,
    drift: patched(replace("/disableExecuteApiEndpoint", "false")),
  },
  { name: "policy", first: CLOSED, later: "none", drift: patched(replace("/policy", "")) },
  {
    name: "tags",
    first: { team: "images" },
    later: { team: "pictures" },
    drift: async (root) => {
      const { restApiId } = await apiOf(root);
      return root.apigateway.untagResource({
        resourceArn: `arn:aws:apigateway:us-east-1::/restapis/${restApiId}`,
        tagKeys: ["team"],
      });
    },
  },
  {
    name: "authorizers",
    first: { people: { userPools: [POOL] } },
    later: { people: { userPools: [POOL], ttl: 60 } },
    drift: async (root) =>
      root.apigateway.updateAuthorizer({
        ...(await apiOf(root)),
        authorizerId: await idOf(root, "getAuthorizers"),
        patchOperations: [replace("/identitySource", "method.request.header.Theirs")],
      }),
  },
  {
    name: "models",
    first: { Order: { schema: { type: "object" } } },
    later: { Order: "none" },
    drift: async (root) =>
      root.apigateway.updateModel({ ...(await apiOf(root)), modelName: "Order", patchOperations: [replace("/schema", "{}")] }),
  },
  {
    name: "validators",
    first: { all: { body: true, parameters: true } },
    later: { all: { body: true, parameters: false } },
    drift: async (root) =>
      root.apigateway.deleteRequestValidator({
        ...(await apiOf(root)),
        requestValidatorId: await idOf(root, "getRequestValidators"),
      }),
  },
  {
    name: "gatewayResponses",
    first: { THROTTLED: { statusCode: 503, responseTemplates: { "application/json": "{}" } } },
    later: { THROTTLED: { statusCode: 503, responseTemplates: { "application/json": "[]" } } },
    drift: async (root) => root.apigateway.deleteGatewayResponse({ ...(await apiOf(root)), responseType: "THROTTLED" }),
  },
  {
    name: "documentation",
    first: { API: { description: "Orders" }, "RESPONSE GET /orders 200": { description: "All of them" } },
    later: { API: { description: "Orders, and more" }, "RESPONSE GET /orders 200": "none" },
    drift: async (root) => {
      const api = await apiOf(root);
      const { items = [] } = await root.apigateway.getDocumentationParts(api);
      return root.apigateway.deleteDocumentationPart({ ...api, documentationPartId: items[0]?.id });
    },
  },
  {
    name: "documentationVersions",
    first: { "1": { description: "First" }, "2": {} },
    later: { "1": { description: "The first" }, "2": "none" },
    drift: async (root) =>
      root.apigateway.updateDocumentationVersion({
        ...(await apiOf(root)),
        documentationVersion: "1",
        patchOperations: [replace("/description", "Theirs")],
      }),
  },
  {
    name: "routes",
    first: { "GET /orders": { mock: { status: 200 }, apiKeyRequired: true } },
    later: { "GET /orders": { http: { url: "https://example.org/orders" }, apiKeyRequired: true } },
    drift: async (root) =>
      root.apigateway.updateMethod({
        ...(await resourceAt(root, "/orders")),
        httpMethod: "GET",
        patchOperations: [replace("/apiKeyRequired", "false")],
      }),
  },
  {
    name: "cors",
    shown: "routes",
    first: { origin: "https://acme.example" },
    later: { origin: "*" },
    drift: async (root) => root.apigateway.deleteMethod({ ...(await resourceAt(root, "/orders")), httpMethod: "OPTIONS" }),
  },
];

describeWholeKind("a REST API", {
  address: "rest-api:shop",
  // A private API has no other endpoint, and what is answered beside every route is declared with them.
  fields: API_FIELDS,
  together: ({ vpcEndpoints: _, ...others }) => others,
  declare: (properties) => ({ owner: "acme", apis: { shop: { routes: PLAIN, ...properties } } }),
});

const WEB_ACL = "arn:aws:wafv2:us-east-1:000000000000:regional/webacl/acme/1234";
const CERTIFICATE = "abc123";
const LOGS = "arn:aws:logs:us-east-1:000000000000:log-group:acme";

async function stageOf(root: RootClients): Promise<{ readonly ResourceArn: string }> {
  const { restApiId } = await apiOf(root);
  return { ResourceArn: `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/prod` };
}

const onStage =
  (...patchOperations: readonly PatchOperation[]) =>
  async (root: RootClients) =>
    root.apigateway.updateStage({ ...(await apiOf(root)), stageName: "prod", patchOperations: [...patchOperations] });

const STAGE_FIELDS: readonly Field[] = [
  { name: "description", first: "Works", later: "Works on", drift: onStage(replace("/description", "Theirs")) },
  {
    name: "variables",
    first: { ALIAS: "live", OLD: "1" },
    later: { ALIAS: "next" },
    drift: onStage(replace("/variables/ALIAS", "theirs")),
  },
  {
    name: "canary",
    first: { percent: 10, variables: { ALIAS: "next" }, stageCache: true },
    later: { percent: 20, variables: { ALIAS: "next" }, stageCache: false },
    drift: onStage(replace("/canarySettings/useStageCache", "false")),
  },
  {
    name: "throttling",
    shown: "settings",
    first: { rateLimit: 10, burstLimit: 20 },
    later: { rateLimit: 11, burstLimit: 20 },
    drift: onStage(replace("/*/*/throttling/burstLimit", "99")),
  },
  {
    name: "logging",
    shown: "settings",
    first: { level: "error", dataTrace: true, metrics: true },
    later: { level: "info", dataTrace: false, metrics: true },
    drift: onStage(replace("/*/*/metrics/enabled", "false")),
  },
  {
    name: "routes",
    shown: "settings",
    needs: { cache: { size: 0.5 } },
    first: {
      "GET /orders": {
        throttling: { rateLimit: 3 },
        caching: { enabled: true, ttl: 30, encrypted: true, invalidation: "refuse" },
      },
    },
    later: {
      "GET /orders": {
        throttling: { rateLimit: 3 },
        caching: { enabled: true, ttl: 31, encrypted: false, invalidation: "anyone" },
      },
    },
    drift: onStage(replace("/~1orders/GET/caching/enabled", "false")),
  },
  {
    name: "accessLogs",
    first: { destination: LOGS, format: "$context.requestId" },
    later: "off",
    drift: onStage(replace("/accessLogSettings/format", "$context.requestId $context.status")),
  },
  { name: "tracing", first: true, later: false, drift: onStage(replace("/tracingEnabled", "false")) },
  {
    name: "clientCertificate",
    first: CERTIFICATE,
    later: "off",
    drift: onStage(replace("/clientCertificateId", "theirs")),
  },
  {
    name: "documentationVersion",
    first: "1",
    later: "off",
    drift: onStage(replace("/documentationVersion", "2")),
  },
  {
    name: "webAcl",
    first: WEB_ACL,
    later: "off",
    drift: async (root) => root.wafv2.associateWebACL({ ...(await stageOf(root)), WebACLArn: `${WEB_ACL}5` }),
  },
  {
    name: "tags",
    first: { team: "images" },
    later: { team: "pictures" },
    drift: async (root) => {
      const { restApiId } = await apiOf(root);
      const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/prod`;
      return root.apigateway.untagResource({ resourceArn, tagKeys: ["team"] });
    },
  },
  {
    name: "cache",
    first: { size: 0.5, ttl: 60, encrypted: true, invalidation: "ignore" },
    later: { size: 1.6, ttl: 60, encrypted: true, invalidation: "ignore" },
    drift: async (root) => {
      await onStage(replace("/cacheClusterEnabled", "false"))(root);
      await root.clock.sleep(300_000);
    },
  },
];

describeWholeKind("a stage", {
  address: "stage:shop/prod",
  fields: STAGE_FIELDS,
  before: ({ apigateway }) =>
    apigateway.updateAccount({ patchOperations: [replace("/cloudwatchRoleArn", "arn:aws:iam::000000000000:role/logs")] }),
  declare: (properties) => ({
    owner: "acme",
    apis: { shop: { routes: PLAIN, stages: { prod: properties } } },
  }),
});

describe("a stage whose web ACL", () => {
  const state = () =>
    loadValid({
      "desired.yaml": JSON.stringify({ owner: "acme", apis: { shop: { routes: PLAIN, stages: { prod: { webAcl: WEB_ACL } } } } }),
    });
  const refusing = (name: string, untilMs: number) =>
    travel([EVERYTHING], async ({ run, sandbox, root }) => {
      const start = root.clock.now();
      sandbox.faults.script(({ operation }) =>
        operation === "AssociateWebACL" && root.clock.now() - start < untilMs
          ? { type: "fail", when: "before", error: new AwsError(name, "Retry your request.", 400) }
          : undefined,
      );
      const report = await run(await state());
      return { outcome: report.outcome, seconds: (root.clock.now() - start) / 1_000 };
    });

  it("is not known to WAF yet is made, and the step waits for it", async () => {
    expect(await refusing("WAFUnavailableEntityException", 120_000)).toMatchObject({ outcome: "converged" });
  });

  it("never comes to be known fails after five minutes, and one that is not there at once", async () => {
    const unknown = await refusing("WAFUnavailableEntityException", Number.POSITIVE_INFINITY);
    expect(unknown).toMatchObject({ outcome: "failed" });
    expect(unknown.seconds).toBeGreaterThanOrEqual(300);

    const missing = await refusing("WAFNonexistentItemException", Number.POSITIVE_INFINITY);
    expect(missing).toMatchObject({ outcome: "failed" });
    expect(missing.seconds).toBeLessThan(60);
  });
});

describe("a stage with a cache", () => {
  const state = (flush: string, more: object) => {
    const prod = { cache: { size: 0.5, flush }, ...more };
    const { routes = PLAIN, ...stage } = prod as { readonly routes?: object };
    return loadValid({ "desired.yaml": JSON.stringify({ owner: "acme", apis: { shop: { routes, stages: { prod: stage } } } }) });
  };
  const flushes = (flush: string, more: object) =>
    travel([EVERYTHING], async ({ run, sandbox, root }) => {
      await run(await state(flush, { variables: { A: "1" } }));
      await root.clock.sleep(300_000);
      const report = await run(await state(flush, { variables: { A: "1" }, ...more }));
      expect(misfit("changing it", report, "converged")).toBeNull();
      return sandbox.journal.entries().filter(({ operation }) => operation === "FlushStageCache").length;
    });

  it.each([
    ["serves another snapshot", "onChange", { routes: { ...PLAIN, "GET /more": { mock: { status: 200 } } } }, 1],
    ["has other variables", "onChange", { variables: { A: "2" } }, 1],
    ["is described otherwise", "onChange", { description: "Other" }, 0],
    [
      "serves another snapshot, and was not asked to",
      "never",
      { routes: { ...PLAIN, "GET /more": { mock: { status: 200 } } } },
      0,
    ],
  ])("throws away what it keeps when it %s (%s)", async (_, flush, more, times) => {
    expect(await flushes(flush, more)).toBe(times);
  });
});

describe("a stage that is to write execution logs", () => {
  const state = (more: object) =>
    loadValid({ "desired.yaml": JSON.stringify({ owner: "acme", apis: { shop: { routes: PLAIN, stages: { prod: more } } } }) });
  const LOGGING = { logging: { level: "error" } };
  const GRANTED = { patchOperations: [replace("/cloudwatchRoleArn", "arn:aws:iam::000000000000:role/logs")] };

  it("is told of in the plan, and not made by half, while the account has no role for them", () =>
    travel([EVERYTHING], async ({ run, look, root }) => {
      const first = await run(await state(LOGGING));
      expect(first.outcome).toBe("failed");
      expect((await root.apigateway.getStages(await apiOf(root))).item).toEqual([]);

      const { plan } = await look(await state(LOGGING));
      expect(plan?.blocked).toMatchObject([
        { address: "stage:shop/prod", reason: "unknown-missing", message: expect.stringContaining("UpdateAccount") },
      ]);

      await root.apigateway.updateAccount(GRANTED);
      expect(misfit("with the role", await run(await state(LOGGING)), "converged")).toBeNull();
    }));

  it("is told of where it is there already, and can be destroyed all the same", () =>
    travel([EVERYTHING], async ({ run, look }) => {
      expect(misfit("making it", await run(await state({})), "converged")).toBeNull();

      expect((await look(await state(LOGGING))).plan?.blocked).toMatchObject([{ reason: "unknown-missing" }]);
      expect(misfit("destroying it", await run(await state(LOGGING), { mode: "destroy" }), "converged")).toBeNull();
    }));
});
