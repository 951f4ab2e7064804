/**
 * An OpenAPI 3.0 or Swagger 2 document with API Gateway's extensions as what an author would write of an API. Pure: the same
 * checks and the same expanding follow as for `routes:`, so that a route is one thing whichever way it is declared.
 *
 * Schemas become models only where a route names one. What API Gateway's own import passes over is passed over too.
 */
import type { JsonObject } from "../../model/json.ts";
import { isObject } from "../../model/json.ts";
import type { ApiEntry, AuthoredPath, Problem, RouteEntry } from "../authoring.ts";
import { errorAt, errorAtName } from "../authoring.ts";
import { STATUS_OF } from "../rest-api/gateway-response-types.ts";
import type { DocumentTarget } from "./lambda-uri.ts";
import { readOperation } from "./operation.ts";
import { ModelDesk } from "./schemas.ts";
import { readSecuritySchemes } from "./security.ts";
import { type DocumentVersion, Tree } from "./tree.ts";

type Own = ApiEntry["own"];

export interface Definition {
  readonly own: Pick<
    Own,
    | "description"
    | "authorizers"
    | "models"
    | "validators"
    | "gatewayResponses"
    | "binaryMediaTypes"
    | "policy"
    | "apiKeySource"
    | "minimumCompressionSize"
    | "disableExecuteApiEndpoint"
    | "vpcEndpoints"
  >;
  readonly routes: ReadonlyMap<string, RouteEntry>;
  /** Where in the document stands what an authored path (below the API) names, as JSON of both; the longest that fits counts. */
  readonly places: ReadonlyMap<string, AuthoredPath>;
  /** Their paths are ones of the document. */
  readonly problems: readonly Problem[];
}

const VALIDATORS = "x-amazon-apigateway-request-validators";
const GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses";
const ANY = "x-amazon-apigateway-any-method";
const VERBS = new Set(["get", "put", "post", "delete", "options", "head", "patch", ANY]);

export function readDocument(document: JsonObject, target: DocumentTarget): Definition {
  const tree = new Tree(document);
  const version = versionOf(document);
  if (version === undefined) {
    const message = "neither OpenAPI 3.0 nor Swagger 2.0";
    return nothing([errorAt([], "illegal-openapi", message, 'it begins with "openapi: 3.0.1" or "swagger: \'2.0\'"')]);
  }
  const places = new Map<string, AuthoredPath>();
  const problems: Problem[] = [];
  const models = new ModelDesk(tree, version);
  const schemes = readSecuritySchemes(tree, version, target);
  const routes = new Map<string, RouteEntry>();
  for (const { key, at, operation, shared } of operationsOf(tree, problems)) {
    const read = readOperation({ tree, version, key, at, operation, shared, models, schemes, target });
    problems.push(...read.problems);
    routes.set(key, read.route);
    places.set(JSON.stringify(["routes", key]), at);
    for (const [below, place] of read.places) places.set(JSON.stringify(["routes", key, ...below]), place);
  }
  for (const type of Object.keys(tree.mapAt([GATEWAY_RESPONSES]))) {
    if (type in STATUS_OF || type === "DEFAULT_4XX" || type === "DEFAULT_5XX") continue;
    problems.push(
      errorAtName([GATEWAY_RESPONSES, type], "illegal-gateway-response", `"${type}" is no type of a gateway response`),
    );
  }
  if (routes.size === 0) problems.push(errorAtName(["paths"], "no-routes", "no operation: API Gateway deploys no API without"));
  for (const [name, at] of schemes.places) places.set(JSON.stringify(["authorizers", name]), at);
  for (const [name, at] of models.places) places.set(JSON.stringify(["models", name]), at);
  for (const [member, extension] of [
    ["validators", VALIDATORS],
    ["gatewayResponses", GATEWAY_RESPONSES],
  ] as const) {
    for (const name of Object.keys(tree.mapAt([extension]))) places.set(JSON.stringify([member, name]), [extension, name]);
  }
  return {
    own: { ...settingsOf(tree), ...membersOf(schemes.authorizers, models.models(), tree) },
    routes,
    places,
    problems: [...problems, ...schemes.problems],
  };
}

function nothing(problems: readonly Problem[]): Definition {
  return { own: {}, routes: new Map(), places: new Map(), problems };
}

