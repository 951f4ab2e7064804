/** HTTP integrations: a proxy hands the request on and the answer back, the other kind only what it maps. */
import type { WireResponse } from "../wire/message.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal, NETWORK_ERROR } from "./gateway-answers.ts";
import { type EndpointRequest, type EndpointResponse, overNetwork } from "./http-endpoint.ts";
import {
  filledUri,
  integrationMethod,
  integrationRequest,
  mappedHeaders,
  mappedPairs,
  type Pairs,
} from "./integration-request.ts";
import { integrationResponse } from "./integration-response.ts";
import { forwardedHeaders, queryPairs } from "./proxy-event.ts";

/** Headers that the gateway has of its own: the endpoint's come under another name (recorded: test_apigateway_header_remapping_http). */
const REMAPPED = new Set(["connection", "content-length", "date", "server", "x-amzn-requestid"]);

/** Which a client's request has and the endpoint's has not, unless they are mapped (recorded likewise). */
const NOT_FORWARDED = new Set(["host", "content-encoding"]);

/** The request as it came, with what is mapped in place of its headers and behind its query (recorded: …_request_data_mappings). */
export async function callHttpProxy(world: World, routed: RoutedRequest, signal: AbortSignal): Promise<WireResponse> {
  const mapped = mappedHeaders(world, routed);
  const kept = forwardedHeaders(routed).filter(
    ([name]) => !NOT_FORWARDED.has(name.toLowerCase()) && !(name.toLowerCase() in mapped),
  );
  const headers = [...kept, ...Object.entries(mapped), ["x-amzn-apigateway-api-id", routed.stage.apiId] as const];
  const query = [...queryPairs(routed.request), ...mappedPairs(world, routed, "querystring")];
  const url = addressOf(filledUri(world, routed), query);
  const {
    statusCode,
    headers: answered,
    body,
  } = await ask(world, { method: integrationMethod(routed), url, headers, body: routed.request.body }, signal);
  const shown = Object.entries(answered).map(([name, value]) => [REMAPPED.has(name) ? `x-amzn-remapped-${name}` : name, value]);
  return { statusCode, headers: Object.fromEntries(shown), body };
}

/** The integration response is selected by the endpoint's status. */
export async function callHttp(world: World, routed: RoutedRequest, signal: AbortSignal): Promise<WireResponse> {
  const { method, uri, query, headers, body } = integrationRequest(world, routed);
  const said = [...Object.entries(headers), ["x-amzn-apigateway-api-id", routed.stage.apiId] as const];
  const answered = await ask(world, { method, url: addressOf(uri, query), headers: said, body }, signal);
  const response = integrationResponse(world, routed, { ...answered, selection: String(answered.statusCode) });
  return { ...response, headers: { "x-amzn-trace-id": routed.traceId, ...response.headers } };
}

/** Throws GatewayRefusal 504 where nobody can be reached. */
async function ask(world: World, request: EndpointRequest, signal: AbortSignal): Promise<EndpointResponse> {
  try {
    return await (world.httpEndpoint ?? overNetwork)(request, signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new GatewayRefusal(NETWORK_ERROR, `Network error communicating with endpoint ${request.url}: ${String(error)}`);
  }
}

/** Throws GatewayRefusal 500 for a URI that is none. */
function addressOf(uri: string, query: Pairs): string {
  if (!/^https?:\/\//.test(uri) || !URL.canParse(uri)) {
    throw new GatewayRefusal(CONFIGURATION_ERROR, "Execution failed due to configuration error: Invalid endpoint address");
  }
  const url = new URL(uri);
  for (const [name, value] of query) url.searchParams.append(name, value);
  return url.href;
}
