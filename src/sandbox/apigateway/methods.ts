/** Methods of a resource (recorded: TestApiGatewayApiMethod). */
import type { Method, PutMethodCommandInput } from "@aws-sdk/client-api-gateway";
import type { World } from "../world.ts";
import { copyOf } from "./copy-of.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { findMethod, findResource, storeMethod } from "./lookup.ts";
import { applyPatches, type PatchRule, readPatches, toBoolean, withEntry, withoutEntry } from "./patch-operations.ts";
import { badRequest, conflict } from "./refusals.ts";
import type { MethodState, RestApiState } from "./state.ts";

export const VERBS: readonly string[] = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];

/**
 * UpdateMethod (aws-facts 3.3). Parameters and models are patched entry by entry; the maps themselves are not paths.
 */
const methodPaths = (api: RestApiState): readonly PatchRule<MethodState>[] => [
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
  {
    path: "/requestValidatorId",
    ops: ["replace"],
    apply: (method, { value }) => ({ ...method, requestValidatorId: knownValidator(api, value) }),
  },
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
        op === "remove"
          ? withoutEntry(method.requestModels, type)
          : withEntry(method.requestModels, type, knownModel(api, value)),
    }),
  },
];

export function methodHandlers(world: World): ApiGatewayHandlers {
  return {
    PutMethod(input) {
      const found = findResource(world, input);
      const method = newMethod(found.api, input);
      if (found.resource.methods[method.httpMethod]) throw conflict("Method already exists for this resource");
      return view(storeMethod(found, method));
    },
    GetMethod: (input) => view(findMethod(world, input).method),
    UpdateMethod(input) {
      const patches = readPatches("updateMethod", input.patchOperations);
      const found = findMethod(world, input);
      return view(storeMethod(found, checkedMethod(found.api, applyPatches(found.method, patches, methodPaths(found.api)))));
    },
    DeleteMethod(input) {
      const { api, resource, method } = findMethod(world, input);
      const { [method.httpMethod]: _deleted, ...methods } = resource.methods;
      api.resources.set(resource.id, { ...resource, methods });
      return {};
    },
  };
}

function newMethod(api: RestApiState, input: Readonly<PutMethodCommandInput>): MethodState {
  if (!VERBS.includes(input.httpMethod ?? ""))
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${VERBS.join(",")}`);
  for (const model of Object.values(input.requestModels ?? {})) knownModel(api, model);
  return checkedMethod(api, {
    httpMethod: input.httpMethod ?? "",
    authorizationType: (input.authorizationType ?? "").toUpperCase(),
    authorizerId: input.authorizerId,
    authorizationScopes: input.authorizationScopes,
    apiKeyRequired: input.apiKeyRequired ?? false,
    operationName: input.operationName,
    requestValidatorId: knownValidator(api, input.requestValidatorId),
    requestModels: presentMap(input.requestModels),
    requestParameters: presentMap(input.requestParameters),
  });
}

/** The rules that look at more than one member. An authorizer id without a type that uses it is ignored, not refused. */
function checkedMethod(api: RestApiState, method: MethodState): MethodState {
  const types: readonly string[] = ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"];
  if (!types.includes(method.authorizationType)) {
    throw badRequest(`Invalid authorization type specified. Valid options are ${types.join(",")}`);
  }
  const wants = method.authorizationType === "CUSTOM" || method.authorizationType === "COGNITO_USER_POOLS";
  if (wants && !api.authorizers.has(method.authorizerId ?? "")) {
    throw badRequest(
      "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    );
  }
  const names = Object.keys(method.requestParameters ?? {}).map((name) => name.split(".").slice(3).join("."));
  if (new Set(names).size < names.length) throw badRequest("Parameter names must be unique across querystring, header and path");
  return { ...method, authorizerId: wants ? method.authorizerId : undefined };
}

/** Empty: none. */
function knownValidator(api: RestApiState, id: string | undefined): string | undefined {
  if (id && !api.validators.has(id)) throw badRequest("Invalid Request Validator identifier specified");
  return id || undefined;
}

export function knownModel(api: RestApiState, name: string): string {
  if (!api.models.has(name)) throw badRequest(`Invalid model identifier specified: ${name}`);
  return name;
}

function presentMap<V>(map: Readonly<Record<string, V>> | undefined): Readonly<Record<string, V>> | undefined {
  return map && Object.keys(map).length > 0 ? map : undefined;
}

function view(method: MethodState): Method {
  return copyOf(method);
}
