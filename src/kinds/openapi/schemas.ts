/** Schemas that routes use, as models: under their own names, or under those of the operation where they have none. */
import type { Json, JsonObject } from "../../model/json.ts";
import { isObject } from "../../model/json.ts";
import type { ApiEntry, AuthoredPath } from "../authoring.ts";
import { type DocumentVersion, pointerOf, type Tree } from "./tree.ts";

/** Words of OpenAPI that no JSON schema has, and that API Gateway's import leaves out. */
const FOREIGN = new Set([
  "example",
  "examples",
  "discriminator",
  "xml",
  "externalDocs",
  "deprecated",
  "readOnly",
  "writeOnly",
  "nullable",
]);

/** Every API has them from the start, and every export shows them. */
const FIRST_MODELS = new Set(["Empty", "Error"]);

export class ModelDesk {
  readonly places = new Map<string, AuthoredPath>();
  readonly #tree: Tree;
  readonly #section: AuthoredPath;
  readonly #schemas = new Map<string, JsonObject>();

  constructor(tree: Tree, version: DocumentVersion) {
    this.#tree = tree;
    this.#section = version === "openapi" ? ["components", "schemas"] : ["definitions"];
  }

  models(): NonNullable<ApiEntry["own"]["models"]> {
    const models = [...this.#schemas].toSorted(([left], [right]) => (left < right ? -1 : 1));
    return Object.fromEntries(models.map(([name, schema]) => [name, { schema }]));
  }

  /** The name of the model for a schema; `fallback`: where it stands in the operation itself. */
  nameFor(schema: Json | undefined, fallback: string, at: AuthoredPath): string | undefined {
    if (!isObject(schema)) return undefined;
    const named = this.#named(schema);
    if (named !== undefined) return named;
    this.#schemas.set(fallback, this.#plain(schema));
    this.places.set(fallback, at);
    return fallback;
  }

  /** The model that a reference leads to; undefined: it is no reference to one of the document's schemas. */
  #named(schema: JsonObject): string | undefined {
    if (typeof schema.$ref !== "string") return undefined;
    const path = pointerOf(schema.$ref);
    const key = path.at(-1) ?? "";
    const target = this.#tree.lookUp(schema.$ref);
    if (JSON.stringify(path.slice(0, -1)) !== JSON.stringify(this.#section) || !isObject(target)) return undefined;
    // API Gateway CreateModel takes letters and digits alone.
    const name = key.replaceAll(/[^A-Za-z0-9]/g, "");
    if (!this.#schemas.has(name) && !FIRST_MODELS.has(name)) {
      this.#schemas.set(name, {});
      this.places.set(name, [...this.#section, key]);
      this.#schemas.set(name, this.#plain(target));
    }
    return name;
  }

  #plain(schema: JsonObject): JsonObject {
    if (typeof schema.$ref === "string") {
      const name = this.#named(schema);
      return name === undefined ? {} : { $ref: `#/models/${name}` };
    }
    const entries = Object.entries(schema).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
      if (key.startsWith("x-") || FOREIGN.has(key)) return [];
      return [[key, key === "properties" ? this.#each(value) : this.#value(value)]];
    });
    const plain: JsonObject = Object.fromEntries(entries);
    // OpenAPI 3.0 says of a type what a JSON schema says by a second one.
    return schema.nullable === true && typeof plain.type === "string" ? { ...plain, type: [plain.type, "null"] } : plain;
  }

  /** Properties may be called as words of a schema are. */
  #each(properties: Json): Json {
    if (!isObject(properties)) return properties;
    return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, this.#value(value)]));
  }

  #value(value: Json): Json {
    if (Array.isArray(value)) return (value as readonly Json[]).map((one) => this.#value(one));
    return isObject(value) ? this.#plain(value) : value;
  }
}
