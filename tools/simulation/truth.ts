/** Whether the account is as desired, told without the product's own diff: a few hard facts of each kind. */
import { nameAt } from "../../src/model/address.ts";
import type { AnyDesired, Desired, DesiredState } from "../../src/model/desired.ts";
import { isRef } from "../../src/model/ref.ts";
import { resourcePath } from "../../src/sandbox/apigateway/resource-tree.ts";
import type { RestApiState, StageState } from "../../src/sandbox/apigateway/state.ts";
import type { World } from "../../src/sandbox/world.ts";
import { OWNER } from "./authored.ts";
import { servedRoutes } from "./served.ts";

/** What is not as desired, in words. */
export function differences(state: DesiredState, world: World): readonly string[] {
  const declared = declaredRoutes(state);
  return state.resources.flatMap((desired) => {
    if (desired.options.external) return [];
    return differencesOf(desired, world, declared).map((difference) => `${desired.address}: ${difference}`);
  });
}

/** `API METHOD /path`. */
export function declaredRoutes({ resources }: DesiredState): ReadonlySet<string> {
  const routes = resources.flatMap((desired) =>
    desired.kind === "rest-api"
      ? Object.keys(desired.spec.routes ?? {}).map((route) => `${nameAt(desired.address, 0)} ${route}`)
      : [],
  );
  return new Set(routes);
}

function differencesOf(desired: AnyDesired, world: World, declared: ReadonlySet<string>): readonly string[] {
  switch (desired.kind) {
    case "bucket":
      return bucket(desired, world);
    case "role":
      return world.iam.roles.has(nameAt(desired.address, 0).toLowerCase()) ? [] : ["is not there"];
    case "function":
      return lambdaFunction(desired, world);
    case "alias":
      return alias(desired, world);
    case "rest-api":
      return restApi(desired, world);
    case "stage":
      return stage(desired, world, declared);
    case "version":
    case "permission":
    case "deployment":
    // Random worlds have none of these.
    case "client-certificate":
    case "api-key":
    case "usage-plan":
    case "domain-name":
      return [];
  }
}

function bucket({ address, spec }: Desired<"bucket">, { s3 }: World): readonly string[] {
  const found = s3.buckets.get(nameAt(address, 0));
  if (found === undefined) return ["is not there"];
  const versioning = found.aspects.versioning?.toLowerCase();
  return spec.versioning !== undefined && spec.versioning !== versioning ? [`versioning is ${versioning}`] : [];
}

function lambdaFunction({ address, spec }: Desired<"function">, { lambda }: World): readonly string[] {
  const found = lambda.functions.get(nameAt(address, 0))?.latest;
  if (found === undefined) return ["is not there"];
  const { configuration, code } = found;
  return [
    ...differs("code", spec.codeSha256, code.sha256),
    ...differs("environment", spec.environment, configuration.environment ?? {}),
    ...differs("timeout", spec.timeoutSeconds, configuration.timeout),
    ...differs("memory", spec.memoryMb, configuration.memorySize),
  ];
}

function alias({ address, intent }: Desired<"alias">, { lambda }: World): readonly string[] {
  const record = lambda.functions.get(nameAt(address, 0));
  const found = record?.aliases.get(nameAt(address, 1));
  if (record === undefined || found === undefined) return ["is not there"];
  const version = found.functionVersion === "$LATEST" ? record.latest : record.versions.get(found.functionVersion);
  if (version === undefined) return [`serves version ${found.functionVersion}, which is not there`];
  if (found.additional !== undefined) return [`shares its traffic with version ${found.additional.version}`];
  switch (intent.select) {
    case "number":
      return differs("version", intent.version, found.functionVersion);
    case "$LATEST":
      return differs("version", "$LATEST", found.functionVersion);
    case "newest":
      return differs("version", [...record.versions.keys()].at(-1), found.functionVersion);
    case "auto":
      return [
        ...differs("environment", intent.environment, version.configuration.environment ?? {}),
        ...differs("code", intent.codeSha256 ?? record.latest.code.sha256, version.code.sha256),
      ];
  }
}

function restApi({ address, spec }: Desired<"rest-api">, { apigateway }: World): readonly string[] {
  const found = findApi(apigateway.apis.values(), nameAt(address, 0));
  if (found === undefined) return ["is not there"];
  const routes = new Set(
    [...found.resources.values()].flatMap((resource) =>
      Object.keys(resource.methods).map((verb) => `${verb} ${resourcePath(found.resources, resource)}`),
    ),
  );
  return [
    ...Object.keys(spec.routes ?? {})
      .filter((route) => !routes.has(route))
      .map((route) => `route ${route} is not there`),
    ...differs("description", spec.description, found.settings.description ?? ""),
  ];
}

function stage({ address, spec, intent }: Desired<"stage">, world: World, declared: ReadonlySet<string>): readonly string[] {
  const api = findApi(world.apigateway.apis.values(), nameAt(address, 0));
  const found = api?.stages.get(nameAt(address, 1));
  if (api === undefined || found === undefined) return ["is not there"];
  const followed = intent.deployment === "follow" ? api.stages.get(intent.stage)?.deploymentId : undefined;
  const pinned = typeof spec.deploymentId === "string" && !isRef(spec.deploymentId) ? spec.deploymentId : followed;
  const broken = [...servedRoutes(world)].flatMap(([key, served]) =>
    key.startsWith(`${api.id}/${found.stageName} `) && served.broken !== null && declared.has(served.route)
      ? [`${served.route} ${served.broken}`]
      : [],
  );
  return [
    ...differs("variables", spec.variables, found.variables),
    ...differs("description", spec.description, found.description ?? ""),
    ...differs("deployment", pinned, found.deploymentId),
    ...canary(spec.canary, found),
    ...(intent.deployment === "latest" ? broken : []),
  ];
}

/** Left out, anybody's is left alone; ours differs in its variables alone. */
function canary(
  spec: Desired<"stage">["spec"]["canary"],
  { canarySettings: found, deploymentId }: StageState,
): readonly string[] {
  if (spec === undefined) return [];
  if (spec === null || found === undefined) return differs("canary", spec, found ?? null);
  return [
    ...differs("canary's share", spec.percent, found.percentTraffic),
    ...differs("canary's variables", spec.variables, found.stageVariableOverrides),
    ...differs("canary's deployment", deploymentId, found.deploymentId),
  ];
}

/** The one with our mark, else the only one. */
export function findApi(apis: Iterable<RestApiState>, name: string): RestApiState | undefined {
  const named = [...apis].filter(({ settings }) => settings.name === name);
  const ours = named.filter(({ settings }) => settings.tags["stagekeeper:owner"] === OWNER);
  return ours[0] ?? (named.length === 1 ? named[0] : undefined);
}

/** Nothing is asked for by what is left out. */
function differs(what: string, asked: unknown, is: unknown): readonly string[] {
  if (asked === undefined || inOrder(asked) === inOrder(is)) return [];
  return [`${what} is ${inOrder(is)}, asked for ${inOrder(asked)}`];
}

function inOrder(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "nothing";
  return JSON.stringify(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
