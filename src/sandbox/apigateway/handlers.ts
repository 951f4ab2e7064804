/** What one file of this service contributes to its server. */
import type * as apigateway from "@aws-sdk/client-api-gateway";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";

export type ApiGatewayHandlers = Handlers<typeof apigateway>;

/** The service keeps dates in whole seconds. */
export function now(world: World): Date {
  return new Date(Math.floor(world.clock.now() / 1000) * 1000);
}
