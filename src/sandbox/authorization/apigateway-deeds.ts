/**
 * What calls of API Gateway do: the method of a request is its action, its path the resource (Service Authorization Reference,
 * Amazon API Gateway Management).
 */
import type { WireRequest } from "../wire/message.ts";
import type { Call } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import type { Deed } from "./evaluate.ts";

export function apiGatewayDeeds(world: World, { operation, input }: Call, { method, path }: WireRequest): readonly Deed[] {
  const at = (place: string) => `arn:${world.partition}:apigateway:${world.region}::${place}`;
  const tagged = (place: string): Deed => ({ action: "apigateway:PUT", resource: at(`/tags/${encodeURIComponent(at(place))}`) });
  const itself: Deed = { action: `apigateway:${method}`, resource: at(path), context: tagContext(world, path) };
  // The policy of an API is an action of its own, whichever call brings it.
  const policy: Deed = { action: "apigateway:UpdateRestApiPolicy", resource: at(path) };
  switch (operation) {
    // Tags of what is yet to be made are those of any (seen in AWS's answer to a client: `/tags/…%2Frestapis%2F*`).
    case "CreateRestApi":
      return [itself, ...(hasMembers(input.tags) ? [tagged("/restapis/*")] : []), ...(input.policy ? [policy] : [])];
    case "CreateStage":
      return [itself, ...(hasMembers(input.tags) ? [tagged(`${path}/*`)] : [])];
    case "GenerateClientCertificate":
    case "CreateApiKey":
    case "CreateUsagePlan":
    case "CreateDomainName":
      return [itself, ...(hasMembers(input.tags) ? [tagged(`${path}/*`)] : [])];
    case "UpdateRestApi":
      return [itself, ...(patchesPolicy(input.patchOperations) ? [policy] : [])];
    // Tested against AWS by others (iann0036/iam-dataset#39): it is a PATCH of what is tagged as well.
    case "TagResource":
    case "UntagResource":
      return [itself, { action: "apigateway:PATCH", resource: String(input.resourceArn) }];
    default:
      return [itself];
  }
}

/** Tags of the API or stage that a path names; what lies below has none. */
function tagContext(world: World, path: string): Readonly<Record<string, string>> {
  const [, collection, id = "", kind, name = "", ...rest] = path.split("/").map(decodeURIComponent);
  const { apis, clientCertificates, apiKeys, usagePlans, domainNames } = world.apigateway;
  const around = new Map<string | undefined, ReadonlyMap<string, { readonly tags: Readonly<Record<string, string>> }>>([
    ["clientcertificates", clientCertificates],
    ["apikeys", apiKeys],
    ["usageplans", usagePlans],
    ["domainnames", domainNames],
  ]).get(collection);
  if (kind === undefined && around !== undefined) return contextOf(around.get(id)?.tags);
  const api = collection === "restapis" ? apis.get(id) : undefined;
  if (api === undefined || rest.length > 0) return {};
  const tags = kind === undefined ? api.settings.tags : kind === "stages" ? api.stages.get(name)?.tags : undefined;
  return contextOf(tags);
}

function contextOf(tags: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, value]));
}

function hasMembers(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function patchesPolicy(patches: unknown): boolean {
  return Array.isArray(patches) && patches.some((patch: { readonly path?: unknown }) => patch.path === "/policy");
}