function versionOf({ openapi, swagger }: JsonObject): DocumentVersion | undefined {
  if (typeof openapi === "string" && openapi.startsWith("3.")) return "openapi";
  return String(swagger) === "2.0" || swagger === 2 ? "swagger" : undefined;
}

interface FoundOperation {
  readonly key: string;
  readonly at: AuthoredPath;
  readonly operation: JsonObject;
  /** Parameters that stand above all operations of the path. */
  readonly shared: readonly JsonObject[];
}

function operationsOf(tree: Tree, problems: Problem[]): readonly FoundOperation[] {
  return Object.keys(tree.mapAt(["paths"])).flatMap((path) => {
    if (path.startsWith("x-")) return [];
    const item = tree.mapAt(["paths", path]);
    const shared = tree.listOf(item.parameters).map((one) => tree.resolved(one));
    return Object.entries(item).flatMap(([verb, operation]): readonly FoundOperation[] => {
      const at = ["paths", path, verb];
      if (verb === "trace") problems.push(errorAtName(at, "illegal-route", "API Gateway has no method TRACE"));
      if (!VERBS.has(verb) || !isObject(operation)) return [];
      return [{ key: `${verb === ANY ? "ANY" : verb.toUpperCase()} ${path}`, at, operation, shared }];
    });
  });
}

function membersOf(authorizers: Own["authorizers"], models: Own["models"], tree: Tree): Definition["own"] {
  const validators = tree.mapAt([VALIDATORS]);
  const responses = tree.mapAt([GATEWAY_RESPONSES]);
  return {
    ...(isFilled(authorizers) && { authorizers }),
    ...(isFilled(models) && { models }),
    ...(isFilled(validators) && {
      validators: Object.fromEntries(
        Object.entries(validators).map(([name, one]) => {
          const { validateRequestBody, validateRequestParameters } = tree.mapOf(one);
          return [name, { body: validateRequestBody === true, parameters: validateRequestParameters === true }];
        }),
      ),
    }),
    ...(isFilled(responses) && {
      gatewayResponses: Object.fromEntries(
        Object.entries(responses).map(([type, one]) => [type, gatewayResponse(tree.mapOf(one))]),
      ),
    }),
  };
}

function gatewayResponse({ statusCode, responseParameters, responseTemplates }: JsonObject) {
  return {
    ...(statusCode !== undefined && { statusCode: Number(statusCode) }),
    ...(isFilled(responseParameters) && { responseParameters: texts(responseParameters) }),
    ...(isFilled(responseTemplates) && { responseTemplates: texts(responseTemplates) }),
  };
}

function settingsOf(tree: Tree): Definition["own"] {
  const { root } = tree;
  const { description } = tree.mapAt(["info"]);
  const binary = root["x-amazon-apigateway-binary-media-types"];
  const policy = root["x-amazon-apigateway-policy"];
  const source = root["x-amazon-apigateway-api-key-source"];
  const size = root["x-amazon-apigateway-minimum-compression-size"];
  const { disableExecuteApiEndpoint, vpcEndpointIds } = endpointOf(tree);
  return {
    ...(typeof description === "string" && description !== "" && { description }),
    ...(Array.isArray(binary) && { binaryMediaTypes: binary.map(String) }),
    ...(isObject(policy) && { policy }),
    ...((source === "HEADER" || source === "AUTHORIZER") && { apiKeySource: source }),
    ...(typeof size === "number" && { minimumCompressionSize: size }),
    ...(typeof disableExecuteApiEndpoint === "boolean" && { disableExecuteApiEndpoint }),
    ...(Array.isArray(vpcEndpointIds) && { vpcEndpoints: vpcEndpointIds.map(String) }),
  };
}

/** OpenAPI 3 has it below a server, Swagger 2 at the top. */
function endpointOf(tree: Tree): JsonObject {
  const name = "x-amazon-apigateway-endpoint-configuration";
  const servers = tree.listOf(tree.root.servers).map((server) => tree.mapOf(server)[name]);
  return tree.mapOf([tree.root[name], ...servers].find((one) => one !== undefined));
}

function isFilled<T>(map: T): map is T & object {
  return typeof map === "object" && map !== null && Object.keys(map).length > 0;
}

function texts(map: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, String(value)]));
}
