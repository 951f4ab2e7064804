/** An AWS integration: the service that its URI names, of those that the sandbox runs for routes. */
import type { WireResponse } from "../wire/message.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { filledUri } from "./integration-request.ts";
import { callLambda } from "./lambda-integration.ts";
import { callS3 } from "./s3-integration.ts";

/** `arn:aws:apigateway:REGION:SERVICE:path|action/…` (PutIntegration, `uri`). */
const AWS_URI = /^arn:[^:]+:apigateway:[^:]*:(?<service>[^:]+):(?<style>path|action)\/(?<rest>.*)$/s;

/** Throws GatewayRefusal 500 for a service that the sandbox does not run. */
export function callAws(world: World, routed: RoutedRequest): Promise<WireResponse> {
  const uri = filledUri(world, routed);
  const { service = "", style = "", rest = "" } = AWS_URI.exec(uri)?.groups ?? {};
  if (service === "lambda") return callLambda(world, routed);
  if (service === "s3") return callS3(world, routed, { style, rest });
  throw new GatewayRefusal(CONFIGURATION_ERROR, `The sandbox runs AWS integrations of S3 and of Lambda, not ${uri}`);
}
