/**
 * What Lambda and API Gateway tell CloudWatch of their calls (aws-facts 8.2; Lambda Developer Guide, "Types of metrics";
 * API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics").
 *
 *   AWS/Lambda       {}                                                  all functions together
 *                    {FunctionName}
 *                    {FunctionName, Resource}                            `fn`, `fn:alias`, `fn:7`
 *                    {FunctionName, Resource, ExecutedVersion}           of an alias that has weights, and no other
 *   AWS/ApiGateway   {ApiName}                                           by name: two APIs of one name are one metric
 *                    {ApiName, Stage}
 *
 * A metric of a call is there at once, which AWS takes a minute or two for. Durations are of the real handler, in real time.
 */
import type { World } from "../world.ts";
import { recordValue } from "./metrics.ts";

type Dimensions = Readonly<Record<string, string>>;

export interface InvokedFunction {
  readonly functionName: string;
  /** As it was called: an alias, a number, `$LATEST`; undefined: without. */
  readonly qualifier: string | undefined;
  /** The version that ran, when the alias had weights to choose by. */
  readonly drawnVersion: string | undefined;
}

export function recordInvocation(
  world: World,
  invoked: InvokedFunction,
  { failed, durationMs }: { readonly failed: boolean; readonly durationMs: number },
): void {
  const values = { Invocations: 1, Errors: failed ? 1 : 0, Throttles: 0, Duration: hundredths(durationMs) };
  record(world, "AWS/Lambda", lambdaDimensions(invoked), values);
}

/** A call that was refused for concurrency is no invocation. */
export function recordThrottle(world: World, invoked: InvokedFunction): void {
  record(world, "AWS/Lambda", lambdaDimensions(invoked), { Throttles: 1 });
}

function lambdaDimensions({ functionName, qualifier, drawnVersion }: InvokedFunction): readonly Dimensions[] {
  const ofFunction = { FunctionName: functionName };
  const ofResource = { ...ofFunction, Resource: qualifier === undefined ? functionName : `${functionName}:${qualifier}` };
  const ofVersion = drawnVersion === undefined ? [] : [{ ...ofResource, ExecutedVersion: drawnVersion }];
  return [{}, ofFunction, ofResource, ...ofVersion];
}

export function recordRequest(
  world: World,
  { apiId, stage }: { readonly apiId: string; readonly stage: string },
  { status, latencyMs }: { readonly status: number; readonly latencyMs: number },
): void {
  const api = world.apigateway.apis.get(apiId);
  // What no stage answers is counted for nobody.
  if (!api?.stages.has(stage)) return;
  const { name } = api.settings;
  const values = {
    Count: 1,
    "4XXError": status >= 400 && status < 500 ? 1 : 0,
    "5XXError": status >= 500 ? 1 : 0,
    Latency: Math.round(latencyMs),
  };
  record(world, "AWS/ApiGateway", [{ ApiName: name }, { ApiName: name, Stage: stage }], values);
}

function record(world: World, namespace: string, sets: readonly Dimensions[], values: Readonly<Record<string, number>>): void {
  const at = world.clock.now();
  for (const dimensions of sets) {
    for (const [name, value] of Object.entries(values)) {
      recordValue(world.cloudwatch.metrics, { namespace, name, dimensions }, { value, at });
    }
  }
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
