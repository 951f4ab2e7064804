/** One operation of a document as a route. */
import type { Json, JsonObject } from "../../model/json.ts";
import { isObject } from "../../model/json.ts";
import type { AuthoredPath, Problem, RouteEntry } from "../authoring.ts";
import { errorAt, errorAtName, warningAt } from "../authoring.ts";
import { readIntegration } from "./integration.ts";
import type { DocumentTarget } from "./lambda-uri.ts";
import type { ModelDesk } from "./schemas.ts";
import type { SecuritySchemes } from "./security.ts";
import type { DocumentVersion, Tree } from "./tree.ts";

export interface OperationInput {
  readonly tree: Tree;
  readonly version: DocumentVersion;
  /** `GET /pets`. */
  readonly key: string;
  /** Where it stands in the document. */
  readonly at: AuthoredPath;
  readonly operation: JsonObject;
  readonly shared: readonly JsonObject[];
  readonly models: ModelDesk;
  readonly schemes: SecuritySchemes;
  readonly target: DocumentTarget;
}

export interface ReadOperation {
  readonly route: RouteEntry;
  readonly problems: readonly Problem[];
  /** Where in the document stands what is below the route. */
  readonly places: readonly (readonly [below: AuthoredPath, place: AuthoredPath])[];
}

const INTEGRATION = "x-amazon-apigateway-integration";
const VALIDATOR = "x-amazon-apigateway-request-validator";
const TYPES = ["AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"];
const PLACES: Readonly<Record<string, string>> = { query: "querystring", header: "header", path: "path" };

export function readOperation(input: OperationInput): ReadOperation {
  const { tree, at, operation } = input;
  const problems: Problem[] = [];
  if (!isObject(operation[INTEGRATION])) {
    problems.push(errorAtName(at, "missing-integration", `the operation has no ${INTEGRATION}`, "say what it calls"));
  }
  const { type = "" } = tree.mapOf(operation[INTEGRATION]);
  if (isObject(operation[INTEGRATION]) && !TYPES.includes(String(type).toUpperCase())) {
    const message = `"${type}" is no type of an integration`;
    problems.push(
      errorAt([...at, INTEGRATION, "type"], "illegal-integration", message, "aws_proxy, aws, http_proxy, http or mock"),
    );
  }
  const { members, isProxy } = readIntegration(tree.mapOf(operation[INTEGRATION]), input.target);
  const parameters = [...input.shared, ...tree.listOf(operation.parameters).map((one) => tree.resolved(one))];
  const body = bodyModels(input, parameters);
  const { operationId } = operation;
  const validator = operation[VALIDATOR] ?? tree.root[VALIDATOR];
  const route: RouteEntry = {
    ...members,
    ...securityOf(input, problems),
    ...(typeof operationId === "string" && { operationName: operationId }),
    ...(typeof validator === "string" && { validator }),
    ...filled("parameters", parametersOf(parameters)),
    ...filled("models", body),
    ...(isProxy ? {} : filled("responses", responsesOf(input))),
  };
  const places = [
    [["integration"], [...at, INTEGRATION]],
    [["lambda"], [...at, INTEGRATION, "uri"]],
    [["http"], [...at, INTEGRATION, "uri"]],
    [
      ["http", "url"],
      [...at, INTEGRATION, "uri"],
    ],
    [
      ["integration", "lambda"],
      [...at, INTEGRATION, "uri"],
    ],
    [["timeout"], [...at, INTEGRATION, "timeoutInMillis"]],
    [["authorizer"], [...at, "security"]],
    [["validator"], operation[VALIDATOR] === undefined ? [VALIDATOR] : [...at, VALIDATOR]],
  ] as const;
  return { route, problems, places };
}

function filled<K extends string, V extends object>(key: K, value: V): { readonly [N in K]?: V } {
  // The one member is of the type that is said.
  return Object.keys(value).length > 0 ? ({ [key]: value } as { readonly [N in K]?: V }) : {};
}

type Security = Pick<RouteEntry, "authorization" | "authorizer" | "scopes" | "apiKeyRequired">;

