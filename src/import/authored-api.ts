/** A live REST API as its author would write it. Its routes are parts of their own, for each may be one that cannot be declared. */
import { canonicalJson } from "../kinds/digest.ts";
import { type CorsDetails, preflightRoute } from "../kinds/rest-api/cors.ts";
import { IMPORTED_VERSION } from "../kinds/rest-api/imported-version.ts";
import { METHODS, parseRouteKey, routeKeyFault } from "../kinds/rest-api/route-key.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Live } from "../model/observation.ts";
import type { FullIntegration, IntegrationSpec, RouteSpec } from "../model/specs/rest-api.ts";
import { apiMembers, functionText } from "./authored-api-members.ts";
import { given, type Members } from "./members.ts";
import { type Part, property } from "./part.ts";
import { plainPolicy } from "./plain-policy.ts";

/** What API Gateway gives a new API about which nothing is said. */
export const REST_API_DEFAULTS: Members = {
  description: "",
  endpoint: "EDGE",
  version: IMPORTED_VERSION,
  ipAddressType: "ipv4",
  securityPolicy: "TLS_1_0",
  endpointAccessMode: "BASIC",
  binaryMediaTypes: [],
  policy: "none",
  tags: {},
  vpcEndpoints: [],
  minimumCompressionSize: "off",
  apiKeySource: "HEADER",
  disableExecuteApiEndpoint: false,
  authorizers: {},
  models: {},
  validators: {},
  gatewayResponses: {},
  documentation: {},
  documentationVersions: {},
};

/** Milliseconds (API Gateway PutIntegration). */
const DEFAULT_TIMEOUT = 29_000;
const NO_CONTENT = 204;

/** Without its routes. */
export function restApiMembers({ spec }: Live<"rest-api">): Members {
  return {
    description: spec.description,
    version: spec.version,
    endpoint: spec.endpoint,
    // A private API has no other.
    ipAddressType: spec.endpoint === "PRIVATE" ? undefined : spec.ipAddressType,
    securityPolicy: spec.securityPolicy,
    endpointAccessMode: spec.endpointAccessMode,
    binaryMediaTypes: [...(spec.binaryMediaTypes ?? [])],
    policy: spec.policy ? plainPolicy(spec.policy) : "none",
    tags: { ...spec.tags },
    vpcEndpoints: [...(spec.vpcEndpoints ?? [])],
    minimumCompressionSize: spec.minimumCompressionSize ?? "off",
    apiKeySource: spec.apiKeySource,
    disableExecuteApiEndpoint: spec.disableExecuteApiEndpoint,
    ...apiMembers(spec),
  };
}

export interface Routes {
  readonly parts: readonly Part[];
  /** Every path answers preflight requests in the same way, which is said once. */
  readonly cors?: Json;
}

type LiveRoutes = Readonly<Record<string, RouteSpec>>;

export function routeParts(routes: LiveRoutes): Routes {
  // What cannot be declared has no part in what is asked for a path.
  const declarable = Object.fromEntries(Object.entries(routes).filter(([key, route]) => hindranceOf(key, route) === undefined));
  const wishes = new Map(preflightsOf(declarable).map(({ path, cors }) => [path, cors]));
  const paths = [...new Set(Object.keys(declarable).map(pathOf))];
  const [shared] = wishes.values();
  const isShared = shared !== undefined && paths.every((path) => isSame(wishes.get(path), shared));
  const told = new Set<string>();
  const parts = Object.entries(routes)
    .filter(([key]) => !(isPreflight(key) && key in declarable && wishes.has(pathOf(key))))
    .map(([key, route]) => {
      const path = pathOf(key);
      const out = hindranceOf(key, route);
      if (out !== undefined) return { ...property(key, { authorization: route.authorization ?? "NONE" }), out };
      const cors = isShared || told.has(path) ? undefined : wishes.get(path);
      told.add(path);
      return property(key, given({ ...entryOf(key, route), cors }));
    });
  return { parts, ...(isShared ? { cors: shared } : {}) };
}

/** One route as its author would write it; undefined: it cannot be declared. */
export function routeEntry(key: string, route: RouteSpec): JsonObject | undefined {
  return hindranceOf(key, route) === undefined ? entryOf(key, route) : undefined;
}

function hindranceOf(key: string, { authorization, authorizer, integration }: RouteSpec): string | undefined {
  const fault = routeKeyFault(key);
  if (fault !== undefined) return `left as it is: "${key}" ${fault.fault}`;
  if (authorizer === undefined && (authorization === "CUSTOM" || authorization === "COGNITO_USER_POOLS")) {
    return "left as it is: its authorizer is gone, so every request to it is refused";
  }
  if (integration === undefined) return "left as it is: it has no integration, so every request to it fails";
  return undefined;
}

