/**
 * Documentation parts, one for each place of an API, and versions: what there was when one was made is not shown, for nothing
 * exports it here (recorded: TestApiGatewayApiDocumentationPart). Refusals of two parts at one place, of a place that its type does not
 * take and of properties that are no object are documented (API Gateway developer guide, "Representation of API documentation in API
 * Gateway"), and so are versions that are there already; the text of the first is AWS's (deliveryhero/serverless-aws-documentation#121),
 * the others are ours.
 */
import type { DocumentationPartLocation } from "@aws-sdk/client-api-gateway";
import { LOWERCASE_ALPHANUMERIC, type World } from "../world.ts";
import type { DocumentationPartState, DocumentationVersionState } from "./documentation-state.ts";
import { type ApiGatewayHandlers, now } from "./handlers.ts";
import { findApi } from "./lookup.ts";
import { pageOf } from "./paging.ts";
import { applyReplacements, type PatchRule, readPatches } from "./patch-operations.ts";
import { badRequest, conflict, notFound, notInEnum, refuseViolations } from "./refusals.ts";

/** In the order of AWS's message. */
const TYPES: readonly string[] = [
  "RESPONSE_BODY",
  "RESPONSE",
  "METHOD",
  "MODEL",
  "AUTHORIZER",
  "RESPONSE_HEADER",
  "RESOURCE",
  "PATH_PARAMETER",
  "REQUEST_BODY",
  "QUERY_PARAMETER",
  "API",
  "REQUEST_HEADER",
];

/** Types that need a name, and have one (DocumentationPartLocation). */
const NAMED: readonly string[] = [
  "AUTHORIZER",
  "MODEL",
  "PATH_PARAMETER",
  "QUERY_PARAMETER",
  "REQUEST_HEADER",
  "RESPONSE_HEADER",
];

const PART_PATHS: readonly PatchRule<DocumentationPartState>[] = [
  { path: "/properties", ops: ["replace"], apply: (part, { value }) => ({ ...part, properties: checked(value) }) },
];
const VERSION_PATHS: readonly PatchRule<DocumentationVersionState>[] = [
  { path: "/description", ops: ["replace"], apply: (version, { value }) => ({ ...version, description: value || undefined }) },
];

export function documentationHandlers(world: World): ApiGatewayHandlers {
  return {
    CreateDocumentationPart(input) {
      const type = input.location?.type ?? "null";
      refuseViolations(TYPES.includes(type) ? [] : [notInEnum(type, "createDocumentationPartInput.location.type", TYPES)]);
      const { documentationParts } = findApi(world, input);
      const location = { ...input.location, type: input.location?.type };
      if (NAMED.includes(type) !== Boolean(location.name)) {
        throw badRequest(`Invalid location for documentation part of type ${type}`);
      }
      const place = placeOf(location);
      if ([...documentationParts.values()].some((part) => placeOf(part.location) === place)) {
        throw conflict(`Documentation part already exists for the specified location: type '${type}'`);
      }
      const part = { id: world.newId(LOWERCASE_ALPHANUMERIC, 6), location, properties: checked(input.properties) };
      documentationParts.set(part.id, part);
      return view(part);
    },
    GetDocumentationPart: (input) => view(findPart(world, input)),
    GetDocumentationParts(input) {
      const page = pageOf([...findApi(world, input).documentationParts.values()], input);
      return { items: page.items.map(view), position: page.position };
    },
    UpdateDocumentationPart(input) {
      const patches = readPatches("updateDocumentationPart", input.patchOperations);
      const part = applyReplacements(findPart(world, input), patches, PART_PATHS);
      findApi(world, input).documentationParts.set(part.id, part);
      return view(part);
    },
    DeleteDocumentationPart(input) {
      const { documentationParts } = findApi(world, input);
      documentationParts.delete(findPart(world, input).id);
      return {};
    },
    CreateDocumentationVersion(input) {
      const { documentationVersions } = findApi(world, input);
      const { documentationVersion: version, description } = input;
      if (!version) throw badRequest("Documentation version must be specified");
      if (documentationVersions.has(version)) throw conflict("Documentation version already exists");
      const made = { version, createdDate: now(world), description: description || undefined };
      documentationVersions.set(version, made);
      return { ...made };
    },
    GetDocumentationVersion: (input) => ({ ...findVersion(world, input) }),
    GetDocumentationVersions(input) {
      const all = [...findApi(world, input).documentationVersions.values()].map((one) => ({ ...one, id: one.version }));
      const page = pageOf(all, input);
      return { items: page.items.map(({ id: _, ...version }) => version), position: page.position };
    },
    UpdateDocumentationVersion(input) {
      const patches = readPatches("updateDocumentationVersion", input.patchOperations);
      const version = applyReplacements(findVersion(world, input), patches, VERSION_PATHS);
      findApi(world, input).documentationVersions.set(version.version, version);
      return { ...version };
    },
    DeleteDocumentationVersion(input) {
      findApi(world, input).documentationVersions.delete(findVersion(world, input).version);
      return {};
    },
  };
}

/** What is left out is any. */
function placeOf({ type, path = "/", method = "*", statusCode = "*", name = "" }: DocumentationPartLocation): string {
  return [type, path, method, statusCode, name].join(" ");
}

function checked(properties: string | undefined): string {
  try {
    const value: unknown = JSON.parse(properties ?? "");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return properties ?? "";
  } catch {
    // As below.
  }
  throw badRequest("Documentation part properties must be non-empty and valid JSON");
}

function view(part: DocumentationPartState) {
  return { ...part, location: { ...part.location } };
}

interface Input {
  readonly restApiId: string | undefined;
}

/** Of a missing API it is the part that is missing (recorded). */
function findPart(world: World, input: Input & { readonly documentationPartId: string | undefined }): DocumentationPartState {
  const api = world.apigateway.apis.get(input.restApiId ?? "");
  const part = api?.documentationParts.get(input.documentationPartId ?? "");
  if (!part) throw notFound("Invalid Documentation part identifier specified");
  return part;
}

function findVersion(
  world: World,
  input: Input & { readonly documentationVersion: string | undefined },
): DocumentationVersionState {
  const version = findApi(world, input).documentationVersions.get(input.documentationVersion ?? "");
  if (!version) throw notFound("Invalid Documentation version specified");
  return version;
}
