/** Every property of a REST API: how it is declared, changed by itself, and what somebody may do to it by hand. */
import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { RootClients } from "../permissions/root-clients.ts";
import type { Field } from "./whole-kind.ts";

const POOL = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_a";
export const ROUTES = { "GET /orders": { http: { url: "https://example.org/orders" } } };
const CLOSED = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" }],
};

export async function apiOf({ apigateway }: RootClients): Promise<{ readonly restApiId: string }> {
  return { restApiId: (await apigateway.getRestApis({})).items?.[0]?.id ?? "" };
}

export const replace = (path: string, value: string): PatchOperation => ({ op: "replace", path, value });
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

export const API_FIELDS: readonly Field[] = [
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
      return root.apigateway.tagResource({
        resourceArn: `arn:aws:apigateway:us-east-1::/restapis/${restApiId}`,
        tags: { team: "theirs" },
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
    first: { ...ROUTES, "GET /more": { http: { url: "https://example.org/more" } } },
    later: { ...ROUTES, "GET /more": { http: { url: "https://example.org/else" } } },
    drift: async (root) => root.apigateway.deleteMethod({ ...(await resourceAt(root, "/more")), httpMethod: "GET" }),
  },
  {
    name: "routes",
    first: { "GET /orders": { mock: { status: 200 }, apiKeyRequired: true } },
    later: { "GET /orders": { http: { url: "https://example.org/others" }, apiKeyRequired: true } },
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

export function declareApi(properties: Readonly<Record<string, unknown>>) {
  return { owner: "acme", apis: { shop: { routes: ROUTES, ...properties } } };
}