function entryOf(key: string, route: RouteSpec): JsonObject {
  const { authorization, apiKeyRequired, integration, responses, ...rest } = route;
  const { authorizer, scopes, operationName, validator, parameters, models } = rest;
  return given({
    ...(integration === undefined ? {} : integrationMembers(key, integration)),
    authorization: authorization === "AWS_IAM" ? "iam" : undefined,
    authorizer,
    scopes,
    apiKeyRequired: apiKeyRequired || undefined,
    operationName,
    validator,
    parameters,
    models,
    responses: responses && mapped(responses, ({ statusCode: _, ...response }) => given(response)),
  });
}

function integrationMembers(key: string, integration: IntegrationSpec): Members {
  switch (integration.type) {
    case "lambda":
      return { lambda: functionText(integration), timeout: unusual(integration.timeoutMs) };
    case "http": {
      const { url, method, timeoutMs } = integration;
      const own = parseRouteKey(key)?.method;
      return { http: { url, ...(method === own ? {} : { method }) }, timeout: unusual(timeoutMs) };
    }
    case "mock": {
      const { type: _, ...answer } = integration;
      return { mock: given(answer) };
    }
    default:
      return { integration: fullMembers(key, integration), timeout: unusual(integration.timeoutMs) };
  }
}

function fullMembers(key: string, integration: FullIntegration): JsonObject {
  const { function: name, qualifier: _, method, connectionId, timeoutMs: __, responses, ...rest } = integration;
  const own = rest.type === "AWS" || rest.type === "AWS_PROXY" ? "POST" : parseRouteKey(key)?.method;
  return given({
    ...rest,
    lambda: name === undefined ? undefined : functionText(integration),
    method: method === own ? undefined : method,
    vpcLink: connectionId,
    responses: responses && mapped(responses, ({ statusCode: ___, ...response }) => given(response)),
  });
}

function mapped<T>(map: Readonly<Record<string, T>>, entryFor: (value: T) => JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, entryFor(value)]));
}

function unusual(timeoutMs: number | undefined): number | undefined {
  return timeoutMs === DEFAULT_TIMEOUT ? undefined : timeoutMs;
}

interface Preflight {
  readonly path: string;
  readonly cors: Json;
}

/** `OPTIONS` routes that the short way of asking for them would make just so. */
function preflightsOf(routes: LiveRoutes): readonly Preflight[] {
  return Object.entries(routes).flatMap(([key, route]) => {
    if (!isPreflight(key) || route.integration?.type !== "mock" || route.integration.status !== NO_CONTENT) return [];
    const path = pathOf(key);
    const methods = METHODS.filter((method) => method !== "OPTIONS" && `${method} ${path}` in routes);
    const cors = methods.length === 0 ? undefined : wishFor(route, methods);
    return cors === undefined ? [] : [{ path, cors }];
  });
}

/** The least that asks for this answer; undefined: no wish does. */
function wishFor(route: RouteSpec, methods: readonly string[]): Json | undefined {
  const headers = route.integration?.type === "mock" ? (route.integration.headers ?? {}) : {};
  const list = (name: string) => headers[name]?.split(",");
  const age = headers["Access-Control-Max-Age"];
  const gives = (wish: JsonObject): boolean => {
    // A wish is made of these members alone, so it is one.
    return isSame(preflightRoute(wish as CorsDetails, methods), route);
  };
  let wish = given({
    origin: headers["Access-Control-Allow-Origin"],
    methods: list("Access-Control-Allow-Methods"),
    headers: list("Access-Control-Allow-Headers"),
    exposeHeaders: list("Access-Control-Expose-Headers"),
    credentials: headers["Access-Control-Allow-Credentials"] === "true" || undefined,
    maxAgeSeconds: age === undefined ? undefined : Number(age),
  });
  if (!gives(wish)) return undefined;
  for (const name of Object.keys(wish)) {
    const { [name]: _, ...rest } = wish;
    if (gives(rest)) wish = rest;
  }
  return Object.keys(wish).length === 0 ? true : wish;
}

function isPreflight(key: string): boolean {
  return key.startsWith("OPTIONS ");
}

function pathOf(key: string): string {
  return parseRouteKey(key)?.path ?? "";
}

function isSame(left: unknown, right: unknown): boolean {
  return canonicalJson(left) === canonicalJson(right);
}
