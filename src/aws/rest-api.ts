/** REST APIs: the working copy, its routes and what stands beside them. */
import type { CreateRestApiCommandInput, RestApi } from "@aws-sdk/client-api-gateway";
import { canonicalJson } from "../kinds/digest.ts";
import { addressOf, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Identity, Live, Observation, Unmanaged } from "../model/observation.ts";
import type { ApplyContext, ObserveContext, Observer, Provider, UpdateStep } from "../model/ports.ts";
import type { Outputs } from "../model/ref.ts";
import type { ApiMembers } from "../model/specs/api-members.ts";
import type { RestApiSpec } from "../model/specs/rest-api.ts";
import { fetchMembers, type LiveMembers } from "./api-members.ts";
import { asDeclared } from "./as-declared.ts";
import { changedKeys, changedMembers } from "./changes.ts";
import { ifThere } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { foreignStages } from "./foreign-children.ts";
import { writeGatewayTags } from "./gateway-tags.ts";
import type { WorkingCopy } from "./live-routes.ts";
import { removeMembers, writeMembers } from "./member-writer.ts";
import { theOneNamed } from "./named.ts";
import { ABSENT, observing } from "./observing.ts";
import { readTags, withMark } from "./owner-tag.ts";
import { batches } from "./patch.ts";
import { restApiPatches } from "./rest-api-patches.ts";
import { fetchRestApis, fetchWorkingCopy, listRestApis, policyOf, settingsOf, shortenResources } from "./rest-api-reads.ts";
import { writeRoutes } from "./routes.ts";
import type { AwsSession } from "./session.ts";
import { giveWay } from "./twins.ts";

export function restApiObserver(session: AwsSession): Observer<"rest-api"> {
  return {
    observe: (desired, context) => observing(desired.address, () => observeRestApi(session, desired, context)),
    foreignIn: ({ address, facts }, context) => foreignStages(session, { name: nameAt(address, 0), id: facts.id }, context),
    async *listOwned(context) {
      for (const api of await listRestApis(session, context.signal)) {
        if (readTags(api.tags).owner !== context.owner) continue;
        const [name, id] = [api.name ?? "", api.id ?? ""];
        const unmanaged = session.seen.apis.get(name) === id ? [] : await foreignStages(session, { name, id }, context);
        yield { ...toLive(api, {}, {}, context.identity), unmanaged };
      }
    },
  };
}

export function restApiProvider(session: AwsSession): Provider<"rest-api"> {
  return {
    ...restApiObserver(session),
    create: (desired, context) => createRestApi(session, desired, context),
    update: (step, context) => updateRestApi(session, step, context),

    async delete(live, context) {
      const api = await session.clients.apigateway();
      await ifThere(api.deleteRestApi({ restApiId: live.facts.id }, { abortSignal: context.signal }));
    },
  };
}

async function observeRestApi(
  session: AwsSession,
  desired: Desired<"rest-api">,
  context: ObserveContext,
): Promise<Observation<"rest-api">> {
  const name = nameAt(desired.address, 0);
  const apis = await listRestApis(session, context.signal);
  const named = theOneNamed(apis, { address: desired.address, things: "REST APIs" }, context);
  if ("ambiguous" in named) return named.ambiguous;
  const { found } = named;
  if (found === null) return ABSENT;
  session.seen.apis.set(name, found.id ?? "");
  const copy = await workingCopy(session, found.id ?? "", desired.spec, context);
  const members = await fetchMembers(session, found.id ?? "", desired.spec, context);
  const live = toLive(found, desired.spec, { copy, members }, context.identity);
  const unmanaged = undeclared(desired, { ...members.spec, ...(copy && { routes: copy.routes }) });
  const status = found.apiStatus;
  const settling =
    status === "UPDATING" || status === "PENDING"
      ? { settling: { endpoint: status, ipAddressType: status, securityPolicy: status, endpointAccessMode: status } }
      : {};
  return { state: "present", live: { ...live, unmanaged, ...settling } };
}

