/**
 * What an authorizer says of a request (API Gateway developer guide, "Use API Gateway Lambda authorizers", "Output from a Lambda
 * authorizer", "Control access using Cognito user pools"):
 *
 *   no identity, or not of the expression     401 Unauthorized, without asking
 *   Error("Unauthorized")                     401 Unauthorized
 *   any other error, or no policy             500
 *   a policy that does not allow it           403 User is not authorized to access this resource
 *   allowed                                   what it says of the caller goes along
 *
 * An answer holds for its TTL, by the identity's values and not by the path.
 */
import { DEFAULT_TTL } from "../apigateway/authorizers.ts";
import type { AuthorizerState } from "../apigateway/state.ts";
import { wildcard } from "../authorization/pattern.ts";
import { queryValue } from "../wire/message.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { type AuthorizerAnswer, answerOf, askFunction } from "./authorizer-function.ts";
import { claimsOf } from "./cognito-token.ts";
import { GatewayRefusal, notAuthorized, UNAUTHORIZED } from "./gateway-answers.ts";

/** What the authorizer says of the caller whom it lets in. */
type Admission = Pick<RoutedRequest, "authorizer" | "usageIdentifierKey">;

interface Remembered {
  readonly answer: AuthorizerAnswer;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Answers live as long as their world. */
const remembered = new WeakMap<World, Map<string, Remembered>>();

/** Undefined: the route has no authorizer. Throws GatewayRefusal where the caller is not let in. */
export async function authorize(world: World, routed: RoutedRequest): Promise<Admission | undefined> {
  const { route } = routed;
  const { authorizer } = route;
  if (authorizer === undefined || (route.authorization !== "CUSTOM" && route.authorization !== "COGNITO_USER_POOLS"))
    return undefined;
  const identity = identityOf(authorizer, routed);
  if (authorizer.type === "COGNITO_USER_POOLS") {
    const claims = claimsOf(identity[0] ?? "", { authorizer, scopes: route.authorizationScopes, now: world.clock.now() });
    if (claims === undefined) throw new GatewayRefusal(UNAUTHORIZED, "the token is none of the user pools', or has expired");
    return { authorizer: { claims } };
  }
  const { policy, principalId, usageIdentifierKey, context } = await remember(world, { authorizer, routed, identity });
  const verdict = judged(policy, methodArn(world, routed));
  if (verdict !== "allowed") throw new GatewayRefusal(notAuthorized(verdict), `the authorizer's policy: ${verdict}`);
  return { authorizer: { ...context, principalId, integrationLatency: 0 }, usageIdentifierKey };
}

/** Values of the identity's places. Throws 401 where one is missing. */
function identityOf(
  { type, identitySource = "", identityValidationExpression }: AuthorizerState,
  routed: RoutedRequest,
): readonly string[] {
  const places = identitySource.split(",").flatMap((place) => (place.trim() === "" ? [] : [place.trim()]));
  return places.map((place) => {
    const value = valueAt(place, routed);
    if (!value) throw new GatewayRefusal(UNAUTHORIZED, `${place} is missing`);
    const fits =
      type !== "TOKEN" || !identityValidationExpression || new RegExp(`^(?:${identityValidationExpression})$`).test(value);
    if (!fits) throw new GatewayRefusal(UNAUTHORIZED, `${place} does not match ${identityValidationExpression}`);
    return value;
  });
}

function valueAt(place: string, { request, stage, path, route }: RoutedRequest): string | undefined {
  const [, source = "", name = ""] =
    /^(method\.request\.header|method\.request\.querystring|stageVariables|context)\.(.+)$/.exec(place) ?? [];
  if (source === "method.request.header") return request.headers[name.toLowerCase()];
  if (source === "method.request.querystring") return queryValue(request.query, name);
  if (source === "stageVariables") return stage.variables[name];
  const context: Readonly<Record<string, string>> = {
    path,
    resourcePath: route.path,
    httpMethod: request.method,
    stage: stage.stageName,
  };
  return context[name];
}

interface Asking {
  readonly authorizer: AuthorizerState;
  readonly routed: RoutedRequest;
  readonly identity: readonly string[];
}

async function remember(world: World, { authorizer, routed, identity }: Asking): Promise<AuthorizerAnswer> {
  const answers = remembered.get(world) ?? new Map<string, Remembered>();
  remembered.set(world, answers);
  const { stage } = routed;
  const key = JSON.stringify([stage.apiId, stage.stageName, stage.deploymentId, authorizer.id, identity]);
  const known = answers.get(key);
  if (known && known.until > world.clock.now()) return known.answer;
  const arn = methodArn(world, routed);
  const answer = answerOf(await askFunction(world, { authorizer, routed, token: identity[0] ?? "", methodArn: arn }));
  const ttl = (authorizer.authorizerResultTtlInSeconds ?? DEFAULT_TTL) * 1000;
  if (ttl > 0 && identity.length > 0) answers.set(key, { answer, until: world.clock.now() + ttl });
  return answer;
}

function methodArn(world: World, { request, stage, path }: RoutedRequest): string {
  return `arn:${world.partition}:execute-api:${world.region}:${world.account}:${stage.apiId}/${stage.stageName}/${request.method}${path}`;
}

function judged(policy: AuthorizerAnswer["policy"], arn: string): "allowed" | "denied" | "explicitly-denied" {
  const matching = policy.filter(({ actions, resources }) => {
    const isInvoke = actions.some((action) => wildcard(action.toLowerCase(), "execute-api:invoke"));
    return isInvoke && resources.some((resource) => wildcard(resource, arn));
  });
  if (matching.some(({ effect }) => effect === "Deny")) return "explicitly-denied";
  return matching.some(({ effect }) => effect === "Allow") ? "allowed" : "denied";
}
