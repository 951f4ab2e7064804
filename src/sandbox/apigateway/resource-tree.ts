/** The tree of path parts below an API's root: paths, children, and the rules for siblings. Pure. */
import type { ResourceState } from "./state.ts";

export type ResourceTree = ReadonlyMap<string, ResourceState>;

/** `/` for the root, `/pets/{id}` below it. */
export function resourcePath(tree: ResourceTree, resource: ResourceState): string {
  const parts: string[] = [];
  for (let at: ResourceState | undefined = resource; at?.pathPart !== undefined; at = parentOf(tree, at))
    parts.unshift(at.pathPart);
  return `/${parts.join("/")}`;
}

export function parentOf(tree: ResourceTree, resource: ResourceState): ResourceState | undefined {
  return resource.parentId === undefined ? undefined : tree.get(resource.parentId);
}

export function childrenOf(tree: ResourceTree, parentId: string): readonly ResourceState[] {
  return [...tree.values()].filter((resource) => resource.parentId === parentId);
}

/** The resource and everything below it, parents first. */
export function subtreeOf(tree: ResourceTree, resource: ResourceState): readonly ResourceState[] {
  return [resource, ...childrenOf(tree, resource.id).flatMap((child) => subtreeOf(tree, child))];
}

/** A whole segment in braces: `{id}` or the greedy `{proxy+}`. */
export function isVariable(pathPart: string): boolean {
  return /^\{[^{}]+\}$/.test(pathPart);
}

export function isGreedy(pathPart: string): boolean {
  return /^\{[^{}]+\+\}$/.test(pathPart);
}
