/** A declared route is whole: what is left out has AWS's default, so that hand-made changes show. */
import type { FullIntegration, IntegrationSpec, RestApiSpec, RouteSpec } from "../../model/specs/rest-api.ts";
import type { ApiEntry, RouteEntry } from "../authoring.ts";
import { declared } from "../authoring.ts";
import { parseFunctionReference } from "../function/names.ts";
import { corsRoutes } from "./cors.ts";
import { hasResponses, shortest } from "./integration-form.ts";
import { parseRouteKey } from "./route-key.ts";

const HEADER = /^method\.response\.header\./;

type IntegrationEntry = NonNullable<RouteEntry["integration"]>;

export function routesOf(entry: ApiEntry): RestApiSpec["routes"] {
  if (entry.routes === undefined) return undefined;
  const own = [...entry.routes].map(([key, route]) => [key, routeSpec(key, route, entry)] as const);
  return { ...Object.fromEntries(own), ...corsRoutes(entry) };
}

function routeSpec(key: string, route: RouteEntry, api: ApiEntry): RouteSpec {
  const integration = integrationOf(key, route);
  return declared({
    authorization: authorizationOf(route, api),
    authorizer: route.authorizer,
    scopes: route.scopes?.length ? route.scopes.toSorted() : undefined,
    apiKeyRequired: route.apiKeyRequired ?? false,
    operationName: route.operationName,
    validator: route.validator,
    parameters: route.parameters,
    models: route.models,
    responses: hasResponses(integration) ? responsesOf(route, integration) : undefined,
    integration,
  });
}

/** How AWS calls it depends on whose tokens the authorizer takes. */
function authorizationOf(route: RouteEntry, api: ApiEntry): string {
  if (route.authorizer === undefined) return route.authorization === "iam" ? "AWS_IAM" : "NONE";
  const authorizer = api.own.authorizers?.[route.authorizer];
  return typeof authorizer === "object" && authorizer.userPools !== undefined ? "COGNITO_USER_POOLS" : "CUSTOM";
}

/** API Gateway takes a response of the integration only beside one of the method that has its headers: those need not be said twice. */
function responsesOf({ responses = {} }: RouteEntry, integration: IntegrationSpec | undefined): RouteSpec["responses"] {
  const answers = integration !== undefined && "responses" in integration ? (integration.responses ?? {}) : {};
  const statuses = [...new Set([...Object.keys(responses), ...Object.keys(answers)])];
  const completed = statuses.map((statusCode) => {
    const { headers, ...rest } = responses[statusCode] ?? {};
    const mapped = Object.keys(answers[statusCode]?.responseParameters ?? {}).map((name) => [name.replace(HEADER, ""), false]);
    const all = { ...Object.fromEntries(mapped), ...headers };
    return [statusCode, { statusCode, ...rest, ...(Object.keys(all).length > 0 && { headers: all }) }] as const;
  });
  return Object.fromEntries(completed);
}

/** Undefined only for a route that `checkRestApi` refuses. */
function integrationOf(key: string, route: RouteEntry): IntegrationSpec | undefined {
  if (route.lambda !== undefined) {
    const reference = parseFunctionReference(route.lambda);
    return reference === undefined ? undefined : declared({ type: "lambda" as const, ...reference, timeoutMs: route.timeout });
  }
  if (route.http !== undefined) {
    const method = route.http.method ?? parseRouteKey(key)?.method ?? "ANY";
    return declared({ type: "http" as const, url: route.http.url, method, timeoutMs: route.timeout });
  }
  if (route.integration !== undefined) return shortest(fullOf(key, route.integration, route.timeout));
  return route.mock === undefined ? undefined : declared({ type: "mock" as const, ...route.mock });
}

function fullOf(
  key: string,
  { lambda, vpcLink, responses, method, ...entry }: IntegrationEntry,
  timeoutMs?: number,
): FullIntegration {
  const own = entry.type === "AWS" || entry.type === "AWS_PROXY" ? "POST" : (parseRouteKey(key)?.method ?? "ANY");
  const answers = Object.entries(responses ?? {}).map(([statusCode, response]) => {
    const { selectionPattern, ...rest } = response;
    return [statusCode, declared({ statusCode, selectionPattern: selectionPattern || undefined, ...rest })] as const;
  });
  return declared({
    ...entry,
    ...(lambda === undefined ? {} : parseFunctionReference(lambda)),
    method: method ?? own,
    connectionId: vpcLink,
    timeoutMs,
    responses: Object.fromEntries(answers),
  });
}
