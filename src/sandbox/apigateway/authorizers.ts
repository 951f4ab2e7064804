/**
 * Authorizers (API reference, CreateAuthorizer and UpdateAuthorizer; aws-facts 3.3; recorded: TestApiGatewayApiAuthorizer,
 * test_apigateway_with_custom_authorization_method).
 */
import type { Authorizer, CreateAuthorizerCommandInput } from "@aws-sdk/client-api-gateway";
import { LOWERCASE_ALPHANUMERIC, type World } from "../world.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { findApi } from "./lookup.ts";
import { pageOf } from "./paging.ts";
import { applyPatches, type PatchRule, readPatches } from "./patch-operations.ts";
import { badRequest, conflict, limitExceeded, notFound, notInEnum, refuseViolations } from "./refusals.ts";
import { resourcePath } from "./resource-tree.ts";
import type { AuthorizerState, RestApiState } from "./state.ts";

const TYPES: readonly string[] = ["REQUEST", "TOKEN", "COGNITO_USER_POOLS"];
/** Per API (aws-facts 1.2). */
const QUOTA = 10;
/** Seconds, where nobody said any. */
export const DEFAULT_TTL = 300;
const LONGEST_TTL = 3600;

const AUTHORIZER_PATHS: readonly PatchRule<AuthorizerState>[] = [
  { path: "/name", ops: ["replace"], apply: (it, { value = "" }) => ({ ...it, name: value }) },
  { path: "/type", ops: ["replace"], apply: (it, { value }) => ({ ...it, type: checkedType(value) }) },
  { path: "/authType", ops: ["replace"], apply: (it, { value }) => ({ ...it, authType: value || undefined }) },
  { path: "/authorizerUri", ops: ["replace"], apply: (it, { value }) => ({ ...it, authorizerUri: value }) },
  {
    path: "/authorizerCredentials",
    ops: ["replace"],
    apply: (it, { value }) => ({ ...it, authorizerCredentials: value || undefined }),
  },
  {
    path: "/authorizerResultTtlInSeconds",
    ops: ["replace"],
    apply: (it, { value }) => ({ ...it, authorizerResultTtlInSeconds: Number(value) }),
  },
  {
    path: "/identityValidationExpression",
    ops: ["replace"],
    apply: (it, { value }) => ({ ...it, identityValidationExpression: value || undefined }),
  },
  {
    path: "/identitySource",
    ops: ["add", "replace", "remove"],
    apply: (it, { op, value }) => ({ ...it, identitySource: op === "remove" ? undefined : value || undefined }),
  },
  {
    path: "/providerARNs",
    ops: ["add", "remove"],
    apply(it, { op, value = "" }) {
      const rest = (it.providerARNs ?? []).filter((arn) => arn !== value);
      return { ...it, providerARNs: op === "add" ? [...rest, value] : rest };
    },
  },
];

export function authorizerHandlers(world: World): ApiGatewayHandlers {
  return {
    CreateAuthorizer(input) {
      const api = world.apigateway.apis.get(input.restApiId ?? "");
      // Recorded: test_authorizer_crud_no_api.
      if (!api) throw conflict("Unable to complete operation due to concurrent modification. Please try again later.");
      const authorizer = checked(newAuthorizer(world, input));
      refuseSameName(api, authorizer);
      if (api.authorizers.size >= QUOTA) throw limitExceeded("Authorizers");
      api.authorizers.set(authorizer.id, authorizer);
      return view(authorizer);
    },
    GetAuthorizer: (input) => view(findAuthorizer(world, input).authorizer),
    GetAuthorizers(input) {
      const page = pageOf([...findApi(world, input).authorizers.values()], input);
      return { items: page.items.map(view), position: page.position };
    },
    UpdateAuthorizer(input) {
      const patches = readPatches("updateAuthorizer", input.patchOperations);
      const { api, authorizer } = findAuthorizer(world, input);
      const updated = checked(applyPatches(authorizer, patches, AUTHORIZER_PATHS));
      refuseSameName(api, updated);
      api.authorizers.set(updated.id, updated);
      return view(updated);
    },
    DeleteAuthorizer(input) {
      const { api, authorizer } = findAuthorizer(world, input);
      refuseUsed(api, authorizer);
      api.authorizers.delete(authorizer.id);
      return {};
    },
  };
}

