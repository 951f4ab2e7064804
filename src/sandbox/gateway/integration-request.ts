/**
 * What goes to an integration that is no proxy: only what the integration maps (API Gateway developer guide, "Set up an integration
 * request"), and API Gateway's own headers (recorded: test_apigateway_header_remapping_http and …_aws).
 */
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { convertBody, textOf } from "./content-handling.ts";
import { CONFIGURATION_ERROR, GatewayRefusal, UNSUPPORTED_MEDIA_TYPE } from "./gateway-answers.ts";
import { requestValues } from "./mapped-value.ts";
import { isBinary, mediaTypeOf } from "./media-types.ts";
import { withStageVariables } from "./stage-variables.ts";
import { renderTemplate } from "./template.ts";

export type Pairs = readonly (readonly [name: string, value: string])[];

export interface IntegrationRequest {
  readonly method: string;
  /** As it is configured, with stage variables and path parameters filled in. */
  readonly uri: string;
  readonly query: Pairs;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Methods whose requests have no body. */
const BODYLESS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Throws GatewayRefusal: 415 where no template fits and none may be done without, 500 for mappings that cannot be made. */
export function integrationRequest(world: World, routed: RoutedRequest): IntegrationRequest {
  const { request } = routed;
  const contentType = request.headers["content-type"];
  const body = requestBody(world, routed);
  const method = integrationMethod(routed);
  return {
    method,
    uri: filledUri(world, routed),
    query: mappedPairs(world, routed, "querystring"),
    headers: {
      accept: "application/json",
      "user-agent": `AmazonAPIGateway_${routed.stage.apiId}`,
      ...(contentType !== undefined && !BODYLESS.has(request.method) ? { "content-type": contentType } : {}),
      ...mappedHeaders(world, routed),
      "x-amzn-trace-id": routed.traceId,
    },
    body: BODYLESS.has(method) ? new Uint8Array() : body,
  };
}

/** The integration's own verb, or the request's where it is ANY. */
export function integrationMethod({ request, route: { integration } }: RoutedRequest): string {
  const { httpMethod = "ANY" } = integration;
  return httpMethod === "ANY" ? request.method : httpMethod;
}

/** As the template of its content type has it, or as it came. */
export function requestBody(world: World, routed: RoutedRequest): Uint8Array {
  const { request, route, stage } = routed;
  const { contentHandling: handling } = route.integration;
  const template = requestTemplate(routed);
  const binary = isBinary(stage.snapshot.binaryMediaTypes, mediaTypeOf(request.headers["content-type"]));
  const body = convertBody(request.body, { handling, binary, wantsBinary: binary });
  return template === undefined ? body : Buffer.from(renderTemplate(world, template, { routed, body: textOf(body) }));
}

/** A request without a content type is taken for JSON. */
function requestTemplate({ request, route: { integration } }: RoutedRequest): string | undefined {
  const templates = integration.requestTemplates ?? {};
  const type = mediaTypeOf(request.headers["content-type"]) ?? "application/json";
  const template = templates[type] ?? templates.$default;
  const passes =
    integration.passthroughBehavior === "WHEN_NO_MATCH" ||
    (integration.passthroughBehavior === "WHEN_NO_TEMPLATES" && Object.keys(templates).length === 0);
  if (template === undefined && !passes) throw new GatewayRefusal(UNSUPPORTED_MEDIA_TYPE, `No request template for ${type}`);
  return template;
}

/** Stage variables, and the parameters that are mapped onto `{name}`. Throws GatewayRefusal 500 for a `{name}` that is not. */
export function filledUri(world: World, routed: RoutedRequest): string {
  const { integration } = routed.route;
  const uri = withStageVariables(integration.uri ?? "", routed.stage.variables);
  return uri.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const source = integration.requestParameters?.[`integration.request.path.${name}`];
    const [value] = source === undefined ? [] : requestValues(world, source, routed);
    if (value === undefined) {
      throw new GatewayRefusal(
        CONFIGURATION_ERROR,
        `Execution failed due to configuration error: Invalid endpoint address: {${name}} is mapped from nothing`,
      );
    }
    // A part of the path is still encoded as it was sent; other sources are not.
    return source?.startsWith("method.request.path.") ? value : encodeURI(value);
  });
}

/** Names that nobody may map: API Gateway says them itself, to AWS services more of them (recorded, also for proxies). */
const OWN_HEADERS = new Set(["content-length", "transfer-encoding", "x-amzn-trace-id", "x-amzn-apigateway-api-id"]);
const OWN_HEADERS_FOR_AWS = new Set(["authorization", "connection", "expect", "proxy-authenticate", "te"]);

/** Headers between two hops, which reach nobody, though they may be mapped. */
const DROPPED = new Set(["expect", "proxy-authenticate", "te", "via", "connection"]);

/** Throws GatewayRefusal 500 where the integration maps a header that API Gateway keeps to itself. */
export function refuseOwnHeaders({ route: { integration } }: RoutedRequest): void {
  const isAws = integration.type === "AWS" || integration.type === "AWS_PROXY";
  for (const target of Object.keys(integration.requestParameters ?? {})) {
    const name = /^integration\.request\.header\.(.+)$/.exec(target)?.[1]?.toLowerCase() ?? "";
    if (!OWN_HEADERS.has(name) && !(isAws && OWN_HEADERS_FOR_AWS.has(name))) continue;
    throw new GatewayRefusal(CONFIGURATION_ERROR, `Execution failed due to configuration error: Header ${name} cannot be mapped`);
  }
}

export function mappedHeaders(world: World, routed: RoutedRequest): Readonly<Record<string, string>> {
  const mapped = mappedPairs(world, routed, "header").map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(mapped.filter(([name]) => !DROPPED.has(name)));
}

/** What is mapped onto the query or onto headers; `multivalue…` names the same places. */
export function mappedPairs(world: World, routed: RoutedRequest, place: "querystring" | "header"): Pairs {
  const target = new RegExp(`^integration\\.request\\.(?:multivalue)?${place}\\.(.+)$`);
  return Object.entries(routed.route.integration.requestParameters ?? {}).flatMap(([key, source]) => {
    const name = target.exec(key)?.[1];
    return name === undefined ? [] : requestValues(world, source, routed).map((value) => [name, value] as const);
  });
}
