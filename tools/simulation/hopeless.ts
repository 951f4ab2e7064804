/**
 * What no pass can mend and every plan must say, told from the account alone:
 *
 *   an alias by number     git names a version that is not there, and a number is never published again
 *   a pin                  git names code that no version holds, and that the function is not to hold either
 *   half a route           a process died between a method and its integration, and git speaks of that route no more;
 *                          AWS deploys no API with such a method, and routes carry no mark by which it could be ours
 *   no route at all        AWS deploys no API without any; one that somebody else defines may have none yet
 */
import { nameAt } from "../../src/model/address.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { AliasIntent } from "../../src/model/specs/alias.ts";
import { resourcePath } from "../../src/sandbox/apigateway/resource-tree.ts";
import type { FunctionRecord } from "../../src/sandbox/lambda/state.ts";
import type { World } from "../../src/sandbox/world.ts";
import { declaredRoutes } from "./truth.ts";

/** Names of functions of which git names a version that is not there, and cannot be published. */
export function lackingVersions({ resources }: DesiredState, { lambda }: World): ReadonlySet<string> {
  const codes = new Map(
    resources.flatMap((desired) => (desired.kind === "function" ? [[nameAt(desired.address, 0), desired.spec.codeSha256]] : [])),
  );
  const names = resources.flatMap((desired) => {
    if (desired.kind !== "alias") return [];
    const name = nameAt(desired.address, 0);
    return isLacking(desired.intent, lambda.functions.get(name), codes.get(name)) ? [name] : [];
  });
  return new Set(names);
}

/** `code`: what git says that the function holds; undefined: it leaves that to others. */
function isLacking(intent: AliasIntent, record: FunctionRecord | undefined, code: string | undefined): boolean {
  switch (intent.select) {
    case "number":
      return record?.versions.has(intent.version) !== true;
    case "auto":
      return intent.codeSha256 !== undefined && (code ?? record?.latest.code.sha256) !== intent.codeSha256;
    default:
      return false;
  }
}

/** Names of APIs that AWS does not deploy as they are. */
export function undeployable(state: DesiredState, { apigateway }: World): ReadonlySet<string> {
  const declared = declaredRoutes(state);
  const names = [...apigateway.apis.values()].flatMap(({ settings, resources }) => {
    const routes = [...resources.values()].flatMap((resource) =>
      Object.entries(resource.methods).map(([verb, method]) => ({
        route: `${settings.name} ${verb} ${resourcePath(resources, resource)}`,
        isHalf: method.methodIntegration === undefined,
      })),
    );
    const isDeployable = routes.length > 0 && routes.every(({ route, isHalf }) => !isHalf || declared.has(route));
    return isDeployable ? [] : [settings.name];
  });
  return new Set(names);
}
