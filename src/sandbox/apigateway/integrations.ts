/** Integrations: what stands behind a method (aws-facts 4; recorded: TestApigatewayIntegration). */
import type { Integration, PutIntegrationCommandInput } from "@aws-sdk/client-api-gateway";
import type { World } from "../world.ts";
import { copyOf } from "./copy-of.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { checkedIntegration, refuseUnknownType } from "./integration-rules.ts";
import { findIntegration, findMethod, storeIntegration } from "./lookup.ts";
import { applyPatches, type PatchRule, readPatches, toBoolean, withEntry, withoutEntry } from "./patch-operations.ts";
import { badRequest } from "./refusals.ts";
import type { IntegrationState, IntegrationType } from "./state.ts";

/** Milliseconds. */
const DEFAULT_TIMEOUT = 29_000;

/** UpdateIntegration (aws-facts 3.3). `/type` is no path: put the integration again. */
const INTEGRATION_PATHS: readonly PatchRule<IntegrationState>[] = [
  { path: "/uri", ops: ["replace"], apply: (it, { value }) => ({ ...it, uri: value }) },
  { path: "/httpMethod", ops: ["replace"], apply: (it, { value }) => ({ ...it, httpMethod: value }) },
  { path: "/cacheNamespace", ops: ["replace"], apply: (it, { value = "" }) => ({ ...it, cacheNamespace: value }) },
  { path: "/connectionId", ops: ["replace"], apply: (it, { value }) => ({ ...it, connectionId: value }) },
  { path: "/connectionType", ops: ["replace"], apply: (it, { value }) => ({ ...it, connectionType: connectionType(value) }) },
  { path: "/contentHandling", ops: ["replace"], apply: (it, { value }) => ({ ...it, contentHandling: contentHandling(value) }) },
  { path: "/credentials", ops: ["replace"], apply: (it, { value }) => ({ ...it, credentials: value || undefined }) },
  { path: "/passthroughBehavior", ops: ["replace"], apply: (it, { value = "" }) => ({ ...it, passthroughBehavior: value }) },
  { path: "/timeoutInMillis", ops: ["replace"], apply: (it, { value }) => ({ ...it, timeoutInMillis: Number(value) }) },
  { path: "/integrationTarget", ops: ["replace"], apply: (it, { value }) => ({ ...it, integrationTarget: value || undefined }) },
  {
    path: "/responseTransferMode",
    ops: ["replace"],
    apply: (it, { value }) => ({ ...it, responseTransferMode: value === "STREAM" ? "STREAM" : "BUFFERED" }),
  },
  {
    path: "/tlsConfig/insecureSkipVerification",
    ops: ["replace"],
    apply: (it, { value }) => ({ ...it, tlsConfig: { insecureSkipVerification: toBoolean(value) } }),
  },
  {
    path: "/cacheKeyParameters/*",
    ops: ["add", "replace", "remove"],
    apply(it, { op }, name) {
      const rest = it.cacheKeyParameters.filter((parameter) => parameter !== name);
      return { ...it, cacheKeyParameters: op === "remove" ? rest : [...rest, name] };
    },
  },
  {
    path: "/requestParameters/*",
    ops: ["add", "replace", "remove"],
    apply: (it, { op, value = "" }, name) => ({
      ...it,
      requestParameters:
        op === "remove" ? withoutEntry(it.requestParameters, name) : withEntry(it.requestParameters, name, value),
    }),
  },
  {
    path: "/requestTemplates/*",
    ops: ["add", "replace", "remove"],
    apply: (it, { op, value = "" }, type) => ({
      ...it,
      requestTemplates: op === "remove" ? withoutEntry(it.requestTemplates, type) : withEntry(it.requestTemplates, type, value),
    }),
  },
];

export function integrationHandlers(world: World): ApiGatewayHandlers {
  return {
    /** Replaces whatever integration the method had, its responses too. */
    PutIntegration(input) {
      const type = refuseUnknownType(input.type);
      const found = findMethod(world, input);
      const integration = checkedIntegration(newIntegration(type, found.resource.id, input));
      storeIntegration(found, integration);
      return view(integration);
    },
    GetIntegration: (input) => view(findIntegration(world, input).integration),
    UpdateIntegration(input) {
      const patches = readPatches("updateIntegration", input.patchOperations);
      const found = findIntegration(world, input);
      const integration = checkedIntegration(applyPatches(found.integration, patches, INTEGRATION_PATHS));
      storeIntegration(found, integration);
      return view(integration);
    },
    DeleteIntegration(input) {
      storeIntegration(findIntegration(world, input), undefined);
      return {};
    },
  };
}

function newIntegration(
  type: IntegrationType,
  resourceId: string,
  input: Readonly<PutIntegrationCommandInput>,
): IntegrationState {
  const http = type === "HTTP" || type === "HTTP_PROXY";
  return {
    type,
    httpMethod: input.integrationHttpMethod,
    uri: input.uri,
    // Recorded: only HTTP integrations show a connection type that nobody asked for.
    connectionType: input.connectionType ?? (http ? "INTERNET" : undefined),
    connectionId: input.connectionId,
    credentials: input.credentials,
    requestParameters: input.requestParameters,
    requestTemplates: input.requestTemplates,
    passthroughBehavior: input.passthroughBehavior ?? "WHEN_NO_MATCH",
    contentHandling: input.contentHandling,
    timeoutInMillis: input.timeoutInMillis ?? DEFAULT_TIMEOUT,
    cacheNamespace: input.cacheNamespace ?? resourceId,
    cacheKeyParameters: input.cacheKeyParameters ?? [],
    tlsConfig: input.tlsConfig,
    integrationTarget: input.integrationTarget,
    responseTransferMode: input.responseTransferMode,
  };
}

function connectionType(value: string | undefined): "INTERNET" | "VPC_LINK" {
  if (value === "INTERNET" || value === "VPC_LINK") return value;
  throw badRequest("Invalid connection type specified. Valid options are INTERNET,VPC_LINK");
}

/** Empty: as it comes. */
export function contentHandling(value: string | undefined): "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT" | undefined {
  if (!value) return undefined;
  if (value === "CONVERT_TO_BINARY" || value === "CONVERT_TO_TEXT") return value;
  throw badRequest("Invalid content handling specified. Valid options are CONVERT_TO_BINARY,CONVERT_TO_TEXT");
}

function view(integration: IntegrationState): Integration {
  return copyOf(integration);
}
