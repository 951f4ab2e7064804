/**
 * What a parameter mapping takes its value from (API Gateway developer guide, "Parameter mapping source reference"). A source that
 * has nothing maps nothing.
 *
 *   'text'                                                    itself
 *   context.NAME, stageVariables.NAME                         of the call
 *   method.request.path|querystring|header.NAME               the last of its values
 *   method.request.multivaluequerystring|multivalueheader.NAME   all of them
 *   method.request.body[.PATH]                                the body, or what is there in its JSON
 *   integration.response.header|multivalueheader.NAME         of what stands behind
 *   integration.response.body[.PATH]
 */
import { queryValue } from "../wire/message.ts";
import type { World } from "../world.ts";
import { headersOf, type RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { atJsonPath, parsedJson } from "./json-path.ts";
import { contextOf } from "./mapping-context.ts";
import { queryPairs } from "./proxy-event.ts";

/** What an integration answered, before it is mapped. Names of headers in lower case. */
export interface Answered {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** All values that a request's mapping gives. Throws GatewayRefusal 500 for a source that the sandbox does not read. */
export function requestValues(world: World, source: string, routed: RoutedRequest): readonly string[] {
  const { request, pathParameters } = routed;
  const [, place = "", name = ""] = /^method\.request\.(\w+)(?:\.(.+))?$/s.exec(source) ?? [];
  switch (place) {
    case "":
      return present(valueOfCall(world, source, routed));
    case "path":
      return present(pathParameters[name]);
    case "querystring":
      return present(queryValue(request.query, name));
    case "multivaluequerystring":
      return queryPairs(request).flatMap(([key, value]) => (key === name ? [value] : []));
    case "header":
      return present(request.headers[name.toLowerCase()]);
    case "multivalueheader": {
      const values = headersOf(request).flatMap(([key, value]) => (key.toLowerCase() === name.toLowerCase() ? [value] : []));
      return present(values.join(",") || undefined);
    }
    case "body":
      return present(inBody(request.body, name));
    default:
      throw notRead(source);
  }
}

/** What an answer's mapping gives. Throws GatewayRefusal 500 for a source that the sandbox does not read. */
export function answerValue(
  world: World,
  source: string,
  { routed, answered }: { readonly routed: RoutedRequest; readonly answered: Answered },
): string | undefined {
  const [, place = "", name = ""] = /^integration\.response\.(\w+)(?:\.(.+))?$/s.exec(source) ?? [];
  switch (place) {
    case "":
      return valueOfCall(world, source, routed);
    case "header":
    case "multivalueheader":
      return answered.headers[name.toLowerCase()];
    case "body":
      return inBody(answered.body, name);
    default:
      throw notRead(source);
  }
}

function valueOfCall(world: World, source: string, routed: RoutedRequest): string | undefined {
  const text = /^'(.*)'$/s.exec(source)?.[1];
  if (text !== undefined) return text;
  const variable = /^stageVariables\.(.+)$/.exec(source)?.[1];
  if (variable !== undefined) return routed.stage.variables[variable];
  const name = /^context\.(.+)$/.exec(source)?.[1];
  if (name === undefined) throw notRead(source);
  return asText(atJsonPath(contextOf(world, routed), `$.${name}`));
}

function inBody(body: Uint8Array, path: string): string | undefined {
  const text = Buffer.from(body).toString();
  return path === "" ? text : asText(atJsonPath(parsedJson(text), `$.${path}`));
}

function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function present(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}

function notRead(source: string): GatewayRefusal {
  return new GatewayRefusal(CONFIGURATION_ERROR, `The sandbox maps no parameter from ${source}`);
}
