/** Models: JSON schemas by name (recorded: TestApiGatewayApiModels, test_put_method_model). */
import type { Model } from "@aws-sdk/client-api-gateway";
import { LOWERCASE_ALPHANUMERIC, type World } from "../world.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { findApi } from "./lookup.ts";
import { pageOf } from "./paging.ts";
import { applyReplacements, type PatchRule, readPatches } from "./patch-operations.ts";
import { badRequest, conflict, notFound } from "./refusals.ts";
import { resourcePath } from "./resource-tree.ts";
import type { ModelState, RestApiState } from "./state.ts";

const DRAFT = "http://json-schema.org/draft-04/schema#";

/** What every API starts with. */
const FIRST_MODELS: readonly Omit<ModelState, "id">[] = [
  {
    name: "Empty",
    description: "This is a default empty schema model",
    contentType: "application/json",
    schema: `{\n  "$schema": "${DRAFT}",\n  "title" : "Empty Schema",\n  "type" : "object"\n}`,
  },
  {
    name: "Error",
    description: "This is a default error schema model",
    contentType: "application/json",
    schema: `{\n  "$schema" : "${DRAFT}",\n  "title" : "Error Schema",\n  "type" : "object",\n  "properties" : {\n    "message" : { "type" : "string" }\n  }\n}`,
  },
];

const MODEL_PATHS: readonly PatchRule<ModelState>[] = [
  { path: "/description", ops: ["replace"], apply: (model, { value }) => ({ ...model, description: value || undefined }) },
  { path: "/schema", ops: ["replace"], apply: (model, { value }) => ({ ...model, schema: checkedSchema(value) }) },
];

export function newModels(world: World): Map<string, ModelState> {
  return new Map(FIRST_MODELS.map((model) => [model.name, { ...model, id: world.newId(LOWERCASE_ALPHANUMERIC, 6) }]));
}

export function modelHandlers(world: World): ApiGatewayHandlers {
  return {
    CreateModel(input) {
      const { models } = findApi(world, input);
      const { name, description, contentType, schema } = input;
      if (!name) throw badRequest("Model name must be non-empty");
      if (!/^[A-Za-z0-9]+$/.test(name)) throw badRequest(`Model name must be alphanumeric: ${name}`);
      if (models.has(name)) throw conflict("Model name already exists for this REST API");
      const model: ModelState = {
        id: world.newId(LOWERCASE_ALPHANUMERIC, 6),
        name,
        description: description || undefined,
        contentType: contentType ?? "application/json",
        schema: checkedSchema(schema),
      };
      models.set(name, model);
      return { ...model };
    },
    GetModel: (input) => view(findModel(world, input).model),
    GetModels(input) {
      const page = pageOf([...findApi(world, input).models.values()], input);
      return { items: page.items.map(view), position: page.position };
    },
    UpdateModel(input) {
      const patches = readPatches("updateModel", input.patchOperations);
      const { api, model } = findModel(world, input);
      const updated = applyReplacements(model, patches, MODEL_PATHS);
      api.models.set(updated.name, updated);
      return view(updated);
    },
    DeleteModel(input) {
      const { api, model } = findModel(world, input);
      refuseUsed(api, model.name);
      api.models.delete(model.name);
      return {};
    },
  };
}

function checkedSchema(schema: string | undefined): string {
  if (!schema) throw badRequest("Model schema must have at least 1 property or array items defined");
  try {
    JSON.parse(schema);
  } catch {
    // AWS's text, as in amazon-archives/aws-apigateway-importer#75.
    throw badRequest("Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]");
  }
  return schema;
}

function refuseUsed(api: RestApiState, name: string): void {
  for (const resource of api.resources.values()) {
    for (const { httpMethod, requestModels } of Object.values(resource.methods)) {
      if (!Object.values(requestModels ?? {}).includes(name)) continue;
      const path = `${resourcePath(api.resources, resource)}/${httpMethod}`;
      throw conflict(`Cannot delete model '${name}', is referenced in method request: ${path}`);
    }
  }
}

function findModel(
  world: World,
  input: { readonly restApiId: string | undefined; readonly modelName: string | undefined },
): { readonly api: RestApiState; readonly model: ModelState } {
  const api = world.apigateway.apis.get(input.restApiId ?? "");
  const model = api?.models.get(input.modelName ?? "");
  if (!api || !model) throw notFound(`Invalid model name specified: ${input.modelName}`);
  return { api, model };
}

function view(model: ModelState): Model {
  return { ...model };
}
