/** Stages: named pointers to a deployment, with settings of their own (aws-facts 3; recorded: TestStages, TestApiGatewayStage). */
import type { Stage } from "@aws-sdk/client-api-gateway";
import type { World } from "../world.ts";
import { knownDeployment } from "./canary.ts";
import { copyOf } from "./copy-of.ts";
import { type ApiGatewayHandlers, now } from "./handlers.ts";
import { findApi, findStage, storeStage } from "./lookup.ts";
import { readPatches } from "./patch-operations.ts";
import { cacheStatus, flushedCache } from "./stage-cache.ts";
import { newStage } from "./stage-creation.ts";
import { patchStage } from "./stage-patch.ts";
import type { StageState } from "./state.ts";

export function stageHandlers(world: World): ApiGatewayHandlers {
  const view = (stage: StageState) => stageView(stage, world.clock.now());
  return {
    CreateStage(input) {
      const api = findApi(world, input);
      const deploymentId = knownDeployment(api, input.deploymentId);
      return view(storeStage(api, newStage(world, api, { ...input, deploymentId })));
    },
    GetStage: (input) => view(findStage(world, input).stage),
    /** Not paged; the member is `item` (aws-facts 10.1). A canary's deployment doesn't count as the stage's. */
    GetStages(input) {
      const { stages } = findApi(world, input);
      const wanted = [...stages.values()].filter(
        ({ deploymentId }) => input.deploymentId === undefined || deploymentId === input.deploymentId,
      );
      return { item: wanted.map(view) };
    },
    UpdateStage(input) {
      const patches = readPatches("updateStage", input.patchOperations);
      const { api, stage } = findStage(world, input);
      const logRole = world.apigateway.cloudwatchRoleArn;
      const patched = patchStage(stage, patches, { api, nowMs: world.clock.now(), logRole });
      const updated = { ...patched, lastUpdatedDate: now(world) };
      return view(storeStage(api, updated));
    },
    DeleteStage(input) {
      const { api, stage } = findStage(world, input);
      api.stages.delete(stage.stageName);
      return {};
    },
    FlushStageCache(input) {
      const { api, stage } = findStage(world, input);
      api.stages.set(stage.stageName, { ...stage, cache: flushedCache(stage.cache, world.clock.now()) });
      return {};
    },
  };
}

/** What AWS shows: members that were never set are left out, and so are empty variables and tags (recorded: get-stage). */
function stageView(stage: StageState, nowMs: number): Stage {
  const { cache, variables, tags, ...shown } = copyOf(stage);
  return {
    ...shown,
    cacheClusterEnabled: cache.enabled,
    cacheClusterSize: cache.size,
    cacheClusterStatus: cacheStatus(stage.cache, nowMs),
    variables: presentMap(variables),
    tags: presentMap(tags),
  };
}

function presentMap(map: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}
