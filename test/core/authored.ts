/** What authors wrote, with nothing in it, so that a test says only what it is about. */
import type { AuthoredState, Problem } from "../../src/kinds/authoring.ts";

export function anAuthoredState(more: Partial<AuthoredState> = {}): AuthoredState {
  return {
    owner: "acme",
    ownerDeclared: true,
    target: {},
    guards: { maxUpdates: 0.3, maxDeletes: 0.3, minExisting: 10 },
    buckets: new Map(),
    roles: new Map(),
    functions: new Map(),
    apis: new Map(),
    clientCertificates: new Map(),
    apiKeys: new Map(),
    usagePlans: new Map(),
    domains: new Map(),
    ...more,
  };
}

/** What is found, one line each: `illegal-name at buckets.ab`; a warning ends in `?`. */
export function told(problems: Iterable<Problem>): readonly string[] {
  return [...problems].map(({ code, path, severity }) => `${code} at ${path.join(".")}${severity === "warning" ? "?" : ""}`);
}
