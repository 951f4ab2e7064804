/**
 * The permissions that a stage needs: API Gateway adds none by itself, and a call without one answers 500 and is seen
 * at no deployment (aws-facts 4). Every Lambda route and authorizer of the API, with this stage's variables put in, names a function
 * and maybe an alias; each distinct pair is one statement. What is invoked as a role needs none.
 *
 * A function or alias that is not declared is looked up in AWS: it is derived as external, and when the observer has
 * found nothing, the permission is blocked with what was probably meant.
 */
import type { Address } from "../../model/address.ts";
import { addressOf, nameAt } from "../../model/address.ts";
import type { AnyDesired, Desired } from "../../model/desired.ts";
import type { Environment } from "../../model/json.ts";
import type { Blocked, PlanNote } from "../../model/plan.ts";
import { refTo } from "../../model/ref.ts";
import { AUTHORIZERS } from "../../model/specs/permission.ts";
import type { RouteSpec } from "../../model/specs/rest-api.ts";
import { didYouMean } from "../did-you-mean.ts";
import type { World } from "../kind-rules.ts";
import { type FunctionCall, functionCalledBy, type LambdaTarget, resolveTarget } from "./lambda-target.ts";

export interface DerivedPermissions {
  /** Addresses of the permissions that must stand before the stage. */
  readonly needed: readonly Address[];
  readonly adds: readonly AnyDesired[];
  readonly blocked: readonly Blocked[];
  readonly notes: readonly PlanNote[];
}

export function derivePermissions(stage: Desired<"stage">, world: World): DerivedPermissions {
  return permissionsFor(stage, { calls: callsOf(stage, world), environments: variablesOf(stage, world) }, world);
}

/** Of a snapshot that has these routes and authorizers, whatever is declared. */
export function derivePermissionsOf(
  stage: Desired<"stage">,
  { routes, authorizers }: { readonly routes: Routes; readonly authorizers: Authorizers },
  world: World,
): DerivedPermissions {
  const calls = [...callsOfRoutes(stage, routes), ...callsOfAuthorizers(authorizers)];
  return permissionsFor(stage, { calls, environments: variablesOf(stage, world) }, world);
}

type Routes = Readonly<Record<string, RouteSpec>>;
/** What calls them is read of each by itself (`functionCalledBy`). */
type Authorizers = Readonly<Record<string, object | null>>;

interface Called {
  readonly calls: readonly Calling[];
  /** What requests may see as variables. */
  readonly environments: readonly Environment[];
}

function permissionsFor(stage: Desired<"stage">, { calls, environments }: Called, world: World): DerivedPermissions {
  const found = environments.flatMap((variables) => calls.map((call) => permissionFor(stage, { ...call, variables }, world)));
  return {
    needed: distinct(found.flatMap((part) => part.needed)),
    adds: distinctBy(
      found.flatMap((part) => part.adds),
      (added) => added.address,
    ),
    blocked: distinctBy(
      found.flatMap((part) => part.blocked),
      (blocked) => blocked.address,
    ),
    notes: distinctBy(
      found.flatMap((part) => part.notes),
      (note) => note.message,
    ),
  };
}

const NOTHING: DerivedPermissions = { needed: [], adds: [], blocked: [], notes: [] };

interface Calling {
  /** `route PUT /upload`, `authorizer partners`. */
  readonly caller: string;
  readonly call: FunctionCall;
  /** The stage whose requests call it, or `AUTHORIZERS`. */
  readonly source: string;
}

interface Way extends Calling {
  readonly variables: Environment;
}

function permissionFor(stage: Desired<"stage">, { caller, call, source, variables }: Way, world: World): DerivedPermissions {
  const target = resolveTarget(call, variables, world.identity);
  if (target.kind === "unresolved") {
    const message = `${caller} needs the stage variable ${target.variable}, which is not set${suggest(target.variable, target.known)}`;
    return { ...NOTHING, blocked: [{ address: stage.address, reason: "invalid-reference", message }] };
  }
  if (target.kind === "foreign") {
    const message = `${caller} calls ${target.arn}, which is not this account's or region's: its owner grants the permission`;
    return { ...NOTHING, notes: [{ address: stage.address, code: "foreign-function", message }] };
  }
  const permission = permissionOf(stage, target, source);
  const standing = requirementsOf(stage, target, world);
  if (standing.missing === null) return { ...NOTHING, needed: [permission.address], adds: [...standing.externals, permission] };
  // Without its function and alias, which are known not to be: the blocked permission says it once.
  const message = `${caller} of stage ${stageName(stage)} calls ${standing.missing}`;
  return {
    ...NOTHING,
    needed: [permission.address],
    adds: [permission],
    blocked: [{ address: permission.address, reason: "invalid-reference", message }],
  };
}

function permissionOf(stage: Desired<"stage">, target: LambdaTarget, source: string): Desired<"permission"> {
  const api = nameAt(stage.address, 0);
  const { qualifier } = target;
  return {
    kind: "permission",
    address: addressOf("permission", target.function, qualifier ?? "$LATEST", api, source),
    spec: {
      function: target.function,
      ...(qualifier === undefined ? {} : { qualifier }),
      apiId: refTo(addressOf("rest-api", api), "id"),
      stage: source,
    },
    intent: {},
    options: { adopt: false, protect: false, external: false },
    origin: stage.origin,
    // Lambda AddPermission with a qualifier answers 404 until the alias exists.
    after: isAliasName(qualifier) ? [addressOf("alias", target.function, qualifier)] : [],
    sensitive: [],
  };
}

