import { addressOf } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import { refTo } from "../../model/ref.ts";
import type { PlanQuota, PlanStage, UsagePlanSpec } from "../../model/specs/usage-plan.ts";
import type { ExpandContext, UsagePlanEntry } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";
import { apiIdOf, declaredStages, parseStageReference } from "../stage-reference.ts";

const PERIODS = { day: "DAY", week: "WEEK", month: "MONTH" } as const satisfies Record<string, PlanQuota["period"]>;

export function expandUsagePlan(name: string, entry: UsagePlanEntry, context: ExpandContext): Desired<"usage-plan"> {
  return {
    kind: "usage-plan",
    address: addressOf("usage-plan", name),
    spec: usagePlanSpec(entry),
    intent: {},
    options: optionsOf("usage-plan", entry),
    origin: context.originOf(["usagePlans", name]),
    after: declaredStages(Object.keys(entry.stages ?? {}), context.state),
    sensitive: [],
  };
}

function usagePlanSpec({ description, productCode, throttling, quota, stages, keys, tags }: UsagePlanEntry): UsagePlanSpec {
  return declared({
    description,
    productCode,
    throttle: throttling === "off" ? null : throttling,
    quota: quota === "off" ? null : quota && { limit: quota.limit, period: PERIODS[quota.period], offset: quota.offset ?? 0 },
    stages: stages && Object.fromEntries(Object.entries(stages).map(([stage, own]) => [stage, planStage(stage, own)])),
    keys: keys && Object.fromEntries(keys.map((key) => [key, refTo(addressOf("api-key", key), "id")])),
    tags,
  });
}

function planStage(reference: string, own: NonNullable<UsagePlanEntry["stages"]>[string]): PlanStage {
  return { apiId: apiIdOf(parseStageReference(reference)), routes: { ...own?.routes } };
}
