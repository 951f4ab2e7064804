/** Custom domain names, with their base paths. GetDomainNames tells all names, tags included; base paths are a list of each. */
import type { BasePathMapping, CreateDomainNameCommandInput, DomainName } from "@aws-sdk/client-api-gateway";
import { addressOf, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import type { Live, Unmanaged } from "../model/observation.ts";
import type { ApplyContext, ObserveContext, Observer, Provider, UpdateStep } from "../model/ports.ts";
import type { Outputs } from "../model/ref.ts";
import type { BasePath, DomainNameSpec } from "../model/specs/domain-name.ts";
import { changedKeys, changedMembers } from "./changes.ts";
import { ifThere, isNamed, isNotFound } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { writeGatewayTags } from "./gateway-tags.ts";
import { ABSENT, allPages, observing, resolved } from "./observing.ts";
import { readTags, withMark } from "./owner-tag.ts";
import type { Patch } from "./patch.ts";
import { remove, replace } from "./patch.ts";
import { PAGE } from "./rest-api-reads.ts";
import type { AwsSession } from "./session.ts";

/** How API Gateway calls the base path of all the rest. */
const NO_BASE_PATH = "(none)";

export function domainNameObserver(session: AwsSession): Observer<"domain-name"> {
  return {
    observe: (desired, context) =>
      observing(desired.address, async () => {
        const name = nameAt(desired.address, 0);
        const found = (await listDomainNames(session, context.signal)).find(({ domainName }) => domainName === name);
        if (found === undefined) return ABSENT;
        const mappings = desired.spec.paths === undefined ? undefined : await fetchMappings(session, name, context.signal);
        return { state: "present", live: toLive(session, found, { desired: desired.spec, mappings }, context) };
      }),
    async *listOwned(context) {
      for (const domain of await listDomainNames(session, context.signal)) {
        const live = toLive(session, domain, { desired: {}, mappings: undefined }, context);
        if (live.owner === context.owner) yield live;
      }
    },
    async foreignIn(live, context) {
      // Of what git declares, others are known already.
      if (live.spec.paths !== undefined) return [];
      const name = nameAt(live.address, 0);
      return foreignPaths(live.address, {}, await fetchMappings(session, name, context.signal));
    },
  };
}

export function domainNameProvider(session: AwsSession): Provider<"domain-name"> {
  return {
    ...domainNameObserver(session),
    create: (desired, context) => createDomainName(session, desired, context),
    update: (step, context) => updateDomainName(session, step, context),

    async delete(live, context) {
      const api = await session.clients.apigateway();
      await ifThere(api.deleteDomainName({ domainName: nameAt(live.address, 0) }, { abortSignal: context.signal }));
    },
  };
}

function listDomainNames(session: AwsSession, signal: AbortSignal): Promise<readonly DomainName[]> {
  return session.read("apigateway.GetDomainNames", async () => {
    const api = await session.clients.apigateway();
    return allPages(async (position) => {
      const page = await api.getDomainNames({ limit: PAGE, position }, { abortSignal: signal });
      return { items: page.items ?? [], token: page.position };
    });
  });
}

/** Names of domains on which a base path leads to the API: one call for each domain of the account. */
export async function domainsOf(session: AwsSession, restApiId: string, signal: AbortSignal): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { domainName = "" } of await listDomainNames(session, signal)) {
    const mappings = await fetchMappings(session, domainName, signal);
    if (mappings.some((mapping) => mapping.restApiId === restApiId)) names.push(domainName);
  }
  return names;
}

async function fetchMappings(
  session: AwsSession,
  domainName: string,
  abortSignal: AbortSignal,
): Promise<readonly BasePathMapping[]> {
  const api = await session.clients.apigateway();
  return allPages(async (position) => {
    const page = await api.getBasePathMappings({ domainName, limit: PAGE, position }, { abortSignal });
    return { items: page.items ?? [], token: page.position };
  });
}

