/**
 * Writes the types of authored YAML from the JSON Schemas, so that they are written once: `src/kinds/authored.ts`.
 * With `--check` it writes nothing and fails when the file is not what the schemas say.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileFromFile } from "json-schema-to-typescript";

const SCHEMAS = fileURLToPath(new URL("../schemas/", import.meta.url));
const TYPES = fileURLToPath(new URL("../src/kinds/authored.ts", import.meta.url));

const BANNER = `/**
 * What authors write, one type a schema. Generated from \`schemas/\` by \`tools/generate-types.ts\`: change it there.
 */`;

/** The text of the types file as the schemas say now. */
export async function generateTypes(): Promise<string> {
  const types = await compileFromFile(`${SCHEMAS}desired-state.schema.json`, {
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
  const types = await generateTypes();
  if (!process.argv.includes("--check")) await writeFile(TYPES, types);
  else if ((await readFile(TYPES, "utf8")) !== types) {
    console.error("src/kinds/authored.ts is not what schemas/ says: run node --import tsx tools/generate-types.ts");
    process.exitCode = 1;
  }
}
