/**
 * TestInvokeMethod (recorded: TestApigatewayTestInvoke): the integration of one method of the working copy, called as stage
 * `test-invoke-stage` with variables of the caller's. Nobody is asked for a signature or a key, and nothing is throttled.
 * The log has AWS's lines but for those about the endpoint's own request and response.
 */
import type { ApiSnapshot, RouteSnapshot } from "../apigateway/snapshot.ts";
import type { WireResponse } from "../wire/message.ts";
import { parseQuery } from "../wire/query-string.ts";
import type { World } from "../world.ts";
import type { ApiRequest, RoutedRequest } from "./api-request.ts";
import { GatewayRefusal } from "./gateway-answers.ts";
import { callIntegration } from "./integrate.ts";
import { pathParametersOf } from "./match-route.ts";
import { queryPairs } from "./proxy-event.ts";
import { newTraceId } from "./serve-api.ts";

export interface TestInvocation {
  readonly snapshot: ApiSnapshot;
  readonly route: RouteSnapshot;
  /** The verb, where the route is ANY; left out: the route's. */
  readonly httpMethod?: string | undefined;
  /** Left out: the route's own template, variables and all. A path that is not the route's has no parameters. */
  readonly pathWithQueryString?: string | undefined;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly stageVariables?: Readonly<Record<string, string>> | undefined;
}

export interface TestAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Record<string, string>;
  readonly multiValueHeaders: Record<string, string[]>;
  readonly log: string;
  /** Milliseconds. */
  readonly latency: number;
}

/** Rejects only for faults of the sandbox's own: what goes wrong with the call is its answer. */
export async function testInvoke(world: World, invocation: TestInvocation): Promise<TestAnswer> {
  const routed = routedTest(world, invocation);
  const started = world.clock.now();
  const log = [`Execution log for request ${routed.requestId}`];
  const write = (line: string) => log.push(`${logTime(world.clock.now())} : ${line}`);
  requestLines(routed).forEach(write);
  const { status, body, headers } = await outcome(world, routed, write);
  write(`Method completed with status: ${status}`);
  return {
    status,
    body,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    log: `${log.join("\n")}\n`,
    latency: world.clock.now() - started,
  };
}

function routedTest(world: World, { snapshot, route, ...input }: TestInvocation): RoutedRequest {
  const [, path = "", search = ""] = /^([^?]*)\??(.*)$/s.exec(input.pathWithQueryString || route.path) ?? [];
  const several = Object.entries(input.multiValueHeaders ?? {}).flatMap(([name, list]) =>
    list.map((value) => [name, value] as const),
  );
  const rawHeaders = [...Object.entries(input.headers ?? {}), ...several];
  const request: ApiRequest = {
    method: input.httpMethod ?? route.method,
    path,
    query: parseQuery(search),
    headers: Object.fromEntries(rawHeaders.map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders,
    body: Buffer.from(input.body ?? ""),
    apiId: snapshot.apiId,
    sourceIp: "test-invoke-source-ip",
  };
  const stage = {
    apiId: snapshot.apiId,
    stageName: "test-invoke-stage",
    deploymentId: "",
    snapshot,
    variables: input.stageVariables ?? {},
    methodSettings: {},
    tracingEnabled: false,
    disableExecuteApiEndpoint: false,
  };
  const pathParameters = pathParametersOf(route.path, path) ?? {};
  return { request, stage, path, route, pathParameters, requestId: world.newUuid(), traceId: newTraceId(world) };
}

function requestLines({ request, path, pathParameters, requestId }: RoutedRequest): readonly string[] {
  return [
    `Starting execution for request: ${requestId}`,
    `HTTP Method: ${request.method}, Resource Path: ${path}`,
    `Method request path: ${shownMap(Object.entries(pathParameters))}`,
    `Method request query string: ${shownMap(queryPairs(request))}`,
    `Method request headers: ${shownMap(request.rawHeaders ?? [])}`,
    `Method request body before transformations: ${Buffer.from(request.body).toString()}`,
  ];
}

interface Outcome {
  readonly status: number;
  readonly body: string;
  readonly headers: Record<string, string>;
}

async function outcome(world: World, routed: RoutedRequest, write: (line: string) => void): Promise<Outcome> {
  try {
    const answer = await callIntegration(world, routed);
    const headers = shownHeaders(answer);
    const body = Buffer.from(answer.body).toString();
    write(`Method response body after transformations: ${body}`);
    write(`Method response headers: ${shownMap(Object.entries(headers))}`);
    write("Successfully completed execution");
    return { status: answer.statusCode, body, headers };
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error;
    const { answer, reason } = error;
    write(reason.startsWith("Execution failed") ? reason : `Execution failed due to configuration error: ${reason}`);
    return { status: answer.statusCode, body: answer.body, headers: { "x-amzn-ErrorType": answer.errorType } };
  }
}

/** Names that the gateway itself gives, as it spells them here. */
const SPELLED: Readonly<Record<string, string>> = { "content-type": "Content-Type", "x-amzn-trace-id": "X-Amzn-Trace-Id" };

function shownHeaders({ headers }: WireResponse): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [SPELLED[name] ?? name, value]));
}

/** `{name=value, other=value}`. */
function shownMap(pairs: readonly (readonly [string, string])[]): string {
  return `{${pairs.map(([name, value]) => `${name}=${value}`).join(", ")}}`;
}

/** `Thu Jan 01 00:00:00 UTC 2026`. */
function logTime(milliseconds: number): string {
  const [, weekday, day, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(new Date(milliseconds).toUTCString()) ?? [];
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
