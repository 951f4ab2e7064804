/** What an API tells of its parts, and versions of that. */
import { anApi } from "./builders/api.ts";
import { add, replace, unmodelled } from "./builders/patch.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { aDate, the } from "./match.ts";
import type { Scene } from "./scene.ts";

const PARTS = "TestApiGatewayApiDocumentationPart";
const LIFE = recorded(`${PARTS}::test_documentation_part_lifecycle`);
const VERSIONS = recorded("TestDocumentations::test_documentation_parts_and_versions");
const GUIDE = documented("API Gateway developer guide, Representation of API documentation in API Gateway");

const NO_PART = "Invalid Documentation part identifier specified";
const PROPERTIES = '{ "description": "Sample API description" }';
const noApi = ({ accountId }: Scene): string => `Invalid API identifier specified ${accountId}:nothere`;

async function aPart(scene: Scene) {
  const { restApiId } = await anApi(scene);
  const made = { restApiId, location: { type: "API" as const }, properties: PROPERTIES };
  const { id: documentationPartId = "" } = await scene.apigateway.createDocumentationPart(made);
  return { restApiId, documentationPartId };
}

const shownPart = (properties: string): object => ({ id: the("part"), location: { type: "API" }, properties });

export const DOCUMENTATION_CASES: readonly Case[] = casesOf("API documentation", [
  {
    id: "D-documentation-part",
    name: "a documentation part is made (201), shown, listed, changed and deleted (202), its properties as text",
    source: LIFE,
    async run(scene) {
      const { apigateway } = scene;
      const { restApiId } = await anApi(scene);
      const made = { restApiId, location: { type: "API" as const }, properties: PROPERTIES };
      const { id } = await scene.answers(apigateway.createDocumentationPart(made), 201, shownPart(PROPERTIES));
      const part = { restApiId, documentationPartId: id };
      await scene.answers(apigateway.getDocumentationPart(part), 200, shownPart(PROPERTIES));
      await scene.answers(apigateway.getDocumentationParts({ restApiId }), 200, { items: [shownPart(PROPERTIES)] });
      const updated = '{ "description": "Updated Sample API description" }';
      const patchOperations = [replace("/properties", updated)];
      await scene.answers(apigateway.updateDocumentationPart({ ...part, patchOperations }), 200, shownPart(updated));
      await scene.answers(apigateway.getDocumentationPart(part), 200, shownPart(updated));
      await scene.answers(apigateway.deleteDocumentationPart(part), 202, {});
    },
  },
  {
    id: "D-documentation-no-api",
    name: "CreateDocumentationPart and GetDocumentationParts of a missing API: 404 NotFoundException",
    source: recorded(`${PARTS}::test_doc_parts_crud_no_api`),
    async run(scene) {
      const restApiId = "nothere";
      const made = { restApiId, location: { type: "API" as const }, properties: PROPERTIES };
      await scene.refuses(scene.apigateway.createDocumentationPart(made), 404, "NotFoundException", noApi(scene));
      await scene.refuses(scene.apigateway.getDocumentationParts({ restApiId }), 404, "NotFoundException", noApi(scene));
    },
  },
  {
    id: "D-documentation-no-part",
    name: "a documentation part of a missing API is what is missing for Get and Update, and the API for Delete",
    source: recorded(
      `${PARTS}::test_invalid_get_documentation_part, test_invalid_update_…, test_invalid_delete_documentation_part`,
    ),
    async run(scene) {
      const { apigateway } = scene;
      const part = await aPart(scene);
      const elsewhere = { ...part, restApiId: "nothere" };
      const other = { ...part, documentationPartId: "nothere" };
      const patchOperations = [replace("/properties", PROPERTIES)];
      await scene.refuses(apigateway.getDocumentationPart(elsewhere), 404, "NotFoundException", NO_PART);
      await scene.refuses(apigateway.getDocumentationPart(other), 404, "NotFoundException", NO_PART);
      await scene.refuses(
        apigateway.updateDocumentationPart({ ...elsewhere, patchOperations }),
        404,
        "NotFoundException",
        NO_PART,
      );
      await scene.refuses(apigateway.deleteDocumentationPart(elsewhere), 404, "NotFoundException", noApi(scene));
      await apigateway.deleteDocumentationPart(part);
      await scene.refuses(apigateway.deleteDocumentationPart(part), 404, "NotFoundException", NO_PART);
    },
  },
  {
    id: "D-documentation-type",
    name: "CreateDocumentationPart refuses a type of location that there is not: 400 ValidationException",
    source: recorded(`${PARTS}::test_invalid_create_documentation_part_operations`),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const location = { type: unmodelled("INVALID") };
      const message =
        "1 validation error detected: Value 'INVALID' at 'createDocumentationPartInput.location.type' failed to satisfy constraint: " +
        "Member must satisfy enum value set: [RESPONSE_BODY, RESPONSE, METHOD, MODEL, AUTHORIZER, RESPONSE_HEADER, RESOURCE, " +
        "PATH_PARAMETER, REQUEST_BODY, QUERY_PARAMETER, API, REQUEST_HEADER]";
      const call = scene.apigateway.createDocumentationPart({ restApiId, location, properties: PROPERTIES });
      await scene.refuses(call, 400, "ValidationException", message);
    },
  },
  {
    id: "D-documentation-patch",
    name: "UpdateDocumentationPart replaces /properties and nothing else: 400 BadRequestException",
    source: recorded(`${PARTS}::test_invalid_update_documentation_part`),
    async run(scene) {
      const part = await aPart(scene);
      const update = (operation: ReturnType<typeof replace>) =>
        scene.apigateway.updateDocumentationPart({ ...part, patchOperations: [operation] });
      const adding = "Invalid patch path  '/properties' specified for op 'add'. Please choose supported operations";
      const elsewhere = "Invalid patch path  '/invalidPath' specified for op 'replace'. Must be one of: [/properties]";
      await scene.refuses(update(add("/properties", PROPERTIES)), 400, "BadRequestException", adding);
      await scene.refuses(update(replace("/invalidPath", PROPERTIES)), 400, "BadRequestException", elsewhere);
    },
  },
  {
    id: "D-documentation-twice",
    name: "CreateDocumentationPart refuses a second part for the same place: 409 ConflictException",
    source: GUIDE,
    async run(scene) {
      const { restApiId } = await aPart(scene);
      const made = { restApiId, location: { type: "API" as const }, properties: PROPERTIES };
      await scene.refuses(scene.apigateway.createDocumentationPart(made), 409, "ConflictException");
    },
  },
  {
    id: "D-documentation-version",
    name: "a documentation version is made (201) and shown with its date; its description can be changed",
    source: VERSIONS,
    async run(scene) {
      const { apigateway } = scene;
      const { restApiId } = await aPart(scene);
      const version = { restApiId, documentationVersion: "v123" };
      const shown = { version: "v123", createdDate: aDate() };
      await scene.answers(apigateway.createDocumentationVersion(version), 201, shown);
      const patchOperations = [replace("/description", "doc version new")];
      const described = { ...shown, description: "doc version new" };
      await scene.answers(apigateway.updateDocumentationVersion({ ...version, patchOperations }), 200, described);
      await scene.answers(apigateway.getDocumentationVersion(version), 200, described);
    },
  },
]);
