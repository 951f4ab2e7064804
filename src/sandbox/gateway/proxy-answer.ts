/** A Lambda proxy integration's answer as an HTTP response (API Gateway developer guide, "Output format"). */
import type { WireResponse } from "../wire/message.ts";
import type { RoutedRequest } from "./api-request.ts";
import { BAD_INTEGRATION_ANSWER, GatewayRefusal } from "./gateway-answers.ts";
import { firstAccepted, isBinary, mediaTypeOf } from "./media-types.ts";

interface ProxyAnswer {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly unknown[]>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: unknown;
}

const MEMBERS = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);

/** Headers that API Gateway sets itself; what an integration says comes under another name. */
const REMAPPED = new Set(["connection", "content-length", "date", "host", "server", "upgrade", "www-authenticate"]);

/** Throws GatewayRefusal 502 for an answer that is not of the format: another member, a body that is no string. */
export function proxyAnswer(text: string, routed: RoutedRequest): WireResponse {
  const answer = parseAnswer(text);
  const values = answerValues(answer);
  const headers = joined(values);
  headers["content-type"] ??= "application/json";
  const setCookies = values.get("set-cookie");
  const body = bodyOf(answer, headers["content-type"], routed);
  return { statusCode: statusOf(answer), headers, body, ...(setCookies && { setCookies }) };
}

function parseAnswer(text: string): ProxyAnswer {
  const answer = parseJson(text);
  if (!isMap(answer)) throw malformed("it is no object");
  const unknown = Object.keys(answer).find((member) => !MEMBERS.has(member));
  if (unknown !== undefined) throw malformed(`unknown member ${unknown}`);
  const { headers, multiValueHeaders, body } = answer;
  if (headers != null && !isMap(headers)) throw malformed("headers is no object");
  if (multiValueHeaders != null && !(isMap(multiValueHeaders) && Object.values(multiValueHeaders).every(Array.isArray))) {
    throw malformed("multiValueHeaders is no object of lists");
  }
  if (body != null && typeof body !== "string") throw malformed("body is no string");
  // Every member has just been looked at.
  return answer as ProxyAnswer;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("it is no JSON");
  }
}

/** Left out means 200; digits in a string are taken for the number. */
function statusOf({ statusCode }: ProxyAnswer): number {
  if (statusCode == null) return 200;
  const status = typeof statusCode === "number" || typeof statusCode === "string" ? Number(statusCode) : Number.NaN;
  if (!Number.isInteger(status) || status < 100 || status > 599) throw malformed(`statusCode ${String(statusCode)}`);
  return status;
}

/** Both lists are one, values of `multiValueHeaders` first, and a pair that is in both counts once (recorded, documented). */
function answerValues({ headers, multiValueHeaders }: ProxyAnswer): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const [name, list] of Object.entries(multiValueHeaders ?? {})) values.set(name.toLowerCase(), list.map(String));
  for (const [name, value] of Object.entries(headers ?? {})) {
    const several = values.get(name.toLowerCase()) ?? [];
    if (!several.includes(String(value))) values.set(name.toLowerCase(), [...several, String(value)]);
  }
  return values;
}

function joined(values: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, list] of values) {
    if (name !== "set-cookie") set(result, name, list.join(", "));
    else for (const cookie of list) set(result, name, cookie);
  }
  return result;
}

function set(headers: Record<string, string>, name: string, value: string): void {
  const key = name.toLowerCase();
  if (key === "transfer-encoding") return;
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(key) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) throw malformed(`header ${name}`);
  headers[REMAPPED.has(key) ? `x-amzn-remapped-${key}` : key] = value;
}

/**
 * `isBase64Encoded` alone is not enough: bytes go out only to a client that accepts, as its first choice, a type that the
 * API lists. Others get the base64 text. A client that says nothing is measured by the answer's own type.
 */
function bodyOf(answer: ProxyAnswer, contentType: string, { request, stage }: RoutedRequest): Uint8Array {
  const body = answer.body ?? "";
  const accepted = firstAccepted(request.headers.accept) ?? mediaTypeOf(contentType);
  const binary = answer.isBase64Encoded === true && isBinary(stage.snapshot.binaryMediaTypes, accepted);
  return Buffer.from(body, binary ? "base64" : "utf8");
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(why: string): GatewayRefusal {
  return new GatewayRefusal(
    BAD_INTEGRATION_ANSWER,
    `Execution failed due to configuration error: Malformed Lambda proxy response: ${why}`,
  );
}
