/**
 * API Gateway's own answers as the API has them said (PutGatewayResponse), by the deployed snapshot: what is put for their type, else
 * for all 4XX or 5XX. A template is no Velocity: references to the context, stage variables and what went wrong are put in, all else
 * is text, directives too (API Gateway developer guide, "x-amazon-apigateway-gateway-responses.responseTemplates").
 */
import { type ServedStage, stageOf } from "../apigateway/snapshot.ts";
import type { GatewayResponseState } from "../apigateway/state.ts";
import { queryValue, type WireResponse } from "../wire/message.ts";
import type { World } from "../world.ts";
import type { ApiRequest } from "./api-request.ts";
import { type GatewayAnswer, type GatewayRefusal, refusalResponse } from "./gateway-answers.ts";
import { atJsonPath } from "./json-path.ts";
import { matchDeployedRoute } from "./match-route.ts";
import { callContext } from "./proxy-event.ts";

const HEADER = "gatewayresponse.header.";
const JSON_TYPE = "application/json";

interface Refused {
  readonly request: ApiRequest;
  readonly stage: ServedStage;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly context: object;
}

export function refusedAsSaid(
  world: World,
  refusal: GatewayRefusal,
  { request, requestId }: { readonly request: ApiRequest; readonly requestId: string },
): WireResponse {
  const own = refusalResponse(refusal);
  const { answer } = refusal;
  const [, stageName = "", path = ""] = /^\/([^/]*)(.*)$/s.exec(request.path) ?? [];
  const stage = stageOf(world, request.apiId, stageName);
  const said = stage && saidFor(answer, stage);
  if (!said) return own;
  const match = matchDeployedRoute(stage.snapshot, request.method, path || "/");
  const context = {
    ...callContext(world, { request, stage, requestId }),
    ...(match && { resourceId: match.route.resourceId, resourcePath: match.route.path }),
    error: errorOf(answer),
  };
  const refused = { request, stage, context, pathParameters: match?.pathParameters ?? {} };
  const template = said.responseTemplates[JSON_TYPE];
  const headers = Object.entries(said.responseParameters).flatMap(([name, source]) =>
    name.startsWith(HEADER) ? [[name.slice(HEADER.length).toLowerCase(), headerValue(source, refused)] as const] : [],
  );
  return {
    statusCode: said.statusCode === undefined ? own.statusCode : Number(said.statusCode),
    headers: { ...own.headers, ...Object.fromEntries(headers) },
    body: template === undefined ? own.body : Buffer.from(rendered(template, refused)),
  };
}

function saidFor({ responseType, statusCode }: GatewayAnswer, { snapshot }: ServedStage): GatewayResponseState | undefined {
  if (responseType === undefined) return undefined;
  return snapshot.gatewayResponses[responseType] ?? snapshot.gatewayResponses[statusCode < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
}

/** `'text'`, or where it is taken from. */
function headerValue(source: string, { request, stage, pathParameters, context }: Refused): string {
  const [, text] = /^'(.*)'$/s.exec(source) ?? [];
  if (text !== undefined) return text;
  const [, place = "", name = ""] =
    /^(?:method\.request\.)?(header|querystring|path|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  switch (place) {
    case "header":
      return request.headers[name.toLowerCase()] ?? "";
    case "querystring":
      return queryValue(request.query, name) ?? "";
    case "path":
      return pathParameters[name] ?? "";
    case "stageVariables":
      return stage.variables[name] ?? "";
    default:
      return contextValue(name, context);
  }
}

function rendered(template: string, { stage, context }: Refused): string {
  return template.replace(
    /\$\{?context\.([\w.]*\w)\}?|\$\{?stageVariables\.(\w+)\}?/g,
    (_, name: string | undefined, variable: string) =>
      name === undefined ? (stage.variables[variable] ?? "") : contextValue(name, context),
  );
}

function contextValue(name: string, context: object): string {
  const value = name === "" ? undefined : atJsonPath(context, `$.${name}`);
  return value === undefined || value === null ? "" : String(value);
}

/** API Gateway, "$context variables for gateway responses": `messageString` is quoted, `message` is not. */
function errorOf({ body, responseType }: GatewayAnswer): object {
  // Written by gateway-answers.ts: an object of JSON with the one or the other.
  const { message, Message } = JSON.parse(body) as { readonly message?: string | null; readonly Message?: string };
  const text = message ?? Message ?? null;
  return { message: text ?? "", messageString: JSON.stringify(text), responseType };
}
