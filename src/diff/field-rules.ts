/** What the rules of a kind say of one field. `whole` and `mayBeSecret` hold for everything below the path they name. */
import type { FieldRule } from "../kinds/kind-rules.ts";
import type { Json } from "../model/json.ts";

export interface FieldTraits {
  readonly whole: boolean;
  readonly immutable: boolean;
  readonly mayBeSecret: boolean;
  readonly default: Json | undefined;
}

const PLAIN: FieldTraits = { whole: false, immutable: false, mayBeSecret: false, default: undefined };

export function traitsOf(rules: readonly FieldRule[], keys: readonly string[]): FieldTraits {
  let traits = PLAIN;
  for (const rule of rules) {
    if (!covers(rule.path, keys)) continue;
    traits = {
      whole: traits.whole || rule.compare === "whole",
      immutable: traits.immutable || rule.immutable === true,
      mayBeSecret: traits.mayBeSecret || rule.mayBeSecret === true,
      default: traits.default ?? (rule.path.length === keys.length ? rule.default : undefined),
    };
  }
  return traits;
}

/** Whether a path names the field or something above it. */
function covers(path: readonly string[], keys: readonly string[]): boolean {
  return path.length <= keys.length && path.every((part, index) => part === "*" || part === keys[index]);
}
