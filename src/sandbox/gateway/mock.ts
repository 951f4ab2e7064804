/** A mock integration: the request template names a status, and the integration response of that status is the answer. */
import type { IntegrationResponseState } from "../apigateway/state.ts";
import type { WireResponse } from "../wire/message.ts";
import type { RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal, UNSUPPORTED_MEDIA_TYPE } from "./gateway-answers.ts";
import { mediaTypeOf } from "./media-types.ts";
import { renderTemplate } from "./template.ts";

/** Throws GatewayRefusal: 415 where no template fits and none may be done without, 500 where no response fits. */
export function answerMock(routed: RoutedRequest): WireResponse {
  const { route } = routed;
  const status = requestedStatus(routed);
  const response = selectResponse(Object.values(route.integration.integrationResponses ?? {}), String(status));
  if (!response) throw new GatewayRefusal(CONFIGURATION_ERROR, `No integration response for status ${status}`);
  const headers: Record<string, string> = {};
  for (const [target, source] of Object.entries(response.responseParameters ?? {})) {
    const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
    const literal = /^'(.*)'$/s.exec(source)?.[1];
    if (name !== undefined && literal !== undefined) headers[name.toLowerCase()] = literal;
  }
  const [contentType = "application/json", template = ""] =
    pickTemplate(response.responseTemplates ?? {}, routed.request.headers.accept) ?? [];
  headers["content-type"] ??= contentType;
  return { statusCode: Number(response.statusCode), headers, body: Buffer.from(renderTemplate(template, routed)) };
}

function requestedStatus(routed: RoutedRequest): number {
  const { integration } = routed.route;
  const templates = integration.requestTemplates ?? {};
  const type = mediaTypeOf(routed.request.headers["content-type"]) ?? "application/json";
  const template = templates[type];
  const passes =
    integration.passthroughBehavior === "WHEN_NO_MATCH" ||
    (integration.passthroughBehavior === "WHEN_NO_TEMPLATES" && Object.keys(templates).length === 0);
  if (template === undefined && !passes) throw new GatewayRefusal(UNSUPPORTED_MEDIA_TYPE, `No request template for ${type}`);
  const text = template === undefined ? Buffer.from(routed.request.body).toString() : renderTemplate(template, routed);
  const status = statusIn(text);
  if (status === undefined)
    throw new GatewayRefusal(CONFIGURATION_ERROR, `The mock's request template names no statusCode: ${text}`);
  return status;
}

/** Templates are often not quite JSON (`{statusCode: 200}`), which API Gateway takes. */
function statusIn(text: string): number | undefined {
  const digits = /["']?statusCode["']?\s*:\s*["']?(\d{3})/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The first whose pattern fits the status; else the default, which has no pattern. */
function selectResponse(responses: readonly IntegrationResponseState[], status: string): IntegrationResponseState | undefined {
  const fits = responses.find(({ selectionPattern }) => selectionPattern && fitsPattern(selectionPattern, status));
  return fits ?? responses.find(({ selectionPattern }) => !selectionPattern);
}

function fitsPattern(pattern: string, status: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(status);
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
