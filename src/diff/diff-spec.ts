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
  const changes: FieldChange[] = [];
  collectChanges([], [comparison.desired, comparison.live], comparison, changes);
  return changes;
}

/** The declared fields of a spec, in the same grain as changes: objects member by member, lists and references whole. */
export function fieldsOf(spec: object): readonly Field[] {
  const fields: Field[] = [];
  collectFields([], spec, fields);
  return fields;
}

export interface Field {
  readonly keys: readonly string[];
  readonly value: unknown;
}

function collectFields(keys: readonly string[], value: unknown, fields: Field[]): void {
  if (value === undefined) return;
  if (!isMap(value)) fields.push({ keys, value });
  else for (const key of Object.keys(value).sort()) collectFields([...keys, key], value[key], fields);
}

/** `values`: what is wanted, and what there is. */
function collectChanges(
  keys: readonly string[],
  [want, have]: readonly [unknown, unknown],
  comparison: Comparison,
  changes: FieldChange[],
): void {
  const traits = traitsOf(comparison.rules, keys);
  if (want === undefined && !traits.whole) return;
  if (isMap(want)) {
    const live = isMap(have) ? have : {};
    for (const key of membersOf(want, traits.whole ? live : {})) {
      collectChanges([...keys, key], [want[key], live[key]], comparison, changes);
    }
    return;
  }
  if (same(want ?? traits.default, have ?? traits.default)) return;
  changes.push(changeOf(keys, have, { after: want ?? traits.default, comparison }));
}

function membersOf(want: object, live: object): readonly string[] {
  const members = Object.keys(want);
  for (const key of Object.keys(live)) if (!Object.hasOwn(want, key)) members.push(key);
  return members.sort();
}

interface Wanted {
  readonly after: unknown;
  readonly comparison: Comparison;
}

function changeOf(keys: readonly string[], before: unknown, { after, comparison }: Wanted): FieldChange {
  return {
    path: renderPath(keys),
    keys,
    ...(isUnset(before) ? {} : { before }),
    ...(after === undefined || after === null ? {} : { after }),
    sensitive: [before, after].some((value) => isSecretValue(value) || holdsNamedSecret(keys, value, comparison)),
  };
}

/** A value itself, or a member of it: what goes as a whole takes its secrets along. */
function holdsNamedSecret(keys: readonly string[], value: unknown, comparison: Comparison): boolean {
  if (isUnset(value)) return false;
  if (isNamedSecret(keys, comparison)) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, member]) => holdsNamedSecret([...keys, key], member, comparison));
}

function isNamedSecret(keys: readonly string[], { sensitive, rules }: Comparison): boolean {
  if (keys.some(isSecretName) && traitsOf(rules, keys).mayBeSecret) return true;
  if (sensitive.length === 0) return false;
  const path = keys.join(".");
  return sensitive.some((secret) => path === secret || path.startsWith(`${secret}.`));
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
