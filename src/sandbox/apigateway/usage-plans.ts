/**
 * Usage plans and their keys. A plan that has stages is not deleted (aws/aws-sdk-js#3841). GetUsagePlan and UpdateUsagePlan show
 * tags where there are none, CreateUsagePlan and lists do not; lists of keys show the newest first (recorded: TestUsagePlans,
 * test_get_usage_plan_api_keys).
 */
import type { CreateUsagePlanCommandInput, UsagePlan, UsagePlanKey } from "@aws-sdk/client-api-gateway";
import { LOWERCASE_ALPHANUMERIC, type World } from "../world.ts";
import { findApiKey } from "./api-keys.ts";
import type { ApiKeyState, UsagePlanState } from "./around-stages-state.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { pageOf } from "./paging.ts";
import { readPatches } from "./patch-operations.ts";
import { badRequest, conflict, limitExceeded, notFound } from "./refusals.ts";
import { readTags } from "./tag-rules.ts";
import { type PlanWorld, patchUsagePlan, periodOf } from "./usage-plan-patch.ts";

/** Per account and Region (aws-facts 1.2). */
const PLAN_QUOTA = 300;

export function usagePlanHandlers(world: World): ApiGatewayHandlers {
  const { usagePlans } = world.apigateway;
  const planWorld: PlanWorld = { knownStage: (apiId, stage) => refuseUnknownStage(world, apiId, stage) };
  return {
    CreateUsagePlan(input) {
      if (!input.name) throw badRequest("Usage Plan name cannot be empty");
      for (const { apiId = "", stage = "" } of input.apiStages ?? []) refuseUnknownStage(world, apiId, stage);
      if (usagePlans.size >= PLAN_QUOTA) throw limitExceeded("Usage Plans");
      const plan = newPlan(world.newId(LOWERCASE_ALPHANUMERIC, 6), input.name, input);
      usagePlans.set(plan.id, plan);
      return shown(plan);
    },
    GetUsagePlan(input) {
      const plan = findPlan(world, input.usagePlanId);
      return { ...shown(plan), tags: { ...plan.tags } };
    },
    GetUsagePlans(input) {
      const all = [...usagePlans.values()].filter(({ keyIds }) => input.keyId === undefined || keyIds.includes(input.keyId));
      const page = pageOf(all, input);
      return { items: page.items.map(shown), position: page.position };
    },
    UpdateUsagePlan(input) {
      const patches = readPatches("updateUsagePlan", input.patchOperations);
      const before = findPlan(world, input.usagePlanId);
      const plan = patches.reduce((value, patch) => patchUsagePlan(value, patch, planWorld), before);
      usagePlans.set(plan.id, plan);
      return { ...shown(plan), tags: { ...plan.tags } };
    },
    DeleteUsagePlan(input) {
      const { id, apiStages } = findPlan(world, input.usagePlanId);
      const [first] = apiStages;
      if (first) {
        const including = `${first.apiId}:${first.stage}`;
        throw badRequest(
          `Cannot delete Usage Plan ${id} because there are API Stages associated with it, including ${including}`,
        );
      }
      usagePlans.delete(id);
      return {};
    },
    CreateUsagePlanKey(input) {
      const plan = findPlan(world, input.usagePlanId);
      if (input.keyType !== "API_KEY") throw badRequest("Invalid key type specified");
      const key = findApiKey(world, input.keyId);
      if (plan.keyIds.includes(key.id)) throw conflict(`${key.id} is already a member of usage plan ${plan.id}`);
      usagePlans.set(plan.id, { ...plan, keyIds: [...plan.keyIds, key.id] });
      return keyView(key);
    },
    GetUsagePlanKeys(input) {
      // Of a plan that is not there AWS shows no keys, without complaint.
      const { keyIds = [] } = usagePlans.get(input.usagePlanId ?? "") ?? {};
      const keys = keyIds.map((id) => findApiKey(world, id)).filter(({ name = "" }) => name.startsWith(input.nameQuery ?? ""));
      const page = pageOf(keys.toReversed(), input);
      return { items: page.items.map(keyView), position: page.position };
    },
    DeleteUsagePlanKey(input) {
      const plan = findPlan(world, input.usagePlanId);
      if (!plan.keyIds.includes(input.keyId ?? "")) throw notFound("Invalid Usage Plan Key specified");
      usagePlans.set(plan.id, { ...plan, keyIds: plan.keyIds.filter((id) => id !== input.keyId) });
      return {};
    },
  };
}

function newPlan(id: string, name: string, input: Readonly<Omit<CreateUsagePlanCommandInput, "$metadata">>): UsagePlanState {
  const { description, throttle, quota, apiStages = [], tags } = input;
  return {
    id,
    name,
    description: description || undefined,
    throttle: throttle && { rateLimit: throttle.rateLimit ?? 0, burstLimit: throttle.burstLimit ?? 0 },
    quota: quota && { limit: quota.limit ?? 0, offset: quota.offset ?? 0, period: periodOf(quota.period) },
    apiStages: apiStages.map(({ apiId = "", stage = "", throttle: routes }) => ({
      apiId,
      stage,
      throttle:
        routes &&
        Object.fromEntries(
          Object.entries(routes).map(([route, { rateLimit = 0, burstLimit = 0 }]) => [route, { rateLimit, burstLimit }]),
        ),
    })),
    keyIds: [],
    tags: readTags(tags),
  };
}

/** AWS's text as it is, placeholders included (aws/aws-sdk#354). */
function refuseUnknownStage({ apigateway }: World, apiId: string, stage: string): void {
  if (apigateway.apis.get(apiId)?.stages.has(stage)) return;
  throw badRequest("Invalid API Stage {api: %s, stage: %s} specified for usageplan %s");
}

export function findPlan({ apigateway }: World, id: string | undefined): UsagePlanState {
  const plan = apigateway.usagePlans.get(id ?? "");
  if (!plan) throw notFound("Invalid Usage Plan ID specified");
  return plan;
}

function shown({ keyIds: _, apiStages, throttle, quota, tags, ...plan }: UsagePlanState): UsagePlan {
  return {
    ...plan,
    apiStages: apiStages.map((stage) => ({ ...stage, throttle: stage.throttle && { ...stage.throttle } })),
    throttle: throttle && { ...throttle },
    quota: quota && { ...quota },
    tags: Object.keys(tags).length > 0 ? { ...tags } : undefined,
  };
}

function keyView({ id, name, value }: ApiKeyState): UsagePlanKey {
  return { id, type: "API_KEY", name, value };
}
