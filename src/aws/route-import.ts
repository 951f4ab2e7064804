/**
 * Many routes in one call: PutRestApi with `mode=merge` makes the resources, methods and integrations of a document and leaves
 * alone what it does not name (aws-facts 3.4). It is idempotent and not atomic: cut off, the next pass finds what is there.
 */
import type { Identity } from "../model/observation.ts";
import type { IntegrationSpec, MockIntegration, RouteSpec } from "../model/specs/rest-api.ts";
import { lambdaUri } from "./integration-uri.ts";
import { mockRequest, mockResponse } from "./live-routes.ts";
import type { AwsSession } from "./session.ts";

type Routes = readonly (readonly [string, RouteSpec])[];

/** PutRestApi has a quota of one a second, in which ten other calls go: below that, one by one is as fast. */
const WORTH_AN_IMPORT = 10;

/** Whether new routes are worth an import; `resources`: how many paths have to be made for them. */
export function isWorthImport(routes: Routes, resources: number): boolean {
  const calls = routes.map(([, { integration }]) => (integration === undefined ? 1 : integration.type === "mock" ? 4 : 2));
  return calls.reduce((sum, count) => sum + count, resources) >= WORTH_AN_IMPORT;
}

/** Adds routes to a working copy that has none of them. `name` is the API's, which an import would set otherwise. */
export async function importRoutes(
  session: AwsSession,
  api: { readonly id: string; readonly name: string; readonly identity: Identity },
  routes: Routes,
): Promise<void> {
  if (routes.length === 0) return;
  const client = await session.clients.apigateway();
  const body = new TextEncoder().encode(JSON.stringify(openApiOf(api.name, routes, api.identity)));
  await client.putRestApi({ restApiId: api.id, mode: "merge", failOnWarnings: true, body });
}

/** OpenAPI 3 with API Gateway's extensions. Pure. */
function openApiOf(name: string, routes: Routes, identity: Identity): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [route, spec] of routes) {
    const [verb = "", path = "/"] = route.split(" ");
    paths[path] = { ...paths[path], [verb === "ANY" ? ANY : verb.toLowerCase()]: operationOf(spec, identity) };
  }
  const keyed = routes.some(([, spec]) => spec.apiKeyRequired);
  return {
    openapi: "3.0.1",
    info: { title: name, version: "1" },
    paths,
    ...(keyed && { components: { securitySchemes: { api_key: { type: "apiKey", name: "x-api-key", in: "header" } } } }),
  };
}

const ANY = "x-amazon-apigateway-any-method";

function operationOf(spec: RouteSpec, identity: Identity): object {
  const { integration } = spec;
  return {
    ...(spec.authorization === "AWS_IAM" && { "x-amazon-apigateway-auth": { type: "AWS_IAM" } }),
    ...(spec.apiKeyRequired && { security: [{ api_key: [] }] }),
    responses: integration?.type === "mock" ? declaredResponses(integration) : {},
    ...(integration && { "x-amazon-apigateway-integration": integrationOf(integration, identity) }),
  };
}

function integrationOf(spec: IntegrationSpec, identity: Identity): object {
  switch (spec.type) {
    case "lambda":
      // Lambda is invoked by POST whatever the route's method (aws-facts 4).
      return { type: "aws_proxy", httpMethod: "POST", uri: lambdaUri(spec, identity), ...timeoutOf(spec) };
    case "http":
      return { type: "http_proxy", httpMethod: spec.method, uri: spec.url, ...timeoutOf(spec) };
    case "mock": {
      const { responseParameters, responseTemplates } = mockResponse(spec);
      const response = { statusCode: String(spec.status), responseParameters, ...(responseTemplates && { responseTemplates }) };
      return { type: "mock", requestTemplates: mockRequest(spec.status), responses: { default: response } };
    }
    case "other":
      // Only ever live: nobody can declare it.
      return {};
  }
}

function timeoutOf({ timeoutMs }: { readonly timeoutMs?: number }): object {
  return timeoutMs === undefined ? {} : { timeoutInMillis: timeoutMs };
}

function declaredResponses(spec: MockIntegration): object {
  const headers = Object.keys(spec.headers ?? {}).map((header) => [header, { schema: { type: "string" } }]);
  return { [spec.status]: { description: "", headers: Object.fromEntries(headers) } };
}