function newAuthorizer(world: World, input: Readonly<CreateAuthorizerCommandInput>): AuthorizerState {
  refuseViolations(
    TYPES.includes(input.type ?? "null") ? [] : [notInEnum(input.type ?? "null", "createAuthorizerInput.type", TYPES)],
  );
  const type = checkedType(input.type);
  const isToken = type === "TOKEN" || type === "REQUEST";
  return {
    id: world.newId(LOWERCASE_ALPHANUMERIC, 6),
    name: input.name ?? "",
    type,
    providerARNs: input.providerARNs,
    // What AWS shows of one that nobody said anything of.
    authType: input.authType ?? (isToken ? "custom" : "cognito_user_pools"),
    authorizerUri: input.authorizerUri,
    authorizerCredentials: input.authorizerCredentials,
    identitySource: input.identitySource,
    identityValidationExpression: input.identityValidationExpression,
    authorizerResultTtlInSeconds: input.authorizerResultTtlInSeconds,
  };
}

function checkedType(type: string | undefined): AuthorizerState["type"] {
  if (type === "TOKEN" || type === "REQUEST" || type === "COGNITO_USER_POOLS") return type;
  throw badRequest(`Invalid authorizer type specified. Valid options are ${TYPES.join(",")}`);
}

/** Texts are AWS's as clients have posted them; the order is ours. */
function checked(authorizer: AuthorizerState): AuthorizerState {
  const { name, type, authorizerUri = "", providerARNs = [], identitySource } = authorizer;
  const ttl = authorizer.authorizerResultTtlInSeconds ?? DEFAULT_TTL;
  if (name === "") throw badRequest("Authorizer name cannot be blank");
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > LONGEST_TTL) {
    throw badRequest(`Authorizer result TTL must be between 0 and ${LONGEST_TTL} seconds`);
  }
  if (type === "COGNITO_USER_POOLS") {
    if (providerARNs.length === 0) throw badRequest("Invalid Authorizer: at least one provider ARN is required");
    return authorizer;
  }
  if (!/^arn:[^:]+:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/.+\/invocations$/.test(authorizerUri)) {
    throw badRequest(
      `Invalid Authorizer URI: ${authorizerUri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
    );
  }
  if (type === "REQUEST" && ttl > 0 && !identitySource) {
    throw badRequest("Identity source is required for the REQUEST authorizer when caching is enabled");
  }
  return authorizer;
}

/** AWS's text, as in hashicorp/terraform#25980. */
function refuseUsed(api: RestApiState, { id, name }: AuthorizerState): void {
  for (const resource of api.resources.values()) {
    for (const { httpMethod, authorizerId } of Object.values(resource.methods)) {
      if (authorizerId !== id) continue;
      const method = `${httpMethod}/${resourcePath(api.resources, resource)}`;
      throw conflict(`Cannot delete authorizer '${name}', is referenced in method: ${method}`);
    }
  }
}

function refuseSameName(api: RestApiState, { id, name }: AuthorizerState): void {
  for (const other of api.authorizers.values()) {
    if (other.name === name && other.id !== id)
      throw badRequest("Authorizer name must be unique. Authorizer with the same name already exists.");
  }
}

function findAuthorizer(
  world: World,
  input: { readonly restApiId: string | undefined; readonly authorizerId: string | undefined },
): { readonly api: RestApiState; readonly authorizer: AuthorizerState } {
  const api = world.apigateway.apis.get(input.restApiId ?? "");
  const authorizer = api?.authorizers.get(input.authorizerId ?? "");
  if (!api || !authorizer) throw notFound("Invalid Authorizer identifier specified");
  return { api, authorizer };
}

function view({ providerARNs, ...authorizer }: AuthorizerState): Authorizer {
  return { ...authorizer, ...(providerARNs && { providerARNs: [...providerARNs] }) };
}
