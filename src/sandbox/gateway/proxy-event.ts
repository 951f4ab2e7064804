/** The event of a Lambda proxy integration, payload format 1.0 (API Gateway developer guide, "Input format"). */
import type { World } from "../world.ts";
import { type ApiRequest, headersOf, type RoutedRequest } from "./api-request.ts";
import { isBinary, mediaTypeOf } from "./media-types.ts";

type Lists = Readonly<Record<string, readonly string[]>>;

/** Maps that would be empty are null, as AWS sends them. */
export function proxyEvent(world: World, routed: RoutedRequest): object {
  const { request, stage, route, path, pathParameters } = routed;
  const headers = grouped(forwardedHeaders(routed), (name) => name.toLowerCase());
  const query = grouped(queryPairs(request));
  const { body, isBase64Encoded } = eventBody(request, stage.snapshot.binaryMediaTypes);
  return {
    resource: route.path,
    path,
    httpMethod: request.method,
    headers: lastOf(headers),
    multiValueHeaders: orNull(headers),
    queryStringParameters: lastOf(query),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stage.variables),
    requestContext: requestContext(world, routed),
    body,
    isBase64Encoded,
  };
}

export function requestContext(world: World, routed: RoutedRequest): object {
  const { route, stage, authorizer } = routed;
  return {
    resourceId: route.resourceId,
    ...(authorizer === undefined ? {} : { authorizer }),
    resourcePath: route.path,
    ...(route.operationName === undefined ? {} : { operationName: route.operationName }),
    ...callContext(world, routed),
    deploymentId: stage.deploymentId,
  };
}

/** What is known of a call before its route is. */
export function callContext(
  world: World,
  { request, stage, requestId }: Pick<RoutedRequest, "request" | "stage" | "requestId">,
): object {
  const now = world.clock.now();
  return {
    httpMethod: request.method,
    extendedRequestId: `${world.newId("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 15)}=`,
    requestTime: commonLogTime(now),
    path: request.path,
    accountId: world.account,
    protocol: "HTTP/1.1",
    stage: stage.stageName,
    domainPrefix: stage.apiId,
    requestTimeEpoch: now,
    requestId,
    identity: identity(request),
    domainName: `${stage.apiId}.execute-api.${world.region}.amazonaws.com`,
    apiId: stage.apiId,
  };
}

function identity(request: ApiRequest): object {
  return {
    cognitoIdentityPoolId: null,
    accountId: null,
    cognitoIdentityId: null,
    caller: null,
    sourceIp: request.sourceIp,
    principalOrgId: null,
    accessKey: null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: null,
    userAgent: request.headers["user-agent"] ?? null,
    user: null,
  };
}

/** Without a listed media type the bytes are taken for UTF-8, and what is none is lost: an image arrives broken. */
function eventBody(request: ApiRequest, binaryMediaTypes: readonly string[]): { body: string | null; isBase64Encoded: boolean } {
  if (request.body.length === 0) return { body: null, isBase64Encoded: false };
  const bytes = Buffer.from(request.body);
  const binary = isBinary(binaryMediaTypes, mediaTypeOf(request.headers["content-type"]));
  return { body: bytes.toString(binary ? "base64" : "utf8"), isBase64Encoded: binary };
}

/** Headers between two hops only, which do not reach an integration, and the length, which API Gateway counts anew. */
const NOT_FORWARDED = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "te",
  "transfer-encoding",
  "upgrade",
]);

export function forwardedHeaders({ request, traceId }: RoutedRequest): (readonly [string, string])[] {
  const own = headersOf(request).filter(([name]) => !NOT_FORWARDED.has(name.toLowerCase()));
  const port = /:(\d+)$/.exec(request.headers.host ?? "")?.[1] ?? "80";
  return [
    ...own,
    ["X-Amzn-Trace-Id", traceId],
    ["X-Forwarded-For", request.sourceIp],
    ["X-Forwarded-Port", port],
    ["X-Forwarded-Proto", "http"],
  ];
}

export function queryPairs(request: ApiRequest): (readonly [string, string])[] {
  return Object.entries(request.query).flatMap(([name, value]) =>
    (value == null || typeof value === "string" ? [value ?? ""] : value).map((one) => [name, one] as const),
  );
}

/** Values by name, in order. Names that `sameAs` makes equal are one, spelled as the first of them. */
function grouped(pairs: readonly (readonly [string, string])[], sameAs: (name: string) => string = (name) => name): Lists {
  const groups = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of pairs) {
    const group = groups.get(sameAs(name)) ?? { name, values: [] };
    group.values.push(value);
    groups.set(sameAs(name), group);
  }
  return Object.fromEntries([...groups.values()].map(({ name, values }) => [name, values]));
}

/** Each name with the last of its values. */
function lastOf(lists: Lists): Readonly<Record<string, string>> | null {
  return orNull(Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? ""])));
}

function orNull<T extends object>(map: T): T | null {
  return Object.keys(map).length === 0 ? null : map;
}

/** `01/Jan/2026:00:00:00 +0000`. */
function commonLogTime(milliseconds: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(new Date(milliseconds).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
