import { expect, it } from "vitest";
import { loadValid } from "./scratch.ts";

const ONE = "owner: me\nbuckets: { acme-images: { tags: { a: b, c: d } } }\nfunctions: { F: { code: ./code, timeout: 3 } }\n";
const CODE = { "code/index.mjs": "export const handler = 1;" };

async function revisionOf(files: Readonly<Record<string, string>>, path = "."): Promise<string> {
  return (await loadValid(files, { path })).revision;
}

it("the revision is that of what is asked for: not of files, places, order, comments, or where the code lies", async () => {
  const revision = await revisionOf({ "a.yaml": ONE, ...CODE });

  expect(revision).toMatch(/^[0-9a-f]{64}$/);
  expect(
    await revisionOf({
      "x/z.yaml": "# a comment\n\nfunctions: { F: { timeout: 3, code: ../elsewhere } }\n",
      "x/y.yaml": "buckets:\n  acme-images:\n    tags:\n      c: d\n      a: b\nowner: me\n",
      "elsewhere/index.mjs": "export const handler = 1;",
    }),
  ).toBe(revision);
});

it.each([
  ["a property", { "a.yaml": ONE.replace("3", "4"), ...CODE }],
  ["the owner", { "a.yaml": ONE.replace("me", "you"), ...CODE }],
  ["the target", { "a.yaml": `target: { region: us-east-1 }\n${ONE}`, ...CODE }],
  ["a guard", { "a.yaml": `guards: { minExisting: 3 }\n${ONE}`, ...CODE }],
  ["protect", { "a.yaml": ONE.replace("tags:", "protect: true, tags:"), ...CODE }],
  ["the code", { "a.yaml": ONE, "code/index.mjs": "export const handler = 2;" }],
])("the revision changes with %s", async (_, files) => {
  expect(await revisionOf(files)).not.toBe(await revisionOf({ "a.yaml": ONE, ...CODE }));
});