const NOUNS = {
  routes: "route",
  authorizers: "authorizer",
  models: "model",
  validators: "request validator",
  gatewayResponses: "gateway response",
  documentation: "documentation of",
  documentationVersions: "documentation version",
} as const;

/** What the API has of the kinds that are declared, and git has not. */
function undeclared({ address, spec }: Desired<"rest-api">, live: RestApiSpec): readonly Unmanaged[] {
  // The names of a table are the keys that it was written with.
  return (Object.keys(NOUNS) as (keyof typeof NOUNS)[]).flatMap((member) => {
    const declared = spec[member];
    const extra = declared === undefined ? [] : Object.keys(live[member] ?? {}).filter((name) => !(name in declared));
    return extra.map((name) => ({ what: `${NOUNS[member]} ${name} of ${nameAt(address, 0)}`, beside: address }));
  });
}

/** Declared routes are compared with it; undeclared ones still tell which functions its stages call. Then it may be unreadable. */
async function workingCopy(
  session: AwsSession,
  id: string,
  spec: RestApiSpec,
  context: ObserveContext,
): Promise<WorkingCopy | undefined> {
  try {
    return await session.readDeep(`apigateway.GetResources ${id}`, () =>
      fetchWorkingCopy(session, id, context.identity, context.signal),
    );
  } catch (error) {
    const denied = error instanceof StagekeeperError && error.code === "denied";
    if (denied && spec.routes === undefined) return undefined;
    throw error;
  }
}

interface Read {
  /** Undefined: it was not read, or may not be. */
  readonly copy?: WorkingCopy | undefined;
  readonly members?: LiveMembers;
}

function toLive(api: RestApi, desired: RestApiSpec, { copy, members }: Read, identity: Identity): Live<"rest-api"> {
  const id = api.id ?? "";
  const { tags, owner } = readTags(api.tags);
  const policy = policyOf(api);
  const isShort = canonicalJson(desired.policy ?? null).includes("execute-api:/");
  const arn = `arn:${identity.partition}:execute-api:${identity.region}:${identity.account}:${id}/`;
  return {
    kind: "rest-api",
    address: addressOf("rest-api", api.name ?? ""),
    spec: {
      // API Gateway's endpoint types are these three; left out means EDGE.
      endpoint: (api.endpointConfiguration?.types?.[0] ?? "EDGE") as RestApiSpec["endpoint"],
      ipAddressType: api.endpointConfiguration?.ipAddressType,
      securityPolicy: api.securityPolicy,
      endpointAccessMode: api.endpointAccessMode,
      description: api.description ?? "",
      version: api.version,
      policy: policy && isShort ? shortenResources(policy, arn) : policy,
      tags,
      vpcEndpoints: (api.endpointConfiguration?.vpcEndpointIds ?? []).toSorted(),
      ...settingsOf(api),
      ...asDeclared(desired, { ...members?.spec, ...(copy && { routes: copy.routes }) }, identity),
    },
    facts: {
      id,
      rootResourceId: api.rootResourceId ?? copy?.resourceIds["/"],
      ...(copy ? { resourceIds: copy.resourceIds, liveRoutes: copy.routes } : {}),
      ...(members?.authorizerIds && { authorizerIds: members.authorizerIds }),
      ...(members?.validatorIds && { validatorIds: members.validatorIds }),
    },
    outputs: { id },
    owner,
  };
}

