import type { KindRules } from "../kind-rules.ts";

export const domainNameRules: KindRules<"domain-name"> = {
  kind: "domain-name",
  parents: () => [],
  readsAfter: ["rest-api"],
  lane: (address) => address,
  fields: [
    // AWS can migrate it, in steps that need two certificates at once (API Gateway, "Migrating a custom domain name").
    { path: ["endpoint"], immutable: true },
    { path: ["endpointAccessMode"], default: "BASIC" },
    { path: ["routingMode"], default: "BASE_PATH_MAPPING_ONLY" },
    { path: ["mutualTls"], compare: "whole" },
    { path: ["paths", "*"], compare: "whole" },
  ],
  uncreatable: ({ spec }) => (spec.certificate === undefined ? "its certificate is not declared; declare certificate" : null),
  takesAlong: [],
};
