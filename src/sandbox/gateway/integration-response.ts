/**
 * What a client gets from an integration that is no proxy: the integration response whose pattern fits, its headers and its template
 * (API Gateway developer guide, "Set up an integration response").
 */
import type { IntegrationResponseState } from "../apigateway/state.ts";
import type { WireResponse } from "../wire/message.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { convertBody, textOf } from "./content-handling.ts";
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { type Answered, answerValue } from "./mapped-value.ts";
import { firstAccepted, isBinary, mediaTypeOf } from "./media-types.ts";
import { renderTemplate } from "./template.ts";

export interface Selected extends Answered {
  /** What the patterns are for: a status, or the message of a function's error. */
  readonly selection: string;
}

/** Names that a client is told under another one, besides those of proxies (recorded: test_apigateway_header_remapping_aws). */
const REMAPPED = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-md5",
  "date",
  "expect",
  "host",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "trailer",
  "upgrade",
  "user-agent",
  "www-authenticate",
]);

/** Throws GatewayRefusal 500 where no integration response fits, or its mappings cannot be made. */
export function integrationResponse(world: World, routed: RoutedRequest, answered: Selected): WireResponse {
  const responses = Object.values(routed.route.integration.integrationResponses ?? {});
  const response = selectResponse(responses, answered.selection);
  if (!response) {
    throw new GatewayRefusal(
      CONFIGURATION_ERROR,
      `Execution failed due to configuration error: No match for output mapping and no default output mapping configured. Endpoint Response Status Code: ${answered.selection}`,
    );
  }
  const [contentType, template] = pickTemplate(response.responseTemplates ?? {}, routed.request.headers.accept) ?? [];
  const body = converted(response, routed, answered);
  return {
    statusCode: Number(response.statusCode),
    headers: { "content-type": contentType ?? "application/json", ...mappedHeaders(world, response, { routed, answered }) },
    body: template === undefined ? body : Buffer.from(renderTemplate(world, template, { routed, body: textOf(body) })),
  };
}

function mappedHeaders(
  world: World,
  { responseParameters = {} }: IntegrationResponseState,
  from: { readonly routed: RoutedRequest; readonly answered: Answered },
): Readonly<Record<string, string>> {
  const headers = Object.entries(responseParameters).flatMap(([target, source]) => {
    const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1]?.toLowerCase();
    const value = name === undefined ? undefined : answerValue(world, source, from);
    if (name === undefined || value === undefined || name === "transfer-encoding") return [];
    return [[REMAPPED.has(name) ? `x-amzn-remapped-${name}` : name, value] as const];
  });
  return Object.fromEntries(headers);
}

function converted(response: IntegrationResponseState, { request, stage }: RoutedRequest, answered: Answered): Uint8Array {
  const { binaryMediaTypes } = stage.snapshot;
  return convertBody(answered.body, {
    handling: response.contentHandling,
    binary: isBinary(binaryMediaTypes, mediaTypeOf(answered.headers["content-type"])),
    wantsBinary: isBinary(binaryMediaTypes, firstAccepted(request.headers.accept)),
  });
}

/** The first whose pattern fits; else the default, which has no pattern. */
function selectResponse(responses: readonly IntegrationResponseState[], selection: string): IntegrationResponseState | undefined {
  const fits = responses.find(({ selectionPattern }) => selectionPattern && fitsPattern(selectionPattern, selection));
  return fits ?? responses.find(({ selectionPattern }) => !selectionPattern);
}

function fitsPattern(pattern: string, selection: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(selection);
  } catch {
    throw new GatewayRefusal(CONFIGURATION_ERROR, `Invalid selection pattern ${pattern}`);
  }
}

function pickTemplate(
  templates: Readonly<Record<string, string>>,
  accept: string | undefined,
): readonly [string, string] | undefined {
  const entries = Object.entries(templates);
  const wanted = (accept ?? "").split(",").map((part) => mediaTypeOf(part));
  return entries.find(([type]) => wanted.includes(type)) ?? entries.find(([type]) => type === "application/json") ?? entries[0];
}
