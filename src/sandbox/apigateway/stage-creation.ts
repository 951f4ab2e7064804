/** Making a stage: CreateStage, and CreateDeployment with a name that is new. */
import type { CanarySettings } from "@aws-sdk/client-api-gateway";
import type { World } from "../world.ts";
import { newCanary } from "./canary.ts";
import { now } from "./handlers.ts";
import { conflict, limitExceeded } from "./refusals.ts";
import { NO_CACHE, resizedCache } from "./stage-cache.ts";
import { checkedCacheSize, checkedStageName, checkedVariables } from "./stage-rules.ts";
import type { RestApiState, StageState, StringMap } from "./state.ts";
import { readTags } from "./tag-rules.ts";

/** Per API (aws-facts 1.2). */
const STAGE_QUOTA = 10;

export interface StageRequest {
  readonly stageName: string | undefined;
  readonly deploymentId: string;
  readonly description?: string | undefined;
  readonly documentationVersion?: string | undefined;
  readonly cacheClusterEnabled?: boolean | undefined;
  readonly cacheClusterSize?: string | undefined;
  readonly tracingEnabled?: boolean | undefined;
  readonly variables?: StringMap | undefined;
  readonly canarySettings?: CanarySettings | undefined;
  readonly tags?: StringMap | undefined;
}

/** The stage to keep, or a refusal. Method settings, access logs and certificates come by UpdateStage (aws-facts 3.1). */
export function newStage(world: World, api: RestApiState, request: StageRequest): StageState {
  const stageName = checkedStageName(request.stageName);
  if (api.stages.has(stageName)) throw conflict("Stage already exists");
  if (api.stages.size >= STAGE_QUOTA) throw limitExceeded("Stages");
  const size = checkedCacheSize(request.cacheClusterSize);
  const created = now(world);
  return {
    stageName,
    deploymentId: request.deploymentId,
    createdDate: created,
    lastUpdatedDate: created,
    description: request.description,
    documentationVersion: request.documentationVersion,
    tracingEnabled: request.tracingEnabled ?? false,
    variables: checkedVariables(request.variables ?? {}),
    cache: resizedCache(NO_CACHE, request.cacheClusterEnabled ?? false, size, world.clock.now()),
    methodSettings: {},
    canarySettings: request.canarySettings && newCanary(api, request.deploymentId, request.canarySettings),
    tags: readTags(request.tags),
  };
}
