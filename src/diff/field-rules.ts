/** What the rules of a kind say of one field. `whole` and `mayBeSecret` hold for everything below the path they name. */
import type { FieldRule } from "../kinds/kind-rules.ts";
import type { Json } from "../model/json.ts";

export interface FieldTraits {
  readonly whole: boolean;
  readonly immutable: boolean;
  readonly mayBeSecret: boolean;
  readonly default: Json | undefined;
}

export function traitsOf(rules: readonly FieldRule[], keys: readonly string[]): FieldTraits {
  const above = rules.filter((rule) => covers(rule.path, keys));
  return {
    whole: above.some((rule) => rule.compare === "whole"),
    immutable: above.some((rule) => rule.immutable === true),
    mayBeSecret: above.some((rule) => rule.mayBeSecret === true),
    default: above.find((rule) => rule.path.length === keys.length)?.default,
  };
}

/** Whether a path names the field or something above it. */
function covers(path: readonly string[], keys: readonly string[]): boolean {
  return path.length <= keys.length && path.every((part, index) => part === "*" || part === keys[index]);
}
