/**
 * Somebody else in the same account, who uses half of every quota without a break and takes what is refused as soon as AWS
 * says it may: a pipeline of another team.
 */
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { Lambda } from "@aws-sdk/client-lambda";
import type { Clock } from "../../src/model/ports.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";

export const RIVAL = "AKIARIVAL00000000000";

/** Until the signal is aborted. */
export async function runRival(sandbox: Sandbox, clock: Clock, signal: AbortSignal): Promise<void> {
  const settings = {
    region: sandbox.world.region,
    credentials: { accessKeyId: RIVAL, secretAccessKey: "rival" },
    maxAttempts: 1,
  };
  const gateway = new APIGateway({ ...settings, requestHandler: sandbox.requestHandler("apigateway") });
  const lambda = new Lambda({ ...settings, requestHandler: sandbox.requestHandler("lambda") });
  const own = await gateway.createRestApi({ name: "rival", endpointConfiguration: { types: ["REGIONAL"] } });
  const restApiId = own.id ?? "";
  const body = new TextEncoder().encode(JSON.stringify(DEFINITION));
  await gateway.putRestApi({ restApiId, body });
  const calls: readonly (readonly [number, () => Promise<unknown>])[] = [
    [10_000, () => gateway.createDeployment({ restApiId })],
    [6_000, () => gateway.createRestApi({ name: "rival", endpointConfiguration: { types: ["REGIONAL"] } })],
    [2_000, () => gateway.putRestApi({ restApiId, body })],
    // With those above, five a second.
    [1_000 / 4.2, () => gateway.getRestApi({ restApiId })],
    [1_000 / 7.5, () => lambda.getAccountSettings({})],
    [1_000 / 7.5, () => lambda.getPolicy({ FunctionName: "rival" })],
  ];
  await Promise.all(calls.map(([everyMs, call]) => again(everyMs, call, clock, signal)));
  gateway.destroy();
  lambda.destroy();
}

const DEFINITION = {
  openapi: "3.0.1",
  info: { title: "rival", version: "1" },
  paths: {
    "/": {
      get: {
        responses: {},
        "x-amazon-apigateway-integration": { type: "http_proxy", httpMethod: "GET", uri: "https://example.com" },
      },
    },
  },
};

async function again(everyMs: number, call: () => Promise<unknown>, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const began = clock.now();
    const refused = await call().then(
      () => false,
      (error: unknown) => error instanceof Error && error.name === "TooManyRequestsException",
    );
    // In its rhythm; what was refused is tried again after a second. It makes up for nothing, or it would use more than half.
    const due = began + (refused ? 1_000 : everyMs);
    await clock.sleep(Math.max(0, due - clock.now()), signal).catch(() => undefined);
  }
}
