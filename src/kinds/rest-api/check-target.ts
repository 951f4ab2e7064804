/**
 * Where a route leads once each stage's variables are put in. API Gateway sees none of this at deployment: a variable
 * that is missing is an empty text, and the call answers 500 (aws-facts 4).
 */
import type { Environment } from "../../model/json.ts";
import { sharesTraffic } from "../alias/authored-shift.ts";
import type { ApiEntry, AuthoredPath, AuthoredState, Problem, RouteEntry, StageEntry } from "../authoring.ts";
import { errorAt, warningAt } from "../authoring.ts";
import { ALIAS_NAME, FUNCTION_NAME, parseFunctionReference } from "../function/names.ts";
import { nearest, suggestName } from "../suggest.ts";
import { stageVariablesIn, substituteStageVariables } from "./stage-variables.ts";

interface RouteName {
  readonly api: string;
  readonly route: string;
}

export function* checkRouteTarget(name: RouteName, entry: ApiEntry, route: RouteEntry, state: AuthoredState): Iterable<Problem> {
  const path = ["apis", name.api, "routes", name.route];
  const { lambda, http, integration } = route;
  yield* checkFunction(lambda, [...path, "lambda"], name, entry, state);
  yield* checkFunction(integration?.lambda, [...path, "integration", "lambda"], name, entry, state);
  if (http !== undefined) yield* checkVariables(http.url, [...path, "http", "url"], name.api, entry);
  if (integration?.uri !== undefined) yield* checkVariables(integration.uri, [...path, "integration", "uri"], name.api, entry);
}

/** `route` of the name is any words for what invokes it. */
export function* checkAuthorizerTarget(
  name: RouteName,
  lambda: string | undefined,
  entry: ApiEntry,
  state: AuthoredState,
): Iterable<Problem> {
  yield* checkFunction(
    lambda,
    ["apis", name.api, "authorizers", name.route, "lambda"],
    { ...name, route: `authorizer ${name.route}` },
    entry,
    state,
  );
}

function* checkFunction(
  lambda: string | undefined,
  at: AuthoredPath,
  name: RouteName,
  entry: ApiEntry,
  state: AuthoredState,
): Iterable<Problem> {
  if (lambda === undefined) return;
  yield* checkVariables(lambda, at, name.api, entry);
  yield* checkLambda(lambda, at, name, entry, state);
}

/** Stages whose variables are declared; what the others have is AWS's to say. */
function stagesWithVariables(entry: ApiEntry): readonly (readonly [string, StageEntry, Environment])[] {
  return [...entry.stages].flatMap(([name, stage]) =>
    stage.variables === undefined ? [] : [[name, stage, stage.variables] as const],
  );
}

function* checkVariables(text: string, path: AuthoredPath, api: string, entry: ApiEntry): Iterable<Problem> {
  const stages = stagesWithVariables(entry);
  for (const variable of stageVariablesIn(text)) {
    if (!/^\w+$/.test(variable)) {
      yield errorAt(path, "illegal-stage-variable", `"\${stageVariables.${variable}}": a name is letters, digits and _`);
      continue;
    }
    const without = stages.filter(([, , variables]) => !Object.hasOwn(variables, variable)).map(([stage]) => stage);
    if (without.length === 0) continue;
    const known = new Set(stages.flatMap(([, , variables]) => Object.keys(variables)));
    known.delete(variable);
    const meant = nearest(variable, known);
    yield errorAt(
      path,
      "undefined-stage-variable",
      `\${stageVariables.${variable}} is not defined in ${without.length === 1 ? "stage" : "stages"} ${without.join(", ")} of ${api}`,
      meant === undefined ? `add ${variable} to the variables of ${without.join(", ")}` : `did you mean "${meant}"?`,
    );
  }
}

