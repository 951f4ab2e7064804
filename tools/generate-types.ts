/**
 * Writes the types of authored YAML from the JSON Schemas, so that they are written once: `src/kinds/authored.ts` and
 * `src/model/authored-config.ts`. With `--check` it writes nothing and fails when a file is not what the schemas say.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileFromFile } from "json-schema-to-typescript";
import { MEMBER_TEMPLATE, withLists } from "./generate-member-template.ts";

const SCHEMAS = fileURLToPath(new URL("../schemas/", import.meta.url));

/** Files of types by the schema that each is written from. */
export const TYPES = {
  "desired-state.schema.json": fileURLToPath(new URL("../src/kinds/authored.ts", import.meta.url)),
  "stagekeeper.schema.json": fileURLToPath(new URL("../src/model/authored-config.ts", import.meta.url)),
} as const;

const BANNER = `/**
 * What authors write, one type a schema. Generated from \`schemas/\` by \`tools/generate-types.ts\`: change it there.
 */`;

/** The text of a file of types as its schema says now. */
export async function generateTypes(schema: keyof typeof TYPES): Promise<string> {
  const types = await compileFromFile(`${SCHEMAS}${schema}`, {
    cwd: SCHEMAS,
    bannerComment: BANNER,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { printWidth: 130 },
  });
  return readonlyMembers(types);
}

/** The model is read-only throughout, and so are the types of what it is made from. */
function readonlyMembers(types: string): string {
  return types
    .replaceAll(/^( +)("?[\w-]+"?\??:(?: |$))/gm, "$1readonly $2")
    .replaceAll(/^( +)(\[k: string\]: )/gm, "$1readonly $2")
    .replaceAll(/(: )((?:\([^()]*\)|[\w"]+)\[\])/g, "$1readonly $2");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // The keys of a table are the names it was written with.
  for (const schema of Object.keys(TYPES) as (keyof typeof TYPES)[]) {
    const types = await generateTypes(schema);
    if (!process.argv.includes("--check")) await writeFile(TYPES[schema], types);
    else if ((await readFile(TYPES[schema], "utf8")) !== types) {
      console.error(`${TYPES[schema]} is not what schemas/${schema} says: run npm run generate`);
      process.exitCode = 1;
    }
  }
  const template = await readFile(MEMBER_TEMPLATE, "utf8");
  if (process.argv.includes("--check") && withLists(template) !== template) {
    console.error(`${MEMBER_TEMPLATE} is not what the tables of rights and events say: run npm run generate`);
    process.exitCode = 1;
  }
}
