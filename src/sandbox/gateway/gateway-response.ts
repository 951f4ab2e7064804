/**
 * API Gateway's own answers as the API has them said (PutGatewayResponse), by the deployed snapshot: what is put for their type, else
 * for all 4XX or 5XX. Templates without directives, with references to the context and to what went wrong.
 */
import { type ServedStage, stageOf } from "../apigateway/snapshot.ts";
import type { GatewayResponseState } from "../apigateway/state.ts";
import { queryValue, type WireResponse } from "../wire/message.ts";
import type { World } from "../world.ts";
import type { ApiRequest } from "./api-request.ts";
import { type GatewayAnswer, type GatewayRefusal, refusalResponse } from "./gateway-answers.ts";

const HEADER = "gatewayresponse.header.";
const JSON_TYPE = "application/json";
const DIRECTIVE = /#(set|if|else|elseif|end|foreach|macro|break|stop)\b/;

interface Refused {
  readonly request: ApiRequest;
  readonly requestId: string;
  readonly answer: GatewayAnswer;
  readonly stage: ServedStage;
}

export function refusedAsSaid(
  world: World,
  refusal: GatewayRefusal,
  { request, requestId }: Pick<Refused, "request" | "requestId">,
): WireResponse {
  const own = refusalResponse(refusal);
  const { answer } = refusal;
  const stage = stageOf(world, request.apiId, request.path.split("/")[1] ?? "");
  const said = stage && saidFor(answer, stage);
  if (!said) return own;
  const refused = { request, requestId, answer, stage };
  const template = said.responseTemplates[JSON_TYPE];
  const body = template === undefined || DIRECTIVE.test(template) ? own.body : Buffer.from(rendered(template, refused));
  const headers = Object.entries(said.responseParameters).flatMap(([name, source]) =>
    name.startsWith(HEADER) ? [[name.slice(HEADER.length).toLowerCase(), headerValue(source, refused)] as const] : [],
  );
  return {
    statusCode: said.statusCode === undefined ? own.statusCode : Number(said.statusCode),
    headers: { ...own.headers, ...Object.fromEntries(headers) },
    body,
  };
}

function saidFor({ responseType, statusCode }: GatewayAnswer, { snapshot }: ServedStage): GatewayResponseState | undefined {
  if (responseType === undefined) return undefined;
  return snapshot.gatewayResponses[responseType] ?? snapshot.gatewayResponses[statusCode < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
}

/** `'text'`, or where it is taken from. */
function headerValue(source: string, refused: Refused): string {
  const [, text] = /^'(.*)'$/s.exec(source) ?? [];
  if (text !== undefined) return text;
  const { request } = refused;
  const [, place, name = ""] = /^method\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (place === "header") return request.headers[name.toLowerCase()] ?? "";
  if (place === "querystring") return queryValue(request.query, name) ?? "";
  return source.startsWith("context.") ? contextValue(source.slice("context.".length), refused) : "";
}

function rendered(template: string, refused: Refused): string {
  return template.replace(/\$\{?context\.([\w.]+)\}?|\$\{?stageVariables\.(\w+)\}?/g, (_, context: string, variable: string) =>
    context === undefined ? (refused.stage.variables[variable] ?? "") : contextValue(context, refused),
  );
}

/** API Gateway, "$context variables for gateway responses": `messageString` is quoted, `message` is not. */
function contextValue(name: string, { request, requestId, answer, stage }: Refused): string {
  const message = messageOf(answer);
  const values: Readonly<Record<string, string>> = {
    "error.message": message ?? "",
    "error.messageString": JSON.stringify(message),
    "error.responseType": answer.responseType ?? "",
    apiId: request.apiId,
    httpMethod: request.method,
    path: request.path,
    requestId,
    stage: stage.stageName,
    "identity.sourceIp": request.sourceIp,
  };
  return values[name] ?? "";
}

function messageOf({ body }: GatewayAnswer): string | null {
  // Written by gateway-answers.ts: an object of JSON with the one or the other.
  const { message, Message } = JSON.parse(body) as { readonly message?: string | null; readonly Message?: string };
  return message ?? Message ?? null;
}
