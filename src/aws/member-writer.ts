/**
 * Brings models, validators, authorizers and gateway responses from live to desired. What routes name is made before them, and
 * what is declared to be absent goes after them, for AWS keeps what a method still names.
 */
import type { APIGateway, Authorizer, RequestValidator } from "@aws-sdk/client-api-gateway";
import type { Identity } from "../model/observation.ts";
import type { ApplyContext } from "../model/ports.ts";
import type { ApiMembers, AuthorizerSpec, GatewayResponseSpec, ModelSpec, ValidatorSpec } from "../model/specs/api-members.ts";
import { fetchAuthorizers, fetchValidators, schemaText } from "./api-members.ts";
import { ifThere, isNamed } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { writeDocumentation } from "./documentation.ts";
import { lambdaUri } from "./integration-uri.ts";
import type { MemberIds } from "./method-input.ts";
import type { Patch } from "./patch.ts";
import { add, remove, replace } from "./patch.ts";
import type { AwsSession } from "./session.ts";

export interface MemberWork {
  readonly session: AwsSession;
  readonly api: APIGateway;
  readonly restApiId: string;
  readonly context: ApplyContext;
  readonly desired: ApiMembers;
  readonly live: ApiMembers;
  /** Which members of a kind changed; `null`: all may have. */
  changed(member: keyof ApiMembers): ReadonlySet<string> | null;
  readonly ids: { readonly authorizers: Map<string, string>; readonly validators: Map<string, string> };
}

/** `ids` learns what is made. */
export async function writeMembers(work: MemberWork): Promise<MemberIds> {
  const { live } = work;
  for (const [name, spec] of inOrderOfReference(changedOf(work, "models")))
    await writeModel(work, name, spec, live.models?.[name]);
  for (const [name, spec] of changedOf(work, "validators")) await writeValidator(work, name, spec);
  for (const [name, spec] of changedOf(work, "authorizers")) await writeAuthorizer(work, name, spec);
  for (const [type, spec] of changedOf(work, "gatewayResponses")) {
    await work.api.putGatewayResponse({ restApiId: work.restApiId, ...gatewayResponseInput(type, spec) });
  }
  await writeDocumentation({ ...work, signal: work.context.signal });
  return work.ids;
}

/** Those declared to be absent that are there. */
export async function removeMembers({ api, restApiId, desired, live, ids }: MemberWork): Promise<void> {
  const gone = (member: keyof ApiMembers) =>
    Object.entries(desired[member] ?? {}).flatMap(([name, spec]) => (spec === null && live[member]?.[name] ? [name] : []));
  const removals = [
    ...gone("gatewayResponses").map((type) => () => {
      return api.deleteGatewayResponse({ restApiId, responseType: type as GatewayResponseType });
    }),
    ...gone("authorizers").map((name) => () => api.deleteAuthorizer({ restApiId, authorizerId: ids.authorizers.get(name) })),
    ...gone("validators").map((name) => () => {
      return api.deleteRequestValidator({ restApiId, requestValidatorId: ids.validators.get(name) });
    }),
    ...gone("models").map((name) => () => api.deleteModel({ restApiId, modelName: name })),
  ];
  for (const removal of removals) {
    await ifThere<unknown>(removal());
  }
}

type GatewayResponseType = Parameters<APIGateway["putGatewayResponse"]>[0]["responseType"];
type Present<M extends keyof ApiMembers> = NonNullable<NonNullable<ApiMembers[M]>[string]>;

