/** A sandbox account with an API Gateway client on it, and the few APIs that the tests start from. */
import { APIGateway } from "@aws-sdk/client-api-gateway";
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
