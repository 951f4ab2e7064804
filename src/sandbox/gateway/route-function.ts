/** The function that an integration names, called for its route: by the function's policy, or with the integration's credentials. */
import { evaluate } from "../authorization/evaluate.ts";
import { lambdaDeeds } from "../authorization/lambda-deeds.ts";
import type { Caller } from "../callers.ts";
import type { InvokeRequest, InvokeResult } from "../runtime/invoke.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { callerForIntegration, untoldByPolicies } from "./integration-credentials.ts";
import { withStageVariables } from "./stage-variables.ts";

const LAMBDA_URI = /^arn:[a-z-]+:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/(?<functionName>.*)\/invocations$/;

/** Throws GatewayRefusal 500 when the route may not call it, and the AwsError of whatever else Lambda refuses. */
export async function invokeForRoute(
  world: World,
  routed: RoutedRequest,
  call: Pick<InvokeRequest, "payload" | "mode">,
): Promise<InvokeResult> {
  const { integration } = routed.route;
  const uri = withStageVariables(integration.uri ?? "", routed.stage.variables);
  const functionName = LAMBDA_URI.exec(uri)?.groups?.functionName;
  if (integration.responseTransferMode === "STREAM")
    throw new GatewayRefusal(CONFIGURATION_ERROR, "The sandbox runs no functions whose answer is streamed");
  if (functionName === undefined) throw new GatewayRefusal(CONFIGURATION_ERROR, `Invalid Lambda integration URI ${uri}`);
  // Recorded: test_lambda_aws_proxy_integration_non_post_method.
  if (integration.httpMethod !== "POST") throw new GatewayRefusal(CONFIGURATION_ERROR, "A function is invoked by POST");
  const caller = callerForIntegration(world, routed);
  if (caller) requireAllowed(world, caller, functionName);
  const service = { service: "apigateway.amazonaws.com", sourceArn: sourceArn(world, routed) };
  const { invokeFunction } = await import("../runtime/invoke.ts");
  // With credentials the function's policy is not asked (aws-facts 4).
  return invokeFunction(world, { functionName, ...call, caller: caller ? undefined : service }).catch((error: unknown) => {
    if (error instanceof AwsError && error.code === "AccessDeniedException") throw mayNot(functionName);
    throw error;
  });
}

/** Who has no policies may do anything. */
function requireAllowed(world: World, caller: Caller, functionName: string): void {
  if (caller.policies === undefined) return;
  for (const deed of lambdaDeeds(world, { operation: "Invoke", input: { FunctionName: functionName } })) {
    const untold = untoldByPolicies(world, caller, deed);
    if (untold) throw untold;
    if (evaluate(caller.policies, deed) !== "allowed") throw mayNot(functionName);
  }
}

/** What the statement's `AWS:SourceArn` is matched with: the verb and path of the request as it came. */
function sourceArn(world: World, { request, stage, path }: RoutedRequest): string {
  const api = `arn:${world.partition}:execute-api:${world.region}:${world.account}:${stage.apiId}`;
  return `${api}/${stage.stageName}/${request.method}${path}`;
}

function mayNot(functionName: string): GatewayRefusal {
  const reason = `Execution failed due to configuration error: Invalid permissions on Lambda function ${functionName}`;
  return new GatewayRefusal(CONFIGURATION_ERROR, reason);
}
