/**
 * API keys: a value of forty characters unless one is given, disabled unless told otherwise, names that may be shared; lists show
 * the newest first. GetApiKey and UpdateApiKey show tags where there are none, CreateApiKey and lists do not (recorded:
 * TestApigatewayApiKeysCrud, test_api_key_required_for_methods).
 */
import type { ApiKey } from "@aws-sdk/client-api-gateway";
import { LOWERCASE_ALPHANUMERIC, type World } from "../world.ts";
import type { ApiKeyState } from "./around-stages-state.ts";
import { type ApiGatewayHandlers, now } from "./handlers.ts";
import { pageOf } from "./paging.ts";
import { applyReplacements, type PatchRule, readPatches, toBoolean } from "./patch-operations.ts";
import { badRequest, conflict, limitExceeded, notFound } from "./refusals.ts";
import { readTags } from "./tag-rules.ts";

/** Per account and Region (aws-facts 1.2). */
const KEY_QUOTA = 10_000;
const VALUE_ALPHABET = `${LOWERCASE_ALPHANUMERIC}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;
const SHORTEST_VALUE = 20;
const LONGEST_VALUE = 128;
const LONGEST_NAME = 1024;
const LONGEST_DESCRIPTION = 125_000;

/** In the order in which AWS's message lists them. */
const KEY_PATHS: readonly PatchRule<ApiKeyState>[] = [
  { path: "/description", ops: ["replace"], apply: (key, { value }) => ({ ...key, description: checkedDescription(value) }) },
  { path: "/enabled", ops: ["replace"], apply: (key, { value }) => ({ ...key, enabled: toBoolean(value) }) },
  { path: "/name", ops: ["replace"], apply: (key, { value }) => ({ ...key, name: checkedName(value) }) },
  { path: "/customerId", ops: ["replace"], apply: (key, { value }) => ({ ...key, customerId: value || undefined }) },
];

export function apiKeyHandlers(world: World): ApiGatewayHandlers {
  const { apiKeys } = world.apigateway;
  return {
    CreateApiKey(input) {
      if (apiKeys.size >= KEY_QUOTA) throw limitExceeded("API Keys");
      const value = input.value || world.newId(VALUE_ALPHABET, 40);
      refuseValue(value, [...apiKeys.values()]);
      const created = now(world);
      const key: ApiKeyState = {
        id: world.newId(LOWERCASE_ALPHANUMERIC, 10),
        name: checkedName(input.name),
        description: checkedDescription(input.description),
        enabled: input.enabled ?? false,
        customerId: input.customerId,
        value,
        createdDate: created,
        lastUpdatedDate: created,
        tags: readTags(input.tags),
      };
      apiKeys.set(key.id, key);
      return { ...shown(key), value };
    },
    GetApiKey(input) {
      const key = findApiKey(world, input.apiKey);
      return { ...viewOf(key, input.includeValue), tags: { ...key.tags } };
    },
    GetApiKeys(input) {
      const all = [...apiKeys.values()].toReversed().filter(({ name = "", customerId }) => {
        const named = input.nameQuery === undefined || name.startsWith(input.nameQuery);
        return named && (input.customerId === undefined || customerId === input.customerId);
      });
      const page = pageOf(all, input);
      return { items: page.items.map((key) => viewOf(key, input.includeValues)), position: page.position };
    },
    UpdateApiKey(input) {
      const patches = readPatches("updateApiKey", input.patchOperations);
      const before = findApiKey(world, input.apiKey);
      const key = { ...applyReplacements(before, patches, KEY_PATHS), lastUpdatedDate: now(world) };
      apiKeys.set(key.id, key);
      return { ...shown(key), tags: { ...key.tags } };
    },
    /** It leaves the usage plans that it was in. */
    DeleteApiKey(input) {
      const { id } = findApiKey(world, input.apiKey);
      apiKeys.delete(id);
      for (const [planId, plan] of world.apigateway.usagePlans) {
        if (plan.keyIds.includes(id)) {
          world.apigateway.usagePlans.set(planId, { ...plan, keyIds: plan.keyIds.filter((keyId) => keyId !== id) });
        }
      }
      return {};
    },
  };
}

export function findApiKey({ apigateway }: World, id: string | undefined): ApiKeyState {
  const key = apigateway.apiKeys.get(id ?? "");
  if (!key) throw notFound("Invalid API Key identifier specified");
  return key;
}

function checkedName(name: string | undefined): string | undefined {
  if (name && name.length > LONGEST_NAME) throw badRequest(`Invalid API Key name, can be at most ${LONGEST_NAME} characters.`);
  return name || undefined;
}

function checkedDescription(description: string | undefined): string | undefined {
  if (description && description.length > LONGEST_DESCRIPTION) throw badRequest("Invalid API Key description specified.");
  return description || undefined;
}

function refuseValue(value: string, others: readonly ApiKeyState[]): void {
  if (value.length < SHORTEST_VALUE) throw badRequest(`API Key value should be at least ${SHORTEST_VALUE} characters`);
  if (value.length > LONGEST_VALUE) throw badRequest(`API Key value exceeds maximum size of ${LONGEST_VALUE} characters`);
  if (others.some((other) => other.value === value)) throw conflict("API Key already exists");
}

function viewOf(key: ApiKeyState, withValue: boolean | undefined): ApiKey {
  return withValue ? { ...shown(key), value: key.value } : shown(key);
}

function shown({ value: _, tags, ...key }: ApiKeyState): ApiKey {
  return { ...key, stageKeys: [], tags: Object.keys(tags).length > 0 ? { ...tags } : undefined };
}
