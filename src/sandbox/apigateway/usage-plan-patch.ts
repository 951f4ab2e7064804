/**
 * UpdateUsagePlan's paths, as AWS's own refusal lists those for `remove` (boto/boto3#2629), and as clients use the others.
 *
 * | path                                                             | ops          | value                     |
 * |------------------------------------------------------------------|--------------|---------------------------|
 * | /name, /description                                              | replace      |                           |
 * | /productCode                                                     | add, replace, remove |                   |
 * | /throttle, /quota                                                | remove       |                           |
 * | /throttle/rateLimit, /throttle/burstLimit                        | add, replace | a number                  |
 * | /quota/limit, /quota/offset, /quota/period                       | add, replace | a number, or the period   |
 * | /apiStages                                                       | add, remove  | API:STAGE                 |
 * | /apiStages/API:STAGE/throttle                                    | remove       |                           |
 * | /apiStages/API:STAGE/throttle/PATH/METHOD                        | remove       |                           |
 * | /apiStages/API:STAGE/throttle/PATH/METHOD/rateLimit, /burstLimit | add, replace | a number                  |
 *
 * PATH is written with `~1` for its slashes, or as it is.
 */

import type { PlanStageState, ThrottleState, UsagePlanState } from "./around-stages-state.ts";
import { decodeSegment, type Patch } from "./patch-operations.ts";
import { badRequest, notFound } from "./refusals.ts";

export interface PlanWorld {
  /** Throws when there is no such stage. */
  knownStage(apiId: string, stage: string): void;
}

const REMOVABLE =
  "[/apiStages, /quota, /throttle, /productCode, /apiStages/<apidId:stageName>/throttle/<resourcePath>/<httpMethod>, /apiStages/<apidId:stageName>/throttle]";

export function patchUsagePlan(plan: UsagePlanState, patch: Patch, world: PlanWorld): UsagePlanState {
  const [, member = "", ...rest] = patch.path.split("/");
  if (member === "apiStages") return rest.length === 0 ? withStage(plan, patch, world) : withRoute(plan, patch, rest);
  if (patch.op === "remove") return without(plan, patch);
  if (patch.op !== "replace" && patch.op !== "add") throw invalidPath(patch);
  const { value = "" } = patch;
  switch (patch.path) {
    case "/name":
      if (value === "") throw badRequest("Usage Plan name cannot be empty");
      return { ...plan, name: value };
    case "/description":
      return { ...plan, description: value || undefined };
    case "/productCode":
      return { ...plan, productCode: value };
    case "/throttle/rateLimit":
    case "/throttle/burstLimit":
      return { ...plan, throttle: withLimit(plan.throttle, rest[0], value) };
    case "/quota/limit":
      return { ...plan, quota: { ...NO_QUOTA, ...plan.quota, limit: numberOf(value) } };
    case "/quota/offset":
      return { ...plan, quota: { ...NO_QUOTA, ...plan.quota, offset: numberOf(value) } };
    case "/quota/period":
      return { ...plan, quota: { ...NO_QUOTA, ...plan.quota, period: periodOf(value) } };
    default:
      throw invalidPath(patch);
  }
}

const NO_QUOTA = { limit: 0, offset: 0, period: "DAY" } as const;

export function periodOf(value: string | undefined): "DAY" | "WEEK" | "MONTH" {
  if (value === "DAY" || value === "WEEK" || value === "MONTH") return value;
  throw badRequest("Quota period must be one of DAY, WEEK, MONTH");
}

function without(plan: UsagePlanState, patch: Patch): UsagePlanState {
  switch (patch.path) {
    case "/throttle":
      return { ...plan, throttle: undefined };
    case "/quota":
      return { ...plan, quota: undefined };
    case "/productCode":
      return { ...plan, productCode: undefined };
    default:
      throw notRemovable(patch);
  }
}

function withStage(plan: UsagePlanState, { op, value = "", path }: Patch, world: PlanWorld): UsagePlanState {
  const [apiId = "", stage] = value.split(":");
  if (stage === undefined) throw badRequest("Invalid API Stage specified");
  const others = plan.apiStages.filter((one) => one.apiId !== apiId || one.stage !== stage);
  if (op === "remove") {
    // Recorded: test_usage_plan_crud.
    if (others.length === plan.apiStages.length)
      throw notFound(`Invalid API Stage {api: ${apiId}, stage: ${stage}} specified for usageplan ${plan.id}`);
    return { ...plan, apiStages: others };
  }
  if (op !== "add") throw invalidPath({ op, path });
  world.knownStage(apiId, stage);
  return { ...plan, apiStages: [...plan.apiStages, ...(others.length < plan.apiStages.length ? [] : [{ apiId, stage }])] };
}

function withRoute(plan: UsagePlanState, patch: Patch, [id = "", word, ...rest]: readonly string[]): UsagePlanState {
  const at = plan.apiStages.findIndex((one) => `${one.apiId}:${one.stage}` === decodeSegment(id));
  const stage = plan.apiStages[at];
  if (patch.op === "remove" && word === undefined) throw notRemovable(patch);
  if (stage === undefined || word !== "throttle") throw invalidPath(patch);
  return { ...plan, apiStages: plan.apiStages.with(at, throttled(stage, patch, rest)) };
}

function throttled(stage: PlanStageState, patch: Patch, rest: readonly string[]): PlanStageState {
  if (patch.op === "remove" && rest.length === 0) return { ...stage, throttle: undefined };
  const limit = patch.op === "remove" ? undefined : rest.at(-1);
  const route = rest.slice(0, limit === undefined ? undefined : -1);
  // `~1upload`, `PUT`; as it is, `/upload/PUT` has an empty part before it.
  const key = route.map(decodeSegment).join("/");
  if (limit === undefined) {
    const kept = Object.entries(stage.throttle ?? {}).filter(([name]) => name !== key);
    return { ...stage, throttle: kept.length > 0 ? Object.fromEntries(kept) : undefined };
  }
  if (limit !== "rateLimit" && limit !== "burstLimit") throw invalidPath(patch);
  return { ...stage, throttle: { ...stage.throttle, [key]: withLimit(stage.throttle?.[key], limit, patch.value ?? "") } };
}

function withLimit(before: ThrottleState | undefined, limit: string | undefined, value: string): ThrottleState {
  const limits = { rateLimit: 0, burstLimit: 0, ...before };
  return limit === "rateLimit" ? { ...limits, rateLimit: numberOf(value) } : { ...limits, burstLimit: numberOf(value) };
}

function numberOf(value: string): number {
  const number = Number(value);
  if (value === "" || !Number.isFinite(number) || number < 0) throw badRequest("Usage Plan limits must be numbers");
  return number;
}

function notRemovable({ path }: Pick<Patch, "path">): Error {
  return badRequest(`Invalid patch path  '${path}' specified for op 'remove'. Must be one of: ${REMOVABLE}`);
}

function invalidPath({ op, path }: Pick<Patch, "op" | "path">): Error {
  return badRequest(`Invalid patch path  '${path}' specified for op '${op}'.`);
}
