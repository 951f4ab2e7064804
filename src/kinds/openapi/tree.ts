/** A document with its local references followed. References to other files have been put in before. */

import type { Json, JsonObject } from "../../model/json.ts";
import { isObject } from "../../model/json.ts";
import type { AuthoredPath } from "../authoring.ts";

export type DocumentVersion = "openapi" | "swagger";

/** More than that is a circle. */
const MOST_STEPS = 50;

export class Tree {
  readonly root: JsonObject;

  constructor(root: JsonObject) {
    this.root = root;
  }

  mapAt(path: AuthoredPath): JsonObject {
    return path.reduce<JsonObject>((at, key) => this.mapOf(Object.hasOwn(at, key) ? at[key] : undefined), this.root);
  }

  /** What it refers to, as a map; anything else is an empty one. */
  mapOf(value: Json | undefined): JsonObject {
    return isObject(value) ? this.resolved(value) : {};
  }

  listOf(value: Json | undefined): readonly JsonObject[] {
    // A list of JSON is told by this alone, which the compiler does not see of read-only ones.
    return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
  }

  resolved(value: JsonObject): JsonObject {
    let at: JsonObject = value;
    for (let steps = 0; typeof at.$ref === "string" && steps < MOST_STEPS; steps += 1) {
      const found = this.lookUp(at.$ref);
      if (!isObject(found)) return {};
      at = found;
    }
    return at;
  }

  lookUp(reference: string): Json | undefined {
    return valueAt(this.root, pointerOf(reference));
  }
}

/** Keys of `#/components/schemas/Pet` (RFC 6901, percent encoding undone). */
export function pointerOf(reference: string): AuthoredPath {
  const [, pointer = ""] = reference.split("#");
  return pointer
    .split("/")
    .slice(1)
    .map((part) => decoded(part).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function valueAt(value: Json | undefined, path: AuthoredPath): Json | undefined {
  return path.reduce<Json | undefined>((at, key) => {
    if (Array.isArray(at)) return (at as readonly Json[])[Number(key)];
    return isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }, value);
}
