/** A stage's throttling: a token bucket for each route, with the limits that the stage sets for it or for all. */
import type { ServedStage } from "../apigateway/snapshot.ts";
import type { MethodSettingState } from "../apigateway/state.ts";
import { TokenBucket } from "../token-bucket.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { GatewayRefusal, TOO_MANY_REQUESTS } from "./gateway-answers.ts";

/** Buckets live as long as their world. A changed limit is another bucket, full again. */
const bucketsOf = new WeakMap<World, Map<string, TokenBucket>>();

/** Throws GatewayRefusal 429 when the route's bucket is empty. */
export function takeFromStage(world: World, { request, stage, route }: RoutedRequest): void {
  const settings = settingsOf(stage, route.path, request.method);
  // Without settings the account's own limits hold, which nobody reaches on one machine; -1 turns throttling off.
  if (!settings || settings.throttlingRateLimit < 0 || settings.throttlingBurstLimit < 0) return;
  const rate = { perSecond: settings.throttlingRateLimit, burst: settings.throttlingBurstLimit };
  const buckets = bucketsOf.get(world) ?? new Map<string, TokenBucket>();
  bucketsOf.set(world, buckets);
  const name = JSON.stringify([stage.apiId, stage.stageName, route.path, request.method, rate]);
  const bucket = buckets.get(name) ?? new TokenBucket(rate, world.clock.now());
  buckets.set(name, bucket);
  if (bucket.wait(world.clock.now()) > 0)
    throw new GatewayRefusal(TOO_MANY_REQUESTS, "Rate or burst limit of the stage exceeded");
  bucket.take();
}

/** Settings of the route go before those of the whole stage. Their key may write the path's slashes as `~1`. */
function settingsOf({ methodSettings }: ServedStage, path: string, method: string): MethodSettingState | undefined {
  const plain = `${path.replace(/^\//, "")}/${method}`;
  const escaped = `${path.replaceAll("/", "~1")}/${method}`;
  return methodSettings[plain] ?? methodSettings[escaped] ?? methodSettings["*/*"];
}
