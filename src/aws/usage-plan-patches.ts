/**
 * The patches that bring a usage plan from how it lives to how it is declared, in one UpdateUsagePlan: AWS takes one of those in
 * 20 seconds. What is allowed comes before what is taken away, so that a stage that stays is never out of the plan.
 *
 * | path                                                     | op             |
 * |----------------------------------------------------------|----------------|
 * | /description, /productCode                               | replace        |
 * | /throttle/rateLimit, /throttle/burstLimit                | replace        |
 * | /throttle, /quota                                        | remove         |
 * | /quota/limit, /quota/offset, /quota/period               | replace        |
 * | /apiStages, value API:STAGE                              | add, remove    |
 * | /apiStages/API:STAGE/throttle/PATH/METHOD/rateLimit, …   | replace        |
 * | /apiStages/API:STAGE/throttle/PATH/METHOD                | remove         |
 */
import { parseRouteKey } from "../kinds/rest-api/route-key.ts";
import { parseStageReference } from "../kinds/stage-reference.ts";
import type { PlanStage, PlanThrottle, UsagePlanSpec } from "../model/specs/usage-plan.ts";
import { resolved } from "./observing.ts";
import type { Patch } from "./patch.ts";
import { remove, replace } from "./patch.ts";

/** As AWS names a stage in a plan. */
function stageId(reference: string, { apiId }: PlanStage): string {
  return `${resolved(apiId, `the API of ${reference}`)}:${parseStageReference(reference).stage ?? ""}`;
}

export function usagePlanPatches(spec: UsagePlanSpec, live: UsagePlanSpec, changed: ReadonlySet<string>): readonly Patch[] {
  return [
    ...(changed.has("description") ? [replace(["description"], spec.description ?? "")] : []),
    ...(changed.has("productCode") ? [replace(["productCode"], spec.productCode ?? "")] : []),
    ...(changed.has("throttle") ? throttlePatches(spec.throttle ?? null, live.throttle ?? null) : []),
    ...(changed.has("quota") ? quotaPatches(spec, live) : []),
    ...(changed.has("stages") ? stagesPatches(spec.stages ?? {}, live.stages ?? {}) : []),
  ];
}

function throttlePatches(want: PlanThrottle | null, have: PlanThrottle | null): readonly Patch[] {
  if (want === null) return have === null ? [] : [remove(["throttle"])];
  return limits(["throttle"], want);
}

function quotaPatches({ quota }: UsagePlanSpec, { quota: have }: UsagePlanSpec): readonly Patch[] {
  if (!quota) return have ? [remove(["quota"])] : [];
  const { limit, offset, period } = quota;
  return [replace(["quota", "limit"], limit), replace(["quota", "offset"], offset), replace(["quota", "period"], period)];
}

type PlanStages = NonNullable<UsagePlanSpec["stages"]>;

function stagesPatches(want: PlanStages, have: PlanStages): readonly Patch[] {
  const ids = new Map(Object.entries(want).map(([reference, stage]) => [stageId(reference, stage), stage]));
  const lives = new Map(Object.entries(have).map(([reference, stage]) => [stageId(reference, stage), stage]));
  const patches: Patch[] = [];
  for (const [id, { routes }] of ids) {
    const before = lives.get(id);
    if (before === undefined) patches.push({ op: "add", path: "/apiStages", value: id });
    patches.push(...routePatches(id, routes, before?.routes ?? {}));
  }
  for (const id of lives.keys()) if (!ids.has(id)) patches.push({ op: "remove", path: "/apiStages", value: id });
  return patches;
}

function routePatches(id: string, want: PlanStage["routes"], have: PlanStage["routes"]): readonly Patch[] {
  const at = (route: string): readonly string[] => {
    const { method = "", path = "" } = parseRouteKey(route) ?? {};
    return ["apiStages", id, "throttle", path, method];
  };
  const changed = Object.entries(want).filter(
    ([route, { rateLimit, burstLimit }]) => have[route]?.rateLimit !== rateLimit || have[route]?.burstLimit !== burstLimit,
  );
  const gone = Object.keys(have).filter((route) => !(route in want));
  return [...changed.flatMap(([route, throttle]) => limits(at(route), throttle)), ...gone.map((route) => remove(at(route)))];
}

function limits(path: readonly string[], { rateLimit, burstLimit }: PlanThrottle): readonly Patch[] {
  return [replace([...path, "rateLimit"], rateLimit), replace([...path, "burstLimit"], burstLimit)];
}
