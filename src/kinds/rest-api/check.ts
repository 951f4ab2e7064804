/** What API Gateway would refuse of an API, and routes that would answer 500 (aws-facts 1.2, 4). */

import { checkDrift } from "../authored-drift.ts";
import { checkKeep } from "../authored-keep.ts";
import { checkPolicy, policyOf, policySize } from "../authored-policy.ts";
import { checkTags } from "../authored-tags.ts";
import type { ApiEntry, AuthoredPath, AuthoredState, CorsEntry, Problem, RouteEntry } from "../authoring.ts";
import { errorAt, errorAtName, warningAt } from "../authoring.ts";
import { checkIntegration, checkTimeout } from "./check-integration.ts";
import { checkMembers, checkRouteMembers } from "./check-members.ts";
import { checkRouteTarget } from "./check-target.ts";
import { isVariable, parseRouteKey, partsOf, resourcesOf, routeKeyFault } from "./route-key.ts";

const MAX_STAGES = 10;
const MAX_RESOURCES = 300;
const MAX_POLICY = 8192;
const MEDIA_TYPE = /^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+*-]+$|^\*\/\*$/;
const BODY_METHODS: readonly string[] = ["PUT", "POST", "PATCH", "ANY"];

export function* checkRestApi(name: string, entry: ApiEntry, state: AuthoredState): Iterable<Problem> {
  const path = ["apis", name];
  if (name.trim() === "" || name.length > 255) {
    yield errorAtName(path, "illegal-name", "the name of an API has 1 to 255 characters and is not blank");
  }
  if (entry.stages.size > MAX_STAGES) {
    yield warningAt(
      [...path, "stages"],
      "too-many-stages",
      `${entry.stages.size} stages: an API has ${MAX_STAGES} unless the quota L-379E48B0 is raised`,
    );
  }
  yield* checkMediaTypes(entry.own.binaryMediaTypes ?? [], [...path, "binaryMediaTypes"]);
  if (entry.own.policy !== undefined && entry.own.policy !== "none") {
    const at = [...path, "policy"];
    yield* checkPolicy(entry.own.policy, at, "resource");
    const size = policySize(policyOf(entry.own.policy));
    if (size > MAX_POLICY)
      yield warningAt(at, "policy-too-large", `policy has ${size} characters: API Gateway takes ${MAX_POLICY} unless raised`);
  }
  yield* checkCors(entry.own.cors, [...path, "cors"]);
  yield* checkTags(entry.own.tags, [...path, "tags"]);
  yield* checkDrift(entry.own.drift, "rest-api", path);
  yield* checkKeep(entry.own.keep, path);
  yield* checkMembers(name, entry, state);
  if (entry.routes !== undefined) yield* checkRoutes(name, entry, state);
}

function* checkRoutes(name: string, entry: ApiEntry, state: AuthoredState): Iterable<Problem> {
  const routes = entry.routes ?? new Map<string, RouteEntry>();
  const path = ["apis", name, "routes"];
  if (routes.size === 0) {
    yield errorAt(
      path,
      "no-routes",
      `API "${name}" has no route: API Gateway deploys none without`,
      "leave `routes` out if someone else defines the API",
    );
  }
  for (const [key, route] of routes) {
    const at = [...path, key];
    const wrong = routeKeyFault(key);
    if (wrong !== undefined) yield errorAtName(at, "illegal-route", `route "${key}" ${wrong.fault}`, wrong.remedy);
    yield* checkIntegration(route, at);
    yield* checkTimeout(entry, route, at);
    yield* checkRouteMembers(entry, route, at);
    yield* checkCors(route.cors, [...at, "cors"]);
    yield* checkRouteTarget({ api: name, route: key }, entry, route, state);
  }
  yield* checkResources([...routes.keys()], path);
  yield* checkBinary(name, entry, state);
}

/** Resources are the parts of all paths: 300 of them at most, and one variable at each place. */
function* checkResources(keys: readonly string[], path: AuthoredPath): Iterable<Problem> {
  const resources = new Set(["/"]);
  const variables = new Map<string, { readonly part: string; readonly key: string }>();
  for (const key of keys.filter((candidate) => routeKeyFault(candidate) === undefined)) {
    const parts = partsOf(parseRouteKey(key)?.path ?? "/");
    for (const resource of resourcesOf(`/${parts.join("/")}`)) resources.add(resource);
    for (const [index, part] of parts.entries()) {
      if (!isVariable(part)) continue;
      const parent = `/${parts.slice(0, index).join("/")}`;
      const sibling = variables.get(parent);
      variables.set(parent, sibling ?? { part, key });
      if (sibling === undefined || sibling.part === part) continue;
      yield errorAtName(
        [...path, key],
        "conflicting-variables",
        `"${part}" stands where "${sibling.key}" has "${sibling.part}": API Gateway takes one variable below "${parent}"`,
        `use "${sibling.part}" in both`,
      );
    }
  }
  if (resources.size > MAX_RESOURCES) {
    yield warningAt(
      path,
      "too-many-resources",
      `${resources.size} resources: an API has ${MAX_RESOURCES} unless the quota L-01C8A9E0 is raised`,
    );
  }
}

function* checkMediaTypes(types: readonly string[], path: AuthoredPath): Iterable<Problem> {
  for (const [index, type] of types.entries()) {
    if (MEDIA_TYPE.test(type)) continue;
    yield errorAt(
      [...path, String(index)],
      "illegal-media-type",
      `"${type}" is not a media type`,
      'write it like "image/jpeg", "image/*" or "*/*"',
    );
  }
}

function* checkCors(cors: CorsEntry | undefined, path: AuthoredPath): Iterable<Problem> {
  if (typeof cors !== "object") return;
  if (cors.credentials === true && (cors.origin ?? "*") === "*") {
    yield errorAt([...path, "credentials"], "illegal-cors", 'browsers refuse credentials with the origin "*"', "name the origin");
  }
  if (cors.origin !== undefined && cors.origin !== "*" && !/^https?:\/\/[^/\s,]+$/.test(cors.origin)) {
    yield errorAt(
      [...path, "origin"],
      "illegal-cors",
      `"${cors.origin}" is not one origin`,
      'write it like "https://example.com", without a path',
    );
  }
}

/** Code that looks at `isBase64Encoded` expects bytes, and without binary media types it is given broken text. */
function* checkBinary(name: string, entry: ApiEntry, state: AuthoredState): Iterable<Problem> {
  if (entry.own.binaryMediaTypes !== undefined) return;
  for (const [key, route] of entry.routes ?? []) {
    const functionName = route.lambda?.split(":")[0] ?? "";
    const takesBody = BODY_METHODS.includes(parseRouteKey(key)?.method ?? "");
    if (!takesBody || state.functions.get(functionName)?.code?.reading?.mentionsBase64 !== true) continue;
    yield warningAt(
      ["apis", name, "routes", key],
      "missing-binary-media-types",
      `"${functionName}" looks at isBase64Encoded, but API "${name}" declares no \`binaryMediaTypes\`: binary bodies would arrive broken`,
      'add binaryMediaTypes: ["image/*", "application/octet-stream"]',
    );
    return;
  }
}
