/** Models: made, shown, changed, and kept while a method names them. */
import type { CreateModelRequest, Model, PatchOperation } from "@aws-sdk/client-api-gateway";
import { anApi, anApiOf } from "./builders/api.ts";
import { add, remove, replace } from "./builders/patch.ts";
import { type Case, casesOf, model, recorded } from "./case.ts";
import { aText, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const MODELS = "TestApiGatewayApiModels";
const REFUSED = recorded(`${MODELS}::test_model_validation`);
const UPDATES = recorded(`${MODELS}::test_update_model`);

const SCHEMA = JSON.stringify({ title: "Calc output", type: "object", properties: { a: { type: "number" } }, required: ["a"] });
const NO_SCHEMA = "Model schema must have at least 1 property or array items defined";

const shown = (name: string, more: object = {}): object => ({
  id: aText(/^[a-z0-9]{6}$/),
  name,
  contentType: "application/json",
  schema: SCHEMA,
  ...more,
});

/** Gives the model's key. */
async function aModel({ apigateway }: Scene, restApiId: string, input: Partial<CreateModelRequest> = {}) {
  const modelName = input.name ?? "CalcOutput";
  await apigateway.createModel({ restApiId, contentType: "application/json", schema: SCHEMA, ...input, name: modelName });
  return { restApiId, modelName };
}

/** AWS writes its own schemas with blanks of its choice. */
const parsed = ({ name, description, contentType, schema = "" }: Model): object => ({
  name,
  description,
  contentType,
  schema: JSON.parse(schema),
});

const byName = (left: Model, right: Model): number => String(left.name).localeCompare(String(right.name), "en");

export const MODEL_CASES: readonly Case[] = casesOf("API models", [
  {
    id: "MO-made",
    name: "CreateModel answers 201 with an id and the schema as it was written; GetModel shows the same; DeleteModel answers 202",
    source: recorded(`${MODELS}::test_model_lifecycle`),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const { apigateway } = scene;
      const given = { name: "CalcOutput", description: "Calc output model", contentType: "application/json", schema: SCHEMA };
      const expected = shown("CalcOutput", { description: "Calc output model" });
      await scene.answers(apigateway.createModel({ restApiId, ...given }), 201, expected);
      const one = { restApiId, modelName: "CalcOutput" };
      await scene.answers(apigateway.getModel(one), 200, expected);
      await scene.answers(apigateway.deleteModel(one), 202, {});
      await scene.refuses(apigateway.getModel(one), 404, "NotFoundException", "Invalid model name specified: CalcOutput");
    },
  },
  {
    id: "MO-first",
    name: "Every API begins with the models Empty and Error",
    source: recorded(`${MODELS}::test_model_lifecycle`),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const { items = [] } = await scene.apigateway.getModels({ restApiId });
      const first = { contentType: "application/json", $schema: "http://json-schema.org/draft-04/schema#" };
      const one = (name: string, kind: string, more: object = {}): object => ({
        name,
        description: `This is a default ${kind} schema model`,
        contentType: first.contentType,
        schema: { $schema: first.$schema, title: `${name} Schema`, type: "object", ...more },
      });
      scene.same("the models", items.toSorted(byName).map(parsed), [
        one("Empty", "empty"),
        one("Error", "error", { properties: { message: { type: "string" } } }),
      ]);
    },
  },
  {
    id: "MO-missing",
    name: "Models of an API that is not there: the API is missing to lists and creation, the model to all else",
    source: REFUSED,
    async run(scene) {
      const { apigateway } = scene;
      const restApiId = "abcde0";
      const one = { restApiId, modelName: "MySchema" };
      const noApi = `Invalid API identifier specified ${scene.accountId}:${restApiId}`;
      const made = apigateway.createModel({ restApiId, name: "MySchema", contentType: "application/json", schema: SCHEMA });
      await scene.refuses(made, 404, "NotFoundException", noApi);
      await scene.refuses(apigateway.getModels({ restApiId }), 404, "NotFoundException", noApi);
      const noModel = "Invalid model name specified: MySchema";
      await scene.refuses(apigateway.getModel(one), 404, "NotFoundException", noModel);
      await scene.refuses(apigateway.deleteModel(one), 404, "NotFoundException", noModel);
    },
  },
  {
    id: "MO-refusals",
    name: "CreateModel refuses a name that is taken or empty, and one without a schema, whatever its type",
    source: REFUSED,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const { apigateway } = scene;
      await aModel(scene, restApiId, { name: "MySchema", description: "" });
      const make = (name: string, schema: string | undefined, contentType = "application/json") =>
        apigateway.createModel({ restApiId, name, contentType, description: "", schema });
      await scene.refuses(make("MySchema", SCHEMA), 409, "ConflictException", "Model name already exists for this REST API");
      await scene.refuses(make("", SCHEMA), 400, "BadRequestException", "Model name must be non-empty");
      await scene.refuses(make("MyEmptySchema", ""), 400, "BadRequestException", NO_SCHEMA);
      await scene.refuses(make("MyEmptySchema", undefined), 400, "BadRequestException", NO_SCHEMA);
      await scene.refuses(make("MyEmptyXml", undefined, "application/xml"), 400, "BadRequestException", NO_SCHEMA);
    },
  },
  {
    id: "MO-name",
    name: "CreateModel refuses a name with other characters than letters and digits",
    source: model("API Gateway CreateModel: name"),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const given = { restApiId, name: "my-model", contentType: "application/json", schema: SCHEMA };
      await scene.refuses(scene.apigateway.createModel(given), 400, "BadRequestException");
    },
  },
  {
    id: "MO-update",
    name: "UpdateModel replaces the schema, and an empty description takes it away",
    source: UPDATES,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const one = await aModel(scene, restApiId, { description: "to be taken away" });
      const schema = JSON.stringify({ title: "Updated schema", type: "object" });
      const patchOperations = [replace("/schema", schema), replace("/description", "")];
      await scene.answers(scene.apigateway.updateModel({ ...one, patchOperations }), 200, shown("CalcOutput", { schema }));
    },
  },
  {
    id: "MO-update-refusals",
    name: "UpdateModel refuses other ops, other paths and an empty schema, each with its text",
    source: UPDATES,
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const one = await aModel(scene, restApiId);
      const refuses = (patch: PatchOperation, text: string) =>
        scene.refuses(scene.apigateway.updateModel({ ...one, patchOperations: [patch] }), 400, "BadRequestException", text);
      await refuses(
        add("/wrong-path", "not supported op"),
        "Invalid patch path  '/wrong-path' specified for op 'add'. Please choose supported operations",
      );
      await refuses(
        replace("/name", "invalid"),
        "Invalid patch path  '/name' specified for op 'replace'. Must be one of: [/description, /schema]",
      );
      await refuses(replace("/schema", ""), NO_SCHEMA);
      const missing = { restApiId: "abcde0", modelName: "mySchema", patchOperations: [replace("/description", "")] };
      const text = "Invalid model name specified: mySchema";
      await scene.refuses(scene.apigateway.updateModel(missing), 404, "NotFoundException", text);
    },
  },
  {
    id: "MO-in-use",
    name: "DeleteModel refuses while a method's request names the model, and says which: 409 ConflictException",
    source: recorded("TestApiGatewayApiMethod::test_put_method_model"),
    async run(scene) {
      const { apigateway } = scene;
      const { restApiId, resources } = await anApiOf(scene, [{ route: "ANY /" }, { route: "ANY /test" }]);
      const one = await aModel(scene, restApiId);
      const update = (path: string, patch: PatchOperation) => {
        const method = { restApiId, resourceId: resources.get(path), httpMethod: "ANY" };
        return apigateway.updateMethod({ ...method, patchOperations: [patch] });
      };
      const refused = (where: string) => {
        const text = `Cannot delete model 'CalcOutput', is referenced in method request: ${where}`;
        return scene.refuses(apigateway.deleteModel(one), 409, "ConflictException", text);
      };
      const requestModels = { "application/json": "CalcOutput" };
      const named = add("/requestModels/application~1json", "CalcOutput");
      await scene.answers(update("/", named), 200, open({ requestModels }));
      await refused("//ANY");
      await update("/", remove("/requestModels/application~1json"));
      await update("/test", named);
      await refused("/test/ANY");
      await update("/test", remove("/requestModels/application~1json"));
      await scene.answers(apigateway.deleteModel(one), 202, {});
    },
  },
]);
