/**
 * Finding things by the ids of a request. Below a resource AWS doesn't tell a missing API from a missing resource: both are
 * "Invalid Resource identifier specified" (recorded: PutMethod, GetIntegration), and so for stages and deployments.
 */
import type { World } from "../world.ts";
import { ownEntry } from "./own-entry.ts";
import { notFound } from "./refusals.ts";
import type { DeploymentState, IntegrationState, MethodState, ResourceState, RestApiState, StageState } from "./state.ts";

export interface ApiInput {
  readonly restApiId: string | undefined;
}
export interface ResourceInput extends ApiInput {
  readonly resourceId: string | undefined;
}
export interface MethodInput extends ResourceInput {
  readonly httpMethod: string | undefined;
}
export interface StageInput extends ApiInput {
  readonly stageName: string | undefined;
}
export interface DeploymentInput extends ApiInput {
  readonly deploymentId: string | undefined;
}

export interface FoundResource {
  readonly api: RestApiState;
  readonly resource: ResourceState;
}
export interface FoundMethod extends FoundResource {
  readonly method: MethodState;
}
export interface FoundIntegration extends FoundMethod {
  readonly integration: IntegrationState;
}

/** Ids are compared as they are: an upper-case id is another id (recorded: GetRestApi). */
export function findApi(world: World, { restApiId }: ApiInput): RestApiState {
  const api = world.apigateway.apis.get(restApiId ?? "");
  if (!api) throw notFound(`Invalid API identifier specified ${world.account}:${restApiId}`);
  return api;
}

export function findResource(world: World, { restApiId, resourceId }: ResourceInput): FoundResource {
  const api = world.apigateway.apis.get(restApiId ?? "");
  const resource = api?.resources.get(resourceId ?? "");
  if (!api || !resource) throw notFound("Invalid Resource identifier specified");
  return { api, resource };
}

export function findMethod(world: World, input: MethodInput): FoundMethod {
  const found = findResource(world, input);
  const method = ownEntry(found.resource.methods, input.httpMethod);
  if (!method) throw notFound("Invalid Method identifier specified");
  return { ...found, method };
}

export function findIntegration(world: World, input: MethodInput): FoundIntegration {
  const found = findMethod(world, input);
  const integration = found.method.methodIntegration;
  if (!integration) throw notFound("Invalid Integration identifier specified");
  return { ...found, integration };
}

export function findStage(world: World, { restApiId, stageName }: StageInput): { api: RestApiState; stage: StageState } {
  const api = world.apigateway.apis.get(restApiId ?? "");
  const stage = api?.stages.get(stageName ?? "");
  if (!api || !stage) throw notFound("Invalid stage identifier specified");
  return { api, stage };
}

export function findDeployment(
  world: World,
  { restApiId, deploymentId }: DeploymentInput,
): { api: RestApiState; deployment: DeploymentState } {
  const api = world.apigateway.apis.get(restApiId ?? "");
  const deployment = api?.deployments.get(deploymentId ?? "");
  if (!api || !deployment) throw notFound("Invalid Deployment identifier specified");
  return { api, deployment };
}

/** Puts a new or changed stage into its API. */
export function storeStage(api: RestApiState, stage: StageState): StageState {
  api.stages.set(stage.stageName, stage);
  api.endpointDisabled = api.settings.disableExecuteApiEndpoint;
  return stage;
}

/** Puts a changed method back into the working copy. */
export function storeMethod({ api, resource }: FoundResource, method: MethodState): MethodState {
  api.resources.set(resource.id, { ...resource, methods: { ...resource.methods, [method.httpMethod]: method } });
  return method;
}

/** Puts a changed integration back into its method. */
export function storeIntegration(found: FoundMethod, integration: IntegrationState | undefined): void {
  storeMethod(found, { ...found.method, methodIntegration: integration });
}
