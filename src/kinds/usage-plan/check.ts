/** What API Gateway would refuse of a usage plan (CreateUsagePlan, UpdateUsagePlan). */
import { checkDrift } from "../authored-drift.ts";
import { checkTags } from "../authored-tags.ts";
import type { AuthoredPath, AuthoredState, Problem, UsagePlanEntry } from "../authoring.ts";
import { errorAt, errorAtName } from "../authoring.ts";
import { routeKeyFault } from "../rest-api/route-key.ts";
import { checkStageReference, parseStageReference } from "../stage-reference.ts";
import { suggestName } from "../suggest.ts";

/** Throttle settings of single methods, of one stage in one plan (aws-facts 1.2). */
const MAX_ROUTES = 20;

export function* checkUsagePlan(name: string, entry: UsagePlanEntry, state: AuthoredState): Iterable<Problem> {
  const path = ["usagePlans", name];
  if (name === "") yield errorAtName(path, "illegal-name", "a usage plan needs a name");
  if (typeof entry.quota === "object" && (entry.quota.offset ?? 0) >= entry.quota.limit) {
    const message = `the offset is to be less than the limit of ${entry.quota.limit}, which it counts against`;
    yield errorAt([...path, "quota", "offset"], "illegal-quota", message);
  }
  yield* checkStages(entry, state, [...path, "stages"]);
  yield* checkKeys(entry, state, [...path, "keys"]);
  yield* checkTags(entry.tags, [...path, "tags"]);
  yield* checkDrift(entry.drift, "usage-plan", path);
}

function* checkStages({ stages = {} }: UsagePlanEntry, state: AuthoredState, path: AuthoredPath): Iterable<Problem> {
  for (const [reference, own] of Object.entries(stages)) {
    const at = [...path, reference];
    const parsed = parseStageReference(reference);
    if (parsed.stage === undefined) {
      yield errorAtName(at, "illegal-stage", `"${reference}" names no stage`, 'write it like "API/STAGE"');
      continue;
    }
    yield* checkStageReference(parsed, state, { path: at, where: "name" });
    const routes = Object.keys(own?.routes ?? {});
    if (routes.length > MAX_ROUTES) {
      const message = `${routes.length} routes with limits of their own: API Gateway takes ${MAX_ROUTES} a stage unless raised`;
      yield errorAt([...at, "routes"], "too-many-routes", message);
    }
    const declared = state.apis.get(parsed.api)?.routes;
    for (const route of routes) {
      const wrong = routeKeyFault(route);
      if (wrong !== undefined)
        yield errorAtName([...at, "routes", route], "illegal-route", `route "${route}" ${wrong.fault}`, wrong.remedy);
      else if (declared !== undefined && !declared.has(route)) {
        const remedy = suggestName(route, declared.keys());
        yield errorAtName([...at, "routes", route], "unknown-route", `the API has no route "${route}"`, remedy);
      }
    }
  }
}

function* checkKeys({ keys = [] }: UsagePlanEntry, { apiKeys }: AuthoredState, path: AuthoredPath): Iterable<Problem> {
  for (const [index, key] of keys.entries()) {
    if (apiKeys.has(key)) continue;
    const remedy = suggestName(key, apiKeys.keys()) ?? "declare it under apiKeys";
    yield errorAt([...path, String(index)], "unknown-api-key", `API key "${key}" is not declared here`, remedy);
  }
}
