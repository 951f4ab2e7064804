/** What an API has beside its routes, read: each list once a pass, and only where it is declared or a method names one of it. */
import type { Authorizer, GatewayResponse, Model, RequestValidator } from "@aws-sdk/client-api-gateway";
import { declared } from "../kinds/authoring.ts";
import { identitySource } from "../kinds/rest-api/expand-members.ts";
import type { Json } from "../model/json.ts";
import type { Identity } from "../model/observation.ts";
import type { ApiMembers, AuthorizerSpec, GatewayResponseSpec, ModelSpec, ValidatorSpec } from "../model/specs/api-members.ts";
import { DEFAULT_TTL_SECONDS } from "../model/specs/api-members.ts";
import { liveDocumentation, liveVersions } from "./documentation.ts";
import { parseLambdaUri } from "./integration-uri.ts";
import { allPages } from "./observing.ts";
import type { AwsSession } from "./session.ts";

/** The default is 25; this is the most (aws-facts 10.1). */
const PAGE = 500;
/** Every API has them from the start. */
const FIRST_MODELS: readonly string[] = ["Empty", "Error"];

export interface LiveMembers {
  readonly spec: ApiMembers;
  readonly authorizerIds?: Readonly<Record<string, string>>;
  readonly validatorIds?: Readonly<Record<string, string>>;
}

/** The members that `wanted` declares, whatever it says of them. */
export async function fetchMembers(
  session: AwsSession,
  id: string,
  wanted: ApiMembers,
  { identity, signal }: { readonly identity: Identity; readonly signal: AbortSignal },
): Promise<LiveMembers> {
  const authorizers = wanted.authorizers && (await listAuthorizers(session, id, signal));
  const validators = wanted.validators && (await listValidators(session, id, signal));
  const models = wanted.models && (await listModels(session, id, signal));
  const gatewayResponses = wanted.gatewayResponses && (await listGatewayResponses(session, id, signal));
  const documentation = wanted.documentation && (await liveDocumentation(session, id, signal));
  const documentationVersions = wanted.documentationVersions && (await liveVersions(session, id, signal));
  const own = models?.filter(({ name = "" }) => !FIRST_MODELS.includes(name) || Object.hasOwn(wanted.models ?? {}, name));
  return declared({
    spec: declared({
      authorizers: authorizers && named(authorizers, (one) => authorizerSpec(one, identity)),
      validators: validators && named(validators, validatorSpec),
      models: own && named(own, (model) => modelSpec(model, id)),
      gatewayResponses: gatewayResponses && responsesOf(gatewayResponses),
      documentation,
      documentationVersions,
    }),
    authorizerIds: authorizers && named(authorizers, ({ id: own = "" }) => own),
    validatorIds: validators && named(validators, ({ id: own = "" }) => own),
  });
}

export function listAuthorizers(session: AwsSession, id: string, signal: AbortSignal): Promise<readonly Authorizer[]> {
  return session.readDeep(`apigateway.GetAuthorizers ${id}`, () => fetchAuthorizers(session, id, signal));
}

export function listValidators(session: AwsSession, id: string, signal: AbortSignal): Promise<readonly RequestValidator[]> {
  return session.readDeep(`apigateway.GetRequestValidators ${id}`, () => fetchValidators(session, id, signal));
}

/** Asked anew. */
export async function fetchAuthorizers(
  session: AwsSession,
  restApiId: string,
  signal: AbortSignal,
): Promise<readonly Authorizer[]> {
  const api = await session.clients.apigateway();
  return inPages((page) => api.getAuthorizers({ restApiId, ...page }, { abortSignal: signal }));
}

/** Asked anew. */
export async function fetchValidators(
  session: AwsSession,
  restApiId: string,
  signal: AbortSignal,
): Promise<readonly RequestValidator[]> {
  const api = await session.clients.apigateway();
  return inPages((page) => api.getRequestValidators({ restApiId, ...page }, { abortSignal: signal }));
}

