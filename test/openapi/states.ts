/** A desired state around each of the documents. */
import { readFileSync } from "node:fs";
import path from "node:path";

export const DIRECTORY = path.join(import.meta.dirname, "documents");

export function textOf(file: string): string {
  return readFileSync(path.join(DIRECTORY, file), "utf8");
}

const FUNCTIONS = `roles:
  runner: { assumedBy: lambda.amazonaws.com }
functions:
  gate: { code: code.zip, runtime: nodejs22.x, handler: index.handler, role: runner }
  other: { code: code.zip, runtime: nodejs22.x, handler: index.handler, role: runner }
`;

/** Asks for the document at `api/FILE`, and for `code.zip` where the document names functions. */
export function stateOf(file: string): string {
  return `owner: shop
${textOf(file).includes(":function:") ? FUNCTIONS : ""}apis:
  shop:
    openapi: api/${file}
    stages:
      prod: { variables: { FN: gate, HOST: example.org, LINK: abc123 } }
`;
}