function securityOf({ tree, at, operation, schemes }: OperationInput, problems: Problem[]): Security {
  const { type } = tree.mapOf(operation["x-amazon-apigateway-auth"]);
  const requirements = tree.listOf(operation.security ?? tree.root.security).flatMap((one) => Object.entries(one));
  const ofKind = (kind: string) => requirements.filter(([name]) => schemes.kinds.get(name) === kind);
  for (const [name] of requirements) {
    const kind = schemes.kinds.get(name);
    if (kind === undefined)
      problems.push(errorAtName([...at, "security"], "undeclared-scheme", `no security scheme is called "${name}"`));
    if (kind === "other") {
      const message = `"${name}" means nothing to API Gateway: the operation is open to everybody`;
      problems.push(warningAt([...at, "security"], "unused-scheme", message, "add x-amazon-apigateway-authorizer to the scheme"));
    }
  }
  const [authorizer] = ofKind("authorizer");
  const declared = authorizer && schemes.authorizers[authorizer[0]];
  const scopes = Array.isArray(authorizer?.[1]) ? authorizer[1].map(String) : [];
  const takesScopes = typeof declared === "object" && declared.userPools !== undefined && scopes.length > 0;
  const isSigned = authorizer === undefined && (type === "AWS_IAM" || (type === undefined && ofKind("iam").length > 0));
  return {
    ...(isSigned && { authorization: "iam" as const }),
    ...(authorizer && { authorizer: authorizer[0] }),
    ...(takesScopes && { scopes }),
    ...(ofKind("key").length > 0 && { apiKeyRequired: true }),
  };
}

/** Those of the operation go before those that the path has for all. */
function parametersOf(parameters: readonly JsonObject[]): Readonly<Record<string, boolean>> {
  return Object.fromEntries(
    parameters.flatMap((parameter) => {
      const place = PLACES[String(parameter.in)];
      return place === undefined ? [] : [[`${place}.${String(parameter.name)}`, parameter.required === true || place === "path"]];
    }),
  );
}

/** Models of the request's body by media type. */
function bodyModels(
  { tree, version, key, at, operation, models }: OperationInput,
  parameters: readonly JsonObject[],
): Record<string, string> {
  const fallback = `${nameOf(key, operation)}Request`;
  if (version === "swagger") {
    const body = parameters.find((one) => one.in === "body");
    const name = models.nameFor(body?.schema, fallback, [...at, "parameters"]);
    const types = mediaTypes(operation.consumes ?? tree.root.consumes);
    return name === undefined ? {} : Object.fromEntries(types.map((type) => [type, name]));
  }
  return contentModels(tree.mapOf(tree.mapOf(operation.requestBody).content), {
    tree,
    models,
    fallback,
    at: [...at, "requestBody"],
  });
}

interface Content {
  readonly tree: Tree;
  readonly models: ModelDesk;
  readonly fallback: string;
  readonly at: AuthoredPath;
}

function contentModels(content: JsonObject, { tree, models, fallback, at }: Content): Record<string, string> {
  const entries = Object.entries(content).flatMap(([type, media]) => {
    const name = models.nameFor(tree.mapOf(media).schema, fallback, [...at, "content", type, "schema"]);
    return name === undefined ? [] : [[type, name] as const];
  });
  return Object.fromEntries(entries);
}

function responsesOf(input: OperationInput): NonNullable<RouteEntry["responses"]> {
  const { tree, version, key, at, operation, models } = input;
  const responses = Object.entries(tree.mapOf(operation.responses)).filter(([status]) => /^[1-5]\d\d$/.test(status));
  return Object.fromEntries(
    responses.map(([status, value]) => {
      const response = tree.mapOf(value);
      const fallback = `${nameOf(key, operation)}Response${status}`;
      const place = [...at, "responses", status];
      const named =
        version === "swagger"
          ? swaggerModels(
              models.nameFor(response.schema, fallback, [...place, "schema"]),
              operation.produces ?? tree.root.produces,
            )
          : contentModels(tree.mapOf(response.content), { tree, models, fallback, at: place });
      const headers = Object.fromEntries(Object.keys(tree.mapOf(response.headers)).map((header) => [header, false]));
      return [status, { ...filled("headers", headers), ...filled("models", named) }];
    }),
  );
}

function swaggerModels(name: string | undefined, produces: Json | undefined): Record<string, string> {
  return name === undefined ? {} : Object.fromEntries(mediaTypes(produces).map((type) => [type, name]));
}

function mediaTypes(types: Json | undefined): readonly string[] {
  return Array.isArray(types) && types.length > 0 ? types.map(String) : ["application/json"];
}

/** Letters and digits, as models are called: the operation's own name, or its method and path. */
function nameOf(key: string, { operationId }: JsonObject): string {
  const words = (typeof operationId === "string" ? operationId : key.toLowerCase()).split(/[^A-Za-z0-9]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
