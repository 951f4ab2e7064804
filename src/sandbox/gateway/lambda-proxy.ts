/** A Lambda proxy integration: the function and qualifier that the stage names, if its policy lets this route call it. */
import { AwsError } from "../wire/aws-error.ts";
import type { WireResponse } from "../wire/message.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { BAD_INTEGRATION_ANSWER, CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { proxyAnswer } from "./proxy-answer.ts";
import { proxyEvent } from "./proxy-event.ts";
import { invokeForRoute } from "./route-function.ts";

/** Throws GatewayRefusal: 500 when the function cannot be called, 502 when it fails or answers what is no proxy answer. */
export async function callLambdaProxy(world: World, routed: RoutedRequest): Promise<WireResponse> {
  const payload = Buffer.from(JSON.stringify(proxyEvent(world, routed)));
  const result = await invokeForRoute(world, routed, { payload }).catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
    const reason = `Execution failed due to configuration error: ${error.code}: ${error.message}`;
    throw new GatewayRefusal(CONFIGURATION_ERROR, reason);
  });
  const text = Buffer.from(result.payload).toString();
  if (result.functionError) throw new GatewayRefusal(BAD_INTEGRATION_ANSWER, `Lambda execution failed: ${text}`);
  const answer = proxyAnswer(text, routed);
  return { ...answer, headers: { "x-amzn-trace-id": routed.traceId, ...answer.headers } };
}
