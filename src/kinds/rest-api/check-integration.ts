/** What API Gateway would refuse of a route's integration (PutIntegration), or would take and answer 500 by. */
import type { ApiEntry, AuthoredPath, Problem, RouteEntry } from "../authoring.ts";
import { errorAt, errorAtName, warningAt } from "../authoring.ts";

/** Without a quota raised for it, and never for EDGE. */
const MAX_TIMEOUT_MS = 29_000;
const FORMS = ["lambda", "http", "mock", "integration"] as const;
const STATUS = /^[1-5]\d\d$/;
const ADDRESS = /^(https?:\/\/\S+|\$\{stageVariables\.\w+\}\S*)$/;
const ACTION = /^arn:[^:]+:apigateway:[^:]+:[^:]+:(path|action)\/.+$/;

export function* checkIntegration(route: RouteEntry, path: AuthoredPath): Iterable<Problem> {
  const given = FORMS.filter((type) => route[type] !== undefined);
  if (given.length === 0) {
    yield errorAtName(path, "missing-integration", "a route needs one of `lambda`, `http`, `mock` and `integration`");
  }
  const [, second] = given;
  if (second !== undefined) {
    yield errorAt([...path, second], "conflicting-properties", `a route has one integration, not ${given.join(" and ")}`);
  }
  if (route.http !== undefined && !ADDRESS.test(route.http.url)) {
    yield errorAt(
      [...path, "http", "url"],
      "illegal-url",
      `"${route.http.url}" is not an address`,
      'it begins with "https://" or "http://"',
    );
  }
  if (route.http !== undefined) yield* checkPlaces(route.http.url, {}, [...path, "http", "url"]);
  if (route.integration !== undefined) yield* checkFull(route.integration, [...path, "integration"]);
  for (const status of Object.keys(route.responses ?? {})) {
    if (!STATUS.test(status)) yield illegalStatus([...path, "responses", status], status);
  }
  const isProxy = route.integration?.type === "AWS_PROXY" || route.integration?.type === "HTTP_PROXY";
  // A route that calls nothing is told as such.
  const [short] = route.integration === undefined ? given : [];
  if (route.responses !== undefined && (short !== undefined || isProxy)) {
    const what = isProxy ? "a proxy integration" : `\`${short}\``;
    yield warningAt(
      [...path, "responses"],
      "unused-responses",
      `${what} passes on whatever comes: \`responses\` mean nothing beside it`,
    );
  }
}

type IntegrationEntry = NonNullable<RouteEntry["integration"]>;

/** AWS takes a URI with `{name}` that nothing is mapped onto, and answers every request 500. */
function* checkPlaces(uri: string, mapped: IntegrationEntry["requestParameters"], path: AuthoredPath): Iterable<Problem> {
  for (const [, name = ""] of uri.matchAll(/(?<!\$)\{([^}]+)\}/g)) {
    if (mapped?.[`integration.request.path.${name}`] !== undefined) continue;
    yield warningAt(
      path,
      "unmapped-path",
      `nothing is put in for {${name}}, and API Gateway answers 500`,
      `map it in an \`integration\`: requestParameters: { integration.request.path.${name}: method.request.path.${name} }, and parameters: { path.${name}: true } on the route`,
    );
  }
}

