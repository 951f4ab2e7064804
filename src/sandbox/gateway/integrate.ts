/** What stands behind a route answers, in the time that it has for that. */
import { holdingTime } from "../virtual-clock.ts";
import type { WireResponse } from "../wire/message.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { callAws } from "./aws-integration.ts";
import { GatewayRefusal, TIMED_OUT } from "./gateway-answers.ts";
import { callHttp, callHttpProxy } from "./http-integration.ts";
import { refuseOwnHeaders } from "./integration-request.ts";
import { callLambdaProxy } from "./lambda-proxy.ts";
import { answerMock } from "./mock.ts";

type Work = (signal: AbortSignal) => Promise<WireResponse>;

/** Throws GatewayRefusal where the integration cannot be called, fails, or takes longer than its timeout. */
export function callIntegration(world: World, routed: RoutedRequest): Promise<WireResponse> {
  const work: Work = (signal) => integrate(world, routed, signal);
  const { type, timeoutInMillis } = routed.route.integration;
  const isHttp = type === "HTTP" || type === "HTTP_PROXY";
  return isHttp && world.httpEndpoint
    ? withinSandboxTime(world, timeoutInMillis, work)
    : holdingTime(world.clock, () => withinRealTime(timeoutInMillis, work));
}

async function integrate(world: World, routed: RoutedRequest, signal: AbortSignal): Promise<WireResponse> {
  refuseOwnHeaders(routed);
  const { type } = routed.route.integration;
  switch (type) {
    case "AWS_PROXY":
      return callLambdaProxy(world, routed);
    case "HTTP_PROXY":
      return callHttpProxy(world, routed, signal);
    case "HTTP":
      return callHttp(world, routed, signal);
    case "MOCK":
      return answerMock(world, routed);
    case "AWS":
      return callAws(world, routed);
  }
}

/** What works on the sandbox's clock is late by that clock. */
async function withinSandboxTime(world: World, timeoutMs: number, work: Work): Promise<WireResponse> {
  const late = new AbortController();
  const done = new AbortController();
  const timeout = world.clock.sleep(timeoutMs, done.signal).then(() => {
    const refusal = timedOut();
    late.abort(refusal);
    throw refusal;
  });
  try {
    return await Promise.race([work(late.signal), timeout]);
  } finally {
    done.abort();
    // Whoever wins, the other's rejection is nobody's.
    timeout.catch(() => undefined);
  }
}

/** What is real work, a thread or a socket, is late by real time, and no virtual time passes meanwhile. */
async function withinRealTime(timeoutMs: number, work: Work): Promise<WireResponse> {
  const late = new AbortController();
  const refusal = timedOut();
  const timer = setTimeout(() => late.abort(refusal), timeoutMs);
  const timeout = new Promise<never>((_, reject) => {
    late.signal.addEventListener("abort", () => reject(refusal), { once: true });
  });
  try {
    return await Promise.race([work(late.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function timedOut(): GatewayRefusal {
  return new GatewayRefusal(TIMED_OUT, "Execution failed due to a timeout error");
}
