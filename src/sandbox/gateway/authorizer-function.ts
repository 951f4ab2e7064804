/** Asks the function of a Lambda authorizer, and reads its answer. */
import type { AuthorizerState } from "../apigateway/state.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { AUTHORIZER_ERROR, GatewayRefusal, UNAUTHORIZED } from "./gateway-answers.ts";
import { proxyEvent } from "./proxy-event.ts";
import { withStageVariables } from "./stage-variables.ts";

export interface AuthorizerAnswer {
  readonly principalId: string;
  /** The API key to meter by, where the API takes keys from authorizers. */
  readonly usageIdentifierKey?: string | undefined;
  readonly policy: readonly {
    readonly effect: unknown;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  }[];
  /** Numbers and booleans as texts, which is how everybody is given them. */
  readonly context: Readonly<Record<string, string>>;
}

export interface Question {
  readonly authorizer: AuthorizerState;
  readonly routed: RoutedRequest;
  /** Of a TOKEN authorizer. */
  readonly token: string;
  readonly methodArn: string;
}

const LAMBDA_URI = /lambda:path\/2015-03-31\/functions\/(?<functionName>.*)\/invocations$/;

/** What the function says, as JSON text. Throws GatewayRefusal where it fails or may not be called. */
export async function askFunction(world: World, { authorizer, routed, token, methodArn }: Question): Promise<string> {
  const uri = withStageVariables(authorizer.authorizerUri ?? "", routed.stage.variables);
  const functionName = LAMBDA_URI.exec(uri)?.groups?.functionName ?? "";
  const event =
    authorizer.type === "TOKEN"
      ? { type: "TOKEN", methodArn, authorizationToken: token }
      : requestEvent(world, routed, methodArn);
  const sourceArn = `arn:${world.partition}:execute-api:${world.region}:${world.account}:${routed.stage.apiId}/authorizers/${authorizer.id}`;
  const caller = authorizer.authorizerCredentials ? undefined : { service: "apigateway.amazonaws.com" as const, sourceArn };
  const { invokeFunction } = await import("../runtime/invoke.ts");
  const payload = Buffer.from(JSON.stringify(event));
  const result = await invokeFunction(world, { functionName, payload, caller }).catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
    throw new GatewayRefusal(
      AUTHORIZER_ERROR,
      `Execution failed due to configuration error: Authorizer ${error.code}: ${error.message}`,
    );
  });
  const text = Buffer.from(result.payload).toString();
  if (!result.functionError) return text;
  const isRefusal = /"errorMessage":\s*"Unauthorized"/.test(text);
  throw new GatewayRefusal(isRefusal ? UNAUTHORIZED : AUTHORIZER_ERROR, `Authorizer failed: ${text}`);
}

/** A REQUEST authorizer is given the request as a proxy integration is, without its body. */
function requestEvent(world: World, routed: RoutedRequest, methodArn: string): object {
  // Of the event only the members that a proxy has besides are taken out.
  const { body: _, isBase64Encoded: __, ...event } = proxyEvent(world, routed) as Readonly<Record<string, unknown>>;
  return { type: "REQUEST", methodArn, ...event };
}

/**
 * Throws 500 for an answer without a principal or a policy, or with a context of more than texts, numbers and booleans (API Gateway
 * developer guide, "Output from an API Gateway Lambda authorizer").
 */
export function answerOf(text: string): AuthorizerAnswer {
  const { principalId, policyDocument, context, usageIdentifierKey } = mapOf(parsed(text));
  const statements = [mapOf(policyDocument).Statement ?? []].flat().map(mapOf);
  if (typeof principalId !== "string" || principalId === "" || statements.length === 0) {
    throw new GatewayRefusal(AUTHORIZER_ERROR, `Invalid JSON in response of the authorizer: ${text}`);
  }
  const policy = statements.map(({ Effect, Action, Resource }) => ({
    effect: Effect,
    actions: texts(Action),
    resources: texts(Resource),
  }));
  return {
    principalId,
    policy,
    context: textsOf(mapOf(context)),
    ...(typeof usageIdentifierKey === "string" && { usageIdentifierKey }),
  };
}

function textsOf(context: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(context)) {
    if (typeof value !== "object" || value === null) continue;
    throw new GatewayRefusal(AUTHORIZER_ERROR, `The authorizer's context has an object or a list at ${name}`);
  }
  return Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  // Any object can be read by its names; what comes out is unknown.
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function texts(value: unknown): readonly string[] {
  return [value].flat().filter((one) => typeof one === "string");
}