function toLive(
  session: AwsSession,
  domain: DomainName,
  { desired, mappings }: { readonly desired: DomainNameSpec; readonly mappings: readonly BasePathMapping[] | undefined },
  { identity: { partition, region } }: ObserveContext,
): Live<"domain-name"> {
  const { tags, owner } = readTags(domain.tags);
  const name = domain.domainName ?? "";
  const address = addressOf("domain-name", name);
  const { truststoreUri, truststoreVersion } = domain.mutualTlsAuthentication ?? {};
  const status = domain.domainNameStatus;
  return {
    kind: "domain-name",
    address,
    spec: {
      // The desired state knows these two; a PRIVATE one has no other properties of ours.
      endpoint: (domain.endpointConfiguration?.types?.[0] ?? "EDGE") as DomainNameSpec["endpoint"],
      certificate: domain.regionalCertificateArn ?? domain.certificateArn ?? "",
      ownershipCertificate: domain.ownershipVerificationCertificateArn ?? "",
      securityPolicy: domain.securityPolicy,
      ipAddressType: domain.endpointConfiguration?.ipAddressType,
      endpointAccessMode: domain.endpointAccessMode,
      routingMode: domain.routingMode,
      mutualTls: truststoreUri ? { truststore: truststoreUri, ...(truststoreVersion && { version: truststoreVersion }) } : null,
      ...(mappings && { paths: livePaths(mappings) }),
      tags,
    },
    facts: {
      arn: domain.domainNameArn ?? `arn:${partition}:apigateway:${region}::/domainnames/${name}`,
      apiNames: Object.fromEntries([...session.seen.apis].map(([api, id]) => [id, api])),
    },
    outputs: {},
    owner,
    ...(mappings && { unmanaged: foreignPaths(address, desired, mappings) }),
    ...(status === "UPDATING" || status === "PENDING" ? { settling: settlingMembers(status) } : {}),
  };
}

/** All that AWS takes time to bring to its edge. */
function settlingMembers(status: string): Readonly<Record<string, string>> {
  const members = ["certificate", "ownershipCertificate", "securityPolicy", "ipAddressType", "endpointAccessMode", "mutualTls"];
  return Object.fromEntries(members.map((member) => [member, status]));
}

function pathOf({ basePath = NO_BASE_PATH }: BasePathMapping): string {
  return basePath === NO_BASE_PATH ? "/" : `/${basePath}`;
}

function basePathOf(path: string): string {
  return path === "/" ? NO_BASE_PATH : path.slice(1);
}

function livePaths(mappings: readonly BasePathMapping[]): Readonly<Record<string, BasePath>> {
  return Object.fromEntries(
    mappings.map((mapping) => [pathOf(mapping), { apiId: mapping.restApiId ?? "", stage: mapping.stage || null }]),
  );
}

function foreignPaths(
  beside: Unmanaged["beside"],
  { paths = {} }: DomainNameSpec,
  mappings: readonly BasePathMapping[],
): readonly Unmanaged[] {
  return mappings
    .map(pathOf)
    .filter((path) => !(path in paths))
    .toSorted()
    .map((path) => ({ what: `base path ${path} of ${nameAt(beside, 0)}`, beside }));
}

