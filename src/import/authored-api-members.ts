/** Authorizers, models, validators and gateway responses of a live API as their author would write them. */
import { canonicalJson } from "../kinds/digest.ts";
import { GATEWAY_TEMPLATES, STATUS_OF } from "../kinds/rest-api/gateway-response-types.ts";
import type { JsonObject } from "../model/json.ts";
import type { ApiMembers, AuthorizerSpec, GatewayResponseSpec, ModelSpec, ValidatorSpec } from "../model/specs/api-members.ts";
import { DEFAULT_TTL_SECONDS } from "../model/specs/api-members.ts";
import { given, type Members } from "./members.ts";

const AUTHORIZATION_HEADER = "method.request.header.Authorization";

export function apiMembers({ authorizers, models, validators, gatewayResponses, ...own }: ApiMembers): Members {
  return {
    authorizers: each(authorizers, authorizerEntry),
    models: each(models, modelEntry),
    validators: each(validators, validatorEntry),
    gatewayResponses: each(gatewayResponses, gatewayResponseEntry),
    documentation: each(own.documentation, (properties) => properties),
    documentationVersions: each(own.documentationVersions, ({ description }) => given({ description: description || undefined })),
  };
}

/** `FUNCTION:QUALIFIER`, as routes and authorizers name one. */
export function functionText({
  function: name = "",
  qualifier,
}: {
  readonly function?: string;
  readonly qualifier?: string;
}): string {
  return qualifier === undefined ? name : `${name}:${qualifier}`;
}

function each<T>(
  members: Readonly<Record<string, T | null>> | undefined,
  entryOf: (spec: T, name: string) => JsonObject,
): JsonObject | undefined {
  if (members === undefined) return undefined;
  const entries = Object.entries(members).flatMap(([name, spec]) =>
    spec === null ? [] : [[name, entryOf(spec, name)] as const],
  );
  return Object.fromEntries(entries);
}

function authorizerEntry(spec: AuthorizerSpec): JsonObject {
  const { type, userPools, credentials, identitySource, validation, ttlSeconds } = spec;
  const places = identitySource?.split(",") ?? [];
  const usual = type === "REQUEST" ? undefined : AUTHORIZATION_HEADER;
  return given({
    lambda: type === "COGNITO_USER_POOLS" ? undefined : functionText(spec),
    userPools,
    type: type === "REQUEST" ? "request" : undefined,
    credentials,
    identitySource: identitySource === usual ? undefined : places.length > 1 ? places : identitySource,
    validation,
    ttl: ttlSeconds === DEFAULT_TTL_SECONDS ? undefined : ttlSeconds,
  });
}

function modelEntry({ schema, description, contentType }: ModelSpec): JsonObject {
  return given({ description, contentType: contentType === "application/json" ? undefined : contentType, schema });
}

function validatorEntry({ body, parameters }: ValidatorSpec): JsonObject {
  return given({ body: body || undefined, parameters: parameters || undefined });
}

function gatewayResponseEntry(
  { statusCode, responseParameters, responseTemplates }: GatewayResponseSpec,
  type: string,
): JsonObject {
  const isUsual = canonicalJson(responseTemplates) === canonicalJson(GATEWAY_TEMPLATES);
  return given({
    statusCode: statusCode === undefined || statusCode === STATUS_OF[type] ? undefined : Number(statusCode),
    responseParameters: responseParameters && Object.keys(responseParameters).length > 0 ? responseParameters : undefined,
    responseTemplates: isUsual ? undefined : responseTemplates,
  });
}
