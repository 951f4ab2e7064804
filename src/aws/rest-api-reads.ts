/** Reads of API Gateway that several kinds share: each once a pass. */
import type { Resource, RestApi } from "@aws-sdk/client-api-gateway";
import { parsePolicy } from "../kinds/policy-document.ts";
import type { PolicyDocument } from "../model/json.ts";
import type { Identity } from "../model/observation.ts";
import { listAuthorizers, listValidators } from "./api-members.ts";
import type { NamesById, WorkingCopy } from "./live-routes.ts";
import { workingCopyOf } from "./live-routes.ts";
import { allPages } from "./observing.ts";
import type { AwsSession } from "./session.ts";

/** The default is 25; this is the most (aws-facts 10.1). */
export const PAGE = 500;

/** Every REST API of the account and region, with tags, policy and endpoint. */
export function listRestApis(session: AwsSession, signal: AbortSignal): Promise<readonly RestApi[]> {
  return session.read("apigateway.GetRestApis", () => fetchRestApis(session, signal));
}

export async function fetchRestApis(session: AwsSession, abortSignal: AbortSignal): Promise<readonly RestApi[]> {
  const api = await session.clients.apigateway();
  return allPages(async (position) => {
    const page = await api.getRestApis({ limit: PAGE, position }, { abortSignal });
    return { items: page.items ?? [], token: page.position };
  });
}

export async function fetchWorkingCopy(
  session: AwsSession,
  restApiId: string,
  identity: Identity,
  abortSignal: AbortSignal,
): Promise<WorkingCopy> {
  const api = await session.clients.apigateway();
  const resources = await allPages(async (position) => {
    // Without the embedding the methods are empty objects.
    const page = await api.getResources({ restApiId, limit: PAGE, embed: ["methods"], position }, { abortSignal });
    return { items: page.items ?? [], token: page.position };
  });
  return workingCopyOf(resources, identity, await namesFor(session, restApiId, resources, abortSignal));
}

/** Lists are read only where a method names one of them. */
async function namesFor(
  session: AwsSession,
  restApiId: string,
  resources: readonly Resource[],
  signal: AbortSignal,
): Promise<NamesById> {
  const methods = resources.flatMap(({ resourceMethods }) => Object.values(resourceMethods ?? {}));
  const authorizers = methods.some(({ authorizerId }) => authorizerId) ? await listAuthorizers(session, restApiId, signal) : [];
  const validators = methods.some(({ requestValidatorId: id }) => id) ? await listValidators(session, restApiId, signal) : [];
  return {
    authorizers: new Map(authorizers.map(({ id = "", name = "" }) => [id, name])),
    validators: new Map(validators.map(({ id = "", name = "" }) => [id, name])),
  };
}

/** Settings of an API that its deployments freeze, with what AWS means where it says nothing. */
export function settingsOf(api: RestApi) {
  return {
    binaryMediaTypes: (api.binaryMediaTypes ?? []).toSorted(),
    minimumCompressionSize: api.minimumCompressionSize ?? null,
    apiKeySource: api.apiKeySource ?? "HEADER",
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint ?? false,
  } as const;
}

/** API Gateway gives a policy back as the inside of a JSON string, its quotes escaped; `null`: none. */
export function policyOf(api: RestApi): PolicyDocument | null {
  if (!api.policy) return null;
  // The escaped text between quotes is a JSON string by that, and the string is a document.
  const text = api.policy.includes('\\"') ? (JSON.parse(`"${api.policy}"`) as string) : api.policy;
  return parsePolicy(text);
}

/**
 * `execute-api:/…` in a policy is stored as the API's whole ARN. The live policy is written the short way where the
 * declared one is, so that the two compare.
 */
export function shortenResources(policy: PolicyDocument, arnPrefix: string): PolicyDocument {
  // Replacing text within JSON strings by text without quotes gives JSON of the same shape.
  return parsePolicy(JSON.stringify(policy).replaceAll(arnPrefix, "execute-api:/")) as PolicyDocument;
}
