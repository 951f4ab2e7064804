/** Live API keys and usage plans as their author would write them. Values of keys are never written. */
import type { Live } from "../model/observation.ts";
import type { PlanQuota } from "../model/specs/usage-plan.ts";
import { given, type Members } from "./members.ts";

/** What API Gateway gives a new plan about which nothing is said. */
export const USAGE_PLAN_DEFAULTS: Members = {
  description: "",
  productCode: "",
  throttling: "off",
  quota: "off",
  stages: {},
  tags: {},
};

const PERIODS = { DAY: "day", WEEK: "week", MONTH: "month" } as const satisfies Record<PlanQuota["period"], string>;

export function apiKeyMembers({ spec }: Live<"api-key">): Members {
  const { description, enabled, customerId, tags } = spec;
  return { description, enabled, customerId, tags: { ...tags } };
}

/** Keys are left to whoever puts them in, unless they are declared already. */
export function usagePlanMembers({ spec }: Live<"usage-plan">): Members {
  const { description, throttle, quota, stages = {}, keys, tags } = spec;
  return {
    description,
    productCode: spec.productCode,
    throttling: throttle ? { ...throttle } : "off",
    quota: quota
      ? given({ limit: quota.limit, period: PERIODS[quota.period], offset: quota.offset === 0 ? undefined : quota.offset })
      : "off",
    stages: Object.fromEntries(
      Object.entries(stages).map(([stage, { routes }]) => {
        const own = Object.entries(routes).map(([route, limits]) => [route, { ...limits }] as const);
        return [stage, own.length === 0 ? null : { routes: Object.fromEntries(own) }];
      }),
    ),
    keys: keys && Object.keys(keys).toSorted(),
    tags: { ...tags },
  };
}
