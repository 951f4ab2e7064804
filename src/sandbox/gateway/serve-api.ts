/**
 * The data plane: what a stage's deployed snapshot answers to one request. In AWS's order:
 *
 *   stage known?           403 Forbidden
 *   route deployed?        403 Missing Authentication Token
 *   at most 10 MB?         413
 *   AWS_IAM, signed?       403 Missing Authentication Token
 *   policy, allowed?       403 with what is not allowed
 *   authorizer             401, 403, 500
 *   key required, given?   403 Forbidden, or 429 as its usage plan says
 *   within the throttle?   429
 *   validator              400
 *   integration            its answer, or 500, 502, 504
 */
import { type ServedStage, stageOf } from "../apigateway/snapshot.ts";
import { recordRequest } from "../cloudwatch/service-metrics.ts";
import { holdingTime } from "../virtual-clock.ts";
import { credentialOf } from "../wire/credential.ts";
import type { WireResponse } from "../wire/message.ts";
import type { World } from "../world.ts";
import { judgeByPolicy } from "./access-policy.ts";
import { checkApiKey } from "./api-keys.ts";
import type { ApiRequest, RoutedRequest } from "./api-request.ts";
import { authorize } from "./authorizer.ts";
import { FORBIDDEN, GatewayRefusal, MISSING_AUTHENTICATION_TOKEN, notAllowed, REQUEST_TOO_LONG } from "./gateway-answers.ts";
import { refusedAsSaid } from "./gateway-response.ts";
import { callIntegration } from "./integrate.ts";
import { matchDeployedRoute } from "./match-route.ts";
import { takeFromStage } from "./stage-throttle.ts";
import { validateRequest } from "./validate-request.ts";

const BODY_LIMIT = 10 * 1024 * 1024;

/** `request.path` begins with the stage. Never rejects for what a client sends or an author configured. */
export async function serveApi(world: World, request: ApiRequest): Promise<WireResponse> {
  const requestId = world.newUuid();
  const started = performance.now();
  const response = await answer(world, request, requestId).catch((error: unknown) => {
    if (error instanceof GatewayRefusal) return refusedAsSaid(world, error, { request, requestId });
    throw error;
  });
  const [, stage = ""] = request.path.split("/");
  recordRequest(world, { apiId: request.apiId, stage }, { status: response.statusCode, latencyMs: performance.now() - started });
  const ids = {
    "x-amzn-requestid": requestId,
    "x-amz-apigw-id": `${world.newId("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 15)}=`,
  };
  return { ...response, headers: { ...response.headers, ...ids } };
}

async function answer(world: World, request: ApiRequest, requestId: string): Promise<WireResponse> {
  const routed = routeRequest(world, request, requestId);
  if (request.body.length > BODY_LIMIT) throw new GatewayRefusal(REQUEST_TOO_LONG, `${request.body.length} bytes`);
  checkSignature(routed);
  checkPolicy(world, routed);
  const admission = await holdingTime(world.clock, () => authorize(world, routed));
  const admitted: RoutedRequest = { ...routed, ...admission };
  checkApiKey(world, admitted);
  takeFromStage(world, admitted);
  validateRequest(admitted);
  return callIntegration(world, admitted);
}

function routeRequest(world: World, request: ApiRequest, requestId: string): RoutedRequest {
  const [, stageName = "", path = ""] = /^\/([^/]*)(.*)$/s.exec(request.path) ?? [];
  const served = stageOf(world, request.apiId, stageName);
  if (!served) throw new GatewayRefusal(FORBIDDEN, `no stage ${stageName} of API ${request.apiId}`);
  if (served.disableExecuteApiEndpoint && !request.byDomain)
    throw new GatewayRefusal(FORBIDDEN, "the API's execute-api endpoint is disabled");
  const stage = withCanary(world, served);
  const match = matchDeployedRoute(stage.snapshot, request.method, path || "/");
  if (!match)
    throw new GatewayRefusal(
      MISSING_AUTHENTICATION_TOKEN,
      `no route ${request.method} ${path || "/"} is deployed on stage ${stageName}`,
    );
  return { request, stage, path: path || "/", requestId, traceId: newTraceId(world), ...match };
}

/** X-Ray's: the second of the request, and chance. */
export function newTraceId(world: World): string {
  return `Root=1-${Math.floor(world.clock.now() / 1000).toString(16)}-${world.newId("0123456789abcdef", 24)}`;
}

/** The canary answers its share of the requests, with its own snapshot and its overrides of the variables. */
function withCanary(world: World, stage: ServedStage): ServedStage {
  const { canary } = stage;
  if (!canary) return stage;
  if (world.random() * 100 >= canary.percentTraffic) return { ...stage, isCanaryRequest: false };
  const { deploymentId, snapshot, variables } = canary;
  return { ...stage, deploymentId, snapshot, variables, isCanaryRequest: true };
}

/** Signatures are not verified; that there is one, for this service, is. */
function checkSignature({ request, route }: RoutedRequest): void {
  if (route.authorization === "AWS_IAM" && credentialOf(request)?.service !== "execute-api") {
    throw new GatewayRefusal(MISSING_AUTHENTICATION_TOKEN, "the route wants a request signed for execute-api");
  }
}

/** The snapshot's resource policy; without one everybody may. */
function checkPolicy(world: World, { request, stage, path, route }: RoutedRequest): void {
  const { policy } = stage.snapshot;
  if (policy === undefined) return;
  const target = `${request.apiId}/${stage.stageName}/${request.method}${path}`;
  const arn = `arn:${world.partition}:execute-api:${world.region}:${world.account}:${target}`;
  const signed = route.authorization === "AWS_IAM";
  const verdict = judgeByPolicy(policy, { arn, sourceIp: request.sourceIp, signed });
  if (verdict !== "allowed")
    throw new GatewayRefusal(notAllowed(world, { arn, signed, verdict }), `the API's policy: ${verdict}`);
}
