/** PutRestApi: many routes in one call. */
import { anApiOf } from "./builders/api.ts";
import { type Case, casesOf, documented } from "./case.ts";
import { open } from "./match.ts";
import type { Scene } from "./scene.ts";

const MOCKED = { type: "mock", requestTemplates: { "application/json": '{"statusCode": 200}' } };
const FACT = documented("API Gateway Developer Guide, updating an API from an OpenAPI file: mode (aws-facts 3.4)");

/** A document with `GET` on each path, mocked. */
function definition(title: string, ...paths: readonly string[]): Uint8Array {
  const get = { responses: {}, "x-amazon-apigateway-integration": MOCKED };
  const document = {
    openapi: "3.0.1",
    info: { title, version: "1" },
    paths: Object.fromEntries(paths.map((path) => [path, { get }])),
  };
  return new TextEncoder().encode(JSON.stringify(document));
}

async function routesOf({ apigateway }: Scene, restApiId: string): Promise<readonly string[]> {
  const { items = [] } = await apigateway.getResources({ restApiId, embed: ["methods"], limit: 500 });
  return items
    .flatMap(({ path, resourceMethods = {} }) =>
      Object.entries(resourceMethods).map(
        ([verb, { methodIntegration }]) => `${verb} ${path} ${methodIntegration?.type ?? "none"}`,
      ),
    )
    .toSorted();
}

export const PUT_REST_API_CASES: readonly Case[] = casesOf("REST APIs from a definition", [
  {
    id: "D-put-merge",
    name: "PutRestApi with mode merge adds the document's routes, replaces those that it has, and leaves the others and the API's tags",
    source: FACT,
    async run(scene) {
      const routes = [{ route: "GET /kept" }, { route: "GET /both", integration: false as const }];
      const { restApiId } = await anApiOf(scene, routes, { tags: { a: "b" } });
      const body = definition(scene.newName("api"), "/both", "/new/{id}");
      const put = () => scene.apigateway.putRestApi({ restApiId, mode: "merge", failOnWarnings: true, body });
      await scene.answers(put(), 200, open({ id: restApiId, tags: { a: "b" } }));
      const expected = ["GET /both MOCK", "GET /kept MOCK", "GET /new/{id} MOCK"];
      scene.same("the routes", await routesOf(scene, restApiId), expected);
      await put();
      scene.same("the routes after the same call again", await routesOf(scene, restApiId), expected);
    },
  },
  {
    id: "D-put-overwrite",
    name: "PutRestApi with mode overwrite leaves the document's routes alone in the API, which keeps its id",
    source: FACT,
    async run(scene) {
      const { restApiId } = await anApiOf(scene, [{ route: "GET /gone" }]);
      const body = definition(scene.newName("api"), "/new");
      await scene.answers(scene.apigateway.putRestApi({ restApiId, mode: "overwrite", body }), 200, open({ id: restApiId }));
      scene.same("the routes", await routesOf(scene, restApiId), ["GET /new MOCK"]);
    },
  },
  {
    id: "D-put-undeployed",
    name: "PutRestApi changes the working copy only: nothing is deployed by it",
    source: FACT,
    async run(scene) {
      const { restApiId } = await anApiOf(scene, [{ route: "GET /" }]);
      await scene.apigateway.createDeployment({ restApiId, stageName: "dev" });
      const body = definition(scene.newName("api"), "/new");
      await scene.apigateway.putRestApi({ restApiId, mode: "merge", body });
      const { items = [] } = await scene.apigateway.getDeployments({ restApiId });
      scene.same("how many deployments there are", items.length, 1);
      const answer = await scene.request(restApiId, "dev", "GET /new");
      scene.same("the status of the new route on the stage", answer.status, 403);
    },
  },
]);
