/** Authored properties by name; undefined: nothing is to be said of it. */
import type { Json, JsonObject } from "../model/json.ts";

export type Members = Readonly<Record<string, Json | undefined>>;

/** Without what is undefined. */
export function given(members: object): JsonObject {
  // Members of specs hold what JSON can.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;
}

/** Undefined where there is nothing in it. */
export function unlessEmpty(members: object): JsonObject | undefined {
  const whole = given(members);
  return Object.keys(whole).length === 0 ? undefined : whole;
}
