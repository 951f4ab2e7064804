/** REST APIs: created with their root resource, listed by pages, patched, deleted with everything below them. */
import type { CreateRestApiCommandInput, RestApi } from "@aws-sdk/client-api-gateway";
import { AwsError } from "../wire/aws-error.ts";
import { LOWERCASE_ALPHANUMERIC, type World } from "../world.ts";
import { refuseMapped } from "./base-path-mappings.ts";
import { copyOf } from "./copy-of.ts";
import { endpointConfiguration, endpointViolations } from "./endpoint-configuration.ts";
import { type ApiGatewayHandlers, now } from "./handlers.ts";
import { findApi } from "./lookup.ts";
import { newModels } from "./models.ts";
import { pageOf } from "./paging.ts";
import { applyPatches, readPatches } from "./patch-operations.ts";
import { badRequest, refuseViolations } from "./refusals.ts";
import { readPolicy, shownPolicy } from "./resource-policy.ts";
import { compressionSize, restApiPaths } from "./rest-api-patch.ts";
import type { EndpointType, RestApiSettings, RestApiState } from "./state.ts";
import { readTags } from "./tag-rules.ts";

/** Per account and Region (aws-facts 1.2). */
const API_QUOTA: Readonly<Record<EndpointType, number>> = { EDGE: 120, REGIONAL: 600, PRIVATE: 600 };

type CreateRestApiInput = Readonly<Omit<CreateRestApiCommandInput, "$metadata">>;

export function restApiHandlers(world: World): ApiGatewayHandlers {
  const { apis } = world.apigateway;
  return {
    CreateRestApi(input) {
      const id = world.newId(LOWERCASE_ALPHANUMERIC, 10);
      const settings = newSettings(world, id, input);
      refuseOneTooMany(world, settings.endpointConfiguration.types[0]);
      const root = { id: world.newId(LOWERCASE_ALPHANUMERIC, 10), methods: {} };
      const api: RestApiState = {
        id,
        createdDate: now(world),
        rootResourceId: root.id,
        settings,
        endpointDisabled: false,
        resources: new Map([[root.id, root]]),
        authorizers: new Map(),
        models: newModels(world),
        validators: new Map(),
        gatewayResponses: new Map(),
        documentationParts: new Map(),
        documentationVersions: new Map(),
        deployments: new Map(),
        stages: new Map(),
      };
      apis.set(id, api);
      return withTagsIfAny(api);
    },
    GetRestApi: (input) => withTags(findApi(world, input)),
    GetRestApis(input) {
      const page = pageOf([...apis.values()], input);
      return { items: page.items.map(withTagsIfAny), position: page.position };
    },
    UpdateRestApi(input) {
      const patches = readPatches("updateRestApi", input.patchOperations);
      const api = findApi(world, input);
      api.settings = applyPatches(api.settings, patches, restApiPaths(world, api.id));
      return withTags(api);
    },
    DeleteRestApi(input) {
      const { id } = findApi(world, input);
      refuseMapped(world, id);
      apis.delete(id);
      return {};
    },
  };
}

/** Checks in AWS's order: shape, endpoint, description, then the rest (recorded: create-with-multiple-errors). */
function newSettings(world: World, apiId: string, input: CreateRestApiInput): RestApiSettings {
  if (input.cloneFrom) throw new AwsError("NotImplementedException", "CreateRestApi cloneFrom is not served", 501);
  refuseViolations(endpointViolations(input.endpointConfiguration));
  const endpoint = endpointConfiguration(input.endpointConfiguration);
  if (input.description === "") throw badRequest("Description cannot be an empty string");
  if (endpoint.types[0] === "PRIVATE" && input.endpointConfiguration?.ipAddressType === "ipv4") {
    throw badRequest("Only dualstack ipAddressType is supported for Private APIs.");
  }
  if (!input.name) throw badRequest("Name cannot be empty");
  return {
    name: input.name,
    description: input.description,
    version: input.version,
    apiKeySource: input.apiKeySource ?? "HEADER",
    binaryMediaTypes: [...new Set(input.binaryMediaTypes)],
    minimumCompressionSize: compressionSize(input.minimumCompressionSize),
    endpointConfiguration: endpoint,
    policy: readPolicy(world, apiId, input.policy),
    securityPolicy: input.securityPolicy,
    endpointAccessMode: input.endpointAccessMode,
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
    tags: readTags(input.tags),
  };
}

function refuseOneTooMany(world: World, type: EndpointType): void {
  const same = [...world.apigateway.apis.values()].filter((api) => api.settings.endpointConfiguration.types[0] === type);
  if (same.length < API_QUOTA[type]) return;
  throw badRequest("Maximum number of APIs has been reached.  Please contact AWS if you need additional APIs.");
}

/** GetRestApi and UpdateRestApi show `tags` even when there are none; CreateRestApi and GetRestApis leave them out. */
function withTags(api: RestApiState): RestApi {
  return { ...withTagsIfAny(api), tags: { ...api.settings.tags } };
}

function withTagsIfAny({ id, createdDate, rootResourceId, settings }: RestApiState): RestApi {
  const { binaryMediaTypes, policy, tags, ...shown } = copyOf(settings);
  return {
    id,
    createdDate,
    rootResourceId,
    ...shown,
    binaryMediaTypes: binaryMediaTypes.length > 0 ? binaryMediaTypes : undefined,
    policy: policy === undefined ? undefined : shownPolicy(policy),
    tags: Object.keys(tags).length > 0 ? tags : undefined,
  };
}
