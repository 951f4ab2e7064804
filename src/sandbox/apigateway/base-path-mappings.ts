/** Base paths of a custom domain name: one part each, `(none)` for all the rest. */
import type { BasePathMapping } from "@aws-sdk/client-api-gateway";
import type { World } from "../world.ts";
import type { BasePathState, DomainNameState } from "./around-stages-state.ts";
import { findDomain } from "./domain-names.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { pageOf } from "./paging.ts";
import { applyPatches, type PatchRule, readPatches } from "./patch-operations.ts";
import { badRequest, conflict, notFound } from "./refusals.ts";

const NO_BASE_PATH = "(none)";
const NO_STAGE = "(none)";
const SLASHES =
  "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.";

const MAPPING_PATHS: readonly PatchRule<BasePathState>[] = [
  { path: "/basePath", ops: ["replace"], apply: (mapping, { value }) => ({ ...mapping, basePath: basePathOf(value) }) },
  { path: "/restapiId", ops: ["replace"], apply: (mapping, { value = "" }) => ({ ...mapping, restApiId: value }) },
  { path: "/stage", ops: ["replace"], apply: (mapping, { value }) => ({ ...mapping, stage: stageOf(value) }) },
];

export function basePathHandlers(world: World): ApiGatewayHandlers {
  return {
    CreateBasePathMapping(input) {
      const domain = findDomain(world, input.domainName);
      const basePath = basePathOf(input.basePath);
      const mapping = { basePath, restApiId: input.restApiId ?? "", stage: stageOf(input.stage) };
      refuseUnknown(world, mapping);
      if (domain.mappings.some((other) => other.basePath === basePath)) {
        throw conflict("Base path already exists for this domain name");
      }
      store(world, domain, [...domain.mappings, mapping]);
      return shown(mapping);
    },
    GetBasePathMapping(input) {
      return shown(find(findDomain(world, input.domainName), input.basePath));
    },
    GetBasePathMappings(input) {
      const all = findDomain(world, input.domainName).mappings.map((mapping) => ({ ...mapping, id: mapping.basePath }));
      const page = pageOf(all, input);
      return { items: page.items.map(({ id: _, ...mapping }) => shown(mapping)), position: page.position };
    },
    UpdateBasePathMapping(input) {
      const patches = readPatches("updateBasePathMapping", input.patchOperations);
      const domain = findDomain(world, input.domainName);
      const before = find(domain, input.basePath);
      const mapping = applyPatches(before, patches, MAPPING_PATHS);
      refuseUnknown(world, mapping);
      store(
        world,
        domain,
        domain.mappings.map((other) => (other === before ? mapping : other)),
      );
      return shown(mapping);
    },
    DeleteBasePathMapping(input) {
      const domain = findDomain(world, input.domainName);
      const gone = find(domain, input.basePath);
      store(
        world,
        domain,
        domain.mappings.filter((other) => other !== gone),
      );
      return {};
    },
  };
}

/** The mapping that serves a path on a domain, and what of the path is below it; undefined: none does. */
export function mappingFor(
  { apigateway }: World,
  domainName: string,
  path: string,
): { readonly mapping: BasePathState; readonly rest: string } | undefined {
  const domain = apigateway.domainNames.get(domainName);
  const [, first = "", below = ""] = /^\/([^/]*)(.*)$/s.exec(path) ?? [];
  const named = domain?.mappings.find(({ basePath }) => basePath === first);
  if (named) return { mapping: named, rest: below };
  const mapping = domain?.mappings.find(({ basePath }) => basePath === NO_BASE_PATH);
  return mapping && { mapping, rest: path };
}

/** An API to which a base path leads is not deleted; the text is AWS's, as in serverless/serverless#3638. */
export function refuseMapped({ apigateway }: World, restApiId: string): void {
  const domains = [...apigateway.domainNames.values()].filter(({ mappings }) =>
    mappings.some((mapping) => mapping.restApiId === restApiId),
  );
  if (domains.length === 0) return;
  const names = domains.map(({ domainName }) => domainName).join(", ");
  throw badRequest(
    `Deleting RestApi ${restApiId} failed. Please remove all base path mappings related to the RestApi in your domains: ${names}.`,
  );
}

/** Undefined: callers name the stage behind the base path (SDK: CreateBasePathMapping, stage). */
function stageOf(value: string | undefined): string | undefined {
  return value === NO_STAGE ? undefined : value || undefined;
}

function basePathOf(value: string | undefined): string {
  if (!value) return NO_BASE_PATH;
  if (value.includes("/")) throw badRequest(SLASHES);
  return value;
}

function refuseUnknown({ apigateway }: World, { restApiId, stage }: BasePathState): void {
  const api = apigateway.apis.get(restApiId);
  if (!api) throw badRequest("Invalid REST API identifier specified");
  if (stage !== undefined && !api.stages.has(stage)) throw badRequest("Invalid stage identifier specified");
}

function find({ mappings }: DomainNameState, basePath: string | undefined): BasePathState {
  const found = mappings.find((mapping) => mapping.basePath === basePath);
  if (!found) throw notFound("Invalid base path mapping identifier specified");
  return found;
}

function store({ apigateway }: World, domain: DomainNameState, mappings: readonly BasePathState[]): void {
  apigateway.domainNames.set(domain.domainName, { ...domain, mappings });
}

function shown({ basePath, restApiId, stage }: BasePathState): BasePathMapping {
  return { basePath, restApiId, stage };
}
