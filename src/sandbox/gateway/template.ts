/**
 * Mapping templates without directives: text with references to the request. `#set`, `#if` and `#foreach` are refused, for
 * a template that is half understood answers nonsense.
 */

import { queryValue } from "../wire/message.ts";
import type { RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";

const DIRECTIVE = /#(set|if|else|elseif|end|foreach|macro|break|stop)\b/;
const REFERENCE =
  /\$\{?stageVariables\.(?<variable>\w+)\}?|\$\{?context\.(?<context>[\w.]+)\}?|\$input\.params\('(?<parameter>[^']+)'\)|(?<body>\$input\.body|\$input\.json\('\$'\))/g;

/** Throws GatewayRefusal 500 for a template with directives. References to what is not there become nothing. */
export function renderTemplate(template: string, routed: RoutedRequest): string {
  const directive = DIRECTIVE.exec(template)?.[0];
  if (directive) throw new GatewayRefusal(CONFIGURATION_ERROR, `The sandbox renders no mapping template with ${directive}`);
  return template.replace(REFERENCE, (...match) => {
    // The last argument of a replacer is the named groups, where the pattern has any.
    const groups = match.at(-1) as Readonly<Record<string, string | undefined>>;
    if (groups.variable !== undefined) return routed.stage.variables[groups.variable] ?? "";
    if (groups.context !== undefined) return contextValue(groups.context, routed);
    if (groups.parameter !== undefined) return parameterValue(groups.parameter, routed);
    return Buffer.from(routed.request.body).toString() || "{}";
  });
}

function contextValue(name: string, { request, stage, route, requestId, authorizer }: RoutedRequest): string {
  if (name.startsWith("authorizer.")) return String(authorizer?.[name.slice("authorizer.".length)] ?? "");
  const values: Readonly<Record<string, string>> = {
    apiId: stage.apiId,
    deploymentId: stage.deploymentId,
    httpMethod: request.method,
    // Present only on a stage that has a canary.
    isCanaryRequest: stage.isCanaryRequest === undefined ? "" : String(stage.isCanaryRequest),
    path: request.path,
    requestId,
    resourceId: route.resourceId,
    resourcePath: route.path,
    stage: stage.stageName,
    "identity.sourceIp": request.sourceIp,
    "identity.userAgent": request.headers["user-agent"] ?? "",
  };
  return values[name] ?? "";
}

/** `$input.params` looks at path, then query, then header. */
function parameterValue(name: string, { request, pathParameters }: RoutedRequest): string {
  return pathParameters[name] ?? queryValue(request.query, name) ?? request.headers[name.toLowerCase()] ?? "";
}
