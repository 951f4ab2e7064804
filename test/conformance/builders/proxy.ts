/** Functions behind APIs, permitted and deployed: what data plane cases call. */
import type { CreateRestApiRequest, CreateStageRequest } from "@aws-sdk/client-api-gateway";
import type { HttpAnswer, Scene } from "../scene.ts";
import { anApiOf, deploymentOf, lambdaProxy } from "./api.ts";
import { aFunction, type FunctionInput, functionArn, handlerOf } from "./function.ts";

/** Answers what it was called with: the event, its own environment, and which version of it ran. */
export const MIRROR = handlerOf(
  "const { functionVersion, invokedFunctionArn } = context;" +
    "return { statusCode: 200, body: JSON.stringify({ event, functionVersion, invokedFunctionArn, bucket: process.env.BUCKET_NAME }) };",
);

/** What the mirror answers. */
export interface Mirrored {
  readonly event: Readonly<Record<string, unknown>>;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly bucket: string | undefined;
}

export function mirrored({ json }: HttpAnswer): Mirrored {
  // MIRROR answers this; a case that is answered by somebody else compares the status first.
  return (json ?? {}) as Mirrored;
}

export interface Served {
  readonly restApiId: string;
  readonly resources: ReadonlyMap<string, string>;
  readonly FunctionName: string;
  readonly deploymentId: string;
  readonly stage: { readonly restApiId: string; readonly stageName: string };
}

export interface ServedInput {
  /** `PUT /upload` unless said otherwise. */
  readonly routes?: readonly string[];
  /** Left out: a function of MIRROR. */
  readonly code?: Uint8Array;
  /** One that is there already. */
  readonly FunctionName?: string;
  /** What stands behind the function's name in the integration's uri; left out: nothing. */
  readonly qualifier?: string;
  /** Qualifiers that API Gateway may call; the one of the uri unless said otherwise. */
  readonly permitted?: readonly (string | undefined)[];
  readonly function?: FunctionInput;
  readonly api?: Partial<CreateRestApiRequest>;
  readonly stage?: Partial<CreateStageRequest>;
  readonly integrationHttpMethod?: string;
}

/** An API that calls a function, on stage `dev` unless named otherwise. */
export async function served(scene: Scene, input: ServedInput = {}): Promise<Served> {
  const { routes = ["PUT /upload"], code = MIRROR, qualifier } = input;
  const FunctionName = input.FunctionName ?? (await aFunction(scene, { Code: { ZipFile: code }, ...input.function }));
  const proxy = lambdaProxy(functionArn(scene, FunctionName, qualifier), scene.region);
  const integration = { ...proxy, ...(input.integrationHttpMethod && { integrationHttpMethod: input.integrationHttpMethod }) };
  const api = await anApiOf(
    scene,
    routes.map((route) => ({ route, integration })),
    input.api,
  );
  for (const permitted of input.permitted ?? [qualifier]) await permit(scene, FunctionName, api.restApiId, permitted);
  const deploymentId = await deploymentOf(scene, api.restApiId);
  const stage = { restApiId: api.restApiId, stageName: input.stage?.stageName ?? "dev" };
  await scene.apigateway.createStage({ deploymentId, ...input.stage, ...stage });
  return { restApiId: api.restApiId, resources: api.resources, FunctionName, deploymentId, stage };
}

/** Lets every stage and route of the API call that qualifier of the function. Gives the statement's id. */
export async function permit(scene: Scene, FunctionName: string, restApiId: string, Qualifier?: string): Promise<string> {
  const StatementId = scene.newName("sid");
  await scene.lambda.addPermission({
    FunctionName,
    Qualifier,
    StatementId,
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
    SourceArn: `arn:aws:execute-api:${scene.region}:${scene.accountId}:${restApiId}/*/*/*`,
  });
  return StatementId;
}

const MOST_CALLS = 20;
const BETWEEN_CALLS_MS = 500;

/** Calls the stage until the answer is as wanted, for what AWS is told takes a moment to arrive everywhere. */
export async function callUntil(
  scene: Scene,
  { restApiId, stageName }: Served["stage"],
  route: string,
  wanted: (answer: HttpAnswer) => boolean,
  init?: RequestInit,
): Promise<HttpAnswer> {
  let answer = await scene.request(restApiId, stageName, route, init);
  for (let calls = 1; calls < MOST_CALLS && !wanted(answer); calls++) {
    await scene.pause(BETWEEN_CALLS_MS);
    answer = await scene.request(restApiId, stageName, route, init);
  }
  return answer;
}

/** ... until it has this status. */
export function call(
  scene: Scene,
  stage: Served["stage"],
  route: string,
  status: number,
  init?: RequestInit,
): Promise<HttpAnswer> {
  return callUntil(scene, stage, route, (answer) => answer.status === status, init);
}
