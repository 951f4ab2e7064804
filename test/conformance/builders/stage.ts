/** Stages that cases start from, and what AWS shows of them. */
import type { CreateStageRequest, PatchOperation, UpdateStageCommandOutput } from "@aws-sdk/client-api-gateway";
import { aDate } from "../match.ts";
import type { Scene } from "../scene.ts";
import { type Api, aDeployableApi, deploymentOf } from "./api.ts";

export interface Staged extends Api {
  readonly deploymentId: string;
  readonly stage: { readonly restApiId: string; readonly stageName: string };
  /** UpdateStage. */
  patch(...patchOperations: PatchOperation[]): Promise<UpdateStageCommandOutput>;
}

/** Stage `dev`, unless named otherwise, of an API with one mock route. */
export async function aStage(scene: Scene, input: Partial<CreateStageRequest> = {}): Promise<Staged> {
  const { apigateway } = scene;
  const api = await aDeployableApi(scene);
  const deploymentId = await deploymentOf(scene, api.restApiId);
  const stage = { restApiId: api.restApiId, stageName: input.stageName ?? "dev" };
  await apigateway.createStage({ deploymentId, ...input, ...stage });
  return {
    ...api,
    deploymentId,
    stage,
    patch: (...patchOperations) => apigateway.updateStage({ ...stage, patchOperations }),
  };
}

/** What GetStage, CreateStage and UpdateStage show of a stage with nothing set; `more` is what is. */
export const shownStage = (deploymentId: unknown, more: object = {}): object => ({
  stageName: "dev",
  deploymentId,
  cacheClusterEnabled: false,
  cacheClusterStatus: "NOT_AVAILABLE",
  createdDate: aDate(),
  lastUpdatedDate: aDate(),
  methodSettings: {},
  tracingEnabled: false,
  ...more,
});

/** One entry of `methodSettings`: AWS's defaults and what was set. No `loggingLevel` until that is. */
export const shownSetting = (set: object): object => ({
  cacheDataEncrypted: false,
  cacheTtlInSeconds: 300,
  cachingEnabled: false,
  dataTraceEnabled: false,
  metricsEnabled: false,
  requireAuthorizationForCacheControl: true,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
  ...set,
});

const ROUTE = "/{resourcePath}/{httpMethod}";

/** As AWS writes it, with the commas and blanks that it leaves out. */
const STAGE_PATHS = [
  "/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, ",
  "/accessLogSettings/destinationArn, /accessLogSettings/format, ",
  `${ROUTE}/metrics/enabled, ${ROUTE}/logging/dataTrace, ${ROUTE}/logging/loglevel, ${ROUTE}/throttling/burstLimit`,
  `${ROUTE}/throttling/rateLimit${ROUTE}/caching/ttlInSeconds, ${ROUTE}/caching/enabled, ${ROUTE}/caching/dataEncrypted, `,
  `${ROUTE}/caching/requireAuthorizationForCacheControl, ${ROUTE}/caching/unauthorizedCacheControlHeaderStrategy, `,
  "/*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit ",
  "/*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, ",
  "/*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, ",
  "/variables/{variable_name}, /tracingEnabled",
].join("");

/** UpdateStage takes a path that it does not know for a method setting. */
export const noSuchPath = (path: string): string => `Invalid method setting path: ${path}. Must be one of: [${STAGE_PATHS}]`;

/** ... and so it does when asked to remove one. The blank at the end is AWS's. */
export const nothingToRemove = (path: string): string =>
  `Cannot remove method setting ${path} because there is no method setting for this method `;
