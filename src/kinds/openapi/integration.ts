/** `x-amazon-apigateway-integration` as what a route says. Its names are API Gateway's, and so are those of `integration`. */
import type { Json, JsonObject } from "../../model/json.ts";
import { isObject } from "../../model/json.ts";
import type { RouteEntry } from "../authoring.ts";
import { type DocumentTarget, functionIn } from "./lambda-uri.ts";

type Full = NonNullable<RouteEntry["integration"]>;

export interface ReadIntegration {
  readonly members: Pick<RouteEntry, "integration" | "timeout">;
  readonly isProxy: boolean;
}

export function readIntegration(extension: JsonObject, target: DocumentTarget): ReadIntegration {
  const type = String(extension.type ?? "").toUpperCase();
  const { uri, timeoutInMillis } = extension;
  const isAws = type === "AWS" || type === "AWS_PROXY";
  const lambda = isAws && typeof uri === "string" ? lambdaOf(uri, extension, target) : undefined;
  const integration = {
    // The schema's five words; any other is refused by what checks routes.
    type: type as Full["type"],
    ...(lambda === undefined ? textOf(extension, "uri", "uri") : { lambda }),
    ...(type === "MOCK" ? {} : methodOf(extension)),
    ...textOf(extension, "credentials", "credentials"),
    ...textOf(extension, "connectionId", "vpcLink"),
    ...wordOf(extension, "passthroughBehavior"),
    ...wordOf(extension, "contentHandling"),
    ...wordOf(extension, "responseTransferMode"),
    ...textOf(extension, "integrationTarget", "integrationTarget"),
    ...textOf(extension, "cacheNamespace", "cacheNamespace"),
    ...mapOf(extension, "requestParameters"),
    ...mapOf(extension, "requestTemplates"),
    ...(Array.isArray(extension.cacheKeyParameters) && { cacheKeyParameters: extension.cacheKeyParameters.map(String) }),
    ...(isObject(extension.tlsConfig) && { insecureSkipVerification: extension.tlsConfig.insecureSkipVerification === true }),
    ...responsesOf(extension.responses),
  } as Full;
  return {
    members: { integration, ...(type !== "MOCK" && timeoutInMillis !== undefined && { timeout: Number(timeoutInMillis) }) },
    isProxy: type === "AWS_PROXY" || type === "HTTP_PROXY",
  };
}

/** A function is invoked by POST (aws-facts 4); a text that is no ARN names one as routes do. */
function lambdaOf(uri: string, { httpMethod }: JsonObject, target: DocumentTarget): string | undefined {
  if (!uri.startsWith("arn:")) return uri;
  return httpMethod === undefined || String(httpMethod).toUpperCase() === "POST" ? functionIn(uri, target) : undefined;
}

function methodOf({ httpMethod }: JsonObject): object {
  if (httpMethod === undefined) return {};
  const method = String(httpMethod).toUpperCase();
  return { method: method === "X-AMAZON-APIGATEWAY-ANY-METHOD" ? "ANY" : method };
}

function textOf(extension: JsonObject, member: string, name: string): object {
  const value = extension[member];
  return typeof value === "string" && value !== "" ? { [name]: value } : {};
}

function wordOf(extension: JsonObject, member: string): object {
  const value = extension[member];
  return typeof value === "string" && value !== "" ? { [member]: value.toUpperCase() } : {};
}

function mapOf(extension: JsonObject, member: string): object {
  const value = extension[member];
  return isObject(value) && Object.keys(value).length > 0 ? { [member]: texts(value) } : {};
}

/** Answers by selection pattern become answers by status. */
function responsesOf(responses: Json | undefined): object {
  if (!isObject(responses)) return {};
  const entries = Object.entries(responses).map(([pattern, value]) => {
    const response = isObject(value) ? value : {};
    return [
      String(response.statusCode ?? "200"),
      {
        ...(pattern === "default" ? {} : { selectionPattern: pattern }),
        ...mapOf(response, "responseParameters"),
        ...mapOf(response, "responseTemplates"),
        ...wordOf(response, "contentHandling"),
      },
    ] as const;
  });
  return entries.length === 0 ? {} : { responses: Object.fromEntries(entries) };
}

function texts(map: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
