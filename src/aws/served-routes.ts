/**
 * What a stage serves: GetExport gives the deployed snapshot and never the working copy (aws-facts 2.5). Its document is
 * lossy, so it is only ever compared route by route, in the form that the working copy is read to.
 */
import type { Integration, Method } from "@aws-sdk/client-api-gateway";
import { type Address, nameAt } from "../model/address.ts";
import type { Identity } from "../model/observation.ts";
import type { RouteSpec } from "../model/specs/rest-api.ts";
import { type LambdaTarget, parseLambdaUri } from "./integration-uri.ts";
import { routeOf } from "./live-routes.ts";
import type { AwsSession } from "./session.ts";

type Routes = Readonly<Record<string, RouteSpec>>;

/** By name: what a snapshot asks whether a request may pass. Only those that are Lambda functions. */
type Authorizers = Readonly<Record<string, LambdaTarget & { readonly credentials?: string }>>;

export interface Served {
  readonly routes: Routes;
  readonly authorizers: Authorizers;
}

/** `null`: AWS did not say, or not in a form that is known. */
export async function readServed(
  session: AwsSession,
  { address, apiId }: { readonly address: Address; readonly apiId: string },
  { identity, signal }: { readonly identity: Identity; readonly signal: AbortSignal },
): Promise<Served | null> {
  try {
    const api = await session.clients.apigateway();
    const request = {
      restApiId: apiId,
      stageName: nameAt(address, 1),
      exportType: "oas30",
      parameters: { extensions: "apigateway" },
      accepts: "application/json",
    };
    const { body } = await api.getExport(request, { abortSignal: signal });
    if (body === undefined) return null;
    const document: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return { routes: routesIn(document, identity), authorizers: authorizersIn(document, identity) };
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

const ANY = "x-amazon-apigateway-any-method";
const VERBS = new Set(["get", "put", "post", "delete", "options", "head", "patch", ANY]);

/** Of an OpenAPI 3.0 document with API Gateway's extensions. */
export function routesIn(document: unknown, identity: Identity): Routes {
  const routes = Object.entries(mapAt(document, "paths")).flatMap(([path, operations]) =>
    Object.entries(asMap(operations))
      .filter(([verb]) => VERBS.has(verb))
      .map(([verb, operation]) => [`${verb === ANY ? "ANY" : verb.toUpperCase()} ${path}`, methodOf(operation)] as const),
  );
  return Object.fromEntries(routes.map(([route, method]) => [route, routeOf(method, { identity })]));
}

const AUTHORIZER = "x-amazon-apigateway-authorizer";

/** Of the same. With an extension of API Gateway's that names no Lambda function there is nothing to let in. */
export function authorizersIn(document: unknown, identity: Identity): Authorizers {
  const schemes = Object.entries(mapAt(asMap(document).components, "securitySchemes"));
  return Object.fromEntries(
    schemes.flatMap(([name, scheme]) => {
      const { authorizerUri, authorizerCredentials } = mapAt(scheme, AUTHORIZER);
      const target = typeof authorizerUri === "string" ? parseLambdaUri(authorizerUri, identity) : undefined;
      if (target === undefined) return [];
      return [[name, { ...target, ...(typeof authorizerCredentials === "string" && { credentials: authorizerCredentials }) }]];
    }),
  );
}

function methodOf(operation: unknown): Method {
  const { security } = asMap(operation);
  const schemes = (Array.isArray(security) ? security : []).flatMap((scheme) => Object.keys(asMap(scheme)));
  const others = schemes.filter((scheme) => scheme !== "api_key");
  return {
    authorizationType: others.length === 0 ? "NONE" : others.includes("sigv4") ? "AWS_IAM" : "CUSTOM",
    apiKeyRequired: schemes.includes("api_key"),
    methodIntegration: integrationOf(asMap(operation)["x-amazon-apigateway-integration"]),
  };
}

/** The export's names of things are those of the extension, the SDK's those of GetIntegration. */
function integrationOf(exported: unknown): Integration | undefined {
  const { type, responses, ...rest } = asMap(exported);
  if (typeof type !== "string") return undefined;
  const answers = Object.values(asMap(responses)).map(asMap);
  return {
    // The members that both have are called and shaped alike.
    ...(rest as Omit<Integration, "type">),
    type: type.toUpperCase() as NonNullable<Integration["type"]>,
    integrationResponses: Object.fromEntries(answers.map((answer) => [String(answer.statusCode), answer])),
  };
}

function mapAt(value: unknown, member: string): Readonly<Record<string, unknown>> {
  return asMap(asMap(value)[member]);
}

function asMap(value: unknown): Readonly<Record<string, unknown>> {
  // A JSON object's members may be anything, which is what is said of them.
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
