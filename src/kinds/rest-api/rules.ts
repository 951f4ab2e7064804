import type { KindRules } from "../kind-rules.ts";

/** Routes, authorizers and the like that only AWS has are unmanaged; what is declared of them is compared in full. */
export const restApiRules: KindRules<"rest-api"> = {
  kind: "rest-api",
  parents: () => [],
  lane: (address) => address,
  fields: [
    { path: ["description"], default: "" },
    { path: ["securityPolicy"], default: "TLS_1_0" },
    { path: ["endpointAccessMode"], default: "BASIC" },
    { path: ["policy"], compare: "whole" },
    { path: ["authorizers", "*"], compare: "whole" },
    { path: ["models", "*"], compare: "whole" },
    // API Gateway UpdateModel has no path for it.
    { path: ["models", "*", "contentType"], immutable: true },
    { path: ["validators", "*"], compare: "whole" },
    { path: ["gatewayResponses", "*"], compare: "whole" },
    { path: ["documentation", "*"], compare: "whole" },
    { path: ["documentationVersions", "*", "description"], default: "" },
    { path: ["routes", "*"], compare: "whole" },
    { path: ["routes", "*", "authorization"], default: "NONE" },
    { path: ["routes", "*", "apiKeyRequired"], default: false },
    // API Gateway PutIntegration: 29 seconds when timeoutInMillis is left out.
    { path: ["routes", "*", "integration", "timeoutMs"], default: 29_000 },
    { path: ["routes", "*", "integration", "body"], default: "" },
    { path: ["routes", "*", "integration", "url"], mayBeSecret: true },
    { path: ["routes", "*", "integration", "uri"], mayBeSecret: true },
    { path: ["routes", "*", "integration", "requestParameters"], mayBeSecret: true },
  ],
  uncreatable: (desired) =>
    Object.keys(desired.spec.routes ?? {}).length === 0
      ? "its routes are not declared; declare routes, or have whoever defines the API create it first"
      : null,
  takesAlong: ["stage", "deployment"],
};
