/**
 * Many routes in one call: PutRestApi with `mode=merge` makes the resources, methods and integrations of a document and leaves
 * alone what it does not name (aws-facts 3.4). It is idempotent and not atomic: cut off, the next pass finds what is there.
 * Authorizers, validators and models are not in the document, for it would make them anew: methods are told of theirs after.
 */
import { IMPORTED_VERSION } from "../kinds/rest-api/imported-version.ts";
import type { Identity } from "../model/observation.ts";
import type { RouteSpec } from "../model/specs/rest-api.ts";
import { integrationExtension, writtenIntegration } from "./integration-input.ts";
import { hasMoreThanImported } from "./method-input.ts";
import type { AwsSession } from "./session.ts";

type Routes = readonly (readonly [string, RouteSpec])[];

/** PutRestApi has a quota of one a second, in which ten other calls go: below that, one by one is as fast. */
const WORTH_AN_IMPORT = 10;

/** Whether new routes are worth an import; `resources`: how many paths have to be made for them. */
export function isWorthImport(routes: Routes, resources: number): boolean {
  return routes.reduce((sum, [, route]) => sum + callsSaved(route), resources) >= WORTH_AN_IMPORT;
}

/** Whether a document can say it: models of responses and headers that are always set, and two answers for one pattern in no map. */
export function isImportable({ responses, integration }: RouteSpec): boolean {
  const isSaid = Object.values(responses ?? {}).every(({ headers = {}, models }) => {
    return models === undefined && !Object.values(headers).includes(true);
  });
  if (!isSaid) return false;
  const answers = integration !== undefined && "responses" in integration ? Object.values(integration.responses ?? {}) : [];
  return new Set(answers.map(({ selectionPattern }) => selectionPattern ?? "default")).size === answers.length;
}

function callsSaved(route: RouteSpec): number {
  const { integration, responses } = route;
  if (integration === undefined) return 1;
  const answers = "responses" in integration ? Object.keys(integration.responses ?? {}).length : 0;
  const others = integration.type === "mock" ? 2 : answers + Object.keys(responses ?? {}).length;
  return 2 + others - (hasMoreThanImported(route) ? 1 : 0);
}

interface ImportedInto {
  readonly name: string;
  readonly version: string | undefined;
  readonly identity: Identity;
}

/** Adds routes to a working copy that has none of them. Name and version are the API's, which an import would set otherwise. */
export async function importRoutes(
  session: AwsSession,
  api: ImportedInto & { readonly id: string },
  routes: Routes,
): Promise<void> {
  if (routes.length === 0) return;
  const client = await session.clients.apigateway();
  const body = new TextEncoder().encode(JSON.stringify(openApiOf(api, routes)));
  await client.putRestApi({ restApiId: api.id, mode: "merge", failOnWarnings: true, body });
}

/** OpenAPI 3 with API Gateway's extensions. Pure. */
function openApiOf({ name, version = IMPORTED_VERSION, identity }: ImportedInto, routes: Routes): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [route, spec] of routes) {
    const [verb = "", path = "/"] = route.split(" ");
    paths[path] = { ...paths[path], [verb === "ANY" ? ANY : verb.toLowerCase()]: operationOf(spec, identity) };
  }
  const keyed = routes.some(([, spec]) => spec.apiKeyRequired);
  return {
    openapi: "3.0.1",
    info: { title: name, version },
    paths,
    ...(keyed && { components: { securitySchemes: { api_key: { type: "apiKey", name: "x-api-key", in: "header" } } } }),
  };
}

const ANY = "x-amazon-apigateway-any-method";

function operationOf(spec: RouteSpec, identity: Identity): object {
  const written = spec.integration && writtenIntegration(spec.integration, spec.responses, identity);
  const responses = (written?.methodResponses ?? []).map(({ statusCode, headers = {} }) => {
    const named = Object.keys(headers).map((header) => [header, { schema: { type: "string" } }]);
    return [statusCode, { description: "", headers: Object.fromEntries(named) }];
  });
  return {
    ...(spec.authorization === "AWS_IAM" && { "x-amazon-apigateway-auth": { type: "AWS_IAM" } }),
    ...(spec.apiKeyRequired && { security: [{ api_key: [] }] }),
    responses: Object.fromEntries(responses),
    ...(written && { "x-amazon-apigateway-integration": integrationExtension(written) }),
  };
}
