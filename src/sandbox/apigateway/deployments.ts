/**
 * Deployments: frozen snapshots of the working copy (aws-facts 2).
 *
 * | CreateDeployment with                    | effect                                                        |
 * |------------------------------------------|---------------------------------------------------------------|
 * | no stageName                             | an orphan: nothing goes live                                  |
 * | a new stageName                          | the stage is made                                             |
 * | an existing stageName                    | the stage moves and keeps its settings                        |
 * | canarySettings and an existing stageName | the stage stays, its canary points to the new deployment      |
 * | canarySettings and no or a new stageName | 400                                                           |
 * | an existing stageName with a canary on   | 400: disable the canary first (developer guide, unrecorded)   |
 */
import type { CreateDeploymentCommandInput, Deployment } from "@aws-sdk/client-api-gateway";
import { LOWERCASE_ALPHANUMERIC, type World } from "../world.ts";
import { newCanary } from "./canary.ts";
import { type ApiGatewayHandlers, now } from "./handlers.ts";
import { findApi, findDeployment, storeStage } from "./lookup.ts";
import { pageOf } from "./paging.ts";
import { applyReplacements, type PatchRule, readPatches } from "./patch-operations.ts";
import { badRequest } from "./refusals.ts";
import { freezeApi } from "./snapshot.ts";
import { resizedCache } from "./stage-cache.ts";
import { newStage } from "./stage-creation.ts";
import { checkedCacheSize, checkedVariables } from "./stage-rules.ts";
import type { ApiSnapshot, DeploymentState, RestApiState, StageState } from "./state.ts";

type DeploymentInput = Readonly<CreateDeploymentCommandInput>;

/** UpdateDeployment: the description is all that ever changes. */
const DEPLOYMENT_PATHS: readonly PatchRule<DeploymentState>[] = [
  { path: "/description", ops: ["replace"], apply: (deployment, { value }) => ({ ...deployment, description: value }) },
];

export function deploymentHandlers(world: World): ApiGatewayHandlers {
  return {
    CreateDeployment(input) {
      const api = findApi(world, input);
      refuseCanaryWithoutStage(api, input);
      refuseUnfinished(api);
      const id = world.newId(LOWERCASE_ALPHANUMERIC, 6);
      const deployment = { id, createdDate: now(world), description: input.description, snapshot: freezeApi(api) };
      // The stage may want the new deployment to exist, and a refused stage leaves no deployment behind.
      const withDeployment = { ...api, deployments: new Map([...api.deployments, [id, deployment]]) };
      const stage = input.stageName ? stageAfter(world, withDeployment, id, input) : undefined;
      api.deployments.set(id, deployment);
      if (stage) storeStage(api, stage);
      return view(deployment, []);
    },
    GetDeployment: (input) => view(findDeployment(world, input).deployment, input.embed),
    GetDeployments(input) {
      const page = pageOf([...findApi(world, input).deployments.values()], input);
      return { items: page.items.map((deployment) => view(deployment, [])), position: page.position };
    },
    UpdateDeployment(input) {
      const patches = readPatches("updateDeployment", input.patchOperations);
      const { api, deployment } = findDeployment(world, input);
      const updated = applyReplacements(deployment, patches, DEPLOYMENT_PATHS);
      api.deployments.set(updated.id, updated);
      return view(updated, []);
    },
    DeleteDeployment(input) {
      const { api, deployment } = findDeployment(world, input);
      refuseActive(api, deployment.id);
      api.deployments.delete(deployment.id);
      return {};
    },
  };
}

/** Recorded with this punctuation: test_create_canary_deployment_validation. */
function refuseCanaryWithoutStage(api: RestApiState, { canarySettings, stageName }: DeploymentInput): void {
  if (!canarySettings) return;
  if (!stageName) {
    throw badRequest(
      "Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. " +
        `Provided value is ${stageName ?? "null"}`,
    );
  }
  if (!api.stages.has(stageName)) {
    throw badRequest(
      `Invalid deployment content specified.Stage ${stageName} must already be created before making a canary release deployment`,
    );
  }
}

function refuseUnfinished(api: RestApiState): void {
  const methods = [...api.resources.values()].flatMap((resource) => Object.values(resource.methods));
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some((method) => !method.methodIntegration)) throw badRequest("No integration defined for method");
}

/** The stage as this deployment leaves it. What AWS does with `variables` of an existing stage isn't documented: laid over here. */
function stageAfter(world: World, api: RestApiState, deploymentId: string, input: DeploymentInput): StageState {
  const { stageName, stageDescription, canarySettings, ...settings } = input;
  const stage = api.stages.get(stageName ?? "");
  if (!stage) return newStage(world, api, { ...settings, stageName, deploymentId, description: stageDescription });
  const lastUpdatedDate = now(world);
  if (canarySettings) return { ...stage, canarySettings: newCanary(api, deploymentId, canarySettings), lastUpdatedDate };
  if (stage.canarySettings) throw badRequest(`Stage ${stage.stageName} has a canary: disable it before deploying to the stage`);
  const size = checkedCacheSize(input.cacheClusterSize) ?? stage.cache.size;
  return {
    ...stage,
    deploymentId,
    lastUpdatedDate,
    description: stageDescription ?? stage.description,
    tracingEnabled: input.tracingEnabled ?? stage.tracingEnabled,
    variables: checkedVariables({ ...stage.variables, ...input.variables }),
    cache: resizedCache(stage.cache, input.cacheClusterEnabled ?? stage.cache.enabled, size, world.clock.now()),
  };
}

function refuseActive(api: RestApiState, deploymentId: string): void {
  const stages = [...api.stages.values()];
  if (stages.some((stage) => stage.deploymentId === deploymentId)) {
    throw badRequest("Active stages pointing to this deployment must be moved or deleted");
  }
  if (stages.some((stage) => stage.canarySettings?.deploymentId === deploymentId)) {
    throw badRequest("Active stages with canary settings pointing to this deployment must be moved or deleted");
  }
}

function view({ id, createdDate, description, snapshot }: DeploymentState, embed: readonly string[] | undefined): Deployment {
  return { id, createdDate, description, apiSummary: embed?.includes("apisummary") ? apiSummary(snapshot) : undefined };
}

/** Path, verb, and two members: no integration, so a diff can't be made of it (aws-facts 2.4). */
function apiSummary(snapshot: ApiSnapshot): Deployment["apiSummary"] {
  const summary: NonNullable<Deployment["apiSummary"]> = {};
  for (const { path, method, authorization, apiKeyRequired } of snapshot.routes) {
    summary[path] = { ...summary[path], [method]: { authorizationType: authorization, apiKeyRequired } };
  }
  return summary;
}
