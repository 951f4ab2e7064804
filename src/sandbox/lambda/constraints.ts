/** The constraints of Lambda's model, checked in the order of the members and reported all at once. */
import { validationError, violation } from "./errors.ts";

/** Undefined when the value is fine or absent, else the violation as AWS words it. */
export type Checked = string | undefined;

/** Throws ValidationException with every violation. */
export function check(...checked: readonly Checked[]): void {
  const violations = checked.filter((found) => found !== undefined);
  if (violations.length > 0) throw validationError(violations);
}

export function pattern(member: string, value: string | undefined, source: string): Checked {
  if (value === undefined || new RegExp(`^(?:${source})$`).test(value)) return undefined;
  return violation(value, member, `Member must satisfy regular expression pattern: ${source}`);
}

export function length(
  member: string,
  value: string | undefined,
  limits: { readonly min?: number; readonly max: number },
): Checked {
  if (value === undefined) return undefined;
  if (value.length > limits.max) return violation(value, member, `Member must have length less than or equal to ${limits.max}`);
  if (value.length < (limits.min ?? 0))
    return violation(value, member, `Member must have length greater than or equal to ${limits.min}`);
  return undefined;
}

export function range(member: string, value: number | undefined, min: number, max: number): Checked {
  if (value === undefined) return undefined;
  if (value > max) return violation(String(value), member, `Member must have value less than or equal to ${max}`);
  if (value < min) return violation(String(value), member, `Member must have value greater than or equal to ${min}`);
  return undefined;
}

export function oneOf(member: string, value: string | undefined, allowed: readonly string[]): Checked {
  if (value === undefined || allowed.includes(value)) return undefined;
  return violation(value, member, `Member must satisfy enum value set: [${allowed.join(", ")}]`);
}

export function required(member: string, value: unknown): Checked {
  return value === undefined || value === null
    ? `Value null at '${member}' failed to satisfy constraint: Member must not be null`
    : undefined;
}
