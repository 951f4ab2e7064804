/**
 * PutRestApi: the paths of an OpenAPI 3 or Swagger 2 document into the working copy (aws-facts 3.4). `merge`, the default,
 * replaces the methods that the document has and leaves the others; `overwrite` first removes all. Made of the calls that
 * make the same one by one, so it is as strict as they are, and like AWS's it is not atomic. Served are title, description,
 * binary media types, API keys, AWS_IAM and integrations; authorizers, models, validators and gateway responses are not.
 */

import type { HandlerContext } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { type ImportedMethod, readDefinition } from "./import-document.ts";
import { integrationResponseHandlers } from "./integration-responses.ts";
import { integrationHandlers } from "./integrations.ts";
import { findApi } from "./lookup.ts";
import { methodResponseHandlers } from "./method-responses.ts";
import { methodHandlers } from "./methods.ts";
import { ownEntry } from "./own-entry.ts";
import { badRequest } from "./refusals.ts";
import { childrenOf } from "./resource-tree.ts";
import { resourceHandlers } from "./resources.ts";
import { restApiHandlers } from "./rest-apis.ts";
import type { RestApiState } from "./state.ts";

export function importHandlers(world: World): ApiGatewayHandlers {
  const parts = {
    ...restApiHandlers(world),
    ...resourceHandlers(world),
    ...methodHandlers(world),
    ...methodResponseHandlers(world),
    ...integrationHandlers(world),
    ...integrationResponseHandlers(world),
  };
  return {
    async PutRestApi(input, context) {
      const api = findApi(world, input);
      const { mode = "merge" } = input;
      if (mode !== "merge" && mode !== "overwrite") throw badRequest("Invalid mode specified. Valid options are merge,overwrite");
      const { settings, methods } = readDefinition(new TextDecoder().decode(input.body));
      if (mode === "overwrite") await removeAll(api, parts, context);
      api.settings = { ...api.settings, ...settings };
      for (const { path, method } of methods) {
        await putMethod({ api, resourceId: await resourceAt(path, api, parts, context), method }, parts, context);
      }
      return (await parts.GetRestApi?.({ restApiId: api.id }, context)) ?? {};
    },
  };
}

async function removeAll(api: RestApiState, parts: ApiGatewayHandlers, context: HandlerContext): Promise<void> {
  for (const { id } of childrenOf(api.resources, api.rootResourceId)) {
    await parts.DeleteResource?.({ restApiId: api.id, resourceId: id }, context);
  }
  const root = api.resources.get(api.rootResourceId);
  if (root) api.resources.set(root.id, { ...root, methods: {} });
}

/** The id of the resource at a path, made with its parents where missing. */
async function resourceAt(path: string, api: RestApiState, parts: ApiGatewayHandlers, context: HandlerContext): Promise<string> {
  let at = api.rootResourceId;
  for (const pathPart of path.split("/").filter((part) => part !== "")) {
    const known = childrenOf(api.resources, at).find((child) => child.pathPart === pathPart);
    const made = known ?? (await parts.CreateResource?.({ restApiId: api.id, parentId: at, pathPart }, context));
    at = made?.id ?? at;
  }
  return at;
}

interface Placed {
  readonly api: RestApiState;
  readonly resourceId: string;
  readonly method: ImportedMethod;
}

async function putMethod({ api, resourceId, method }: Placed, parts: ApiGatewayHandlers, context: HandlerContext): Promise<void> {
  const { httpMethod, authorizationType, apiKeyRequired, integration } = method;
  const at = { restApiId: api.id, resourceId, httpMethod };
  if (ownEntry(api.resources.get(resourceId)?.methods, httpMethod)) await parts.DeleteMethod?.(at, context);
  await parts.PutMethod?.({ ...at, authorizationType, apiKeyRequired }, context);
  for (const [statusCode, headers] of Object.entries(method.responses)) {
    const responseParameters = Object.fromEntries(headers.map((name) => [`method.response.header.${name}`, false]));
    await parts.PutMethodResponse?.({ ...at, statusCode, responseParameters }, context);
  }
  if (!integration) return;
  const { type, httpMethod: integrationHttpMethod, responses, ...settings } = integration;
  // PutIntegration refuses a type that there is not.
  await parts.PutIntegration?.({ ...at, ...settings, type: type as "MOCK", integrationHttpMethod }, context);
  for (const [pattern, response] of Object.entries(responses)) {
    const selectionPattern = pattern === "default" ? undefined : pattern;
    await parts.PutIntegrationResponse?.({ ...at, ...response, selectionPattern }, context);
  }
}
