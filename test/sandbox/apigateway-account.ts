/** A sandbox account with an API Gateway client on it, and the few APIs that the tests start from. */
import { APIGateway, type PatchOperation, type UpdateStageCommandOutput } from "@aws-sdk/client-api-gateway";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";

export const ACCOUNT = "111111111111";

export interface Account {
  readonly gateway: APIGateway;
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
}

export function anAccount(): Account {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, account: ACCOUNT });
  const gateway = new APIGateway({
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
    requestHandler: sandbox.requestHandler("apigateway"),
  });
  return { gateway, sandbox, clock };
}

export interface Api {
  readonly restApiId: string;
  readonly rootId: string;
}

export async function anApi(gateway: APIGateway): Promise<Api> {
  const { id = "", rootResourceId = "" } = await gateway.createRestApi({ name: "orders" });
  return { restApiId: id, rootId: rootResourceId };
}

/** `GET /` with a mock integration: the least that can be deployed. */
export async function aDeployableApi(gateway: APIGateway): Promise<Api> {
  const api = await anApi(gateway);
  await addMock(gateway, api, api.rootId, "GET");
  return api;
}

export async function addMock(gateway: APIGateway, api: Api, resourceId: string, httpMethod: string): Promise<void> {
  const method = { restApiId: api.restApiId, resourceId, httpMethod };
  await gateway.putMethod({ ...method, authorizationType: "NONE" });
  await gateway.putIntegration({ ...method, type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } });
}

export interface Method extends Account {
  readonly method: { readonly restApiId: string; readonly resourceId: string; readonly httpMethod: string };
}

/** A method of the root of a new API, without an integration. */
export async function aMethod(httpMethod = "GET"): Promise<Method> {
  const account = anAccount();
  const { restApiId, rootId: resourceId } = await anApi(account.gateway);
  const method = { restApiId, resourceId, httpMethod };
  await account.gateway.putMethod({ ...method, authorizationType: "NONE" });
  return { ...account, method };
}

export interface Staged extends Account {
  readonly stage: { readonly restApiId: string; readonly stageName: string };
  patch(...patchOperations: PatchOperation[]): Promise<UpdateStageCommandOutput>;
  /** What GetStage answers. */
  shown(): Promise<object>;
}

/** Stage `s1`, "my stage", of a deployed API. */
export async function aStage(variables?: Record<string, string>): Promise<Staged> {
  const account = anAccount();
  const { restApiId } = await aDeployableApi(account.gateway);
  await account.gateway.createDeployment({ restApiId, stageName: "s1", stageDescription: "my stage", variables });
  const stage = { restApiId, stageName: "s1" };
  return {
    ...account,
    stage,
    patch: (...patchOperations) => account.gateway.updateStage({ ...stage, patchOperations }),
    shown: () => bodyOf(account.gateway.getStage(stage)),
  };
}

export const replace = (path: string, value: string): PatchOperation => ({ op: "replace", path, value });
export const add = (path: string, value: string): PatchOperation => ({ op: "add", path, value });
export const remove = (path: string): PatchOperation => ({ op: "remove", path });

/** How UpdateStage refuses to remove what it takes for a method setting; the blank at the end is AWS's. */
export const noSetting = (path: string): Refusal =>
  badRequest(`Cannot remove method setting ${path} because there is no method setting for this method `);

/** What AWS answers an operation that it refuses. */
export interface Refusal {
  readonly status: number | undefined;
  readonly name: string;
  readonly message: string;
}

export async function refusalOf(call: Promise<unknown>): Promise<Refusal | "accepted"> {
  try {
    await call;
    return "accepted";
  } catch (error) {
    // The SDK throws its own ServiceException for whatever a service answers.
    const refused = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    return { status: refused.$metadata?.httpStatusCode, name: refused.name, message: refused.message };
  }
}

export const badRequest = (message: string): Refusal => ({ status: 400, name: "BadRequestException", message });
export const notFound = (message: string): Refusal => ({ status: 404, name: "NotFoundException", message });
export const conflict = (message: string): Refusal => ({ status: 409, name: "ConflictException", message });
export const invalid = (message: string): Refusal => ({ status: 400, name: "ValidationException", message });

export async function statusOf(
  call: Promise<{ readonly $metadata: { readonly httpStatusCode?: number } }>,
): Promise<number | undefined> {
  return (await call).$metadata.httpStatusCode;
}

/** An answer without what every answer carries. */
export async function bodyOf<T extends { readonly $metadata: unknown }>(call: Promise<T>): Promise<Omit<T, "$metadata">> {
  const { $metadata: _metadata, ...body } = await call;
  return body;
}
