/** Plain JSON, and the two kinds of document of it that specs hold. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Of a value of JSON: whether it is an object, and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An IAM-style policy document in canonical form (see `kinds/policy-document.ts`). */
export type PolicyDocument = JsonObject;

export type Tags = Readonly<Record<string, string>>;
export type Environment = Readonly<Record<string, string>>;