function listModels(session: AwsSession, restApiId: string, signal: AbortSignal): Promise<readonly Model[]> {
  return session.readDeep(`apigateway.GetModels ${restApiId}`, async () => {
    const api = await session.clients.apigateway();
    return inPages((page) => api.getModels({ restApiId, ...page }, { abortSignal: signal }));
  });
}

function listGatewayResponses(session: AwsSession, restApiId: string, signal: AbortSignal): Promise<readonly GatewayResponse[]> {
  return session.readDeep(`apigateway.GetGatewayResponses ${restApiId}`, async () => {
    const api = await session.clients.apigateway();
    return inPages((page) => api.getGatewayResponses({ restApiId, ...page }, { abortSignal: signal }));
  });
}

interface Listed<T> {
  readonly items?: readonly T[] | undefined;
  readonly position?: string | undefined;
}

function inPages<T>(list: (page: { readonly limit: number; readonly position: string | undefined }) => Promise<Listed<T>>) {
  return allPages(async (position) => {
    const page = await list({ limit: PAGE, position });
    return { items: page.items ?? [], token: page.position };
  });
}

function named<T extends { readonly name?: string }, S>(
  items: readonly T[],
  specOf: (item: T) => S,
): Readonly<Record<string, S>> {
  return Object.fromEntries(items.map((item) => [item.name ?? "", specOf(item)]));
}

function authorizerSpec(live: Authorizer, identity: Identity): AuthorizerSpec {
  // AWS names no fourth type.
  const type = live.type as AuthorizerSpec["type"];
  const uri = live.authorizerUri ?? "";
  const target = type === "COGNITO_USER_POOLS" ? {} : (parseLambdaUri(uri, identity) ?? { function: uri });
  return declared({
    type,
    ...target,
    credentials: live.authorizerCredentials,
    userPools: live.providerARNs?.length ? live.providerARNs.toSorted() : undefined,
    identitySource: identitySource(live.identitySource),
    validation: live.identityValidationExpression || undefined,
    // AWS shows none of an authorizer that was made without (CreateAuthorizer).
    ttlSeconds: live.authorizerResultTtlInSeconds ?? DEFAULT_TTL_SECONDS,
  });
}

function validatorSpec({ validateRequestBody, validateRequestParameters }: RequestValidator): ValidatorSpec {
  return { body: validateRequestBody ?? false, parameters: validateRequestParameters ?? false };
}

/** Another model of the API stands in a schema as this and its name. */
function modelPrefix(apiId: string): string {
  return `https://apigateway.amazonaws.com/restapis/${apiId}/models/`;
}

const SHORT_PREFIX = "#/models/";

function modelSpec({ contentType, description, schema = "{}" }: Model, apiId: string): ModelSpec {
  return declared({ contentType, description: description || undefined, schema: parsed(schema, apiId) });
}

function parsed(schema: string, apiId: string): Json {
  try {
    // What JSON.parse gives is JSON.
    return JSON.parse(schema.replaceAll(modelPrefix(apiId), SHORT_PREFIX)) as Json;
  } catch {
    // AWS takes only JSON; anything else is shown as it is.
    return schema;
  }
}

/** A schema as AWS takes it. */
export function schemaText(schema: Json, apiId: string): string {
  return JSON.stringify(schema).replaceAll(`"$ref":"${SHORT_PREFIX}`, `"$ref":"${modelPrefix(apiId)}`);
}

/** Only what somebody has put: of the others AWS tells its own. */
function responsesOf(responses: readonly GatewayResponse[]): Readonly<Record<string, GatewayResponseSpec>> {
  return Object.fromEntries(
    responses
      .filter(({ defaultResponse }) => defaultResponse !== true)
      .map(({ responseType = "", statusCode, responseParameters, responseTemplates }) => [
        responseType,
        declared({ statusCode, responseParameters, responseTemplates }),
      ]),
  );
}
