/** What API Gateway CreateDeployment refuses, seen before it is asked (aws-facts 2.3). */
import { addressOf, nameAt } from "../../model/address.ts";
import type { AnyDesired, Desired } from "../../model/desired.ts";
import type { Blocked } from "../../model/plan.ts";
import type { World } from "../kind-rules.ts";

/** Why the snapshots among `adds` cannot be made, if they are still to be. */
export function undeployable(adds: readonly AnyDesired[], world: World): readonly Blocked[] {
  return adds.flatMap((added) => {
    const message = added.kind === "deployment" ? whyNot(added, world) : undefined;
    return message === undefined ? [] : [{ address: added.address, reason: "not-found" as const, message }];
  });
}

function whyNot(deployment: Desired<"deployment">, world: World): string | undefined {
  const address = addressOf("rest-api", nameAt(deployment.address, 0));
  const api = world.observationOf("rest-api", address);
  const live = api?.state === "present" ? api.live.facts.liveRoutes : undefined;
  if (live === undefined) return undefined;
  if (deployment.spec.fingerprint === undefined && Object.keys(live).length === 0) {
    return "the API has no routes yet, and API Gateway deploys none without; declare routes, or add them first";
  }
  if (world.observationOf("deployment", deployment.address)?.state !== "absent") return undefined;
  const desired = world.desired.get(address);
  const declared = (desired?.kind === "rest-api" ? desired.spec.routes : undefined) ?? {};
  // Declared ones are mended before. Another's is not ours to delete, and one of our own bears no mark: routes have none.
  const [half] = Object.entries(live).flatMap(([route, { integration }]) => (integration || declared[route] ? [] : [route]));
  if (half === undefined) return undefined;
  return `route ${half} has no integration and is not declared, and API Gateway deploys no API with such a route; delete or declare it`;
}
