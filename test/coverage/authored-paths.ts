/** Every path that the JSON Schemas let an author write, as in `functions.*.vpc.subnets[]`; `*` is any name. */
import { readFile } from "node:fs/promises";
import path from "node:path";

const SCHEMAS = path.resolve(import.meta.dirname, "../../schemas");

interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
}

export async function authoredPaths(): Promise<ReadonlySet<string>> {
  const files = new Map<string, Schema>();
  const paths = new Set<string>();
  await walk({ $ref: "desired-state.schema.json" }, { file: "", at: "" });
  return paths;

  async function walk(schema: Schema, here: { readonly file: string; readonly at: string }): Promise<void> {
    if (here.at !== "") paths.add(here.at);
    if (schema.$ref !== undefined) {
      const [name = "", pointer = ""] = schema.$ref.split("#");
      const file = name || here.file;
      await walk(within(await read(file), pointer), { ...here, file });
    }
    for (const choice of [schema.anyOf, schema.oneOf, schema.allOf]) {
      for (const one of choice ?? []) await walk(one, here);
    }
    const below = (part: string) => ({ ...here, at: here.at === "" ? part : `${here.at}.${part}` });
    for (const [name, one] of Object.entries(schema.properties ?? {})) await walk(one, below(name));
    for (const one of Object.values(schema.patternProperties ?? {})) await walk(one, below("*"));
    if (typeof schema.additionalProperties === "object") await walk(schema.additionalProperties, below("*"));
    if (schema.items !== undefined) await walk(schema.items, { ...here, at: `${here.at}[]` });
  }

  async function read(name: string): Promise<Schema> {
    // A file of ours, whose shape its own tests hold to JSON Schema.
    const known = files.get(name) ?? (JSON.parse(await readFile(path.join(SCHEMAS, name), "utf8")) as Schema);
    files.set(name, known);
    return known;
  }
}

function within(schema: Schema, pointer: string): Schema {
  const parts = pointer.split("/").filter((part) => part !== "");
  // A reference of ours leads to a schema.
  return parts.reduce<unknown>((inner, part) => (inner as Readonly<Record<string, unknown>>)[part], schema) as Schema;
}
