/** UpdateResource: renamed, moved, refused. */
import { anApi } from "./builders/api.ts";
import { add, remove, replace } from "./builders/patch.ts";
import { below, NO_RESOURCE, pets, shows, taken } from "./builders/resource.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";

const RESOURCE = "TestApiGatewayApiResource";
const LIFECYCLE = recorded(`${RESOURCE}::test_resource_lifecycle`);
const UPDATES = recorded(`${RESOURCE}::test_update_resource_behaviour`);
const ROOT = recorded(`${RESOURCE}::test_update_resource_on_root`);

export const UPDATE_RESOURCE_CASES: readonly Case[] = casesOf("UpdateResource", [
  {
    id: "D34",
    name: "UpdateResource `replace /pathPart` renames a resource: 200",
    source: LIFECYCLE,
    async run(scene) {
      const { restApiId, rootId, petsId: resourceId } = await pets(scene);
      const shown = { id: resourceId, parentId: rootId, path: "/dogs", pathPart: "dogs" };
      const call = scene.apigateway.updateResource({ restApiId, resourceId, patchOperations: [replace("/pathPart", "dogs")] });
      await scene.answers(call, 200, shown);
      await scene.answers(scene.apigateway.getResource({ restApiId, resourceId }), 200, shown);
    },
  },
  {
    id: "D34b",
    name: "The children of a renamed resource move along",
    source: documented("API Gateway API reference, UpdateResource"),
    async run(scene) {
      const { restApiId, petsId: resourceId } = await pets(scene);
      await scene.apigateway.updateResource({ restApiId, resourceId, patchOperations: [replace("/pathPart", "dogs")] });
      await shows(scene, restApiId, ["/", "/dogs", "/dogs/subpets"]);
    },
  },
  {
    id: "D-move",
    name: "UpdateResource `replace /parentId` moves a resource below another parent",
    source: UPDATES,
    async run(scene) {
      const { restApiId, rootId, subpetsId } = await pets(scene);
      const patchOperations = [replace("/parentId", rootId)];
      const call = scene.apigateway.updateResource({ restApiId, resourceId: subpetsId, patchOperations });
      await scene.answers(call, 200, { id: subpetsId, parentId: rootId, path: "/subpets", pathPart: "subpets" });
    },
  },
  {
    id: "D-move-taken",
    name: "UpdateResource refuses a name that a sibling to be has, by either path: 409 ConflictException",
    source: UPDATES,
    async run(scene) {
      const { restApiId, rootId, subpetsId } = await pets(scene);
      const inner = await below(scene, restApiId, subpetsId, "pets");
      const moved = scene.apigateway.updateResource({
        restApiId,
        resourceId: inner,
        patchOperations: [replace("/parentId", rootId)],
      });
      await scene.refuses(moved, 409, "ConflictException", taken("pets"));
      await scene.apigateway.updateResource({
        restApiId,
        resourceId: subpetsId,
        patchOperations: [replace("/parentId", rootId)],
      });
      const named = scene.apigateway.updateResource({
        restApiId,
        resourceId: subpetsId,
        patchOperations: [replace("/pathPart", "pets")],
      });
      await scene.refuses(named, 409, "ConflictException", taken("pets"));
    },
  },
  {
    id: "D-cycle",
    name: "UpdateResource refuses a parent from below: 400 BadRequestException",
    source: UPDATES,
    async run(scene) {
      const { restApiId, petsId, subpetsId } = await pets(scene);
      const patchOperations = [replace("/parentId", subpetsId)];
      const call = scene.apigateway.updateResource({ restApiId, resourceId: petsId, patchOperations });
      await scene.refuses(call, 400, "BadRequestException", "Resources cannot be cyclical.");
    },
  },
  {
    id: "D-update-resource-refusals",
    name: "UpdateResource knows `replace` of /parentId and /pathPart; other paths and ops are refused, each with its text",
    source: UPDATES,
    async run(scene) {
      const { restApiId, petsId } = await pets(scene);
      const update = (patch: ReturnType<typeof replace>, resourceId = petsId) =>
        scene.apigateway.updateResource({ restApiId, resourceId, patchOperations: [patch] });
      await scene.refuses(update(replace("/pathPart", "dogs"), "abcdef"), 404, "NotFoundException", NO_RESOURCE);
      await scene.refuses(update(replace("/parentId", "abcdef")), 404, "NotFoundException", NO_RESOURCE);
      const badPath = "Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]";
      await scene.refuses(update(replace("/invalid", "dogs")), 400, "BadRequestException", badPath);
      const badOp = (op: string) =>
        `Invalid patch path  '/pathPart' specified for op '${op}'. Please choose supported operations`;
      await scene.refuses(update(remove("/pathPart")), 400, "BadRequestException", badOp("remove"));
      await scene.refuses(update(add("/pathPart", "dogs")), 400, "BadRequestException", badOp("add"));
    },
  },
  {
    id: "D-update-root",
    name: "UpdateResource refuses to rename or to move the root",
    source: ROOT,
    async run(scene) {
      const { restApiId, rootId: resourceId } = await anApi(scene);
      const update = (path: string) =>
        scene.apigateway.updateResource({ restApiId, resourceId, patchOperations: [replace(path, resourceId)] });
      await scene.refuses(update("/pathPart"), 400, "BadRequestException", "Root resource cannot update its pathPart.");
      await scene.refuses(update("/parentId"), 400, "BadRequestException", "Root resource cannot update its parentId.");
    },
  },
]);
