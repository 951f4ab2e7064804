/** What API Gateway would refuse of authorizers, models and validators, and of routes that name them (aws-facts 1.2). */
import { isObject } from "../../model/json.ts";
import type { ApiEntry, AuthoredPath, AuthoredState, Problem, RouteEntry } from "../authoring.ts";
import { errorAt, errorAtName, warningAt } from "../authoring.ts";
import { suggestName } from "../suggest.ts";
import { checkAuthorizerTarget } from "./check-target.ts";
import { documentedPart, documentedTypes } from "./documentation-key.ts";

const MAX_AUTHORIZERS = 10;
/** Characters (aws-facts 1.2: 400 KB). */
const MAX_MODEL = 400 * 1024;
/** Every API has them from the start. */
const FIRST_MODELS = ["Empty", "Error"];
const IDENTITY_SOURCE =
  /^(method\.request\.(header|querystring|multivalueheader|multivaluequerystring)\.\S+|context\.\S+|stageVariables\.\w+)$/;
const USER_POOL = /^arn:[^:]+:cognito-idp:[^:]+:\d{12}:userpool\/\S+$/;
const PARAMETER = /^(querystring|header|path|multivalueheader|multivaluequerystring)\.\S+$/;

type Authorizer = Exclude<NonNullable<ApiEntry["own"]["authorizers"]>[string], string>;

export function* checkMembers(name: string, { own, ...entry }: ApiEntry, state: AuthoredState): Iterable<Problem> {
  const path = ["apis", name];
  const authorizers = Object.entries(own.authorizers ?? {});
  if (authorizers.length > MAX_AUTHORIZERS) {
    const message = `${authorizers.length} authorizers: an API has ${MAX_AUTHORIZERS} unless the quota is raised`;
    yield warningAt([...path, "authorizers"], "too-many-authorizers", message);
  }
  for (const [authorizer, declared] of authorizers) {
    if (declared === "none") continue;
    yield* checkAuthorizer(declared, [...path, "authorizers", authorizer]);
    yield* checkAuthorizerTarget({ api: name, route: authorizer }, declared.lambda, { own, ...entry }, state);
  }
  yield* checkModels({ own, ...entry }, path);
  for (const key of Object.keys(own.documentation ?? {})) {
    if (documentedPart(key) !== undefined) continue;
    const message = `"${key}" names no part of an API`;
    const remedy = `write it like "METHOD GET /orders" or "QUERY_PARAMETER GET /orders page"; types are ${documentedTypes().join(", ")}`;
    yield errorAtName([...path, "documentation", key], "illegal-documentation", message, remedy);
  }
  if (own.vpcEndpoints !== undefined && own.vpcEndpoints.length > 0 && own.endpoint !== "PRIVATE") {
    yield errorAt(
      [...path, "vpcEndpoints"],
      "conflicting-properties",
      "only a PRIVATE API has VPC endpoints",
      "write `endpoint: PRIVATE`",
    );
  }
}

function* checkAuthorizer(entry: Authorizer, path: AuthoredPath): Iterable<Problem> {
  const isCognito = entry.userPools !== undefined;
  if (isCognito === (entry.lambda !== undefined)) {
    yield errorAtName(path, "missing-property", "an authorizer needs one of `lambda` and `userPools`");
  }
  const sources = [entry.identitySource ?? []].flat();
  for (const source of sources.flatMap((one) => one.split(","))) {
    if (IDENTITY_SOURCE.test(source.trim())) continue;
    const remedy = 'write it like "method.request.header.Authorization"';
    yield errorAt(
      [...path, "identitySource"],
      "illegal-identity-source",
      `"${source.trim()}" is no place of an identity`,
      remedy,
    );
  }
  const isRequest = entry.type === "request" && !isCognito;
  if (!isRequest && sources.length > 1) {
    yield errorAt(
      [...path, "identitySource"],
      "conflicting-properties",
      "only a `request` authorizer has several places of an identity",
    );
  }
  if (isRequest && entry.ttl !== 0 && sources.length === 0) {
    const message = "what a `request` authorizer answers is remembered by its `identitySource`, and there is none";
    yield errorAtName(path, "missing-property", message, "add `identitySource`, or write `ttl: 0`");
  }
  if (entry.validation !== undefined && (isRequest || isCognito)) {
    yield errorAt(
      [...path, "validation"],
      "conflicting-properties",
      "only a `token` authorizer validates its token by an expression",
    );
  }
  for (const [index, arn] of (entry.userPools ?? []).entries()) {
    if (!USER_POOL.test(arn))
      yield errorAt([...path, "userPools", String(index)], "illegal-arn", `"${arn}" is not the ARN of a user pool`);
  }
}

