/** Resources and their paths, as recorded from AWS (LocalStack TestApiGatewayApiResource). */
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  type Account,
  type Api,
  addMock,
  anAccount,
  anApi,
  badRequest,
  bodyOf,
  conflict,
  notFound,
  refusalOf,
  statusOf,
} from "./apigateway-account.ts";

const NO_RESOURCE = notFound("Invalid Resource identifier specified");
const PATH_PART =
  "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.";

async function addPath({ gateway }: Account, { restApiId }: Api, parentId: string, pathPart: string): Promise<string> {
  const { id = "" } = await gateway.createResource({ restApiId, parentId, pathPart });
  return id;
}

async function pathsOf({ gateway }: Account, { restApiId }: Api): Promise<readonly (string | undefined)[]> {
  const { items = [] } = await gateway.getResources({ restApiId, limit: 500 });
  return items.map(({ path }) => path);
}

describe("creating a resource", () => {
  test("an API starts with its root, which has neither parent nor part", async () => {
    const account = anAccount();
    const api = await anApi(account.gateway);

    const { items } = await bodyOf(account.gateway.getResources({ restApiId: api.restApiId }));

    expect(items).toEqual([{ id: api.rootId, path: "/" }]);
  });

  test("answers 201 with its path and no methods", async () => {
    const account = anAccount();
    const api = await anApi(account.gateway);

    const created = await account.gateway.createResource({ restApiId: api.restApiId, parentId: api.rootId, pathPart: "pets" });

    expect(created).toMatchObject({ parentId: api.rootId, path: "/pets", pathPart: "pets", $metadata: { httpStatusCode: 201 } });
    expect(created.resourceMethods).toBeUndefined();
  });

  test.each(["pets", "v1.0_beta-2", "orders:cancel", "{id}", "{proxy+}"])("%s is a path part", async (pathPart) => {
    const account = anAccount();
    const api = await anApi(account.gateway);

    await addPath(account, api, api.rootId, pathPart);

    expect(await pathsOf(account, api)).toEqual(["/", `/${pathPart}`]);
  });

  test.each(["", "a b", "pets/dogs", "{id", "pre{id}", "ä"])("%j is no path part", async (pathPart) => {
    const account = anAccount();
    const api = await anApi(account.gateway);

    const call = account.gateway.createResource({ restApiId: api.restApiId, parentId: api.rootId, pathPart });

    expect(await refusalOf(call)).toEqual(badRequest(PATH_PART));
  });

  test("a missing parent is 404 and leaves nothing behind", async () => {
    const account = anAccount();
    const api = await anApi(account.gateway);

    const refused = await refusalOf(
      account.gateway.createResource({ restApiId: api.restApiId, parentId: "fake", pathPart: "pets" }),
    );

    expect(refused).toEqual(NO_RESOURCE);
    expect(await pathsOf(account, api)).toEqual(["/"]);
  });

  test("the same part below the same parent is 409 ConflictException", async () => {
    const account = anAccount();
    const api = await anApi(account.gateway);
    await addPath(account, api, api.rootId, "pets");

    const refused = await refusalOf(
      account.gateway.createResource({ restApiId: api.restApiId, parentId: api.rootId, pathPart: "pets" }),
    );

    expect(refused).toEqual(conflict("Another resource with the same parent already has this name: pets"));
  });

  test("of siblings only one may be a variable", async () => {
    const account = anAccount();
    const api = await anApi(account.gateway);
    await addPath(account, api, api.rootId, "{proxy+}");

    const refused = await refusalOf(
      account.gateway.createResource({ restApiId: api.restApiId, parentId: api.rootId, pathPart: "{id}" }),
    );

    expect(refused).toEqual(
      badRequest("A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed"),
    );
  });

  test("nothing goes below a greedy variable", async () => {
    const account = anAccount();
    const api = await anApi(account.gateway);
    const parentId = await addPath(account, api, api.rootId, "{proxy+}");

    const refused = await refusalOf(account.gateway.createResource({ restApiId: api.restApiId, parentId, pathPart: "child" }));

    expect(refused).toEqual(badRequest("Cannot create a child of a resource with a greedy path variable: {proxy+}"));
  });

  test("the 301st resource is 429 LimitExceededException", async () => {
    const account = anAccount();
    const api = await anApi(account.gateway);
    for (let count = 1; count < 300; count += 1) await addPath(account, api, api.rootId, `part-${count}`);

    const refused = await refusalOf(
      account.gateway.createResource({ restApiId: api.restApiId, parentId: api.rootId, pathPart: "last" }),
    );

    expect(refused).toEqual({
      status: 429,
      name: "LimitExceededException",
      message: "Maximum number of Resources for this API has been reached.  Please contact AWS if you need additional Resources.",
    });
  });
});

