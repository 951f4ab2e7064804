/** Integration responses, by status code; unlike method responses they may be put again (recorded: TestApigatewayIntegrationResponse). */
import type { IntegrationResponse } from "@aws-sdk/client-api-gateway";
import type { World } from "../world.ts";
import { copyOf } from "./copy-of.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { refuseBadContentTypes } from "./integration-rules.ts";
import { contentHandling } from "./integrations.ts";
import { type FoundIntegration, findIntegration, findResource, type MethodInput, storeIntegration } from "./lookup.ts";
import { ownEntry } from "./own-entry.ts";
import { applyPatches, type PatchRule, readPatches, withEntry, withoutEntry } from "./patch-operations.ts";
import { notFound, refuseViolations, statusCodeViolations } from "./refusals.ts";
import type { IntegrationResponseState } from "./state.ts";

/** UpdateIntegrationResponse (aws-facts 3.3). */
const INTEGRATION_RESPONSE_PATHS: readonly PatchRule<IntegrationResponseState>[] = [
  { path: "/selectionPattern", ops: ["replace"], apply: (it, { value }) => ({ ...it, selectionPattern: value }) },
  { path: "/contentHandling", ops: ["replace"], apply: (it, { value }) => ({ ...it, contentHandling: contentHandling(value) }) },
  {
    path: "/responseParameters/*",
    ops: ["add", "replace", "remove"],
    apply: (it, { op, value = "" }, name) => ({
      ...it,
      responseParameters:
        op === "remove" ? withoutEntry(it.responseParameters, name) : withEntry(it.responseParameters, name, value),
    }),
  },
  {
    path: "/responseTemplates/*",
    ops: ["add", "replace", "remove"],
    apply: (it, { op, value = "" }, type) => ({
      ...it,
      responseTemplates:
        op === "remove" ? withoutEntry(it.responseTemplates, type) : withEntry(it.responseTemplates, type, value),
    }),
  },
];

interface ResponseInput extends MethodInput {
  readonly statusCode: string | undefined;
}

type FoundResponse = FoundIntegration & { readonly response: IntegrationResponseState };

export function integrationResponseHandlers(world: World): ApiGatewayHandlers {
  return {
    PutIntegrationResponse(input) {
      refuseViolations(statusCodeViolations(input.statusCode));
      const found = findIntegration(world, input);
      refuseBadContentTypes(input.responseTemplates);
      return store(found, {
        statusCode: input.statusCode ?? "",
        selectionPattern: input.selectionPattern,
        responseParameters: input.responseParameters,
        responseTemplates: input.responseTemplates,
        contentHandling: input.contentHandling,
      });
    },
    GetIntegrationResponse(input) {
      refuseViolations(statusCodeViolations(input.statusCode));
      return copyOf(findResponse(world, input).response);
    },
    UpdateIntegrationResponse(input) {
      const patches = readPatches("updateIntegrationResponse", input.patchOperations, statusCodeViolations(input.statusCode));
      const found = findResponse(world, input);
      return store(found, applyPatches(found.response, patches, INTEGRATION_RESPONSE_PATHS));
    },
    DeleteIntegrationResponse(input) {
      refuseViolations(statusCodeViolations(input.statusCode));
      refuseMissingMethod(world, input);
      const found = findResponse(world, input);
      const integrationResponses = withoutEntry(found.integration.integrationResponses, found.response.statusCode);
      storeIntegration(found, { ...found.integration, integrationResponses });
      return {};
    },
  };
}

/** Deleting is the one call that says "Integration" where the others say "Method" (recorded: non-existent-method, bad-method). */
function refuseMissingMethod(world: World, input: MethodInput): void {
  const { resource } = findResource(world, input);
  if (!ownEntry(resource.methods, input.httpMethod)) throw notFound("Invalid Integration identifier specified");
}

function findResponse(world: World, input: ResponseInput): FoundResponse {
  const found = findIntegration(world, input);
  const response = ownEntry(found.integration.integrationResponses, input.statusCode);
  if (!response) throw notFound("Invalid Response status code specified");
  return { ...found, response };
}

function store(found: FoundIntegration, response: IntegrationResponseState): IntegrationResponse {
  const integrationResponses = withEntry(found.integration.integrationResponses, response.statusCode, response);
  storeIntegration(found, { ...found.integration, integrationResponses });
  return copyOf(response);
}
