/**
 * Mapping templates without directives: text with references (API Gateway developer guide, "Variables for data
 * transformations"). `#set`, `#if` and `#foreach` are refused, for a template that is half understood answers nonsense.
 */
import { queryValue } from "../wire/message.ts";
import type { World } from "../world.ts";
import { headersOf, type RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { atJsonPath, parsedJson } from "./json-path.ts";
import { contextOf } from "./mapping-context.ts";
import { queryPairs } from "./proxy-event.ts";
import { fillIn } from "./template-reference.ts";

const DIRECTIVE = /#(set|if|else|elseif|end|foreach|macro|parse|include|define|evaluate|break|stop)\b|##|#\*|#\[\[/;

/** `body`: what `$input` reads, a request's or an answer's. Throws GatewayRefusal 500 for what the sandbox does not run. */
export function renderTemplate(
  world: World,
  template: string,
  { routed, body }: { routed: RoutedRequest; body: string },
): string {
  const directive = DIRECTIVE.exec(template)?.[0];
  if (directive) throw new GatewayRefusal(CONFIGURATION_ERROR, `The sandbox renders no mapping template with ${directive}`);
  return fillIn(template, {
    input: inputOf(routed, body),
    util: UTIL,
    stageVariables: routed.stage.variables,
    get context() {
      return contextOf(world, routed);
    },
  });
}

function inputOf({ request, pathParameters }: RoutedRequest, body: string): object {
  const read = (path: unknown) => atJsonPath(jsonOf(body), String(path));
  return {
    // Recorded for both: test_input_body_formatting, test_input_path_template_formatting.
    body: body || "{}",
    path: read,
    json: (path: unknown = "$") => (body === "" && path === "$" ? "{}" : JSON.stringify(read(path) ?? "")),
    /** With a name: looked for in the path, then the query, then the headers. */
    params(name?: unknown) {
      if (name !== undefined) {
        const key = String(name);
        return pathParameters[key] ?? queryValue(request.query, key) ?? request.headers[key.toLowerCase()];
      }
      return {
        path: pathParameters,
        querystring: Object.fromEntries(queryPairs(request)),
        header: Object.fromEntries(headersOf(request)),
      };
    },
  };
}

function jsonOf(body: string): unknown {
  const value = body === "" ? null : parsedJson(body);
  if (value === undefined) throw new GatewayRefusal(CONFIGURATION_ERROR, "The mapping template reads JSON, and the body is none");
  return value;
}

/** In the format of forms, as Java's URLEncoder writes it. */
const urlEncoded = (text: unknown) => new URLSearchParams([["", String(text ?? "")]]).toString().slice(1);

const UTIL = {
  /** Of JSON's escapes and for single quotes, as the guide has it. */
  escapeJavaScript: (text: unknown) =>
    JSON.stringify(String(text ?? ""))
      .slice(1, -1)
      .replaceAll("'", "\\'"),
  urlEncode: urlEncoded,
  urlDecode: (text: unknown) => new URLSearchParams(`=${String(text ?? "")}`).get("") ?? "",
  base64Encode: (text: unknown) => Buffer.from(String(text ?? "")).toString("base64"),
  base64Decode: (text: unknown) => Buffer.from(String(text ?? ""), "base64").toString(),
  parseJson: (text: unknown) => parsedJson(String(text)),
};
