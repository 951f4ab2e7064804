/** What an API tells of its parts, and snapshots of that. A part is known by where it is: AWS has one for each place. */
import type { APIGateway, DocumentationPart, DocumentationVersion } from "@aws-sdk/client-api-gateway";
import { type DocumentedPart, documentationKey, documentedPart } from "../kinds/rest-api/documentation-key.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { ApiMembers, DocumentationVersionSpec } from "../model/specs/api-members.ts";
import { ifThere, isNamed } from "./classify-error.ts";
import { allPages } from "./observing.ts";
import { replace } from "./patch.ts";
import type { AwsSession } from "./session.ts";

const PAGE = 500;

export async function liveDocumentation(
  session: AwsSession,
  restApiId: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, JsonObject>>> {
  const parts = await session.readDeep(`apigateway.GetDocumentationParts ${restApiId}`, async () =>
    fetchParts(await session.clients.apigateway(), restApiId, signal),
  );
  return Object.fromEntries(parts.map((part) => [keyOf(part), propertiesOf(part)]));
}

export async function liveVersions(
  session: AwsSession,
  restApiId: string,
  abortSignal: AbortSignal,
): Promise<Readonly<Record<string, DocumentationVersionSpec>>> {
  const versions = await session.readDeep(`apigateway.GetDocumentationVersions ${restApiId}`, async () => {
    const api = await session.clients.apigateway();
    return allPages<DocumentationVersion>(async (position) => {
      const page = await api.getDocumentationVersions({ restApiId, limit: PAGE, position }, { abortSignal });
      return { items: page.items ?? [], token: page.position };
    });
  });
  return Object.fromEntries(versions.map(({ version = "", description = "" }) => [version, { description }]));
}

function fetchParts(api: APIGateway, restApiId: string, abortSignal: AbortSignal): Promise<readonly DocumentationPart[]> {
  return allPages(async (position) => {
    const page = await api.getDocumentationParts({ restApiId, limit: PAGE, position }, { abortSignal });
    return { items: page.items ?? [], token: page.position };
  });
}

function keyOf({ location }: DocumentationPart): string {
  return location?.type === undefined ? "" : documentationKey({ ...location, type: location.type });
}

/** What is no object of JSON, which AWS takes no other of, is shown as it is. */
function propertiesOf({ properties = "{}" }: DocumentationPart): JsonObject {
  try {
    // What JSON.parse gives is JSON.
    const value = JSON.parse(properties) as Json;
    return isObject(value) ? value : { text: properties };
  } catch {
    return { text: properties };
  }
}

export interface DocumentationWork {
  readonly api: APIGateway;
  readonly restApiId: string;
  readonly signal: AbortSignal;
  readonly desired: ApiMembers;
  readonly live: ApiMembers;
  changed(member: keyof ApiMembers): ReadonlySet<string> | null;
}

/** Parts before versions, which hold what there is then. */
export async function writeDocumentation(work: DocumentationWork): Promise<void> {
  const { desired, live, changed } = work;
  const parts = changedIn(desired.documentation, changed("documentation"));
  if (parts.length > 0) await writeParts(work, parts);
  for (const [version, spec] of changedIn(desired.documentationVersions, changed("documentationVersions"))) {
    await writeVersion(work, version, spec, live.documentationVersions?.[version] ?? null);
  }
}

function changedIn<T>(
  members: Readonly<Record<string, T>> | undefined,
  only: ReadonlySet<string> | null,
): readonly (readonly [string, T])[] {
  return Object.entries(members ?? {})
    .filter(([key]) => only?.has(key) ?? true)
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
}

type Parts = readonly (readonly [string, JsonObject | null])[];

async function writeParts({ api, restApiId, signal, live }: DocumentationWork, parts: Parts): Promise<void> {
  const isThere = parts.some(([key]) => live.documentation?.[key] !== undefined);
  let ids = isThere ? idsOf(await fetchParts(api, restApiId, signal)) : new Map<string, string>();
  for (const [key, properties] of parts) {
    const location = documentedPart(key);
    const documentationPartId = ids.get(key);
    if (properties === null) {
      if (documentationPartId !== undefined) await ifThere(api.deleteDocumentationPart({ restApiId, documentationPartId }));
    } else if (documentationPartId !== undefined) {
      await updatePart({ api, restApiId, documentationPartId }, properties);
    } else if (location !== undefined && !(await makePart(api, restApiId, location, properties))) {
      ids = idsOf(await fetchParts(api, restApiId, signal));
      await updatePart({ api, restApiId, documentationPartId: ids.get(key) }, properties);
    }
  }
}

function idsOf(parts: readonly DocumentationPart[]): Map<string, string> {
  return new Map(parts.map((part) => [keyOf(part), part.id ?? ""]));
}

/** Whether it was made: somebody, or a try of ours whose answer was lost, may have made it. */
async function makePart(api: APIGateway, restApiId: string, location: DocumentedPart, properties: JsonObject): Promise<boolean> {
  try {
    await api.createDocumentationPart({ restApiId, location, properties: JSON.stringify(properties) });
    return true;
  } catch (error) {
    if (!isNamed(error, "ConflictException")) throw error;
    return false;
  }
}

async function updatePart(
  { api, ...part }: { readonly api: APIGateway; readonly restApiId: string; readonly documentationPartId: string | undefined },
  properties: JsonObject,
): Promise<void> {
  await api.updateDocumentationPart({ ...part, patchOperations: [replace(["properties"], JSON.stringify(properties))] });
}

async function writeVersion(
  { api, restApiId }: DocumentationWork,
  documentationVersion: string,
  spec: DocumentationVersionSpec | null,
  live: DocumentationVersionSpec | null,
): Promise<void> {
  const version = { restApiId, documentationVersion };
  if (spec === null) {
    if (live !== null) await ifThere(api.deleteDocumentationVersion(version));
    return;
  }
  const { description = "" } = spec;
  const describe = () => api.updateDocumentationVersion({ ...version, patchOperations: [replace(["description"], description)] });
  if (live !== null) {
    await describe();
    return;
  }
  try {
    await api.createDocumentationVersion({ ...version, ...(description !== "" && { description }) });
  } catch (error) {
    if (!isNamed(error, "ConflictException")) throw error;
    await describe();
  }
}
