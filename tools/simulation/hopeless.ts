/**
 * What no pass can mend, told from the account alone. Both are known, and in docs/simulation.md:
 *
 *   an alias by number     git names a version that is not there, and a number is never published again
 *   half a route           a process died between a method and its integration, and git speaks of that route no more;
 *                          AWS deploys no API with such a method, and routes carry no mark by which it could be ours
 */
import { nameAt } from "../../src/model/address.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import { resourcePath } from "../../src/sandbox/apigateway/resource-tree.ts";
import type { World } from "../../src/sandbox/world.ts";
import { declaredRoutes } from "./truth.ts";

export function isHopeless(state: DesiredState, world: World): boolean {
  return namesMissingVersion(state, world) || holdsHalfRoute(state, world);
}

function namesMissingVersion({ resources }: DesiredState, { lambda }: World): boolean {
  return resources.some((desired) => {
    if (desired.kind !== "alias" || desired.intent.select !== "number") return false;
    return lambda.functions.get(nameAt(desired.address, 0))?.versions.has(desired.intent.version) !== true;
  });
}

function holdsHalfRoute(state: DesiredState, { apigateway }: World): boolean {
  const declared = declaredRoutes(state);
  return [...apigateway.apis.values()].some(({ settings, resources }) =>
    [...resources.values()].some((resource) =>
      Object.entries(resource.methods).some(
        ([verb, { methodIntegration }]) =>
          methodIntegration === undefined && !declared.has(`${settings.name} ${verb} ${resourcePath(resources, resource)}`),
      ),
    ),
  );
}