interface Requirements {
  readonly externals: readonly AnyDesired[];
  /** What neither the desired state nor AWS has, in words; `null`: nothing is missing as far as is known. */
  readonly missing: string | null;
}

function requirementsOf(stage: Desired<"stage">, target: LambdaTarget, world: World): Requirements {
  const functionAddress = addressOf("function", target.function);
  if (!world.desired.has(functionAddress) && world.observationOf("function", functionAddress)?.state === "absent") {
    return { externals: [], missing: `function ${quoteMissing(target.function, namesOf("function", null, world))}` };
  }
  const functions = world.desired.has(functionAddress) ? [] : [externalFunction(functionAddress, stage)];
  if (!isAliasName(target.qualifier)) return { externals: functions, missing: null };

  const aliasAddress = addressOf("alias", target.function, target.qualifier);
  if (world.desired.has(aliasAddress)) return { externals: functions, missing: null };
  if (world.observationOf("alias", aliasAddress)?.state === "absent") {
    const known = namesOf("alias", target.function, world);
    return { externals: [], missing: `${target.function}'s alias ${quoteMissing(target.qualifier, known)}` };
  }
  return { externals: [...functions, externalAlias(aliasAddress, stage)], missing: null };
}

function quoteMissing(name: string, known: readonly string[]): string {
  return `"${name}", which neither the desired state nor AWS has${suggest(name, known)}`;
}

function suggest(typed: string, known: readonly string[]): string {
  const meant = didYouMean(typed, known);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}

/** The names of declared functions, or of declared aliases of one function. */
function namesOf(kind: "function" | "alias", functionName: string | null, world: World): readonly string[] {
  return [...world.desired.values()]
    .filter((desired) => desired.kind === kind && (functionName === null || nameAt(desired.address, 0) === functionName))
    .map((desired) => nameAt(desired.address, kind === "alias" ? 1 : 0));
}

/** Declared routes; where the API is someone else's, the live ones as far as they were read. Of authorizers the declared. */
function callsOf(stage: Desired<"stage">, world: World): readonly Calling[] {
  const address = addressOf("rest-api", nameAt(stage.address, 0));
  const api = world.desired.get(address);
  const spec = api?.kind === "rest-api" ? api.spec : {};
  const observed = world.observationOf("rest-api", address);
  const routes: Routes = spec.routes ?? (observed?.state === "present" ? observed.live.facts.liveRoutes : undefined) ?? {};
  return [...callsOfRoutes(stage, routes), ...callsOfAuthorizers(spec.authorizers ?? {})];
}

function callsOfAuthorizers(authorizers: Authorizers): readonly Calling[] {
  return sorted(authorizers).flatMap(([name, authorizer]) => callBy(`authorizer ${name}`, authorizer, AUTHORIZERS));
}

function callsOfRoutes(stage: Desired<"stage">, routes: Routes): readonly Calling[] {
  return sorted(routes).flatMap(([route, { integration }]) => callBy(`route ${route}`, integration, stageName(stage)));
}

function callBy(caller: string, made: Parameters<typeof functionCalledBy>[0], source: string): readonly Calling[] {
  const call = functionCalledBy(made);
  return call === undefined ? [] : [{ caller, call, source }];
}

function sorted<T>(map: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(map).toSorted(([left], [right]) => (left < right ? -1 : 1));
}

/**
 * What requests may see as variables: the stage's own, and those with a declared canary's laid over them. Declared ones are
 * all there will be; where none are declared, the live ones stay.
 */
function variablesOf({ address, spec }: Desired<"stage">, world: World): readonly Environment[] {
  const observed = world.observationOf("stage", address);
  const own = spec.variables ?? (observed?.state === "present" ? observed.live.spec.variables : undefined) ?? {};
  return spec.canary ? [own, { ...own, ...spec.canary.variables }] : [own];
}

function externalFunction(address: Address, stage: Desired<"stage">): Desired<"function"> {
  return { ...external(stage), kind: "function", address, spec: {}, intent: { code: null } };
}

function externalAlias(address: Address, stage: Desired<"stage">): Desired<"alias"> {
  return { ...external(stage), kind: "alias", address, spec: {}, intent: { select: "$LATEST" } };
}

function external(stage: Desired<"stage">): Pick<AnyDesired, "options" | "origin" | "after" | "sensitive"> {
  return { options: { adopt: false, protect: false, external: true }, origin: stage.origin, after: [], sensitive: [] };
}

/** A qualifier of digits is a version's number (Lambda: alias names are not all digits). */
function isAliasName(qualifier: string | undefined): qualifier is string {
  return qualifier !== undefined && !/^\d+$/.test(qualifier);
}

function stageName(stage: Desired<"stage">): string {
  return nameAt(stage.address, 1);
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

function distinctBy<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
