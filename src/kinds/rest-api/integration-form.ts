/**
 * The canonical form of an integration, which both sides take before they are compared: the short one where it says all.
 *
 *   AWS_PROXY    of a function, nothing but a timeout                     lambda
 *   HTTP_PROXY   an address and a method, nothing but a timeout           http
 *   MOCK         one status, fixed headers and a body of JSON             mock
 *   otherwise                                                             in full, without what is AWS's default
 *
 * Proxies pass on what comes: templates, responses, and for functions conversions, mean nothing there, and the console adds
 * some. They are left out.
 */
import type { FullIntegration, IntegrationResponseSpec, IntegrationSpec, MockIntegration } from "../../model/specs/rest-api.ts";
import { declared } from "../authoring.ts";
import { canonicalJson } from "../digest.ts";

const HEADER = "method.response.header.";
const JSON_TYPE = "application/json";
/** API Gateway PutIntegration: 29 seconds when timeoutInMillis is left out. */
export const DEFAULT_TIMEOUT_MS = 29_000;

export function shortest(integration: FullIntegration): IntegrationSpec {
  const full = withoutDefaults(integration);
  const { type, function: name, qualifier, uri, method, timeoutMs, ...rest } = full;
  // The short forms have always shown a timeout that AWS tells.
  const timeout = integration.timeoutMs === undefined ? {} : { timeoutMs: integration.timeoutMs };
  if (type === "MOCK") return mockOf(full) ?? full;
  if (Object.keys(rest).length > 0) return full;
  if (type === "AWS_PROXY" && name !== undefined)
    return declared({ type: "lambda" as const, function: name, qualifier, ...timeout });
  return type === "HTTP_PROXY" && uri !== undefined ? { type: "http", url: uri, method: method ?? "ANY", ...timeout } : full;
}

/** Whether responses of the method are looked at: a proxy passes on whatever comes, and a short mock implies its own. */
export function hasResponses(integration: IntegrationSpec | undefined): boolean {
  return integration?.type === "AWS" || integration?.type === "HTTP" || integration?.type === "MOCK";
}

function withoutDefaults(integration: FullIntegration): FullIntegration {
  const { type } = integration;
  const isProxy = type === "AWS_PROXY" || type === "HTTP_PROXY";
  const { requestTemplates, responses, passthroughBehavior, contentHandling, timeoutMs, ...rest } = integration;
  const kept = declared({
    ...rest,
    requestTemplates: isProxy ? undefined : requestTemplates,
    responses: isProxy ? undefined : responses,
    passthroughBehavior: isProxy || passthroughBehavior === "WHEN_NO_MATCH" ? undefined : passthroughBehavior,
    contentHandling: type === "AWS_PROXY" ? undefined : contentHandling,
    timeoutMs: type === "MOCK" || timeoutMs === DEFAULT_TIMEOUT_MS ? undefined : timeoutMs,
    method: rest.function === undefined && type !== "MOCK" ? rest.method : undefined,
    responseTransferMode: rest.responseTransferMode === "BUFFERED" ? undefined : rest.responseTransferMode,
    insecureSkipVerification: rest.insecureSkipVerification || undefined,
    cacheKeyParameters: rest.cacheKeyParameters?.toSorted(),
  });
  // Maps and lists that are empty go too; `type` stays whatever else goes.
  return { ...(Object.fromEntries(Object.entries(kept).filter(([, value]) => !isEmpty(value))) as object), type };
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** Undefined: it says more than a status, fixed headers and a body. */
function mockOf({ type: _, requestTemplates, responses = {}, ...rest }: FullIntegration): MockIntegration | undefined {
  const [response, second] = Object.values(responses);
  if (response === undefined || second !== undefined || Object.keys(rest).length > 0) return undefined;
  const status = Number(response.statusCode);
  if (canonicalJson(requestTemplates ?? {}) !== canonicalJson(mockRequest(status))) return undefined;
  const { headers, isFixed } = fixedHeaders(response);
  const { [JSON_TYPE]: body, ...otherTemplates } = response.responseTemplates ?? {};
  const more = response.selectionPattern || response.contentHandling || Object.keys(otherTemplates).length > 0;
  if (!isFixed || more) return undefined;
  return {
    type: "mock",
    status,
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(body ? { body } : {}),
  };
}

function fixedHeaders({ responseParameters = {} }: IntegrationResponseSpec) {
  const entries = Object.entries(responseParameters);
  const isFixed = entries.every(([name, value]) => name.startsWith(HEADER) && /^'.*'$/s.test(value));
  return {
    isFixed,
    headers: Object.fromEntries(entries.map(([name, value]) => [name.slice(HEADER.length), value.slice(1, -1)])),
  };
}

/** The request template by which a mock integration chooses its answer. */
export function mockRequest(status: number): Readonly<Record<string, string>> {
  return { [JSON_TYPE]: `{"statusCode": ${status}}` };
}

/** Static values of a mapping are written in single quotes. */
export function mockResponse(spec: MockIntegration) {
  const headers = Object.entries(spec.headers ?? {});
  return {
    responseParameters: Object.fromEntries(headers.map(([name, value]) => [`${HEADER}${name}`, `'${value}'`])),
    declaredParameters: Object.fromEntries(headers.map(([name]) => [`${HEADER}${name}`, false])),
    responseTemplates: spec.body ? { [JSON_TYPE]: spec.body } : undefined,
  };
}
