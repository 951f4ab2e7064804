/** API keys: made, listed, changed. */
import type { CreateApiKeyRequest, PatchOperation } from "@aws-sdk/client-api-gateway";
import { replace } from "./builders/patch.ts";
import { type Case, casesOf, model, recorded } from "./case.ts";
import { ABSENT, aDate, aText, open, the } from "./match.ts";
import type { Scene } from "./scene.ts";

const KEYS = "TestApigatewayApiKeysCrud";

const shown = (more: object = {}): object => ({
  id: the("key"),
  enabled: false,
  createdDate: aDate(),
  lastUpdatedDate: aDate(),
  stageKeys: [],
  ...more,
});

const VALUE = aText(/^[A-Za-z0-9]{40}$/);

async function aKey(scene: Scene, input: CreateApiKeyRequest = {}) {
  const { id: apiKey } = await scene.apigateway.createApiKey({ name: scene.newName("key"), ...input });
  const update = (...patchOperations: PatchOperation[]) => scene.apigateway.updateApiKey({ apiKey, patchOperations });
  return { apiKey, update };
}

export const API_KEY_CASES: readonly Case[] = casesOf("API keys and usage plans", [
  {
    id: "UP-key-made",
    name: "CreateApiKey answers 201 with a value of AWS's own, and the key is not enabled unless it is told to be",
    source: recorded(`${KEYS}::test_get_api_keys`),
    async run(scene) {
      const name = scene.newName("key");
      await scene.answers(scene.apigateway.createApiKey({ name }), 201, shown({ name, value: VALUE }));
    },
  },
  {
    id: "UP-key-unnamed",
    name: "CreateApiKey takes an empty name for none, and an empty value for none",
    source: recorded(`${KEYS}::test_create_api_key_with_invalid_name, test_create_api_key_with_invalid_value`),
    async run(scene) {
      const unnamed = scene.apigateway.createApiKey({ name: "", value: "" });
      try {
        await scene.answers(unnamed, 201, shown({ value: VALUE }));
      } finally {
        await scene.apigateway.deleteApiKey({ apiKey: (await unnamed).id });
      }
    },
  },
  {
    id: "UP-key-refusals",
    name: "CreateApiKey refuses values that are too short or too long, and names and descriptions that are too long",
    source: recorded(
      `${KEYS}::test_create_api_key_with_invalid_value, test_create_api_key_with_invalid_name, test_update_api_key_invalid_description_length`,
    ),
    async run(scene) {
      const refuses = (input: CreateApiKeyRequest, text: string) =>
        scene.refuses(scene.apigateway.createApiKey(input), 400, "BadRequestException", text);
      await refuses({ value: "short" }, "API Key value should be at least 20 characters");
      await refuses({ value: "a".repeat(129) }, "API Key value exceeds maximum size of 128 characters");
      await refuses({ name: "a".repeat(1025) }, "Invalid API Key name, can be at most 1024 characters.");
      await refuses({ description: "a".repeat(125_001) }, "Invalid API Key description specified.");
      const { update } = await aKey(scene);
      const long = update(replace("/description", "a".repeat(125_001)));
      await scene.refuses(long, 400, "BadRequestException", "Invalid API Key description specified.");
    },
  },
  {
    id: "UP-key-listed",
    name: "GetApiKeys lists the newest first, without values; nameQuery is the beginning of a name, with its case",
    source: recorded(`${KEYS}::test_get_api_keys`),
    // LocalEmu looks for a name among all keys, and fails at another case's that has none.
    last: true,
    async run(scene) {
      const stem = scene.newName("key");
      const names = [`${stem}-a`, `${stem}-b`];
      for (const name of names) await scene.apigateway.createApiKey({ name });
      const listed = async (nameQuery: string) => {
        const { items = [] } = await scene.apigateway.getApiKeys({ nameQuery });
        return items.map(({ name }) => name);
      };
      const list = scene.apigateway.getApiKeys({ nameQuery: stem });
      const item = (name: string | undefined) => ({ ...shown({ name }), id: aText() });
      await scene.answers(list, 200, { items: names.toReversed().map(item) });
      scene.same("by a whole name", await listed(`${stem}-b`), [`${stem}-b`]);
      scene.same("by another case", await listed(stem.toUpperCase()), []);
      scene.same("by the end of a name", await listed(stem.slice(2)), []);
    },
  },
  {
    id: "UP-key-update",
    name: "UpdateApiKey shows no value, and tags though there are none; what is not true is not enabled",
    source: recorded(`${KEYS}::test_negative_get_usage_plan_api_keys, test_update_api_key_invalid_enabled_type`),
    async run(scene) {
      const { update } = await aKey(scene, { name: scene.newName("key"), enabled: true });
      const name = scene.newName("renamed");
      await scene.answers(update(replace("/name", name)), 200, shown({ name, enabled: true, tags: {} }));
      await scene.answers(update(replace("/enabled", "not-a-boolean")), 200, shown({ name, tags: {} }));
    },
  },
  {
    id: "UP-key-immutable",
    name: "UpdateApiKey refuses a path that it does not know, and lists those that it knows",
    source: recorded(`${KEYS}::test_update_api_key_immutable_field`),
    async run(scene) {
      const { update } = await aKey(scene);
      const text =
        "Invalid patch path  '/id' specified for op 'replace'. Must be one of: [/description, /enabled, /name, /customerId]";
      await scene.refuses(update(replace("/id", "new-id")), 400, "BadRequestException", text);
    },
  },
  {
    id: "UP-key-value",
    name: "GetApiKey shows the value only where it is asked for",
    source: model("API Gateway GetApiKey: includeValue"),
    async run(scene) {
      const value = `${scene.newName("value")}-of-forty-characters-or-so`;
      const { apiKey } = await aKey(scene, { value });
      await scene.answers(scene.apigateway.getApiKey({ apiKey, includeValue: true }), 200, open({ id: apiKey, value }));
      await scene.answers(scene.apigateway.getApiKey({ apiKey }), 200, open({ id: apiKey, value: ABSENT }));
    },
  },
  {
    id: "UP-key-deleted",
    name: "DeleteApiKey answers 202, and the key is gone",
    source: model("API Gateway DeleteApiKey"),
    async run(scene) {
      const { apiKey } = await aKey(scene);
      await scene.answers(scene.apigateway.deleteApiKey({ apiKey }), 202, {});
      await scene.refuses(scene.apigateway.getApiKey({ apiKey }), 404, "NotFoundException");
    },
  },
]);
