/** The working copy of an API as routes: GetResources with embedded methods, read as `METHOD /path` → RouteSpec. Pure. */
import type { Integration, Method, Resource } from "@aws-sdk/client-api-gateway";
import { declared } from "../kinds/authoring.ts";
import { hasResponses, shortest } from "../kinds/rest-api/integration-form.ts";
import type { Identity } from "../model/observation.ts";
import type { FullIntegration, IntegrationSpec, ResponseSpec, RouteSpec } from "../model/specs/rest-api.ts";
import { parseLambdaUri } from "./integration-uri.ts";

const REQUEST = "method.request.";
const HEADER = "method.response.header.";

/** Every live route, and AWS's resource ids by path. */
export interface WorkingCopy {
  readonly routes: Readonly<Record<string, RouteSpec>>;
  readonly resourceIds: Readonly<Record<string, string>>;
}

/** What methods name by id, by which authors call it. */
export interface NamesById {
  readonly authorizers: ReadonlyMap<string, string>;
  readonly validators: ReadonlyMap<string, string>;
}

const NO_NAMES: NamesById = { authorizers: new Map(), validators: new Map() };

export function workingCopyOf(resources: readonly Resource[], identity: Identity, names: NamesById = NO_NAMES): WorkingCopy {
  const routes = resources.flatMap(({ id, path = "/", resourceMethods }) =>
    Object.entries(resourceMethods ?? {}).map(
      ([verb, method]) => [`${verb} ${path}`, routeOf(method, { identity, names, resourceId: id })] as const,
    ),
  );
  return {
    routes: Object.fromEntries(routes.toSorted(([left], [right]) => (left < right ? -1 : 1))),
    resourceIds: Object.fromEntries(resources.map(({ path = "/", id = "" }) => [path, id])),
  };
}

interface Around {
  readonly identity: Identity;
  readonly names?: NamesById;
  readonly resourceId?: string | undefined;
}

/** A method without an integration, as a crash between the two calls leaves it, has none in its spec either. */
export function routeOf(method: Method, around: Around): RouteSpec {
  const { names = NO_NAMES } = around;
  const live = method.methodIntegration;
  const integration = live?.type ? integrationOf(live, around) : undefined;
  const { authorizerId, requestValidatorId } = method;
  return declared({
    authorization: method.authorizationType ?? "NONE",
    authorizer: authorizerId && (names.authorizers.get(authorizerId) ?? authorizerId),
    scopes: method.authorizationScopes?.length ? method.authorizationScopes.toSorted() : undefined,
    apiKeyRequired: method.apiKeyRequired ?? false,
    operationName: method.operationName || undefined,
    validator: requestValidatorId && (names.validators.get(requestValidatorId) ?? requestValidatorId),
    parameters: withoutPrefix(method.requestParameters, REQUEST),
    models: filled(method.requestModels),
    responses: hasResponses(integration) ? responsesOf(method) : undefined,
    integration,
  });
}

function responsesOf({ methodResponses }: Method): RouteSpec["responses"] {
  const responses = Object.entries(methodResponses ?? {}).map(([statusCode, response]): [string, ResponseSpec] => {
    const headers = withoutPrefix(response.responseParameters, HEADER);
    return [statusCode, declared({ statusCode, headers, models: filled(response.responseModels) })];
  });
  return filled(Object.fromEntries(responses));
}

function withoutPrefix<V>(map: Readonly<Record<string, V>> | undefined, prefix: string): Readonly<Record<string, V>> | undefined {
  const entries = Object.entries(map ?? {}).map(([name, value]) => [
    name.startsWith(prefix) ? name.slice(prefix.length) : name,
    value,
  ]);
  return filled(Object.fromEntries(entries));
}

function filled<T extends object>(map: T | undefined): T | undefined {
  return map && Object.keys(map).length > 0 ? map : undefined;
}

/** Precondition: it has a type. */
function integrationOf(live: Integration, { identity, resourceId }: Around): IntegrationSpec {
  // A function is invoked by POST (aws-facts 4); with another method it is no call of a function.
  const target = live.httpMethod === "POST" ? parseLambdaUri(live.uri ?? "", identity) : undefined;
  const responses = Object.entries(live.integrationResponses ?? {}).map(([statusCode, response]) => {
    const { selectionPattern, responseParameters, responseTemplates, contentHandling } = response;
    const parts = { responseParameters: filled(responseParameters), responseTemplates: filled(responseTemplates) };
    return [statusCode, declared({ statusCode, selectionPattern: selectionPattern || undefined, ...parts, contentHandling })];
  });
  const full: FullIntegration = declared({
    type: live.type as FullIntegration["type"],
    ...(target ?? { uri: live.uri }),
    method: live.httpMethod,
    credentials: live.credentials,
    connectionId: live.connectionId,
    timeoutMs: live.timeoutInMillis,
    passthroughBehavior: live.passthroughBehavior?.toUpperCase(),
    contentHandling: live.contentHandling,
    requestParameters: live.requestParameters,
    requestTemplates: live.requestTemplates,
    // AWS names it after the resource unless told otherwise.
    cacheNamespace: live.cacheNamespace === resourceId ? undefined : live.cacheNamespace,
    cacheKeyParameters: live.cacheKeyParameters,
    integrationTarget: live.integrationTarget,
    responseTransferMode: live.responseTransferMode,
    insecureSkipVerification: live.tlsConfig?.insecureSkipVerification,
    responses: Object.fromEntries(responses),
  });
  return shortest(full);
}