function* checkFull(entry: IntegrationEntry, path: AuthoredPath): Iterable<Problem> {
  const { type, uri, lambda } = entry;
  const isAws = type === "AWS" || type === "AWS_PROXY";
  // A function where none is called is told below.
  const isComplete = isAws ? (uri === undefined) !== (lambda === undefined) : (uri ?? lambda) !== undefined;
  if (type !== "MOCK" && !isComplete) {
    const choice = isAws ? "one of `lambda` and `uri`" : "a `uri`";
    yield errorAtName(path, "missing-property", `an integration of type ${type} needs ${choice}`);
  }
  if (lambda !== undefined && !isAws) {
    yield errorAt([...path, "lambda"], "conflicting-properties", `type ${type} calls no function`, "write AWS_PROXY or AWS");
  }
  if (uri !== undefined && type === "MOCK") yield errorAt([...path, "uri"], "conflicting-properties", "type MOCK calls nothing");
  if (uri !== undefined && isAws && !ACTION.test(uri)) {
    yield errorAt(
      [...path, "uri"],
      "illegal-url",
      `"${uri}" is not the ARN of an action`,
      'write it like "arn:aws:apigateway:us-east-1:sqs:path/111122223333/orders"',
    );
  }
  if (uri !== undefined && !isAws && type !== "MOCK" && !ADDRESS.test(uri)) {
    yield errorAt([...path, "uri"], "illegal-url", `"${uri}" is not an address`, 'it begins with "https://" or "http://"');
  }
  if (uri !== undefined && type !== "MOCK") yield* checkPlaces(uri, entry.requestParameters, [...path, "uri"]);
  if (entry.vpcLink !== undefined && type !== "HTTP" && type !== "HTTP_PROXY") {
    yield errorAt([...path, "vpcLink"], "conflicting-properties", `type ${type} goes through no VPC link`);
  }
  if (entry.integrationTarget !== undefined && entry.vpcLink === undefined) {
    yield errorAt([...path, "integrationTarget"], "conflicting-properties", "it stands behind a VPC link", "declare `vpcLink`");
  }
  if (entry.responseTransferMode === "STREAM") yield* checkStream(entry, [...path, "responseTransferMode"]);
  yield* checkResponses(entry, path);
}

/** Lambda streams from another address than it answers from (API Gateway, "Response transfer mode"). */
function* checkStream({ type, lambda }: IntegrationEntry, path: AuthoredPath): Iterable<Problem> {
  if (lambda !== undefined) {
    const remedy = "write its `uri`, which ends in /response-streaming-invocations, in place of `lambda`";
    yield errorAt(path, "conflicting-properties", "a function streams from an address of its own", remedy);
  } else if (type !== "HTTP_PROXY" && type !== "AWS_PROXY") {
    yield errorAt(path, "conflicting-properties", `type ${type} cannot stream: only proxies pass answers on as they come`);
  }
}

function* checkResponses({ responses = {} }: IntegrationEntry, path: AuthoredPath): Iterable<Problem> {
  const defaults = Object.entries(responses).filter(([, { selectionPattern }]) => !selectionPattern);
  for (const status of Object.keys(responses)) {
    if (!STATUS.test(status)) yield illegalStatus([...path, "responses", status], status);
  }
  const [, second] = defaults;
  if (second !== undefined) {
    const message = `${defaults.map(([status]) => status).join(" and ")} are each for all that no other is for`;
    yield warningAt([...path, "responses", second[0]], "two-default-responses", message, "give all but one a `selectionPattern`");
  }
}

function illegalStatus(path: AuthoredPath, status: string): Problem {
  return errorAtName(path, "illegal-status", `"${status}" is not an HTTP status`, 'write it like "200"');
}

export function* checkTimeout(entry: ApiEntry, route: RouteEntry, path: AuthoredPath): Iterable<Problem> {
  if (route.timeout === undefined) return;
  const at = [...path, "timeout"];
  if (route.mock !== undefined) yield errorAt(at, "conflicting-properties", "a fixed answer has no timeout");
  if (route.timeout <= MAX_TIMEOUT_MS) return;
  const raisable = entry.own.endpoint === "REGIONAL" || entry.own.endpoint === "PRIVATE";
  const message = `${route.timeout} ms: API Gateway waits ${MAX_TIMEOUT_MS} ms at most`;
  yield raisable
    ? warningAt(at, "timeout-too-long", `${message} unless the quota is raised`)
    : errorAt(at, "timeout-too-long", message, "REGIONAL and PRIVATE APIs can have the quota raised");
}