describe("reading resources", () => {
  test("without embed a method is an empty object, with embed=methods it is whole", async () => {
    const account = anAccount();
    const api = await anApi(account.gateway);
    await addMock(account.gateway, api, api.rootId, "GET");
    const { restApiId } = api;

    const plain = await account.gateway.getResources({ restApiId });
    const embedded = await account.gateway.getResources({ restApiId, embed: ["methods"] });
    const one = await account.gateway.getResource({ restApiId, resourceId: api.rootId, embed: ["methods"] });

    expect(plain.items?.[0]?.resourceMethods).toEqual({ GET: {} });
    expect(embedded.items?.[0]?.resourceMethods?.GET).toMatchObject({
      httpMethod: "GET",
      authorizationType: "NONE",
      apiKeyRequired: false,
      methodIntegration: { type: "MOCK", timeoutInMillis: 29_000 },
    });
    expect(one.resourceMethods).toEqual(embedded.items?.[0]?.resourceMethods);
  });

  test("pages are continued by position and ordered by path", async () => {
    const account = anAccount();
    const api = await anApi(account.gateway);
    for (const part of ["b", "a", "c"]) await addPath(account, api, api.rootId, part);
    const { restApiId } = api;

    const first = await account.gateway.getResources({ restApiId, limit: 2 });
    const second = await account.gateway.getResources({ restApiId, limit: 2, position: first.position });

    expect([...(first.items ?? []), ...(second.items ?? [])].map(({ path }) => path)).toEqual(["/", "/a", "/b", "/c"]);
    expect(second.position).toBeUndefined();
    expect(await refusalOf(account.gateway.getResources({ restApiId, position: "bm8" }))).toEqual(
      badRequest("Invalid position parameter specified"),
    );
  });

  test("a missing API is named by GetResources and not by GetResource", async () => {
    const { gateway } = anAccount();

    expect(await refusalOf(gateway.getResources({ restApiId: "nope" }))).toEqual(
      notFound(`Invalid API identifier specified ${ACCOUNT}:nope`),
    );
    expect(await refusalOf(gateway.getResource({ restApiId: "nope", resourceId: "nope" }))).toEqual(NO_RESOURCE);
  });
});

describe("UpdateResource", () => {
  async function aTree() {
    const account = anAccount();
    const api = await anApi(account.gateway);
    const pets = await addPath(account, api, api.rootId, "pets");
    const subpets = await addPath(account, api, pets, "subpets");
    const update = (resourceId: string, op: "replace" | "remove" | "add", path: string, value: string) =>
      account.gateway.updateResource({ restApiId: api.restApiId, resourceId, patchOperations: [{ op, path, value }] });
    return { account, api, pets, subpets, update };
  }

  test("a renamed resource takes its children's paths along", async () => {
    const { account, api, pets, update } = await aTree();

    const updated = await update(pets, "replace", "/pathPart", "dogs");

    expect(updated).toMatchObject({ id: pets, parentId: api.rootId, path: "/dogs", pathPart: "dogs" });
    expect(await pathsOf(account, api)).toEqual(["/", "/dogs", "/dogs/subpets"]);
  });

  test("a resource moved to another parent outlives its old one", async () => {
    const { account, api, pets, subpets, update } = await aTree();

    const moved = await update(subpets, "replace", "/parentId", api.rootId);
    await account.gateway.deleteResource({ restApiId: api.restApiId, resourceId: pets });

    expect(moved).toMatchObject({ parentId: api.rootId, path: "/subpets" });
    expect(await pathsOf(account, api)).toEqual(["/", "/subpets"]);
  });

  test.each([
    ["a missing resource", "fake", "replace", "/pathPart", "dogs", NO_RESOURCE],
    ["a missing parent", "pets", "replace", "/parentId", "fake", NO_RESOURCE],
    [
      "an unknown path",
      "pets",
      "replace",
      "/invalid",
      "x",
      badRequest("Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]"),
    ],
    [
      "remove",
      "pets",
      "remove",
      "/pathPart",
      "",
      badRequest("Invalid patch path  '/pathPart' specified for op 'remove'. Please choose supported operations"),
    ],
    [
      "add",
      "pets",
      "add",
      "/pathPart",
      "x",
      badRequest("Invalid patch path  '/pathPart' specified for op 'add'. Please choose supported operations"),
    ],
    ["a cycle", "pets", "replace", "/parentId", "subpets", badRequest("Resources cannot be cyclical.")],
    ["the root's part", "root", "replace", "/pathPart", "dogs", badRequest("Root resource cannot update its pathPart.")],
    ["the root's parent", "root", "replace", "/parentId", "root", badRequest("Root resource cannot update its parentId.")],
    ["an illegal part", "pets", "replace", "/pathPart", "a b", badRequest(PATH_PART)],
  ] as const)("refuses %s", async (_, which, op, path, value, refusal) => {
    const { api, pets, subpets, update } = await aTree();
    const ids: Readonly<Record<string, string>> = { pets, subpets, root: api.rootId };

    expect(await refusalOf(update(ids[which] ?? which, op, path, ids[value] ?? value))).toEqual(refusal);
  });

  test("a name that a sibling has is 409, before and after a move", async () => {
    const { account, api, subpets, update } = await aTree();
    const child = await addPath(account, api, subpets, "pets");
    const taken = conflict("Another resource with the same parent already has this name: pets");

    expect(await refusalOf(update(child, "replace", "/parentId", api.rootId))).toEqual(taken);
    await update(subpets, "replace", "/parentId", api.rootId);
    expect(await refusalOf(update(subpets, "replace", "/pathPart", "pets"))).toEqual(taken);
  });
});

describe("DeleteResource", () => {
  test("answers 202 and takes the children along", async () => {
    const account = anAccount();
    const api = await anApi(account.gateway);
    const pets = await addPath(account, api, api.rootId, "pets");
    const child = await addPath(account, api, pets, "{id}");
    const { restApiId } = api;

    expect(await statusOf(account.gateway.deleteResource({ restApiId, resourceId: pets }))).toBe(202);
    expect(await pathsOf(account, api)).toEqual(["/"]);
    expect(await refusalOf(account.gateway.deleteResource({ restApiId, resourceId: child }))).toEqual(NO_RESOURCE);
  });

  test("the root stays", async () => {
    const account = anAccount();
    const { restApiId, rootId } = await anApi(account.gateway);

    expect(await refusalOf(account.gateway.deleteResource({ restApiId, resourceId: rootId }))).toEqual(
      badRequest("Root resource cannot be deleted."),
    );
  });
});
