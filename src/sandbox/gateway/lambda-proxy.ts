/** A Lambda proxy integration: the function and qualifier that the stage names, if its policy lets this route call it. */
import { AwsError } from "../wire/aws-error.ts";
import type { WireResponse } from "../wire/message.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { BAD_INTEGRATION_ANSWER, CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { proxyAnswer } from "./proxy-answer.ts";
import { proxyEvent } from "./proxy-event.ts";
import { withStageVariables } from "./stage-variables.ts";

const LAMBDA_URI = /^arn:[a-z-]+:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/(?<functionName>.*)\/invocations$/;

/** Throws GatewayRefusal: 500 when the function cannot be called, 502 when it fails or answers what is no proxy answer. */
export async function callLambda(world: World, routed: RoutedRequest): Promise<WireResponse> {
  const { integration } = routed.route;
  const uri = withStageVariables(integration.uri ?? "", routed.stage.variables);
  const functionName = LAMBDA_URI.exec(uri)?.groups?.functionName;
  if (functionName === undefined) throw new GatewayRefusal(CONFIGURATION_ERROR, `Invalid Lambda integration URI ${uri}`);
  // Recorded: test_lambda_aws_proxy_integration_non_post_method.
  if (integration.httpMethod !== "POST") throw new GatewayRefusal(CONFIGURATION_ERROR, "A function is invoked by POST");
  const payload = Buffer.from(JSON.stringify(proxyEvent(world, routed)));
  // With credentials API Gateway calls as that role, and the function's policy is not asked (aws-facts 4).
  const caller = integration.credentials
    ? undefined
    : { service: "apigateway.amazonaws.com" as const, sourceArn: sourceArn(world, routed) };
  const { invokeFunction } = await import("../runtime/invoke.ts");
  const result = await invokeFunction(world, { functionName, payload, caller }).catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
    throw new GatewayRefusal(CONFIGURATION_ERROR, refusalReason(error, functionName));
  });
  const text = Buffer.from(result.payload).toString();
  if (result.functionError) throw new GatewayRefusal(BAD_INTEGRATION_ANSWER, `Lambda execution failed: ${text}`);
  const answer = proxyAnswer(text, routed);
  return { ...answer, headers: { "x-amzn-trace-id": routed.traceId, ...answer.headers } };
}

/** What the statement's `AWS:SourceArn` is matched with: the verb and path of the request as it came. */
function sourceArn(world: World, { request, stage, path }: RoutedRequest): string {
  const api = `arn:${world.partition}:execute-api:${world.region}:${world.account}:${stage.apiId}`;
  return `${api}/${stage.stageName}/${request.method}${path}`;
}

function refusalReason(error: AwsError, functionName: string): string {
  if (error.code === "AccessDeniedException") {
    return `Execution failed due to configuration error: Invalid permissions on Lambda function ${functionName}`;
  }
  return `Execution failed due to configuration error: ${functionName}: ${error.code}: ${error.message}`;
}
