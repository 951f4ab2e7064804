/**
 * Writes into `deploy/aws/member.yaml` what follows from the tables of the product: below each `# generated: NAME` the operations
 * whose events can tell of drift, and all rights that it ever asks for. Run by `npm run generate`; a test holds the file to it.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { toldOperations } from "../src/aws/who/touches.ts";
import { ALL_RIGHTS } from "../src/kinds/all-rights.ts";

export const MEMBER_TEMPLATE = fileURLToPath(new URL("../deploy/aws/member.yaml", import.meta.url));

/** The text with every list as the tables say now. Throws for a list that no table is known for. */
export function withLists(template: string): string {
  const lists = listsOfTables();
  return template.replaceAll(
    /^( *)(.*# generated: (\S+)\n)((?:\1 +- .*\n)*)/gm,
    (_, indent: string, line: string, name: string) => {
      const list = lists[name];
      if (list === undefined) throw new Error(`no table is called ${name}`);
      return `${indent}${line}${list.map((item) => `${indent}  - ${item}\n`).join("")}`;
    },
  );
}

function listsOfTables(): Readonly<Record<string, readonly string[]>> {
  const { lambda = [], ...others } = toldOperations();
  const rights = Object.values(ALL_RIGHTS).flatMap(({ rows }) =>
    rows.flatMap(({ needs }) => Object.values(needs).flatMap((actions) => actions ?? [])),
  );
  return {
    ...others,
    // As events name them: UpdateFunctionCode20150331v2.
    lambda: lambda.map((name) => `prefix: ${name}`),
    rights: [...new Set(rights)].toSorted(),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(MEMBER_TEMPLATE, withLists(await readFile(MEMBER_TEMPLATE, "utf8")));
}
