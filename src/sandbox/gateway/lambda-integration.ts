/**
 * A Lambda integration that is no proxy: the function is given the mapped body, and what it answers is mapped (API Gateway developer
 * guide, "Set up Lambda custom integrations"; recorded: test_lambda_aws_integration, test_lambda_selection_patterns).
 */
import { AwsError } from "../wire/aws-error.ts";
import type { WireResponse } from "../wire/message.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { integrationRequest } from "./integration-request.ts";
import { integrationResponse } from "./integration-response.ts";
import { member, parsedJson } from "./json-path.ts";
import { invokeForRoute } from "./route-function.ts";

/** Patterns are for the message of the function's error; an answer without one has the default response. */
export async function callLambda(world: World, routed: RoutedRequest): Promise<WireResponse> {
  const { headers, body: payload } = integrationRequest(world, routed);
  const mode = invocationType(headers["x-amz-invocation-type"]);
  const body = await invokeForRoute(world, routed, { payload, mode }).then((result) => result.payload, refusalAsBody);
  const message = member(parsedJson(Buffer.from(body).toString()), "errorMessage");
  const selection = typeof message === "string" ? message : "";
  const answered = { selection, headers: { "content-type": "application/json" }, body };
  const response = integrationResponse(world, routed, answered);
  return { ...response, headers: { "x-amzn-trace-id": routed.traceId, ...response.headers } };
}

/** What Lambda refuses is an answer like others. */
function refusalAsBody(error: unknown): Uint8Array {
  if (!(error instanceof AwsError)) throw error;
  return Buffer.from(JSON.stringify({ ...error.extra, message: error.message }));
}

/** "Set up asynchronous invocation of the backend Lambda function": the header as it is mapped. */
function invocationType(header: string | undefined): "RequestResponse" | "Event" | "DryRun" {
  if (header === undefined || header === "RequestResponse") return "RequestResponse";
  if (header === "Event" || header === "DryRun") return header;
  throw new GatewayRefusal(CONFIGURATION_ERROR, `X-Amz-Invocation-Type ${header} is none of RequestResponse, Event, DryRun`);
}
