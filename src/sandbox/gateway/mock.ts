/** A mock integration: the request template names a status, and the integration response of that status is the answer. */
import type { WireResponse } from "../wire/message.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { requestBody } from "./integration-request.ts";
import { integrationResponse } from "./integration-response.ts";

/** Throws GatewayRefusal: 415 where no template fits and none may be done without, 500 where no response fits. */
export function answerMock(world: World, routed: RoutedRequest): WireResponse {
  const text = Buffer.from(requestBody(world, routed)).toString();
  const selection = statusIn(text);
  if (selection === undefined)
    throw new GatewayRefusal(CONFIGURATION_ERROR, `The mock's request template names no statusCode: ${text}`);
  // Nothing answers, so a response template has no body to read.
  return integrationResponse(world, routed, { selection, headers: {}, body: new Uint8Array() });
}

/** Templates are often not quite JSON (`{statusCode: 200}`), which API Gateway takes. */
function statusIn(text: string): string | undefined {
  return /["']?statusCode["']?\s*:\s*["']?(\d{3})/.exec(text)?.[1];
}
