/** `$context` of mappings: what the event of a proxy has as its context, and whether the stage's canary answers. */
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { requestContext } from "./proxy-event.ts";

export function contextOf(world: World, routed: RoutedRequest): object {
  const { isCanaryRequest } = routed.stage;
  // Present only on a stage that has a canary.
  return { ...requestContext(world, routed), ...(isCanaryRequest === undefined ? {} : { isCanaryRequest }) };
}
