import type { KindRules } from "../kind-rules.ts";

export const apiKeyRules: KindRules<"api-key"> = {
  kind: "api-key",
  parents: () => [],
  lane: (address) => address,
  fields: [
    { path: ["description"], default: "" },
    { path: ["customerId"], default: "" },
    { path: ["value"], immutable: true, mayBeSecret: true },
  ],
  uncreatable: () => null,
  takesAlong: [],
};
