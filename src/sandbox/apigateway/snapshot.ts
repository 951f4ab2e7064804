/**
 * What CreateDeployment freezes and the data plane serves. A snapshot never changes again: what is written to the working
 * copy afterwards is not served until the next deployment (aws-facts 2.1, 2.2).
 */
import { resourcePath } from "./resource-tree.ts";
import type {
  AccessLogState,
  ApiGatewayState,
  ApiSnapshot,
  CanaryState,
  MethodSettingState,
  MethodState,
  RestApiState,
  RouteSnapshot,
  StageState,
  StringMap,
} from "./state.ts";

export type { ApiSnapshot, RouteSnapshot } from "./state.ts";

/** A stage as the data plane needs it: what to serve, and with which settings. */
export interface ServedStage {
  readonly apiId: string;
  readonly stageName: string;
  readonly deploymentId: string;
  readonly snapshot: ApiSnapshot;
  readonly variables: StringMap;
  readonly methodSettings: Readonly<Record<string, MethodSettingState>>;
  readonly accessLogSettings?: AccessLogState | undefined;
  readonly tracingEnabled: boolean;
  readonly canary?: ServedCanary | undefined;
  /** Whether the canary answers this request; absent on a stage without one. */
  readonly isCanaryRequest?: boolean;
  /** As of the last time that any stage of the API was written. */
  readonly disableExecuteApiEndpoint: boolean;
}

export interface ServedCanary {
  readonly deploymentId: string;
  readonly snapshot: ApiSnapshot;
  /** 0–100, the share of requests that the canary answers. */
  readonly percentTraffic: number;
  /** The stage's variables with the canary's overrides laid over them. */
  readonly variables: StringMap;
}

/** What `/{stageName}` of an API serves now; undefined when there is no such API or stage. */
export function stageOf(
  world: { readonly apigateway: ApiGatewayState },
  apiId: string,
  stageName: string,
): ServedStage | undefined {
  const api = world.apigateway.apis.get(apiId);
  const stage = api?.stages.get(stageName);
  const deployment = stage && api?.deployments.get(stage.deploymentId);
  if (!api || !stage || !deployment) return undefined;
  return {
    apiId,
    stageName,
    deploymentId: stage.deploymentId,
    snapshot: deployment.snapshot,
    variables: stage.variables,
    methodSettings: stage.methodSettings,
    accessLogSettings: stage.accessLogSettings,
    tracingEnabled: stage.tracingEnabled,
    canary: stage.canarySettings && servedCanary(api, stage, stage.canarySettings),
    disableExecuteApiEndpoint: api.endpointDisabled,
  };
}

function servedCanary(api: RestApiState, stage: StageState, canary: CanaryState): ServedCanary | undefined {
  const deployment = api.deployments.get(canary.deploymentId);
  if (!deployment) return undefined;
  return {
    deploymentId: canary.deploymentId,
    snapshot: deployment.snapshot,
    percentTraffic: canary.percentTraffic,
    variables: { ...stage.variables, ...canary.stageVariableOverrides },
  };
}

/** The working copy as it is now, frozen. The caller has checked that every method has an integration. */
export function freezeApi(api: RestApiState): ApiSnapshot {
  const { settings } = api;
  const routes = [...api.resources.values()].flatMap((resource) => {
    const path = resourcePath(api.resources, resource);
    return Object.values(resource.methods).flatMap((method) => routeOf(api, { resourceId: resource.id, path, method }) ?? []);
  });
  routes.sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method));
  return deepFreeze(
    structuredClone({
      apiId: api.id,
      name: settings.name,
      description: settings.description,
      version: settings.version,
      apiKeySource: settings.apiKeySource,
      binaryMediaTypes: settings.binaryMediaTypes,
      minimumCompressionSize: settings.minimumCompressionSize,
      policy: settings.policy,
      routes,
      models: [...api.models.values()],
      gatewayResponses: Object.fromEntries(api.gatewayResponses),
    }),
  );
}

interface PlacedMethod {
  readonly resourceId: string;
  readonly path: string;
  readonly method: MethodState;
}

function routeOf(api: RestApiState, { resourceId, path, method }: PlacedMethod): RouteSnapshot | undefined {
  if (!method.methodIntegration) return undefined;
  return {
    path,
    method: method.httpMethod,
    resourceId,
    authorization: method.authorizationType,
    authorizer: api.authorizers.get(method.authorizerId ?? ""),
    authorizationScopes: method.authorizationScopes ?? [],
    validator: api.validators.get(method.requestValidatorId ?? ""),
    apiKeyRequired: method.apiKeyRequired,
    operationName: method.operationName,
    requestParameters: method.requestParameters ?? {},
    requestModels: method.requestModels ?? {},
    integration: method.methodIntegration,
    methodResponses: method.methodResponses ?? {},
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