function* checkModels({ own }: ApiEntry, path: AuthoredPath): Iterable<Problem> {
  const models = Object.entries(own.models ?? {});
  for (const [model, declared] of models) {
    const at = [...path, "models", model];
    if (!/^[A-Za-z0-9]+$/.test(model)) yield errorAtName(at, "illegal-name", "the name of a model is letters and digits");
    if (declared === "none") continue;
    const schema = typeof declared.schema === "string" ? parsed(declared.schema) : declared.schema;
    if (!isObject(schema)) {
      yield errorAt([...at, "schema"], "illegal-schema", "a schema is an object of JSON");
      continue;
    }
    const text = JSON.stringify(schema);
    if (text.length > MAX_MODEL)
      yield errorAt([...at, "schema"], "model-too-large", `${text.length} characters: API Gateway takes ${MAX_MODEL}`);
    const known = [...models.map(([other]) => other), ...FIRST_MODELS];
    for (const [, other = ""] of text.matchAll(/"\$ref":"#\/models\/([^"]*)"/g)) {
      if (!known.includes(other))
        yield errorAt([...at, "schema"], "unknown-model", `"#/models/${other}" is not declared`, suggestName(other, known));
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Names of what is declared beside the routes, and whether they fit. */
export function* checkRouteMembers({ own }: ApiEntry, route: RouteEntry, path: AuthoredPath): Iterable<Problem> {
  const { authorizer, validator } = route;
  if (authorizer !== undefined) {
    yield* checkName(authorizer, own.authorizers, { what: "authorizer", section: "authorizers", at: [...path, "authorizer"] });
    if (route.authorization !== undefined) {
      yield errorAt(
        [...path, "authorization"],
        "conflicting-properties",
        "an `authorizer` is the authorization",
        "take one of them out",
      );
    }
  }
  const declared = authorizer === undefined ? undefined : own.authorizers?.[authorizer];
  if ((route.scopes ?? []).length > 0 && (typeof declared !== "object" || declared.userPools === undefined)) {
    yield errorAt([...path, "scopes"], "conflicting-properties", "scopes are looked for in tokens of Cognito user pools alone");
  }
  if (validator !== undefined) {
    yield* checkName(validator, own.validators, { what: "request validator", section: "validators", at: [...path, "validator"] });
  }
  for (const parameter of Object.keys(route.parameters ?? {})) {
    if (PARAMETER.test(parameter)) continue;
    const remedy = 'write it like "querystring.page", "header.X-Id" or "path.id"';
    yield errorAtName(
      [...path, "parameters", parameter],
      "illegal-parameter",
      `"${parameter}" is no parameter of a request`,
      remedy,
    );
  }
  const models = { ...Object.fromEntries(FIRST_MODELS.map((name) => [name, {}])), ...own.models };
  const responses = Object.entries(route.responses ?? {}).map(
    ([status, { models: named }]) => [["responses", status, "models"], named] as const,
  );
  for (const [place, named] of [[["models"], route.models] as const, ...responses]) {
    for (const [type, model] of Object.entries(named ?? {})) {
      yield* checkName(model, models, { what: "model", section: "models", at: [...path, ...place, type] });
    }
  }
}

interface Naming {
  readonly what: string;
  readonly section: string;
  readonly at: AuthoredPath;
}

function* checkName(
  name: string,
  declared: Readonly<Record<string, unknown>> | undefined,
  { what, section, at }: Naming,
): Iterable<Problem> {
  const known = Object.entries(declared ?? {}).flatMap(([other, entry]) => (entry === "none" ? [] : [other]));
  if (known.includes(name)) return;
  const code = `undeclared-${what.replace("request ", "")}`;
  yield errorAt(at, code, `the API declares no ${what} "${name}"`, suggestName(name, known) ?? `declare it below \`${section}\``);
}
