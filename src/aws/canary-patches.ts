/**
 * A stage's canary as patch operations of UpdateStage, and what a canary means for moving the stage. Pure.
 *
 *   declared     live                     the stage moves   calls
 *   none         none                     yes               1: the stage's deployment
 *   none         serves what it moves to  yes               1: promote: no traffic, copy variables and deployment; 2: remove
 *   none         serves something else    yes               1: remove; 2: the stage's deployment
 *   none         any                      no                1: remove
 *   a canary     none                     either            1: the stage's deployment, then the canary
 *   a canary     any                      no                1: what differs of it
 *   a canary     any                      yes               1: the canary's deployment, copied to the stage, and what else differs
 *   a canary     overrides more           either            1: remove; 2: as with none
 *
 * A stage with a canary is moved by promotion or not at all: AWS associates it with no other deployment. Overrides cannot be
 * taken out one by one. Promotion does not end a canary, and lays its overrides over the variables (aws-facts 3.2).
 */
import type { Stage } from "@aws-sdk/client-api-gateway";
import { isRef } from "../model/ref.ts";
import type { StageCanary, StageSpec } from "../model/specs/stage.ts";
import { copy, type Patch, remove, replace } from "./patch.ts";

export interface CanaryCalls {
  /** Of a call of its own, before anything else. */
  readonly before: readonly Patch[];
  /** Of the same call as the rest, ahead of it. */
  readonly along: readonly Patch[];
}

const END = remove(["canarySettings"]);
const PROMOTE_DEPLOYMENT = copy(["canarySettings", "deploymentId"], ["deploymentId"]);
const PROMOTE_VARIABLES = copy(["canarySettings", "stageVariableOverrides"], ["variables"]);

/** `spec.canary` undefined: it is not declared. `moves`: whether the stage's own deployment is to change. */
export function canaryCalls(spec: StageSpec, live: Stage | undefined, moves: boolean): CanaryCalls {
  const canary = live?.canarySettings;
  const deploymentId = moves && spec.deploymentId && !isRef(spec.deploymentId) ? spec.deploymentId : undefined;
  const move = deploymentId === undefined ? [] : [replace(["deploymentId"], deploymentId)];
  if (!spec.canary) {
    if (canary === undefined || spec.canary === undefined) return { before: [], along: move };
    if (deploymentId === undefined) return { before: [], along: [END] };
    return canary.deploymentId === deploymentId ? { before: promotion(canary), along: [END] } : { before: [END], along: move };
  }
  if (canary === undefined) return { before: [], along: [...move, ...canaryPatches(spec.canary, {})] };
  const wanted = spec.canary.variables ?? {};
  const isDropped = Object.keys(canary.stageVariableOverrides ?? {}).some((name) => !Object.hasOwn(wanted, name));
  if (isDropped) return { before: [END], along: [...move, ...canaryPatches(spec.canary, {})] };
  return { before: [], along: [...canaryPatches(spec.canary, canary), ...(move.length > 0 ? [PROMOTE_DEPLOYMENT] : [])] };
}

type LiveCanary = NonNullable<Stage["canarySettings"]>;

function promotion({ stageVariableOverrides = {} }: LiveCanary): readonly Patch[] {
  const variables = Object.keys(stageVariableOverrides).length > 0 ? [PROMOTE_VARIABLES] : [];
  return [replace(["canarySettings", "percentTraffic"], 0), ...variables, PROMOTE_DEPLOYMENT];
}

/** The share last: until then nothing is served otherwise. */
function canaryPatches({ deploymentId, percent, variables = {}, stageCache }: StageCanary, live: LiveCanary): readonly Patch[] {
  const overrides = Object.entries(variables).filter(([name, value]) => live.stageVariableOverrides?.[name] !== value);
  return [
    ...(deploymentId === undefined || isRef(deploymentId) || deploymentId === live.deploymentId
      ? []
      : [replace(["canarySettings", "deploymentId"], deploymentId)]),
    ...overrides.map(([name, value]) => replace(["canarySettings", "stageVariableOverrides", name], value)),
    ...(stageCache === undefined || stageCache === live.useStageCache
      ? []
      : [replace(["canarySettings", "useStageCache"], stageCache)]),
    ...(percent === live.percentTraffic ? [] : [replace(["canarySettings", "percentTraffic"], percent)]),
  ];
}
