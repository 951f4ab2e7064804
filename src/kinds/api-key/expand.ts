import { addressOf } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { ApiKeyEntry, ExpandContext } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";

export function expandApiKey(name: string, entry: ApiKeyEntry, context: ExpandContext): Desired<"api-key"> {
  const { description, enabled, customerId, value, tags } = entry;
  return {
    kind: "api-key",
    address: addressOf("api-key", name),
    spec: declared({ description, enabled, customerId, value, tags }),
    intent: {},
    options: optionsOf("api-key", entry),
    origin: context.originOf(["apiKeys", name]),
    after: [],
    sensitive: ["value"],
  };
}
