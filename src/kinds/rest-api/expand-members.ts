/** What an API has beside its routes, as AWS compares it. What is left out has AWS's default, so that changes by hand show. */
import type { Json, JsonObject } from "../../model/json.ts";
import type { ApiMembers, AuthorizerSpec, GatewayResponseSpec, ModelSpec, ValidatorSpec } from "../../model/specs/api-members.ts";
import { DEFAULT_TTL_SECONDS } from "../../model/specs/api-members.ts";
import type { ApiEntry } from "../authoring.ts";
import { declared } from "../authoring.ts";
import { parseFunctionReference } from "../function/names.ts";
import { GATEWAY_TEMPLATES, STATUS_OF } from "./gateway-response-types.ts";

type Own = ApiEntry["own"];
type Entry<M extends "authorizers" | "models" | "validators"> = Exclude<NonNullable<Own[M]>[string], string>;
type GatewayResponseEntry = Exclude<NonNullable<NonNullable<Own["gatewayResponses"]>["UNAUTHORIZED"]>, string>;

/** API Gateway's own, where it takes one place (CreateAuthorizer). */
const AUTHORIZATION_HEADER = "method.request.header.Authorization";

export function expandMembers({ authorizers, models, validators, gatewayResponses, ...own }: Own): ApiMembers {
  return declared({
    authorizers: each(authorizers, (entry) => authorizerSpec(entry)),
    models: each(models, (entry) => modelSpec(entry)),
    validators: each(validators, (entry) => validatorSpec(entry)),
    gatewayResponses: each(gatewayResponses, (entry, type) => gatewayResponseSpec(entry, type)),
    // What stands in it is whatever JSON the author wrote.
    documentation: each(own.documentation, (properties) => properties as JsonObject),
    documentationVersions: each(own.documentationVersions, ({ description }) => declared({ description })),
  });
}

/** `none` declares a member to be absent. */
function each<E extends object, S>(
  entries: Readonly<Record<string, E | "none">> | undefined,
  specOf: (entry: E, name: string) => S,
): Readonly<Record<string, S | null>> | undefined {
  if (entries === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, entry === "none" ? null : specOf(entry, name)]),
  );
}

function authorizerSpec(entry: Entry<"authorizers">): AuthorizerSpec {
  const type = entry.userPools !== undefined ? "COGNITO_USER_POOLS" : entry.type === "request" ? "REQUEST" : "TOKEN";
  const reference = entry.lambda === undefined ? undefined : parseFunctionReference(entry.lambda);
  const source = entry.identitySource === undefined ? undefined : [entry.identitySource].flat().join(",");
  return declared({
    type,
    ...reference,
    credentials: entry.credentials,
    userPools: entry.userPools?.toSorted(),
    identitySource: identitySource(source ?? (type === "REQUEST" ? undefined : AUTHORIZATION_HEADER)),
    validation: entry.validation,
    ttlSeconds: entry.ttl ?? DEFAULT_TTL_SECONDS,
  } as const);
}

/** Places without blanks between them: AWS keeps those that were sent. Undefined: there is none. */
export function identitySource(text: string | undefined): string | undefined {
  const places = (text ?? "").split(",").map((place) => place.trim());
  return places.filter((place) => place !== "").join(",") || undefined;
}

function modelSpec({ schema, description, contentType }: Entry<"models">): ModelSpec {
  return declared({
    contentType: contentType ?? "application/json",
    description: description || undefined,
    schema: schemaOf(schema),
  });
}

/** A text is JSON, which `checkMembers` has seen to. */
function schemaOf(schema: Entry<"models">["schema"]): Json {
  try {
    // YAML and JSON hold plain values alone.
    return (typeof schema === "string" ? JSON.parse(schema) : schema) as Json;
  } catch {
    return {};
  }
}

function validatorSpec({ body, parameters }: Entry<"validators">): ValidatorSpec {
  return { body: body ?? false, parameters: parameters ?? false };
}

function gatewayResponseSpec(entry: GatewayResponseEntry, type: string): GatewayResponseSpec {
  const { statusCode, responseParameters, responseTemplates } = entry;
  return declared({
    statusCode: statusCode === undefined ? STATUS_OF[type] : String(statusCode),
    responseParameters,
    responseTemplates: responseTemplates ?? GATEWAY_TEMPLATES,
  });
}
