/** What is wrong with the authored state beyond the form of each part: every kind's checks, and those of the whole. */

import { checkAlias } from "../kinds/alias/check.ts";
import { checkApiKey } from "../kinds/api-key/check.ts";
import type { AuthoredState, Problem } from "../kinds/authoring.ts";
import { errorAt } from "../kinds/authoring.ts";
import { checkBucket } from "../kinds/bucket/check.ts";
import { checkClientCertificate } from "../kinds/client-certificate/check.ts";
import { checkDomainName } from "../kinds/domain-name/check.ts";
import { checkFunction } from "../kinds/function/check.ts";
import { checkRestApi } from "../kinds/rest-api/check.ts";
import { checkRole } from "../kinds/role/check.ts";
import { checkStage } from "../kinds/stage/check.ts";
import { checkUsagePlan } from "../kinds/usage-plan/check.ts";
import type { Merged } from "./merge.ts";

export function* check(state: AuthoredState): Iterable<Problem> {
  for (const [name, entry] of state.buckets) yield* checkBucket(name, entry, state);
  for (const [name, entry] of state.roles) yield* checkRole(name, entry, state);
  for (const [name, entry] of state.clientCertificates) yield* checkClientCertificate(name, entry);
  for (const [name, entry] of state.apiKeys) yield* checkApiKey(name, entry);
  for (const [name, entry] of state.usagePlans) yield* checkUsagePlan(name, entry, state);
  for (const [name, entry] of state.domains) yield* checkDomainName(name, entry, state);
  for (const [name, entry] of state.functions) {
    yield* checkFunction(name, entry, state);
    for (const [alias, own] of entry.aliases) yield* checkAlias({ function: name, alias }, entry, own);
  }
  for (const [name, entry] of state.apis) {
    yield* checkRestApi(name, entry, state);
    for (const [stage, own] of entry.stages) yield* checkStage({ api: name, stage }, entry, own, state);
  }
}

/** Properties that belong to one resource and can be nobody's default. */
const NOT_DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  function: ["aliases", "code"],
  "rest-api": ["openapi", "routes", "stages", "authorizers", "models", "validators", "vpcEndpoints"],
};

export function* checkDefaults(defaults: Merged["defaults"]): Iterable<Problem> {
  for (const [kind, entry] of Object.entries(defaults)) {
    for (const property of Object.keys(entry ?? {})) {
      if (!NOT_DEFAULTS[kind]?.includes(property)) continue;
      yield errorAt(
        ["defaults", kind, property],
        "illegal-default",
        `\`${property}\` belongs to one resource and cannot be a default`,
      );
    }
  }
}
