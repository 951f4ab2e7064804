/**
 * What each of the documents comes to, whole, so that no part of it changes unseen. That AWS then has it is shown on the sandbox
 * (documents.test.ts). Written anew by `npx vitest run test/openapi/meaning.test.ts -u`.
 */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { zip } from "../../src/desired/package-code.ts";
import { loadValid } from "../desired/scratch.ts";
import { DOCUMENTS } from "./rows.ts";
import { stateOf, textOf } from "./states.ts";

const CODE = zip([{ name: "index.js", bytes: Buffer.from("exports.handler = async () => ({ statusCode: 200 });\n") }]);

describe("an OpenAPI document", () => {
  it.each(DOCUMENTS)("$file comes to this", async ({ file, part }) => {
    const documents = [file, ...(part === undefined ? [] : [part])].map((name) => [`api/${name}`, textOf(name)]);
    const { resources, warnings } = await loadValid(
      { "state.yaml": stateOf(file), "code.zip": CODE, ...Object.fromEntries(documents) },
      { path: "state.yaml" },
    );

    const meaning = resources.flatMap((one) => (one.kind === "rest-api" ? [one.spec, one.intent] : []));
    await expect(`${JSON.stringify([...meaning, ...warnings], null, 1)}\n`).toMatchFileSnapshot(
      `meaning/${path.parse(file).name}.txt`,
    );
  });
});
