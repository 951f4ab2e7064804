/** The working copy of an API as routes: GetResources with embedded methods, read as `METHOD /path` → RouteSpec. Pure. */
import type { Integration, IntegrationResponse, Method, Resource } from "@aws-sdk/client-api-gateway";
import { canonicalJson } from "../kinds/digest.ts";
import type { Identity } from "../model/observation.ts";
import type { IntegrationSpec, MockIntegration, RouteSpec } from "../model/specs/rest-api.ts";
import { parseLambdaUri } from "./integration-uri.ts";

const HEADER = "method.response.header.";
const JSON_TYPE = "application/json";

/** Every live route, and AWS's resource ids by path. */
export interface WorkingCopy {
  readonly routes: Readonly<Record<string, RouteSpec>>;
  readonly resourceIds: Readonly<Record<string, string>>;
}

export function workingCopyOf(resources: readonly Resource[], identity: Identity): WorkingCopy {
  const routes = resources.flatMap(({ path = "/", resourceMethods }) =>
    Object.entries(resourceMethods ?? {}).map(([verb, method]) => [`${verb} ${path}`, routeOf(method, identity)] as const),
  );
  return {
    routes: Object.fromEntries(routes.toSorted(([left], [right]) => (left < right ? -1 : 1))),
    resourceIds: Object.fromEntries(resources.map(({ path = "/", id = "" }) => [path, id])),
  };
}

/** A method without an integration, as a crash between the two calls leaves it, has none in its spec either. */
export function routeOf(method: Method, identity: Identity): RouteSpec {
  const live = method.methodIntegration;
  const integration = live?.type ? integrationOf(live, identity) : undefined;
  return {
    authorization: method.authorizationType ?? "NONE",
    apiKeyRequired: method.apiKeyRequired ?? false,
    ...(integration ? { integration } : {}),
  };
}

function integrationOf(live: Integration, identity: Identity): IntegrationSpec {
  return proxyOf(live, identity) ?? mockOf(live) ?? { type: "other", summary: summaryOf(live) };
}

function proxyOf(live: Integration, identity: Identity): IntegrationSpec | undefined {
  // What is called with a role's credentials cannot be declared, and must not look like what can.
  if (live.credentials) return undefined;
  const timeout = live.timeoutInMillis === undefined ? {} : { timeoutMs: live.timeoutInMillis };
  if (live.type === "AWS_PROXY") {
    const target = parseLambdaUri(live.uri ?? "", identity);
    return target && { type: "lambda", ...target, ...timeout };
  }
  if (live.type === "HTTP_PROXY" && !live.connectionId) {
    return { type: "http", url: live.uri ?? "", method: live.httpMethod ?? "ANY", ...timeout };
  }
  return undefined;
}

function mockOf(live: Integration): MockIntegration | undefined {
  const responses = Object.values(live.integrationResponses ?? {});
  const [response] = responses;
  if (live.type !== "MOCK" || responses.length !== 1 || !response?.statusCode) return undefined;
  if (canonicalJson(live.requestTemplates ?? {}) !== canonicalJson(mockRequest(Number(response.statusCode)))) return undefined;
  const headers = mockHeaders(response);
  const body = response.responseTemplates?.[JSON_TYPE];
  return {
    type: "mock",
    status: Number(response.statusCode),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(body ? { body } : {}),
  };
}

function mockHeaders(response: IntegrationResponse): Readonly<Record<string, string>> {
  const fixed = Object.entries(response.responseParameters ?? {}).filter(([name]) => name.startsWith(HEADER));
  return Object.fromEntries(fixed.map(([name, value]) => [name.slice(HEADER.length), unquote(value)]));
}

/** The request template by which a mock integration chooses its answer. */
export function mockRequest(status: number): Readonly<Record<string, string>> {
  return { [JSON_TYPE]: `{"statusCode": ${status}}` };
}

/** Static values of a mapping are written in single quotes. */
export function mockResponse(spec: MockIntegration) {
  const headers = Object.entries(spec.headers ?? {});
  return {
    responseParameters: Object.fromEntries(headers.map(([name, value]) => [`${HEADER}${name}`, `'${value}'`])),
    declaredParameters: Object.fromEntries(headers.map(([name]) => [`${HEADER}${name}`, false])),
    responseTemplates: spec.body ? { [JSON_TYPE]: spec.body } : undefined,
  };
}

function unquote(value: string): string {
  return /^'.*'$/s.test(value) ? value.slice(1, -1) : value;
}

/** Everything that tells two such integrations apart, without the answers AWS derives. */
function summaryOf(live: Integration): string {
  const { type, httpMethod, uri, credentials, connectionId, requestParameters, requestTemplates, timeoutInMillis } = live;
  const responses = Object.entries(live.integrationResponses ?? {}).map(([status, response]) => [status, response]);
  return canonicalJson({
    type,
    httpMethod,
    uri,
    credentials,
    connectionId,
    requestParameters,
    requestTemplates,
    timeoutInMillis,
    responses,
  });
}
