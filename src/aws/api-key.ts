/** API keys. GetApiKeys tells all of them, with tags; values only when they are asked for, and they are where one is declared. */
import type { ApiKey } from "@aws-sdk/client-api-gateway";
import { addressOf, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import type { Live } from "../model/observation.ts";
import type { ApplyContext, Observer, Provider } from "../model/ports.ts";
import type { Outputs } from "../model/ref.ts";
import type { ApiKeySpec } from "../model/specs/api-key.ts";
import { changedMembers } from "./changes.ts";
import { ifThere } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { writeGatewayTags } from "./gateway-tags.ts";
import { theOneNamed } from "./named.ts";
import { ABSENT, allPages, observing } from "./observing.ts";
import { readTags, withMark } from "./owner-tag.ts";
import type { Patch } from "./patch.ts";
import { replace } from "./patch.ts";
import { PAGE } from "./rest-api-reads.ts";
import type { AwsSession } from "./session.ts";
import { giveWay } from "./twins.ts";

export function apiKeyObserver(session: AwsSession): Observer<"api-key"> {
  return {
    observe: (desired, context) =>
      observing(desired.address, async () => {
        const keys = await listApiKeys(session, desired.spec.value !== undefined, context.signal);
        const named = theOneNamed(keys, { address: desired.address, things: "API keys" }, context);
        if ("ambiguous" in named) return named.ambiguous;
        return named.found === null ? ABSENT : { state: "present", live: toLive(named.found, desired.spec) };
      }),
    async *listOwned(context) {
      for (const key of await listApiKeys(session, false, context.signal)) {
        const live = toLive(key, {});
        if (live.owner === context.owner) yield live;
      }
    },
  };
}

export function apiKeyProvider(session: AwsSession): Provider<"api-key"> {
  return {
    ...apiKeyObserver(session),
    create: (desired, context) => createApiKey(session, desired, context),

    async update(step, context) {
      const { id } = step.live.facts;
      const members = changedMembers(step.changes);
      await writeGatewayTags(session, `/apikeys/${id}`, step, context);
      const patches = apiKeyPatches(step.desired.spec, members);
      const api = await session.clients.apigateway();
      if (patches.length > 0) await api.updateApiKey({ apiKey: id, patchOperations: [...patches] });
      return { id };
    },

    async delete(live, context) {
      const api = await session.clients.apigateway();
      await ifThere(api.deleteApiKey({ apiKey: live.facts.id }, { abortSignal: context.signal }));
    },
  };
}

/** Values are secrets: they stay in the pass's own memory, for comparing. */
function listApiKeys(session: AwsSession, includeValues: boolean, signal: AbortSignal): Promise<readonly ApiKey[]> {
  const key = includeValues ? "apigateway.GetApiKeys with values" : "apigateway.GetApiKeys";
  return session.read(key, () => fetchApiKeys(session, includeValues, signal));
}

async function fetchApiKeys(session: AwsSession, includeValues: boolean, abortSignal: AbortSignal): Promise<readonly ApiKey[]> {
  const api = await session.clients.apigateway();
  return allPages(async (position) => {
    const page = await api.getApiKeys({ limit: PAGE, position, ...(includeValues && { includeValues }) }, { abortSignal });
    return { items: page.items ?? [], token: page.position };
  });
}

function toLive(key: ApiKey, desired: ApiKeySpec): Live<"api-key"> {
  const { tags, owner } = readTags(key.tags);
  const id = key.id ?? "";
  return {
    kind: "api-key",
    address: addressOf("api-key", key.name ?? ""),
    spec: {
      description: key.description ?? "",
      enabled: key.enabled ?? false,
      customerId: key.customerId ?? "",
      ...(desired.value === undefined || key.value === undefined ? {} : { value: key.value }),
      tags,
    },
    facts: { id },
    outputs: { id },
    owner,
  };
}

/** Marked in the create itself, so that after a crash or a lost answer it is found again by name and mark. */
async function createApiKey(session: AwsSession, desired: Desired<"api-key">, context: ApplyContext): Promise<Outputs> {
  const { description, enabled, customerId, value, tags } = desired.spec;
  const name = nameAt(desired.address, 0);
  const api = await session.clients.apigateway();
  const same = async () => {
    const keys = await fetchApiKeys(session, false, context.signal);
    return keys.filter((key) => key.name === name && readTags(key.tags).owner === context.owner);
  };
  const made = await createOnce<ApiKey & { readonly answered?: true }>(
    async () => ({
      ...(await api.createApiKey({
        name,
        description: description || undefined,
        // Left out, AWS makes a key that opens nothing.
        enabled: enabled ?? true,
        customerId: customerId || undefined,
        value,
        tags: withMark(tags, context.owner),
      })),
      answered: true,
    }),
    async () => (await same())[0],
    { clock: session.clock, signal: context.signal },
  );
  if (made.answered) {
    await giveWay(desired.address, made, { look: same, remove: (apiKey) => api.deleteApiKey({ apiKey }) });
  }
  return { id: made.id ?? "" };
}

function apiKeyPatches(spec: ApiKeySpec, changed: ReadonlySet<string>): readonly Patch[] {
  return [
    ...(changed.has("description") ? [replace(["description"], spec.description ?? "")] : []),
    ...(changed.has("enabled") ? [replace(["enabled"], spec.enabled ?? true)] : []),
    ...(changed.has("customerId") ? [replace(["customerId"], spec.customerId ?? "")] : []),
  ];
}
