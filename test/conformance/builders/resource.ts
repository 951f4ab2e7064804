/** Trees of resources, and what AWS says of them. */
import type { Resource } from "@aws-sdk/client-api-gateway";
import type { Scene } from "../scene.ts";
import { type Api, anApi } from "./api.ts";

export const NO_RESOURCE = "Invalid Resource identifier specified";
export const taken = (part: string): string => `Another resource with the same parent already has this name: ${part}`;

/** Creates the resource; gives its id. */
export async function below({ apigateway }: Scene, restApiId: string, parentId: string, pathPart: string): Promise<string> {
  const { id = "" } = await apigateway.createResource({ restApiId, parentId, pathPart });
  return id;
}

/** `/pets` and `/pets/subpets` of a new API. */
export async function pets(scene: Scene): Promise<Api & { readonly petsId: string; readonly subpetsId: string }> {
  const api = await anApi(scene);
  const petsId = await below(scene, api.restApiId, api.rootId, "pets");
  return { ...api, petsId, subpetsId: await below(scene, api.restApiId, petsId, "subpets") };
}

/** GetResources must show exactly these, in the order of their paths. */
export async function shows(
  { same, apigateway }: Scene,
  restApiId: string,
  paths: readonly string[],
): Promise<readonly Resource[]> {
  const { items = [] } = await apigateway.getResources({ restApiId });
  const shown = items.map(({ path = "" }) => path);
  same("the paths", shown.toSorted(), paths.toSorted());
  return items;
}
