/** The parts of a snapshot that both export formats show alike. */
import type { ApiSnapshot, AuthorizerState, IntegrationResponseState, RouteSnapshot } from "./state.ts";

/** Milliseconds. */
const DEFAULT_TIMEOUT = 29_000;

export interface ExportRequest {
  readonly snapshot: ApiSnapshot;
  /** The API's version, or the deployment's date when it has none. */
  readonly version: string;
  readonly host: string;
  readonly stageName: string;
  /** Whether to show `x-amazon-apigateway-integration` and the binary media types. */
  readonly integrations: boolean;
  /** Whether to show how AWS_IAM is signed, and what authorizers ask. */
  readonly authorizers: boolean;
}

/** The operations of each path by verb, in the snapshot's order. */
export function exportedPaths(
  { routes }: ApiSnapshot,
  operation: (route: RouteSnapshot) => object,
): Readonly<Record<string, Readonly<Record<string, object>>>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [verbKey(route)]: operation(route) };
  return paths;
}

/** The binary media types go with the integrations: only those need them. */
export function exportedMediaTypes({ integrations, snapshot }: ExportRequest): object {
  if (!integrations || snapshot.binaryMediaTypes.length === 0) return {};
  return { "x-amazon-apigateway-binary-media-types": snapshot.binaryMediaTypes };
}

function verbKey(route: RouteSnapshot): string {
  return route.method === "ANY" ? "x-amazon-apigateway-any-method" : route.method.toLowerCase();
}

/** `{id}` and `{proxy+}`, without braces and plus. */
function pathVariables(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name = ""]) => name);
}

/** `x-amazon-apigateway-integration`: responses by selection pattern, defaults left out where AWS leaves them out. */
export function exportedIntegration({ integration, resourceId }: RouteSnapshot): object {
  return {
    type: integration.type.toLowerCase(),
    httpMethod: integration.httpMethod,
    uri: integration.uri,
    credentials: integration.credentials,
    connectionType: integration.connectionType === "VPC_LINK" ? "VPC_LINK" : undefined,
    connectionId: integration.connectionId,
    responses: integration.integrationResponses && exportedResponses(Object.values(integration.integrationResponses)),
    requestParameters: integration.requestParameters,
    requestTemplates: integration.requestTemplates,
    passthroughBehavior: integration.passthroughBehavior.toLowerCase(),
    contentHandling: integration.contentHandling,
    timeoutInMillis: integration.timeoutInMillis === DEFAULT_TIMEOUT ? undefined : integration.timeoutInMillis,
    cacheNamespace: integration.cacheNamespace === resourceId ? undefined : integration.cacheNamespace,
    cacheKeyParameters: integration.cacheKeyParameters.length > 0 ? integration.cacheKeyParameters : undefined,
  };
}

function exportedResponses(responses: readonly IntegrationResponseState[]): object {
  return Object.fromEntries(
    responses.map(({ statusCode, selectionPattern, responseParameters, responseTemplates, contentHandling }) => [
      selectionPattern || "default",
      { statusCode, responseParameters, responseTemplates, contentHandling },
    ]),
  );
}

const MODELS: Readonly<Record<string, object>> = {
  Empty: { title: "Empty Schema", type: "object" },
  Error: { title: "Error Schema", type: "object", properties: { message: { type: "string" } } },
};

interface ExportedParameter {
  readonly name: string;
  readonly place: "query" | "header" | "path";
  readonly required: boolean;
}

/** Declared parameters, and every variable of the path: those are always required. */
export function exportedParameters(route: RouteSnapshot): readonly ExportedParameter[] {
  const declared = Object.entries(route.requestParameters).flatMap(([parameter, required]): ExportedParameter[] => {
    const [, place, name] = /^method\.request\.(querystring|header)\.(.+)$/.exec(parameter) ?? [];
    if (!name) return [];
    return [{ name, place: place === "header" ? "header" : "query", required }];
  });
  return [...declared, ...pathVariables(route.path).map((name) => ({ name, place: "path" as const, required: true }))];
}

export function security(route: RouteSnapshot): readonly object[] | undefined {
  const { authorization, authorizer, authorizationScopes, apiKeyRequired } = route;
  const schemes = [
    ...(authorization === "AWS_IAM" ? [{ sigv4: [] }] : []),
    ...(authorizer ? [{ [authorizer.name]: authorizationScopes }] : []),
    ...(apiKeyRequired ? [{ api_key: [] }] : []),
  ];
  return schemes.length > 0 ? schemes : undefined;
}

/** The schemes that the routes' `security` names. */
export function securitySchemes({ snapshot, authorizers }: ExportRequest): Readonly<Record<string, object>> | undefined {
  const schemes: Record<string, object> = {};
  if (snapshot.routes.some((route) => route.apiKeyRequired))
    schemes.api_key = { type: "apiKey", name: "x-api-key", in: "header" };
  if (snapshot.routes.some((route) => route.authorization === "AWS_IAM")) {
    const signed = authorizers ? { "x-amazon-apigateway-authtype": "awsSigv4" } : {};
    schemes.sigv4 = { type: "apiKey", name: "Authorization", in: "header", ...signed };
  }
  for (const { authorizer } of snapshot.routes) {
    if (authorizer) schemes[authorizer.name] = authorizerScheme(authorizer, authorizers);
  }
  return Object.keys(schemes).length > 0 ? schemes : undefined;
}

const HEADER = "method.request.header.";

/** `x-amazon-apigateway-authorizer` as the API Gateway developer guide shows it: what is read from several places stands in none. */
function authorizerScheme(authorizer: AuthorizerState, whole: boolean): object {
  const { type, identitySource = "", authorizerResultTtlInSeconds, providerARNs, authType } = authorizer;
  const isHeader = type !== "REQUEST" && identitySource.startsWith(HEADER);
  const scheme = { type: "apiKey", name: isHeader ? identitySource.slice(HEADER.length) : "Unused", in: "header" };
  if (!whole) return scheme;
  return {
    ...scheme,
    "x-amazon-apigateway-authtype": authType ?? (type === "COGNITO_USER_POOLS" ? "cognito_user_pools" : "custom"),
    "x-amazon-apigateway-authorizer": {
      type: type.toLowerCase(),
      authorizerUri: authorizer.authorizerUri,
      authorizerCredentials: authorizer.authorizerCredentials,
      identitySource: isHeader ? undefined : identitySource || undefined,
      identityValidationExpression: authorizer.identityValidationExpression,
      providerARNs: type === "COGNITO_USER_POOLS" ? providerARNs : undefined,
      authorizerResultTtlInSeconds,
    },
  };
}

/** The models that the routes name, with the schemas that every API starts with. */
export function modelSchemas(snapshot: ApiSnapshot): Readonly<Record<string, object>> | undefined {
  const named = snapshot.routes.flatMap((route) =>
    Object.values(route.methodResponses).flatMap((response) => Object.values(response.responseModels ?? {})),
  );
  const schemas = Object.fromEntries([...new Set(named)].sort().map((name) => [name, MODELS[name] ?? { type: "object" }]));
  return named.length > 0 ? schemas : undefined;
}
