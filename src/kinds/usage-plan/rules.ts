import type { KindRules } from "../kind-rules.ts";

export const usagePlanRules: KindRules<"usage-plan"> = {
  kind: "usage-plan",
  parents: () => [],
  readsAfter: ["rest-api", "api-key"],
  lane: (address) => address,
  fields: [
    { path: ["description"], default: "" },
    { path: ["throttle"], compare: "whole" },
    { path: ["quota"], compare: "whole" },
    // What may be called is said in full: a stage more is access that git does not give.
    { path: ["stages"], compare: "whole" },
  ],
  uncreatable: () => null,
  takesAlong: [],
};
