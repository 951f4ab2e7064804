import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { describe, expect, it } from "vitest";
import { AJV_OPTIONS, SCHEMAS } from "../../src/desired/schema-validator.ts";
import { generateTypes, TYPES } from "../../tools/generate-types.ts";

const DIRECTORY = fileURLToPath(new URL("../../schemas/", import.meta.url));

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}

/** Every named property below a schema, with its path. */
function* propertiesIn(schema: Schema, path: string): Iterable<readonly [string, Schema]> {
  for (const [name, property] of Object.entries({ ...schema.properties, ...schema.$defs })) {
    yield [`${path}.${name}`, property];
    yield* propertiesIn(property, `${path}.${name}`);
  }
  const others = [schema.items, ...(schema.anyOf ?? []), schema.additionalProperties];
  for (const other of others) if (typeof other === "object") yield* propertiesIn(other, path);
}

describe("the schemas", () => {
  it("stand in the directory that editors are pointed to", () => {
    expect(readdirSync(DIRECTORY)).toEqual(expect.arrayContaining(Object.keys(SCHEMAS)));
  });

  it("describe every property: they are the user's reference", () => {
    const properties = Object.entries(SCHEMAS).flatMap(([file, schema]) => [...propertiesIn(schema as Schema, file)]);
    const silent = properties.filter(([, property]) => property.$ref === undefined && (property.description ?? "").length < 5);

    expect(properties.length).toBeGreaterThan(100);
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it("refer to each other by relative names, so that an editor finds them", () => {
    const texts = Object.keys(SCHEMAS).map((file) => readFileSync(DIRECTORY + file, "utf8"));
    const references = texts.flatMap((text) => [...text.matchAll(/"\$ref": "([^"#]+)/g)].map((found) => found[1] ?? ""));

    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((file) => !(file in SCHEMAS))).toEqual([]);
  });

  it.each(["desired-state.schema.json", "stagekeeper.schema.json"] as const)(
    "are what the types of authored YAML are generated from: %s",
    async (schema) => {
      const types = readFileSync(TYPES[schema], "utf8");

      expect(types).toBe(await generateTypes(schema));
    },
  );

  it("can be compiled ahead of time", () => {
    const ajv = new Ajv2020({ ...AJV_OPTIONS, code: { source: true, esm: true } });
    for (const [name, schema] of Object.entries(SCHEMAS)) ajv.addSchema(schema, name);

    expect(standalone.default(ajv, { validate: "desired-state.schema.json" })).toContain("export const validate");
  });
});
