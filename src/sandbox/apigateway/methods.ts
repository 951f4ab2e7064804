/** Methods of a resource (recorded: TestApiGatewayApiMethod). */
import type { Method, PutMethodCommandInput } from "@aws-sdk/client-api-gateway";
import type { World } from "../world.ts";
import { copyOf } from "./copy-of.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { findMethod, findResource, storeMethod } from "./lookup.ts";
import { applyPatches, type PatchRule, readPatches, toBoolean, withEntry, withoutEntry } from "./patch-operations.ts";
import { badRequest, conflict } from "./refusals.ts";
import type { MethodState } from "./state.ts";

export const VERBS: readonly string[] = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];

/** The models that every API has; others need CreateModel. */
const MODELS: readonly string[] = ["Empty", "Error"];

/**
 * UpdateMethod (aws-facts 3.3). Parameters and models are patched entry by entry; the maps themselves are not paths.
 */
const METHOD_PATHS: readonly PatchRule<MethodState>[] = [
  {
    path: "/authorizationType",
    ops: ["replace"],
    apply: (method, { value = "" }) => ({ ...method, authorizationType: value.toUpperCase() }),
  },
  { path: "/authorizerId", ops: ["replace"], apply: (method, { value }) => ({ ...method, authorizerId: value }) },
  {
    path: "/apiKeyRequired",
    ops: ["replace"],
    apply: (method, { value }) => ({ ...method, apiKeyRequired: toBoolean(value) }),
  },
  { path: "/operationName", ops: ["replace"], apply: (method, { value }) => ({ ...method, operationName: value }) },
  { path: "/requestValidatorId", ops: ["replace"], apply: (method, { value }) => refuseValidator(value) ?? method },
  {
    path: "/authorizationScopes",
    ops: ["add", "remove"],
    apply(method, { op, value = "" }) {
      const rest = (method.authorizationScopes ?? []).filter((scope) => scope !== value);
      return { ...method, authorizationScopes: op === "add" ? [...rest, value] : rest };
    },
  },
  {
    path: "/requestParameters/*",
    ops: ["add", "replace", "remove"],
    apply: (method, { op, value }, name) => ({
      ...method,
      requestParameters:
        op === "remove"
          ? withoutEntry(method.requestParameters, name)
          : withEntry(method.requestParameters, name, toBoolean(value)),
    }),
  },
  {
    path: "/requestModels/*",
    ops: ["add", "replace", "remove"],
    apply: (method, { op, value = "" }, type) => ({
      ...method,
      requestModels:
        op === "remove" ? withoutEntry(method.requestModels, type) : withEntry(method.requestModels, type, knownModel(value)),
    }),
  },
];

export function methodHandlers(world: World): ApiGatewayHandlers {
  return {
    PutMethod(input) {
      const found = findResource(world, input);
      const method = newMethod(input);
      if (found.resource.methods[method.httpMethod]) throw conflict("Method already exists for this resource");
      return view(storeMethod(found, method));
    },
    GetMethod: (input) => view(findMethod(world, input).method),
    UpdateMethod(input) {
      const patches = readPatches("updateMethod", input.patchOperations);
      const found = findMethod(world, input);
      return view(storeMethod(found, checkedMethod(applyPatches(found.method, patches, METHOD_PATHS))));
    },
    DeleteMethod(input) {
      const { api, resource, method } = findMethod(world, input);
      const { [method.httpMethod]: _deleted, ...methods } = resource.methods;
      api.resources.set(resource.id, { ...resource, methods });
      return {};
    },
  };
}

function newMethod(input: Readonly<PutMethodCommandInput>): MethodState {
  if (!VERBS.includes(input.httpMethod ?? ""))
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${VERBS.join(",")}`);
  refuseValidator(input.requestValidatorId);
  for (const model of Object.values(input.requestModels ?? {})) knownModel(model);
  return checkedMethod({
    httpMethod: input.httpMethod ?? "",
    authorizationType: (input.authorizationType ?? "").toUpperCase(),
    authorizerId: input.authorizerId,
    authorizationScopes: input.authorizationScopes,
    apiKeyRequired: input.apiKeyRequired ?? false,
    operationName: input.operationName,
    requestModels: presentMap(input.requestModels),
    requestParameters: presentMap(input.requestParameters),
  });
}

/** The rules that look at more than one member. An authorizer id without a type that uses it is ignored, not refused. */
function checkedMethod(method: MethodState): MethodState {
  const types: readonly string[] = ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"];
  if (!types.includes(method.authorizationType)) {
    throw badRequest(`Invalid authorization type specified. Valid options are ${types.join(",")}`);
  }
  // Authorizers are not served, so no id is a valid one.
  if (method.authorizationType === "CUSTOM" || method.authorizationType === "COGNITO_USER_POOLS") {
    throw badRequest(
      "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    );
  }
  const names = Object.keys(method.requestParameters ?? {}).map((name) => name.split(".").slice(3).join("."));
  if (new Set(names).size < names.length) throw badRequest("Parameter names must be unique across querystring, header and path");
  return { ...method, authorizerId: undefined };
}

/** Request validators are not served, so every id is unknown. */
function refuseValidator(id: string | undefined): undefined {
  if (id) throw badRequest("Invalid Request Validator identifier specified");
}

export function knownModel(name: string): string {
  if (!MODELS.includes(name)) throw badRequest(`Invalid model identifier specified: ${name}`);
  return name;
}

function presentMap<V>(map: Readonly<Record<string, V>> | undefined): Readonly<Record<string, V>> | undefined {
  return map && Object.keys(map).length > 0 ? map : undefined;
}

function view(method: MethodState): Method {
  return copyOf(method);
}
