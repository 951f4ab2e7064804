/** The desired state with every default, as `validate --print` shows it: one entry a resource, secrets masked. */
import { stringify } from "yaml";
import { isSecretName, isSecretValue } from "../../kinds/secrets.ts";
import type { AnyDesired, DesiredState } from "../../model/desired.ts";
import { isRef } from "../../model/ref.ts";
import { printableLines } from "./printable.ts";

/** Plain data in the order of addresses. `mask` stands in for a secret value. */
export function stateObject(state: DesiredState, mask: (value: unknown) => unknown): object {
  return {
    revision: state.revision,
    owner: state.owner,
    target: state.target,
    guards: state.guards,
    resources: Object.fromEntries(state.resources.map((desired) => [desired.address, resourceObject(desired, mask)])),
  };
}

/** The same as YAML. */
export function stateText(state: DesiredState, mask: (value: unknown) => unknown): string {
  return printableLines(stringify(stateObject(state, mask), { lineWidth: 0, aliasDuplicateObjects: false })).join("\n");
}

function resourceObject({ spec, intent, options, origin, sensitive }: AnyDesired, mask: (value: unknown) => unknown): object {
  const set = Object.entries(options).filter(([, on]) => on);
  return {
    declared: `${origin.file}:${origin.line}`,
    ...Object.fromEntries(set),
    spec: masked(spec, [], { sensitive, mask }),
    ...(Object.keys(intent).length > 0 && { intent: masked(intent, [], { sensitive, mask }) }),
  };
}

interface Masking {
  readonly sensitive: readonly string[];
  readonly mask: (value: unknown) => unknown;
}

/** `sensitive` holds paths of keys joined by dots. */
function masked(value: unknown, keys: readonly string[], masking: Masking): unknown {
  if (isRef(value)) return value;
  if (masking.sensitive.includes(keys.join("."))) return masking.mask(value);
  if (Array.isArray(value)) return value.map((item, index) => masked(item, [...keys, String(index)], masking));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, [...keys, key], masking)]));
  }
  return typeof value === "string" && (isSecretName(keys.at(-1) ?? "") || isSecretValue(value)) ? masking.mask(value) : value;
}
