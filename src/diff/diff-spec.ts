/**
 * The difference between what is declared and what lives. Only declared members are looked at, as deep as they go;
 * lists are one value. Pure, and the only diff there is.
 *
 *   declared          live            change
 *   left out          anything        none; under a `whole` rule: its removal
 *   null, {} or []    not set         none
 *   null              set             its removal
 *   a reference       anything        after = the reference: known after apply
 *   an object         anything        member by member; under a `whole` rule also the members that only AWS has
 *   a value or list   equal           none
 *   a value or list   different       before and after
 *
 * A value that equals the rule's `default` counts as left out, on either side.
 */
import { canonicalJson } from "../kinds/digest.ts";
import type { FieldRule } from "../kinds/kind-rules.ts";
import { isSecretName, isSecretValue } from "../kinds/secrets.ts";
import type { FieldChange } from "../model/plan.ts";
import { isRef } from "../model/ref.ts";
import { renderPath } from "./field-path.ts";
import { traitsOf } from "./field-rules.ts";

export interface Comparison {
  readonly desired: object;
  /** `{}` for what does not exist yet: every declared field is then a change. */
  readonly live: object;
  readonly rules: readonly FieldRule[];
  /** Paths of the spec (keys joined by dots) that are secret by the author's word. */
  readonly sensitive: readonly string[];
}

/** Changes that turn live into desired, in the order of their keys; empty when there is nothing to do. */
export function diffSpec(comparison: Comparison): readonly FieldChange[] {
  return differences([], comparison.desired, comparison.live, comparison);
}

/** The declared fields of a spec, in the same grain as changes: objects member by member, lists and references whole. */
export function fieldsOf(spec: object): readonly { readonly keys: readonly string[]; readonly value: unknown }[] {
  return leavesOf([], spec);
}

function leavesOf(
  keys: readonly string[],
  value: unknown,
): readonly { readonly keys: readonly string[]; readonly value: unknown }[] {
  if (value === undefined) return [];
  if (!isMap(value)) return [{ keys, value }];
  return Object.keys(value)
    .toSorted()
    .flatMap((key) => leavesOf([...keys, key], value[key]));
}

function differences(keys: readonly string[], want: unknown, have: unknown, comparison: Comparison): readonly FieldChange[] {
  const traits = traitsOf(comparison.rules, keys);
  if (want === undefined && !traits.whole) return [];
  if (isMap(want)) {
    const live = isMap(have) ? have : {};
    const members = new Set([...Object.keys(want), ...(traits.whole ? Object.keys(live) : [])]);
    return [...members].toSorted().flatMap((key) => differences([...keys, key], want[key], live[key], comparison));
  }
  if (same(want ?? traits.default, have ?? traits.default)) return [];
  return [changeOf(keys, have, want ?? traits.default, comparison)];
}

function changeOf(keys: readonly string[], before: unknown, after: unknown, comparison: Comparison): FieldChange {
  return {
    path: renderPath(keys),
    keys,
    ...(isUnset(before) ? {} : { before }),
    ...(after === undefined || after === null ? {} : { after }),
    sensitive: isSensitive(keys, [before, after], comparison),
  };
}

function isSensitive(keys: readonly string[], values: readonly unknown[], { rules, sensitive }: Comparison): boolean {
  const path = keys.join(".");
  if (sensitive.some((secret) => path === secret || path.startsWith(`${secret}.`))) return true;
  if (values.some(isSecretValue)) return true;
  return traitsOf(rules, keys).mayBeSecret && keys.some(isSecretName);
}

function same(left: unknown, right: unknown): boolean {
  if (isUnset(left) || isUnset(right)) return isUnset(left) && isUnset(right);
  return left === right || canonicalJson(left) === canonicalJson(right);
}

/** AWS gives back nothing, `null`, or an empty list or map for what is not set, as the call pleases. */
function isUnset(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isRef(value);
}
