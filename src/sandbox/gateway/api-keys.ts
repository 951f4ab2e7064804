/**
 * Routes that want an API key: the key's usage plans decide.
 *
 *   no key, or one that is disabled or not there     403 Forbidden
 *   none of its plans has this stage                 403 Forbidden
 *   the plan's rate or burst is used up              429 Too Many Requests
 *   the plan's quota is used up                      429 Limit Exceeded
 *
 * Limits are each key's own. Those that the plan has for the route go before those for all of it.
 */
import type { ApiKeyState, UsagePlanState } from "../apigateway/around-stages-state.ts";
import { TokenBucket } from "../token-bucket.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { GatewayRefusal, INVALID_API_KEY, LIMIT_EXCEEDED, TOO_MANY_REQUESTS } from "./gateway-answers.ts";

/** Buckets and counts live as long as their world. */
const usageOf = new WeakMap<World, { readonly buckets: Map<string, TokenBucket>; readonly counts: Map<string, number> }>();

export function checkApiKey(world: World, routed: RoutedRequest): void {
  if (!routed.route.apiKeyRequired) return;
  const key = keyOf(world, givenKey(routed));
  if (key === undefined) throw new GatewayRefusal(INVALID_API_KEY, "the route wants an API key");
  const { apiId, stageName } = routed.stage;
  const plan = [...world.apigateway.usagePlans.values()].find(({ keyIds, apiStages }) => {
    return keyIds.includes(key.id) && apiStages.some((stage) => stage.apiId === apiId && stage.stage === stageName);
  });
  if (plan === undefined) throw new GatewayRefusal(INVALID_API_KEY, "no usage plan of the API key has this stage");
  takeFromPlan(world, plan, key, routed);
}

/** From the request, or from what the authorizer said, as the API has it (API Gateway developer guide, "Choose an API key source"). */
function givenKey({ request, stage, usageIdentifierKey }: RoutedRequest): string | undefined {
  return stage.snapshot.apiKeySource === "HEADER" ? request.headers["x-api-key"] : usageIdentifierKey;
}

function keyOf({ apigateway }: World, value: string | undefined): ApiKeyState | undefined {
  return [...apigateway.apiKeys.values()].find((key) => key.enabled && key.value === value);
}

function takeFromPlan(world: World, plan: UsagePlanState, key: ApiKeyState, { stage, route, request }: RoutedRequest): void {
  const usage = usageOf.get(world) ?? { buckets: new Map(), counts: new Map() };
  usageOf.set(world, usage);
  const now = world.clock.now();
  const own = plan.apiStages.find(({ apiId, stage: name }) => apiId === stage.apiId && name === stage.stageName)?.throttle;
  const ofRoute = own?.[`${route.path}/${request.method}`];
  const limits = ofRoute ?? plan.throttle;
  if (limits !== undefined) {
    const rate = { perSecond: limits.rateLimit, burst: limits.burstLimit };
    const name = JSON.stringify([
      plan.id,
      key.id,
      ofRoute ? [stage.apiId, stage.stageName, route.path, request.method] : [],
      rate,
    ]);
    const bucket = usage.buckets.get(name) ?? new TokenBucket(rate, now);
    usage.buckets.set(name, bucket);
    if (bucket.wait(now) > 0) throw new GatewayRefusal(TOO_MANY_REQUESTS, "Rate or burst limit of the usage plan exceeded");
    bucket.take();
  }
  if (plan.quota === undefined) return;
  const name = JSON.stringify([plan.id, key.id, periodAt(now, plan.quota.period)]);
  const used = usage.counts.get(name) ?? 0;
  if (used >= plan.quota.limit) throw new GatewayRefusal(LIMIT_EXCEEDED, "Quota of the usage plan exceeded");
  usage.counts.set(name, used + 1);
}

/** Calendar days, weeks from Sunday, and months, in UTC. */
function periodAt(now: number, period: "DAY" | "WEEK" | "MONTH"): string {
  const date = new Date(now);
  if (period === "MONTH") return date.toISOString().slice(0, 7);
  const day = Math.floor(now / 86_400_000);
  return period === "DAY" ? `day ${day}` : `week ${day - date.getUTCDay()}`;
}