/** Marked in the create itself, so that after a crash or a lost answer it is found again by name and mark. */
async function createRestApi(session: AwsSession, desired: Desired<"rest-api">, context: ApplyContext): Promise<Outputs> {
  const { spec } = desired;
  const name = nameAt(desired.address, 0);
  const api = await session.clients.apigateway();
  const request: CreateRestApiCommandInput = {
    name,
    description: spec.description || undefined,
    version: spec.version,
    // The schema holds policies to API Gateway's form; which ones there are it knows itself.
    securityPolicy: spec.securityPolicy as CreateRestApiCommandInput["securityPolicy"],
    endpointAccessMode: spec.endpointAccessMode,
    binaryMediaTypes: spec.binaryMediaTypes ? [...spec.binaryMediaTypes] : undefined,
    policy: spec.policy ? canonicalJson(spec.policy) : undefined,
    endpointConfiguration: endpointInput(spec),
    minimumCompressionSize: spec.minimumCompressionSize ?? undefined,
    apiKeySource: spec.apiKeySource,
    disableExecuteApiEndpoint: spec.disableExecuteApiEndpoint,
    tags: withMark(spec.tags, context.owner),
  };
  const same = async () => {
    const apis = await fetchRestApis(session, context.signal);
    return apis.filter((other) => other.name === name && readTags(other.tags).owner === context.owner);
  };
  const made = await createOnce<RestApi & { readonly answered?: true }>(
    async () => ({ ...(await api.createRestApi(request)), answered: true }),
    async () => (await same())[0],
    { clock: session.clock, signal: context.signal },
  );
  if (made.answered) {
    await giveWay(desired.address, made, { look: same, remove: (restApiId) => api.deleteRestApi({ restApiId }) });
  }
  const id = made.id ?? "";
  session.seen.apis.set(name, id);
  const resourceIds = made.rootResourceId
    ? { "/": made.rootResourceId }
    : (await fetchWorkingCopy(session, id, context.identity, context.signal)).resourceIds;
  const ids = { authorizers: new Map<string, string>(), validators: new Map<string, string>() };
  await writeMembers({ session, api, restApiId: id, context, desired: spec, live: {}, changed: () => null, ids });
  await writeRoutes(
    session,
    { id, name, version: spec.version, resourceIds, ids, live: {}, desired: spec.routes ?? {} },
    null,
    context,
  );
  return { id };
}

function endpointInput({
  endpoint,
  vpcEndpoints,
  ipAddressType,
}: RestApiSpec): CreateRestApiCommandInput["endpointConfiguration"] {
  if (endpoint === undefined && ipAddressType === undefined) return undefined;
  return {
    types: [endpoint ?? "EDGE"],
    ...(ipAddressType && { ipAddressType }),
    ...(vpcEndpoints?.length ? { vpcEndpointIds: [...vpcEndpoints] } : {}),
  };
}

async function updateRestApi(session: AwsSession, step: UpdateStep<"rest-api">, context: ApplyContext): Promise<Outputs> {
  const { desired, live, changes } = step;
  const { id } = live.facts;
  const api = await session.clients.apigateway();
  const members = changedMembers(changes);
  await writeGatewayTags(session, `/restapis/${id}`, step, context);
  for (const patchOperations of batches(restApiPatches(desired.spec, live.spec, members))) {
    await api.updateRestApi({ restApiId: id, patchOperations: [...patchOperations] });
  }
  const ids = {
    authorizers: new Map(Object.entries(live.facts.authorizerIds ?? {})),
    validators: new Map(Object.entries(live.facts.validatorIds ?? {})),
  };
  const touches = (member: keyof ApiMembers) => (members.has(member) ? changedKeys(changes, member) : new Set<string>());
  const work = { session, api, restApiId: id, context, desired: desired.spec, live: live.spec, changed: touches, ids };
  await writeMembers(work);
  if (members.has("routes")) {
    const copy = live.facts.resourceIds ? undefined : await fetchWorkingCopy(session, id, context.identity, context.signal);
    const routes = {
      id,
      name: nameAt(desired.address, 0),
      version: desired.spec.version ?? live.spec.version,
      resourceIds: live.facts.resourceIds ?? copy?.resourceIds ?? {},
      ids,
      live: live.facts.liveRoutes ?? copy?.routes ?? {},
      desired: desired.spec.routes ?? {},
    };
    await writeRoutes(session, routes, changedKeys(changes, "routes"), context);
  }
  await removeMembers(work);
  return { id };
}
