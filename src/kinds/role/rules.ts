import type { KindRules } from "../kind-rules.ts";

export const roleRules: KindRules<"role"> = {
  kind: "role",
  parents: () => [],
  lane: (address) => address,
  fields: [
    { path: ["path"], immutable: true },
    { path: ["description"], default: "" },
    { path: ["trust"], compare: "whole" },
    { path: ["inlinePolicies"], compare: "whole" },
  ],
  uncreatable: (desired) => (desired.spec.trust === undefined ? "who may assume it is not declared; declare assumedBy" : null),
  // IAM is eventually consistent, mostly within 20 seconds (aws-facts 7).
  staleReadsMs: 60_000,
  staleExistence: true,
  takesAlong: [],
};