/** By name. */
function changedOf<M extends keyof ApiMembers>(
  { desired, changed }: MemberWork,
  member: M,
): readonly (readonly [string, Present<M>])[] {
  const only = changed(member);
  const entries = Object.entries(desired[member] ?? {}).filter(([name, spec]) => spec !== null && (only?.has(name) ?? true));
  // `null` has just been left out, and the values of a map of members are of its kind.
  return (entries as [string, Present<M>][]).toSorted(byName);
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

/** Models that refer to others come after them. */
function inOrderOfReference(models: readonly (readonly [string, ModelSpec])[]): readonly (readonly [string, ModelSpec])[] {
  const left = new Map(models);
  const ordered: (readonly [string, ModelSpec])[] = [];
  while (left.size > 0) {
    const ready = [...left].filter(([name, { schema }]) => {
      const text = JSON.stringify(schema);
      return ![...left.keys()].some((other) => other !== name && text.includes(`"#/models/${other}"`));
    });
    // Models in a circle are AWS's to refuse.
    const next = ready.length > 0 ? ready : [...left];
    for (const [name, model] of next) left.delete(name) && ordered.push([name, model]);
  }
  return ordered;
}

async function writeModel({ api, restApiId }: MemberWork, name: string, spec: ModelSpec, live: ModelSpec | null | undefined) {
  const { contentType = "application/json", description = "" } = spec;
  const schema = schemaText(spec.schema, restApiId);
  const update = () => {
    const patchOperations = [replace(["schema"], schema), replace(["description"], description)];
    return api.updateModel({ restApiId, modelName: name, patchOperations });
  };
  if (live) return update();
  try {
    return await api.createModel({ restApiId, name, contentType, schema, ...(description !== "" && { description }) });
  } catch (error) {
    if (!isNamed(error, "ConflictException")) throw error;
    return update();
  }
}

async function writeValidator(work: MemberWork, name: string, spec: ValidatorSpec): Promise<void> {
  const { session, api, restApiId, context, live, ids } = work;
  const [body, parameters] = [spec.body ?? false, spec.parameters ?? false];
  const requestValidatorId = ids.validators.get(name);
  if (requestValidatorId === undefined) {
    const input = { restApiId, name, validateRequestBody: body, validateRequestParameters: parameters };
    const look = async () => (await fetchValidators(session, restApiId, context.signal)).find((one) => one.name === name);
    const made = await createOnce<RequestValidator>(() => api.createRequestValidator(input), look, {
      clock: session.clock,
      signal: context.signal,
    });
    ids.validators.set(name, made.id ?? "");
    return;
  }
  const have = live.validators?.[name];
  const patchOperations = [
    ...(have?.body === body ? [] : [replace(["validateRequestBody"], body)]),
    ...(have?.parameters === parameters ? [] : [replace(["validateRequestParameters"], parameters)]),
  ];
  if (patchOperations.length > 0) await api.updateRequestValidator({ restApiId, requestValidatorId, patchOperations });
}

async function writeAuthorizer(work: MemberWork, name: string, spec: AuthorizerSpec): Promise<void> {
  const { session, api, restApiId, context, live, ids } = work;
  const { identity } = context;
  const authorizerId = ids.authorizers.get(name);
  if (authorizerId === undefined) {
    const input = {
      restApiId,
      name,
      type: spec.type,
      authorizerUri: uriOf(spec, identity),
      authorizerCredentials: spec.credentials,
      providerARNs: spec.userPools && [...spec.userPools],
      identitySource: spec.identitySource,
      identityValidationExpression: spec.validation,
      authorizerResultTtlInSeconds: spec.ttlSeconds,
    };
    const look = async () => (await fetchAuthorizers(session, restApiId, context.signal)).find((one) => one.name === name);
    const made = await createOnce<Authorizer>(() => api.createAuthorizer(input), look, {
      clock: session.clock,
      signal: context.signal,
    });
    ids.authorizers.set(name, made.id ?? "");
    return;
  }
  const patchOperations = authorizerPatches(spec, live.authorizers?.[name] ?? { type: spec.type }, identity);
  if (patchOperations.length > 0) await api.updateAuthorizer({ restApiId, authorizerId, patchOperations: [...patchOperations] });
}

/** Scalars are replaced, by nothing where they go; user pools are added and removed by their ARN. */
function authorizerPatches(spec: AuthorizerSpec, live: AuthorizerSpec, identity: Identity): readonly Patch[] {
  const scalars: readonly (readonly [string, string | number | undefined, string | number | undefined])[] = [
    ["type", spec.type, live.type],
    ["authorizerUri", uriOf(spec, identity), uriOf(live, identity)],
    ["authorizerCredentials", spec.credentials, live.credentials],
    ["identitySource", spec.identitySource, live.identitySource],
    ["identityValidationExpression", spec.validation, live.validation],
    ["authorizerResultTtlInSeconds", spec.ttlSeconds, live.ttlSeconds],
  ];
  const [want, have] = [spec.userPools ?? [], live.userPools ?? []];
  return [
    ...scalars.filter(([, value, before]) => value !== before).map(([path, value]) => replace([path], value ?? "")),
    ...want.filter((arn) => !have.includes(arn)).map((arn) => add(["providerARNs"], arn)),
    ...have.filter((arn) => !want.includes(arn)).map((arn) => ({ ...remove(["providerARNs"]), value: arn })),
  ];
}

function uriOf({ function: name, qualifier }: AuthorizerSpec, identity: Identity): string | undefined {
  if (name === undefined) return undefined;
  return lambdaUri({ function: name, ...(qualifier === undefined ? {} : { qualifier }) }, identity);
}

function gatewayResponseInput(type: string, { statusCode, responseParameters, responseTemplates }: GatewayResponseSpec) {
  return {
    // One of API Gateway's: it comes from the schema.
    responseType: type as GatewayResponseType,
    statusCode,
    responseParameters: responseParameters && { ...responseParameters },
    responseTemplates: responseTemplates && { ...responseTemplates },
  };
}