function* checkLambda(
  text: string,
  path: AuthoredPath,
  name: RouteName,
  entry: ApiEntry,
  state: AuthoredState,
): Iterable<Problem> {
  const reference = parseFunctionReference(text);
  if (reference === undefined) {
    yield errorAt(path, "illegal-lambda", `"${text}" names no function`, "write FUNCTION, FUNCTION:ALIAS or an ARN");
    return;
  }
  if (reference.qualifier === "$LATEST") {
    const remedy = `write "${reference.function}", which is the same, or an alias`;
    yield errorAt(path, "latest-not-grantable", "API Gateway cannot be given a permission on $LATEST", remedy);
    return;
  }
  if (stageVariablesIn(text).length === 0) {
    yield* checkResolved(text, path, "", state);
    for (const stage of entry.stages.keys()) yield* checkOneShift(text, { stage, entry, name }, state);
    return;
  }
  const last = stageVariablesIn(text).at(-1) ?? "";
  for (const [stage, { canary }, variables] of stagesWithVariables(entry)) {
    const own = ["apis", name.api, "stages", stage];
    const resolved = substituteStageVariables(text, variables);
    if (resolved === undefined) continue;
    yield* checkResolved(resolved, [...own, "variables", last], ` (${name.route})`, state);
    yield* checkOneShift(resolved, { stage, entry, name }, state);
    if (typeof canary !== "object" || !Object.hasOwn(canary.variables, last)) continue;
    const other = substituteStageVariables(text, { ...variables, ...canary.variables });
    if (other !== undefined) yield* checkResolved(other, [...own, "canary", "variables", last], ` (${name.route})`, state);
  }
}

interface Way {
  readonly stage: string;
  readonly entry: ApiEntry;
  readonly name: RouteName;
}

/** `text` holds no variables any more. Two shifts on one way multiply: none of the parts that then are would be watched alone. */
function* checkOneShift(text: string, { stage, entry, name }: Way, state: AuthoredState): Iterable<Problem> {
  if (!sharesTraffic(entry.stages.get(stage) ?? {})) return;
  const { function: functionName, qualifier = "" } = parseFunctionReference(text) ?? {};
  const alias = state.functions.get(functionName ?? "")?.aliases.get(qualifier);
  if (alias === undefined || !sharesTraffic(alias)) return;
  yield errorAt(
    ["apis", name.api, "stages", stage, "shift"],
    "two-shifts",
    `route ${name.route} leads to alias ${functionName}:${qualifier}, which shifts too: one way shifts in one place at a time`,
    `take \`shift\` out of the stage, or out of the alias`,
  );
}

/** `text` holds no variables any more. What the desired state does not know AWS may know: those are warnings. */
function* checkResolved(text: string, path: AuthoredPath, where: string, state: AuthoredState): Iterable<Problem> {
  const reference = parseFunctionReference(text);
  if (reference === undefined) {
    yield errorAt(path, "illegal-lambda", `"${text}" names no function${where}`);
    return;
  }
  if (reference.function.startsWith("arn:")) return;
  if (!FUNCTION_NAME.test(reference.function)) {
    yield errorAt(path, "illegal-lambda", `"${reference.function}" cannot be the name of a function${where}`);
    return;
  }
  const target = state.functions.get(reference.function);
  if (target === undefined) {
    const remedy = suggestName(reference.function, state.functions.keys());
    yield warningAt(
      path,
      "unknown-function",
      `function "${reference.function}" is not declared${where}; AWS may have it`,
      remedy,
    );
    return;
  }
  const { qualifier } = reference;
  if (qualifier === undefined || /^[0-9]+$/.test(qualifier) || target.aliases.has(qualifier)) return;
  if (!ALIAS_NAME.test(qualifier)) {
    yield errorAt(path, "illegal-lambda", `"${qualifier}" cannot be the name of an alias${where}`);
    return;
  }
  const remedy = suggestName(qualifier, target.aliases.keys());
  yield warningAt(
    path,
    "unknown-alias",
    `"${reference.function}" declares no alias "${qualifier}"${where}; AWS may have it`,
    remedy,
  );
}
