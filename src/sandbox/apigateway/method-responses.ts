/** Method responses, by status code (recorded: TestApigatewayMethodResponse). */
import type { MethodResponse } from "@aws-sdk/client-api-gateway";
import type { World } from "../world.ts";
import { copyOf } from "./copy-of.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { type FoundMethod, findMethod, type MethodInput, storeMethod } from "./lookup.ts";
import { knownModel } from "./methods.ts";
import { ownEntry } from "./own-entry.ts";
import { applyPatches, type PatchRule, readPatches, toBoolean, withEntry, withoutEntry } from "./patch-operations.ts";
import { badRequest, conflict, notFound, refuseViolations, statusCodeViolations } from "./refusals.ts";
import type { MethodResponseState, RestApiState } from "./state.ts";

/** UpdateMethodResponse (aws-facts 3.3): `replace` and `remove` want an entry that is there, `add` doesn't. */
const methodResponsePaths = (api: RestApiState): readonly PatchRule<MethodResponseState>[] => [
  {
    path: "/responseParameters/*",
    ops: ["add", "replace", "remove"],
    apply(response, { op, value }, name) {
      const before = response.responseParameters;
      if (op === "add") refuseBadHeaders([name]);
      if (op !== "add" && ownEntry(before, name) === undefined) throw notFound("Invalid parameter name specified");
      const responseParameters = op === "remove" ? withoutEntry(before, name) : withEntry(before, name, toBoolean(value));
      return { ...response, responseParameters };
    },
  },
  {
    path: "/responseModels/*",
    ops: ["add", "replace", "remove"],
    apply(response, { op, value = "" }, type) {
      const before = response.responseModels;
      if (op !== "add" && ownEntry(before, type) === undefined) throw notFound("Content-Type specified was not found");
      const responseModels = op === "remove" ? withoutEntry(before, type) : withEntry(before, type, knownModel(api, value));
      return { ...response, responseModels };
    },
  },
];

/**
 * A response has headers and nothing else that a parameter could name (API Gateway API Reference, PutMethodResponse:
 * responseParameters). The text is ours.
 */
function refuseBadHeaders(parameters: readonly string[]): void {
  for (const parameter of parameters) {
    if (/^method\.response\.header\.[\w!#$%&'*+.^`|~-]+$/.test(parameter)) continue;
    const errors = `Invalid mapping expression parameter specified: ${parameter}`;
    throw badRequest(`Invalid mapping expression specified: Validation Result: warnings : [], errors : [${errors}]`);
  }
}

interface ResponseInput extends MethodInput {
  readonly statusCode: string | undefined;
}

export function methodResponseHandlers(world: World): ApiGatewayHandlers {
  return {
    PutMethodResponse(input) {
      refuseViolations(statusCodeViolations(input.statusCode));
      const found = findMethod(world, input);
      const { statusCode = "", responseModels, responseParameters } = input;
      if (ownEntry(found.method.methodResponses, statusCode)) throw conflict("Response already exists for this resource");
      for (const model of Object.values(responseModels ?? {})) knownModel(found.api, model);
      refuseBadHeaders(Object.keys(responseParameters ?? {}));
      return store(found, { statusCode, responseModels, responseParameters });
    },
    GetMethodResponse(input) {
      refuseViolations(statusCodeViolations(input.statusCode));
      return copyOf(findResponse(world, input).response);
    },
    UpdateMethodResponse(input) {
      const patches = readPatches("updateMethodResponse", input.patchOperations, statusCodeViolations(input.statusCode));
      const found = findResponse(world, input);
      return store(found, applyPatches(found.response, patches, methodResponsePaths(found.api)));
    },
    DeleteMethodResponse(input) {
      refuseViolations(statusCodeViolations(input.statusCode));
      const found = findResponse(world, input);
      const methodResponses = withoutEntry(found.method.methodResponses, found.response.statusCode);
      storeMethod(found, { ...found.method, methodResponses });
      return {};
    },
  };
}

function findResponse(world: World, input: ResponseInput): FoundMethod & { readonly response: MethodResponseState } {
  const found = findMethod(world, input);
  const response = ownEntry(found.method.methodResponses, input.statusCode);
  if (!response) throw notFound("Invalid Response status code specified");
  return { ...found, response };
}

function store(found: FoundMethod, response: MethodResponseState): MethodResponse {
  const methodResponses = withEntry(found.method.methodResponses, response.statusCode, response);
  storeMethod(found, { ...found.method, methodResponses });
  return copyOf(response);
}
