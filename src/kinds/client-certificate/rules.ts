import type { KindRules } from "../kind-rules.ts";

export const clientCertificateRules: KindRules<"client-certificate"> = {
  kind: "client-certificate",
  parents: () => [],
  lane: (address) => address,
  fields: [{ path: ["description"], default: "" }],
  uncreatable: () => null,
  takesAlong: [],
};
