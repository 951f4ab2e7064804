/** Resources: the tree of paths. */
import { anApi, anApiOf } from "./builders/api.ts";
import { below, NO_RESOURCE, pets, shows, taken } from "./builders/resource.ts";
import { assumed, type Case, casesOf, documented, recorded } from "./case.ts";
import { anything, aText, open, the } from "./match.ts";

const RESOURCE = "TestApiGatewayApiResource";
const LIFECYCLE = recorded(`${RESOURCE}::test_resource_lifecycle`);
const UPDATES = recorded(`${RESOURCE}::test_update_resource_behaviour`);
const DELETES = recorded(`${RESOURCE}::test_delete_resource`);
const PROXIES = recorded(`${RESOURCE}::test_create_proxy_resource`);
const PROXY_RULES = recorded(`${RESOURCE}::test_create_proxy_resource_validation`);

const NO_CHILDREN = "Cannot create a child of a resource with a greedy path variable: {proxy+}";

export const RESOURCE_CASES: readonly Case[] = casesOf("API resources", [
  {
    id: "D11",
    name: "CreateResource answers id, parentId, path and pathPart, and GetResources the same: 201",
    source: LIFECYCLE,
    async run(scene) {
      const { restApiId, rootId } = await anApi(scene);
      const shown = { id: the("upload"), parentId: rootId, path: "/upload", pathPart: "upload" };
      const upload = scene.apigateway.createResource({ restApiId, parentId: rootId, pathPart: "upload" });
      const { id = "" } = await scene.answers(upload, 201, shown);
      const below = scene.apigateway.createResource({ restApiId, parentId: id, pathPart: "small" });
      const small = { id: the("small"), parentId: id, path: "/upload/small", pathPart: "small" };
      await scene.answers(below, 201, small);
      const items = [{ id: rootId, path: "/" }, shown, small];
      await scene.answers(scene.apigateway.getResources({ restApiId }), 200, { items });
    },
  },
  {
    id: "D12",
    name: "CreateResource refuses a path part that a sibling has: 409 ConflictException",
    source: UPDATES,
    async run(scene) {
      const { restApiId, rootId } = await anApi(scene);
      await below(scene, restApiId, rootId, "pets");
      const again = scene.apigateway.createResource({ restApiId, parentId: rootId, pathPart: "pets" });
      await scene.refuses(again, 409, "ConflictException", taken("pets"));
    },
  },
  {
    id: "D13",
    name: "CreateResource refuses a parent that is not there: 404 NotFoundException",
    source: recorded(`${RESOURCE}::test_create_resource_parent_invalid`),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const call = scene.apigateway.createResource({ restApiId, parentId: "abcdef", pathPart: "pets" });
      await scene.refuses(call, 404, "NotFoundException", NO_RESOURCE);
    },
  },
  {
    id: "D13b",
    name: "A resource that was refused leaves nothing behind",
    source: documented("API Gateway API reference, CreateResource"),
    async run(scene) {
      const { restApiId, rootId } = await anApi(scene);
      await scene.refuses(
        scene.apigateway.createResource({ restApiId, parentId: "abcdef", pathPart: "pets" }),
        404,
        "NotFoundException",
      );
      await scene.answers(scene.apigateway.getResources({ restApiId }), 200, { items: [{ id: rootId, path: "/" }] });
    },
  },
  {
    id: "D14",
    name: "CreateResource refuses a path part with other characters: 400 BadRequestException",
    source: documented("API Gateway developer guide, REST API resources: allowed characters"),
    async run(scene) {
      const { restApiId, rootId } = await anApi(scene);
      const call = scene.apigateway.createResource({ restApiId, parentId: rootId, pathPart: "pets toys" });
      await scene.refuses(call, 400, "BadRequestException", aText(/path part only allow/));
    },
  },
  {
    id: "D15",
    name: "CreateResource refuses anything below {proxy+}, a literal or a variable",
    source: PROXY_RULES,
    async run(scene) {
      const { restApiId, rootId } = await anApi(scene);
      const parentId = await below(scene, restApiId, rootId, "{proxy+}");
      for (const pathPart of ["parent", "{test}"]) {
        const call = scene.apigateway.createResource({ restApiId, parentId, pathPart });
        await scene.refuses(call, 400, "BadRequestException", NO_CHILDREN);
      }
    },
  },
  {
    id: "D16",
    name: "CreateResource refuses a second variable among siblings: 400 BadRequestException",
    source: PROXY_RULES,
    async run(scene) {
      const { restApiId, rootId } = await anApi(scene);
      await below(scene, restApiId, rootId, "{proxy+}");
      const call = scene.apigateway.createResource({ restApiId, parentId: rootId, pathPart: "{test}" });
      const text = "A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed";
      await scene.refuses(call, 400, "BadRequestException", text);
    },
  },
  {
    id: "D-greedy-siblings",
    name: "{proxy+} has literals beside it, each with children and a {proxy+} of its own; GetResources lists by path",
    source: PROXIES,
    async run(scene) {
      const { restApiId, rootId } = await anApi(scene);
      await below(scene, restApiId, rootId, "{proxy+}");
      const parent = await below(scene, restApiId, rootId, "parent");
      await below(scene, restApiId, parent, "{proxy+}");
      const child = await below(scene, restApiId, parent, "child");
      await below(scene, restApiId, child, "{proxy+}");
      const { items = [] } = await scene.apigateway.getResources({ restApiId });
      const paths = ["/", "/parent", "/parent/child", "/parent/child/{proxy+}", "/parent/{proxy+}", "/{proxy+}"];
      scene.same(
        "the paths",
        items.map(({ path }) => path),
        paths,
      );
    },
  },
  {
    id: "D-greedy-name",
    name: "A greedy variable may have any name",
    source: PROXY_RULES,
    async run(scene) {
      const { restApiId, rootId } = await anApi(scene);
      const call = scene.apigateway.createResource({ restApiId, parentId: rootId, pathPart: "{child+}" });
      await scene.answers(call, 201, { id: anything(), parentId: rootId, path: "/{child+}", pathPart: "{child+}" });
    },
  },
  {
    id: "D35",
    name: "DeleteResource answers 202 and nothing else",
    source: DELETES,
    async run(scene) {
      const { restApiId, petsId: resourceId } = await pets(scene);
      await scene.answers(scene.apigateway.deleteResource({ restApiId, resourceId }), 202, {});
    },
  },
  {
    id: "D36",
    name: "DeleteResource takes the children along",
    source: DELETES,
    async run(scene) {
      const { restApiId, rootId, petsId, subpetsId } = await pets(scene);
      await scene.apigateway.deleteResource({ restApiId, resourceId: petsId });
      await scene.answers(scene.apigateway.getResources({ restApiId }), 200, { items: [{ id: rootId, path: "/" }] });
      const child = scene.apigateway.deleteResource({ restApiId, resourceId: subpetsId });
      await scene.refuses(child, 404, "NotFoundException", NO_RESOURCE);
    },
  },
  {
    id: "D37",
    name: "DeleteResource refuses the root: 400 BadRequestException",
    source: assumed("not recorded and not documented"),
    async run(scene) {
      const { restApiId, rootId: resourceId } = await anApi(scene);
      await scene.refuses(scene.apigateway.deleteResource({ restApiId, resourceId }), 400, "BadRequestException");
    },
  },
  {
    id: "D38",
    name: "DeleteResource of a leaf leaves its parent: 202",
    source: LIFECYCLE,
    async run(scene) {
      const { restApiId, subpetsId: resourceId } = await pets(scene);
      await scene.answers(scene.apigateway.deleteResource({ restApiId, resourceId }), 202, {});
      await shows(scene, restApiId, ["/", "/pets"]);
    },
  },
  {
    id: "D39",
    name: "DeleteResource of what is gone: 404 NotFoundException",
    source: DELETES,
    async run(scene) {
      const { restApiId, subpetsId: resourceId } = await pets(scene);
      await scene.apigateway.deleteResource({ restApiId, resourceId });
      const again = scene.apigateway.deleteResource({ restApiId, resourceId });
      await scene.refuses(again, 404, "NotFoundException", NO_RESOURCE);
    },
  },
  {
    id: "D26",
    name: "GetResources shows a resource's verbs as empty objects unless methods are embedded",
    source: documented("boto/boto3#1416"),
    async run(scene) {
      const { restApiId } = await anApiOf(scene, [{ route: "GET /" }]);
      const items = [open({ path: "/", resourceMethods: { GET: {} } })];
      await scene.answers(scene.apigateway.getResources({ restApiId }), 200, { items });
    },
  },
  {
    id: "D27",
    name: "GetResources with embed methods shows each method with its integration",
    source: documented("API Gateway API reference, GetResources"),
    async run(scene) {
      const { restApiId } = await anApiOf(scene, [{ route: "GET /" }]);
      const method = open({ httpMethod: "GET", authorizationType: "NONE", methodIntegration: open({ type: "MOCK" }) });
      const items = [open({ path: "/", resourceMethods: { GET: method } })];
      await scene.answers(scene.apigateway.getResources({ restApiId, embed: ["methods"] }), 200, { items });
    },
  },
  {
    id: "J40",
    name: "GetResources with limit 1 gives one resource a page, and a position while there are more",
    source: documented("API Gateway API reference, GetResources: limit, position"),
    async run(scene) {
      const { restApiId } = await pets(scene);
      const paths: (string | undefined)[] = [];
      let position: string | undefined;
      do {
        const page = await scene.apigateway.getResources({ restApiId, limit: 1, position });
        scene.same("how many the page has", page.items?.length, 1);
        paths.push(page.items?.[0]?.path);
        position = page.position;
      } while (position !== undefined && paths.length < 5);
      scene.same("the paths", paths.toSorted(), ["/", "/pets", "/pets/subpets"]);
    },
  },
  {
    id: "J41",
    name: "GetResources gives 25 resources a page unless told otherwise, and up to 500 when asked",
    source: documented("API Gateway API reference, GetResources: limit"),
    async run(scene) {
      const { restApiId, rootId } = await anApi(scene);
      for (let number = 1; number <= 25; number++) await below(scene, restApiId, rootId, `part${number}`);
      const { items, position } = await scene.apigateway.getResources({ restApiId });
      scene.same("how many the first page has", items?.length, 25);
      scene.same("whether there is more", position !== undefined, true);
      const all = await scene.apigateway.getResources({ restApiId, limit: 500 });
      scene.same("how many there are", all.items?.length, 26);
    },
  },
  {
    id: "J50",
    name: "Of eight CreateResource of one path at once one makes it, the others are refused",
    source: documented("API Gateway API reference, CreateResource: ConflictException"),
    async run(scene) {
      const { restApiId, rootId: parentId } = await anApi(scene);
      const calls = Array.from({ length: 8 }, () => scene.apigateway.createResource({ restApiId, parentId, pathPart: "pets" }));
      const outcomes = await Promise.allSettled(calls);
      scene.same("how many were made", outcomes.filter(({ status }) => status === "fulfilled").length, 1);
      await shows(scene, restApiId, ["/", "/pets"]);
    },
  },
]);
