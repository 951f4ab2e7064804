/**
 * Writes routes of a working copy, one at a time, for AWS refuses concurrent writes to one API. Nothing here is served
 * before a deployment, so a route may be rebuilt where patching it would take more calls.
 *
 *   route              live has no such method    PutMethod, then its integration
 *   authorization, key                            UpdateMethod
 *   integration        same type                  UpdateIntegration, only what changed
 *   integration        other type, or none        PutIntegration: a type cannot be patched (aws-facts 3.3)
 *   mock               any difference             the method is deleted and put again, with its responses
 */
import type { APIGateway, PutIntegrationCommandInput } from "@aws-sdk/client-api-gateway";
import type { Identity } from "../model/observation.ts";
import type { HttpIntegration, IntegrationSpec, LambdaIntegration, MockIntegration, RouteSpec } from "../model/specs/rest-api.ts";
import { isNamed, isNotFound } from "./classify-error.ts";
import { lambdaUri } from "./integration-uri.ts";
import { mockRequest, mockResponse } from "./live-routes.ts";
import type { Patch } from "./patch.ts";
import { replace } from "./patch.ts";

export interface RouteTarget {
  readonly api: APIGateway;
  readonly identity: Identity;
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

const DEFAULT_TIMEOUT_MS = 29_000;

/** Makes a method as declared; one that a lost answer left behind is made anew. */
export async function createRoute(target: RouteTarget, spec: RouteSpec): Promise<void> {
  try {
    await putMethod(target, spec);
  } catch (error) {
    if (!isNamed(error, "ConflictException")) throw error;
    await deleteRoute(target);
    await putMethod(target, spec);
  }
  if (spec.integration) await putIntegration(target, spec.integration);
}

/** Changes a live method where it differs from what is declared. */
export async function updateRoute(target: RouteTarget, spec: RouteSpec, live: RouteSpec): Promise<void> {
  const { integration } = spec;
  const differs = integration !== undefined && !sameIntegration(integration, live.integration);
  if (differs && integration.type === "mock") {
    await deleteRoute(target);
    await createRoute(target, { ...live, ...spec });
    return;
  }
  const patches = methodPatches(spec, live);
  if (patches.length > 0) await target.api.updateMethod({ ...addressing(target), patchOperations: patches });
  if (differs) await changeIntegration(target, integration, live.integration);
}

async function deleteRoute(target: RouteTarget): Promise<void> {
  try {
    await target.api.deleteMethod(addressing(target));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

export function methodPatches(spec: RouteSpec, live: RouteSpec): Patch[] {
  const patches: Patch[] = [];
  if (spec.authorization !== undefined && spec.authorization !== live.authorization) {
    patches.push(replace(["authorizationType"], spec.authorization));
  }
  if (spec.apiKeyRequired !== undefined && spec.apiKeyRequired !== live.apiKeyRequired) {
    patches.push(replace(["apiKeyRequired"], spec.apiKeyRequired));
  }
  return patches;
}

/** Patches between two integrations of one type; `null`: they are not, and it must be put anew. */
export function integrationPatches(spec: IntegrationSpec, live: IntegrationSpec | undefined, identity: Identity): Patch[] | null {
  const patches: Patch[] = [];
  if (spec.type === "lambda" && live?.type === "lambda") {
    if (lambdaUri(spec, identity) !== lambdaUri(live, identity)) patches.push(replace(["uri"], lambdaUri(spec, identity)));
  } else if (spec.type === "http" && live?.type === "http") {
    if (spec.url !== live.url) patches.push(replace(["uri"], spec.url));
    if (spec.method !== live.method) patches.push(replace(["httpMethod"], spec.method));
  } else {
    return null;
  }
  const timeout = spec.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  if (timeout !== (live.timeoutMs ?? DEFAULT_TIMEOUT_MS)) patches.push(replace(["timeoutInMillis"], timeout));
  return patches;
}

async function changeIntegration(target: RouteTarget, spec: IntegrationSpec, live: IntegrationSpec | undefined): Promise<void> {
  const patches = integrationPatches(spec, live, target.identity);
  if (patches === null) return putIntegration(target, spec);
  if (patches.length > 0) await target.api.updateIntegration({ ...addressing(target), patchOperations: patches });
}

/** Members that mean something by not being declared: without a qualifier, the function itself; a mock is what it says as a whole. */
function telling(spec: IntegrationSpec, live: IntegrationSpec): readonly string[] {
  if (spec.type === "lambda") return ["qualifier"];
  return spec.type === "mock" ? Object.keys(live) : [];
}

/** Whether what is declared is what lives. */
function sameIntegration(spec: IntegrationSpec, live: IntegrationSpec | undefined): boolean {
  if (spec.type !== live?.type) return false;
  const names = new Set([...Object.keys(spec), ...telling(spec, live)]);
  // Both are plain values with these members.
  const [want, have] = [spec as unknown as Record<string, unknown>, live as unknown as Record<string, unknown>];
  return [...names].every((name) => sameValue(want[name] ?? defaultOf(name), have[name] ?? defaultOf(name)));
}

function defaultOf(member: string): unknown {
  if (member === "timeoutMs") return DEFAULT_TIMEOUT_MS;
  return member === "headers" ? {} : "";
}

function sameValue(left: unknown, right: unknown): boolean {
  if (typeof left !== "object" || left === null || typeof right !== "object" || right === null) return left === right;
  const [want, have] = [Object.entries(left), new Map(Object.entries(right))];
  return want.length === have.size && want.every(([key, value]) => have.get(key) === value);
}

async function putMethod(target: RouteTarget, spec: RouteSpec): Promise<void> {
  await target.api.putMethod({
    ...addressing(target),
    authorizationType: spec.authorization ?? "NONE",
    apiKeyRequired: spec.apiKeyRequired ?? false,
  });
}

async function putIntegration(target: RouteTarget, spec: IntegrationSpec): Promise<void> {
  switch (spec.type) {
    case "lambda":
      return putProxy(target, lambdaInput(spec, target.identity));
    case "http":
      return putProxy(target, httpInput(spec));
    case "mock":
      return putMock(target, spec);
    case "other":
      // Only ever live: nobody can declare it.
      return;
  }
}

type ProxyInput = Pick<PutIntegrationCommandInput, "type" | "uri" | "integrationHttpMethod" | "timeoutInMillis">;

async function putProxy(target: RouteTarget, input: ProxyInput): Promise<void> {
  await target.api.putIntegration({ ...addressing(target), ...input });
}

/** Lambda is invoked by POST whatever the route's method (aws-facts 4). */
function lambdaInput(spec: LambdaIntegration, identity: Identity): ProxyInput {
  const uri = lambdaUri(spec, identity);
  return { type: "AWS_PROXY", uri, integrationHttpMethod: "POST", timeoutInMillis: spec.timeoutMs };
}

function httpInput(spec: HttpIntegration): ProxyInput {
  return { type: "HTTP_PROXY", uri: spec.url, integrationHttpMethod: spec.method, timeoutInMillis: spec.timeoutMs };
}

async function putMock(target: RouteTarget, spec: MockIntegration): Promise<void> {
  const statusCode = String(spec.status);
  const { responseParameters, declaredParameters, responseTemplates } = mockResponse(spec);
  const at = addressing(target);
  await target.api.putIntegration({ ...at, type: "MOCK", requestTemplates: { ...mockRequest(spec.status) } });
  await target.api.putMethodResponse({ ...at, statusCode, responseParameters: declaredParameters });
  await target.api.putIntegrationResponse({ ...at, statusCode, responseParameters, responseTemplates });
}

function addressing({ restApiId, resourceId, httpMethod }: RouteTarget) {
  return { restApiId, resourceId, httpMethod };
}
