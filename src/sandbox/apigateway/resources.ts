/** Resources: the nodes of an API's path tree (recorded: TestApiGatewayApiResource). */
import type { Resource } from "@aws-sdk/client-api-gateway";
import { LOWERCASE_ALPHANUMERIC, type World } from "../world.ts";
import { copyOf } from "./copy-of.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { findApi, findResource } from "./lookup.ts";
import { pageOf } from "./paging.ts";
import { applyReplacements, type PatchRule, readPatches } from "./patch-operations.ts";
import { badRequest, conflict, limitExceeded, notFound } from "./refusals.ts";
import { childrenOf, isGreedy, isVariable, parentOf, type ResourceTree, resourcePath, subtreeOf } from "./resource-tree.ts";
import type { ResourceState, RestApiState } from "./state.ts";

/** Per API (aws-facts 1.2). */
const RESOURCE_QUOTA = 300;

export function resourceHandlers(world: World): ApiGatewayHandlers {
  return {
    CreateResource(input) {
      const { api, resource: parent } = findResource(world, { restApiId: input.restApiId, resourceId: input.parentId });
      const resource = { id: "", parentId: parent.id, pathPart: input.pathPart ?? "", methods: {} };
      refuseMisplaced(api.resources, resource);
      if (api.resources.size >= RESOURCE_QUOTA) throw limitExceeded("Resources");
      const created = { ...resource, id: world.newId(LOWERCASE_ALPHANUMERIC, 6) };
      api.resources.set(created.id, created);
      return view(api, created, "none");
    },
    GetResource(input) {
      const { api, resource } = findResource(world, input);
      return view(api, resource, embedOf(input.embed));
    },
    GetResources(input) {
      const api = findApi(world, input);
      const byPath = [...api.resources.values()]
        .map((resource) => ({ resource, path: resourcePath(api.resources, resource) }))
        .sort((a, b) => (a.path < b.path ? -1 : 1))
        .map(({ resource }) => resource);
      const page = pageOf(byPath, input);
      return { items: page.items.map((resource) => view(api, resource, embedOf(input.embed))), position: page.position };
    },
    UpdateResource(input) {
      const patches = readPatches("updateResource", input.patchOperations);
      const { api, resource } = findResource(world, input);
      const changed = applyReplacements(resource, patches, resourcePaths(api.resources));
      api.resources.set(changed.id, changed);
      return view(api, changed, "names");
    },
    /** Everything below goes along. */
    DeleteResource(input) {
      const { api, resource } = findResource(world, input);
      if (resource.id === api.rootResourceId) throw badRequest("Root resource cannot be deleted.");
      for (const { id } of subtreeOf(api.resources, resource)) api.resources.delete(id);
      return {};
    },
  };
}

/** UpdateResource: only `replace`, only these two; the children's paths follow from their parents. */
function resourcePaths(tree: ResourceTree): readonly PatchRule<ResourceState>[] {
  return [
    {
      path: "/parentId",
      ops: ["replace"],
      apply(resource, { value = "" }) {
        if (resource.parentId === undefined) throw badRequest("Root resource cannot update its parentId.");
        if (!tree.has(value)) throw notFound("Invalid Resource identifier specified");
        if (subtreeOf(tree, resource).some(({ id }) => id === value)) throw badRequest("Resources cannot be cyclical.");
        return placed(tree, { ...resource, parentId: value });
      },
    },
    {
      path: "/pathPart",
      ops: ["replace"],
      apply(resource, { value = "" }) {
        if (resource.parentId === undefined) throw badRequest("Root resource cannot update its pathPart.");
        return placed(tree, { ...resource, pathPart: value });
      },
    },
  ];
}

function placed(tree: ResourceTree, resource: ResourceState): ResourceState {
  refuseMisplaced(tree, resource);
  return resource;
}

/** A legal part, below nothing greedy, unlike its siblings, and with no other variable among them. */
function refuseMisplaced(tree: ResourceTree, resource: ResourceState): void {
  const { pathPart = "", parentId = "" } = resource;
  const parentPart = parentOf(tree, resource)?.pathPart ?? "";
  if (!isVariable(pathPart) && !/^[a-zA-Z0-9._:-]+$/.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
  if (isGreedy(parentPart)) throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parentPart}`);
  const siblings = childrenOf(tree, parentId).filter(({ id }) => id !== resource.id);
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const variable = isVariable(pathPart) ? siblings.find((sibling) => isVariable(sibling.pathPart ?? "")) : undefined;
  if (variable) {
    throw badRequest(`A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`);
  }
}

type Embed = "none" | "names" | "methods";

/** Without `embed=methods` a resource shows the verbs it has, each as an empty object (aws-facts 10.1). */
function embedOf(embed: readonly string[] | undefined): Embed {
  return embed?.includes("methods") ? "methods" : "names";
}

function view(api: RestApiState, { id, parentId, pathPart, methods }: ResourceState, embed: Embed): Resource {
  const shown = embed === "methods" ? copyOf(methods) : Object.fromEntries(Object.keys(methods).map((verb) => [verb, {}]));
  const path = resourcePath(api.resources, { id, parentId, pathPart, methods });
  const resourceMethods = embed === "none" || Object.keys(methods).length === 0 ? undefined : shown;
  return { id, parentId, pathPart, path, resourceMethods };
}