async function createDomainName(session: AwsSession, desired: Desired<"domain-name">, context: ApplyContext): Promise<Outputs> {
  const { spec } = desired;
  const domainName = nameAt(desired.address, 0);
  const endpoint = spec.endpoint ?? "REGIONAL";
  const input: CreateDomainNameCommandInput = {
    domainName,
    ...(endpoint === "EDGE" ? { certificateArn: spec.certificate } : { regionalCertificateArn: spec.certificate }),
    endpointConfiguration: { types: [endpoint], ...(spec.ipAddressType && { ipAddressType: spec.ipAddressType }) },
    endpointAccessMode: spec.endpointAccessMode,
    routingMode: spec.routingMode,
    ownershipVerificationCertificateArn: spec.ownershipCertificate,
    // The schema holds policies to API Gateway's form; which ones there are it knows itself.
    securityPolicy: spec.securityPolicy as CreateDomainNameCommandInput["securityPolicy"],
    mutualTlsAuthentication: spec.mutualTls
      ? { truststoreUri: spec.mutualTls.truststore, truststoreVersion: spec.mutualTls.version }
      : undefined,
    tags: withMark(spec.tags, context.owner),
  };
  const api = await session.clients.apigateway();
  await createOnce(
    () => api.createDomainName(input),
    async () => {
      try {
        const found = await api.getDomainName({ domainName });
        return readTags(found.tags).owner === context.owner ? found : undefined;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    { clock: session.clock, signal: context.signal },
  );
  for (const [path, target] of Object.entries(spec.paths ?? {})) await addPath(session, { domainName, path, target });
  return {};
}

async function updateDomainName(session: AwsSession, step: UpdateStep<"domain-name">, context: ApplyContext): Promise<Outputs> {
  const { desired, live, changes } = step;
  const domainName = nameAt(desired.address, 0);
  const members = changedMembers(changes);
  await writeGatewayTags(session, `/domainnames/${domainName}`, step, context);
  const api = await session.clients.apigateway();
  const patches = domainNamePatches(desired.spec, live.spec, members);
  if (patches.length > 0) await api.updateDomainName({ domainName, patchOperations: [...patches] });
  const changed = members.has("paths") ? changedKeys(changes, "paths") : new Set<string>();
  for (const [path, target] of Object.entries(desired.spec.paths ?? {})) {
    if (changed !== null && !changed.has(path)) continue;
    const has = live.spec.paths?.[path];
    if (has === undefined) await addPath(session, { domainName, path, target });
    else await movePath(session, { domainName, path, target });
  }
  return {};
}

function domainNamePatches(spec: DomainNameSpec, live: DomainNameSpec, changed: ReadonlySet<string>): readonly Patch[] {
  const patches: Patch[] = [];
  const certificate = live.endpoint === "EDGE" ? "certificateArn" : "regionalCertificateArn";
  if (changed.has("certificate")) patches.push(replace([certificate], spec.certificate ?? ""));
  if (changed.has("ownershipCertificate")) {
    patches.push(replace(["ownershipVerificationCertificateArn"], spec.ownershipCertificate ?? ""));
  }
  if (changed.has("securityPolicy")) patches.push(replace(["securityPolicy"], spec.securityPolicy ?? ""));
  if (changed.has("ipAddressType")) {
    patches.push(replace(["endpointConfiguration", "ipAddressType"], spec.ipAddressType ?? "ipv4"));
  }
  if (changed.has("endpointAccessMode")) patches.push(replace(["endpointAccessMode"], spec.endpointAccessMode ?? "BASIC"));
  if (changed.has("routingMode")) patches.push(replace(["routingMode"], spec.routingMode ?? "BASE_PATH_MAPPING_ONLY"));
  if (changed.has("mutualTls")) patches.push(...mutualTlsPatches(spec.mutualTls ?? null));
  return patches;
}

function mutualTlsPatches(mutualTls: DomainNameSpec["mutualTls"]): readonly Patch[] {
  if (!mutualTls) return [replace(["mutualTlsAuthentication", "truststoreUri"], "")];
  const { truststore, version } = mutualTls;
  return [
    replace(["mutualTlsAuthentication", "truststoreUri"], truststore),
    version === undefined
      ? remove(["mutualTlsAuthentication", "truststoreVersion"])
      : replace(["mutualTlsAuthentication", "truststoreVersion"], version),
  ];
}

interface Mapping {
  readonly domainName: string;
  readonly path: string;
  readonly target: BasePath;
}

/** Somebody may have made it since we looked: then it is moved to where it is to lead. */
async function addPath(session: AwsSession, mapping: Mapping): Promise<void> {
  const { domainName, path, target } = mapping;
  const api = await session.clients.apigateway();
  const restApiId = resolved(target.apiId, `the API of ${domainName}${path}`);
  try {
    await api.createBasePathMapping({ domainName, basePath: basePathOf(path), restApiId, stage: target.stage ?? undefined });
  } catch (error) {
    if (!isNamed(error, "ConflictException")) throw error;
    await movePath(session, mapping);
  }
}

/** In one call: requests see the old stage or the new one, of which API it may be. */
async function movePath(session: AwsSession, { domainName, path, target }: Mapping): Promise<void> {
  const api = await session.clients.apigateway();
  const restApiId = resolved(target.apiId, `the API of ${domainName}${path}`);
  const patchOperations = [replace(["restapiId"], restApiId), replace(["stage"], target.stage ?? "")];
  await api.updateBasePathMapping({ domainName, basePath: basePathOf(path), patchOperations });
}
