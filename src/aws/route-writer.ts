/**
 * Writes routes of a working copy, one at a time, for AWS refuses concurrent writes to one API. Nothing here is served
 * before a deployment, so a route may be rebuilt where patching it would take more calls.
 *
 *   route              live has no such method       PutMethod, then its integration and responses
 *   method             anything but responses        UpdateMethod
 *   lambda, http       same type                     UpdateIntegration, only what changed
 *   integration        otherwise                     PutIntegration, which takes its responses along: a type cannot be
 *                                                    patched (aws-facts 3.3)
 *   mock, responses of the method                    the method is deleted and put again
 */
import type { APIGateway } from "@aws-sdk/client-api-gateway";
import { canonicalJson } from "../kinds/digest.ts";
import { DEFAULT_TIMEOUT_MS } from "../kinds/rest-api/integration-form.ts";
import type { Identity } from "../model/observation.ts";
import type { IntegrationSpec, RouteSpec } from "../model/specs/rest-api.ts";
import { ifThere, isNamed } from "./classify-error.ts";
import { type WrittenIntegration, writtenIntegration } from "./integration-input.ts";
import { lambdaUri } from "./integration-uri.ts";
import { type MemberIds, methodInput, methodPatches } from "./method-input.ts";
import type { Patch } from "./patch.ts";
import { replace } from "./patch.ts";

export interface RouteTarget {
  readonly api: APIGateway;
  readonly identity: Identity;
  readonly ids: MemberIds;
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

/** Makes a method as declared; one that a lost answer left behind is made anew. */
export async function createRoute(target: RouteTarget, spec: RouteSpec): Promise<void> {
  const input = { ...addressing(target), ...methodInput(spec, target.ids) };
  try {
    await target.api.putMethod(input);
  } catch (error) {
    if (!isNamed(error, "ConflictException")) throw error;
    await deleteRoute(target);
    await target.api.putMethod(input);
  }
  if (!spec.integration) return;
  const written = writtenIntegration(spec.integration, spec.responses, target.identity);
  await target.api.putIntegration({ ...addressing(target), ...written.input });
  await putMethodResponses(target, written);
  await putResponses(target, written);
}

/** Changes a live method where it differs from what is declared. */
export async function updateRoute(target: RouteTarget, spec: RouteSpec, live: RouteSpec): Promise<void> {
  const { integration } = spec;
  const differs = integration !== undefined && !sameIntegration(integration, live.integration);
  const anew = (differs && integration.type === "mock") || !same(spec.responses, live.responses);
  if (anew) {
    const { authorization, apiKeyRequired } = live;
    await deleteRoute(target);
    await createRoute(target, { ...(authorization && { authorization }), ...(apiKeyRequired && { apiKeyRequired }), ...spec });
    return;
  }
  await patchMethod(target, spec, live);
  if (differs) await changeIntegration(target, integration, live.integration);
}

/** All of a method but its integration and responses. */
export async function patchMethod(target: RouteTarget, spec: RouteSpec, live: RouteSpec): Promise<void> {
  const patches = methodPatches(spec, live, target.ids);
  if (patches.length > 0) await target.api.updateMethod({ ...addressing(target), patchOperations: patches });
}

async function deleteRoute(target: RouteTarget): Promise<void> {
  await ifThere(target.api.deleteMethod(addressing(target)));
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
  if (patches === null) {
    const written = writtenIntegration(spec, undefined, target.identity);
    await target.api.putIntegration({ ...addressing(target), ...written.input });
    await putResponses(target, written);
    return;
  }
  if (patches.length > 0) await target.api.updateIntegration({ ...addressing(target), patchOperations: patches });
}

/** Whether what is declared is what lives: both are canonical, but for the timeout that AWS tells. */
function sameIntegration(spec: IntegrationSpec, live: IntegrationSpec | undefined): boolean {
  return spec.type === live?.type && same(comparable(spec), comparable(live));
}

function comparable(spec: IntegrationSpec): object {
  return spec.type === "lambda" || spec.type === "http" ? { ...spec, timeoutMs: spec.timeoutMs ?? DEFAULT_TIMEOUT_MS } : spec;
}

/** Maps and texts that are empty are none. */
function same(left: unknown, right: unknown): boolean {
  return canonicalJson(withoutEmpty(left)) === canonicalJson(withoutEmpty(right));
}

function withoutEmpty(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value)
    .map(([name, member]) => [name, withoutEmpty(member)] as const)
    .filter(([, member]) => member !== undefined && member !== "");
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

async function putMethodResponses(target: RouteTarget, { methodResponses }: WrittenIntegration): Promise<void> {
  for (const { statusCode, headers = {}, models } of methodResponses) {
    const named = Object.entries(headers).map(([name, always]) => [`method.response.header.${name}`, always]);
    const responseParameters = Object.fromEntries(named);
    const responseModels = models && { ...models };
    await target.api.putMethodResponse({ ...addressing(target), statusCode, responseParameters, responseModels });
  }
}

async function putResponses(target: RouteTarget, { responses }: WrittenIntegration): Promise<void> {
  for (const { responseParameters, responseTemplates, contentHandling, ...response } of responses) {
    await target.api.putIntegrationResponse({
      ...addressing(target),
      ...response,
      responseParameters: responseParameters && { ...responseParameters },
      responseTemplates: responseTemplates && { ...responseTemplates },
      // One of API Gateway's two words: it comes from the schema, or from AWS.
      contentHandling: contentHandling as WrittenIntegration["input"]["contentHandling"],
    });
  }
}

function addressing({ restApiId, resourceId, httpMethod }: RouteTarget) {
  return { restApiId, resourceId, httpMethod };
}
