/** A REST API of authored YAML as a resource. */
import { addressOf } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { IntegrationSpec, RestApiSpec, RouteSpec } from "../../model/specs/rest-api.ts";
import { keepIntent } from "../authored-keep.ts";
import { policyOf } from "../authored-policy.ts";
import type { ApiEntry, ExpandContext, RouteEntry } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";
import { mentionedBuckets } from "../bucket-mentions.ts";
import { parseFunctionReference } from "../function/names.ts";
import { corsRoutes } from "./cors.ts";
import { parseRouteKey } from "./route-key.ts";

export function expandRestApi(name: string, entry: ApiEntry, context: ExpandContext): Desired<"rest-api"> {
  const spec = entry.external ? {} : restApiSpec(entry);
  return {
    kind: "rest-api",
    address: addressOf("rest-api", name),
    spec,
    intent: declared({ keep: keepIntent(entry.own.keep) }),
    options: optionsOf("rest-api", entry.own, entry.external),
    origin: context.originOf(["apis", name]),
    after: mentionedBuckets(spec.routes, context.state),
    sensitive: [],
  };
}

function restApiSpec(entry: ApiEntry): RestApiSpec {
  const { own } = entry;
  return declared({
    endpoint: own.endpoint,
    description: own.description,
    binaryMediaTypes: own.binaryMediaTypes === undefined ? undefined : [...new Set(own.binaryMediaTypes)].toSorted(),
    policy: own.policy === "none" ? null : own.policy === undefined ? undefined : policyOf(own.policy),
    tags: own.tags,
    routes: routesOf(entry),
  });
}

function routesOf(entry: ApiEntry): RestApiSpec["routes"] {
  if (entry.routes === undefined) return undefined;
  const own = [...entry.routes].map(([key, route]) => [key, routeSpec(key, route)] as const);
  return { ...Object.fromEntries(own), ...corsRoutes(entry) };
}

/** A declared route is whole: what is left out has AWS's default, so that hand-made changes show. */
function routeSpec(key: string, route: RouteEntry): RouteSpec {
  return declared({
    authorization: route.authorization === "iam" ? "AWS_IAM" : "NONE",
    apiKeyRequired: route.apiKeyRequired ?? false,
    integration: integrationOf(key, route),
  });
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
  return route.mock === undefined ? undefined : declared({ type: "mock" as const, ...route.mock });
}
