/** An HTTP proxy integration: the request as it came to the endpoint that the stage names, and its answer as it is. */
import type { WireResponse } from "../wire/message.ts";
import type { RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal, NETWORK_ERROR } from "./gateway-answers.ts";
import { forwardedHeaders, queryPairs } from "./proxy-event.ts";
import { withStageVariables } from "./stage-variables.ts";

/** Headers that the gateway has of its own: the endpoint's come under another name (recorded: test_apigateway_header_remapping_http). */
const REMAPPED = new Set(["connection", "content-length", "date", "server", "x-amzn-requestid"]);

/** Headers between two hops, and the encoding, which `fetch` has undone. */
const DROPPED = new Set(["content-encoding", "transfer-encoding", "keep-alive"]);

/** Throws GatewayRefusal: 500 for a URI that is none, 504 when the endpoint cannot be reached. */
export async function callHttp(routed: RoutedRequest, signal: AbortSignal): Promise<WireResponse> {
  const { request, route } = routed;
  const url = targetUrl(routed);
  const headers = new Headers(
    forwardedHeaders(routed)
      .filter(([name]) => name.toLowerCase() !== "host")
      .map(([name, value]) => [name, value]),
  );
  headers.set("x-amzn-apigateway-api-id", routed.stage.apiId);
  const method = route.integration.httpMethod === "ANY" ? request.method : (route.integration.httpMethod ?? request.method);
  const bodyless = method === "GET" || method === "HEAD";
  try {
    const body = bodyless || request.body.length === 0 ? null : Buffer.from(request.body);
    const response = await fetch(url, { method, headers, body, redirect: "manual", signal });
    const kept = [...response.headers]
      .filter(([name]) => !DROPPED.has(name))
      .map(([name, value]) => [REMAPPED.has(name) ? `x-amzn-remapped-${name}` : name, value] as const);
    return { statusCode: response.status, headers: Object.fromEntries(kept), body: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new GatewayRefusal(NETWORK_ERROR, `Network error communicating with endpoint ${url}: ${String(error)}`);
  }
}

/** Stage variables, then the path parameters that are mapped onto `{name}` of the URI, then the query. */
function targetUrl({ request, stage, route, pathParameters }: RoutedRequest): URL {
  const template = withStageVariables(route.integration.uri ?? "", stage.variables);
  const filled = template.replace(/\{([^}]+)\}/g, (whole, name: string) => {
    const source = route.integration.requestParameters?.[`integration.request.path.${name}`];
    const parameter = source?.replace(/^method\.request\.path\./, "") ?? name;
    const value = pathParameters[parameter];
    return value ?? whole;
  });
  if (!/^https?:\/\//.test(filled) || !URL.canParse(filled)) {
    throw new GatewayRefusal(CONFIGURATION_ERROR, `Execution failed due to configuration error: Invalid endpoint address`);
  }
  const url = new URL(filled);
  for (const [name, value] of queryPairs(request)) url.searchParams.append(name, value);
  return url;
}
