import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { insertLines, setValue, UneditableError } from "../../src/import/text-edits.ts";
import type { Json } from "../../src/model/json.ts";

interface Case {
  readonly name: string;
  readonly text: string;
  readonly path: readonly string[];
  readonly value: Json | undefined;
  readonly becomes: string;
}

const CASES: readonly Case[] = [
  {
    name: "a value, with the comment behind it and the line after",
    text: "a:\n  b: 1 # one\n\n  c: 2\n",
    path: ["a", "b"],
    value: 7,
    becomes: "a:\n  b: 7 # one\n\n  c: 2\n",
  },
  { name: "a text in the quotes it had", text: "a: 'x' # q\n", path: ["a"], value: "it's", becomes: "a: 'it''s' # q\n" },
  { name: "a text that would read as a number", text: "a: x\n", path: ["a"], value: "12", becomes: 'a: "12"\n' },
  {
    name: "a value between braces",
    text: "a: { b: 1, c: 2 } # f\n",
    path: ["a", "b"],
    value: "x, y",
    becomes: 'a: { b: "x, y", c: 2 } # f\n',
  },
  {
    name: "a new key at the end of a map",
    text: "a:\n  b: 1\n# end\n",
    path: ["a", "c"],
    value: 2,
    becomes: "a:\n  b: 1\n  c: 2\n# end\n",
  },
  { name: "a new key between braces", text: "a: { b: 1 }\n", path: ["a", "c"], value: [1], becomes: "a: { b: 1, c: [1] }\n" },
  {
    name: "a new key in a map that is not there",
    text: "a:\n  b: 1\n",
    path: ["a", "c", "d"],
    value: 2,
    becomes: "a:\n  b: 1\n  c: { d: 2 }\n",
  },
  { name: "a new key below a name with nothing", text: "a:\nb: 1\n", path: ["a", "c"], value: 2, becomes: "a: { c: 2 }\nb: 1\n" },
  { name: "a new key in an empty map", text: "a: {} # none\n", path: ["a", "c"], value: 2, becomes: "a: { c: 2 } # none\n" },
  {
    name: "a key taken out with its line",
    text: "a:\n  b: 1\n  c: 2 # two\n  d: 3\n",
    path: ["a", "c"],
    value: undefined,
    becomes: "a:\n  b: 1\n  d: 3\n",
  },
  {
    name: "the first key between braces taken out",
    text: "a: { b: 1, c: 2 }\n",
    path: ["a", "b"],
    value: undefined,
    becomes: "a: { c: 2 }\n",
  },
  {
    name: "the last key between braces taken out",
    text: "a: { b: 1, c: 2 }\n",
    path: ["a", "c"],
    value: undefined,
    becomes: "a: { b: 1 }\n",
  },
  {
    name: "the only key taken out, so that the map is empty and still there",
    text: "a:\n  b: 1\n",
    path: ["a", "b"],
    value: undefined,
    becomes: "a: {}\n",
  },
  {
    name: "a list in its own form",
    text: "a:\n  - x # one\n  - y\nb: 1\n",
    path: ["a"],
    value: ["z"],
    becomes: "a:\n  - z\nb: 1\n",
  },
  { name: "a block of text", text: "a: |\n  x\n  y\nb: 1\n", path: ["a"], value: "z", becomes: "a: z\nb: 1\n" },
  {
    name: "only the keys of a map that differ",
    text: "a:\n  b: 1 # one\n  c: 2 # two\n",
    path: ["a"],
    value: { b: 1, c: 3 },
    becomes: "a:\n  b: 1 # one\n  c: 3 # two\n",
  },
  {
    name: "a reference to an anchor by a value of its own",
    text: "a: &x 1\nb: *x\n",
    path: ["b"],
    value: 2,
    becomes: "a: &x 1\nb: 2\n",
  },
  {
    name: "lines that end as on Windows",
    text: "a:\r\n  b: 1\r\nc: 2\r\n",
    path: ["a", "d"],
    value: 3,
    becomes: "a:\r\n  b: 1\r\n  d: 3\r\nc: 2\r\n",
  },
  { name: "a file without a line end", text: "a:\n  b: 1", path: ["a", "c"], value: 2, becomes: "a:\n  b: 1\n  c: 2" },
  {
    name: "a key with a space and a slash",
    text: "r:\n  GET /a: { x: 1 }\n",
    path: ["r", "GET /a", "x"],
    value: 2,
    becomes: "r:\n  GET /a: { x: 2 }\n",
  },
];

describe("setting a value in YAML text", () => {
  it.each(CASES)("changes $name", ({ text, path, value, becomes }) => {
    const edited = setValue(text, path, value);

    expect(edited).toBe(becomes);
  });

  it("refuses what stands behind an anchor, for others share it", () => {
    expect(() => setValue("a: &x { b: 1 }\nc: *x\n", ["c", "b"], 2)).toThrow(UneditableError);
  });

  it("says afterwards what was set, keeps all other values and every comment, whatever the document", () => {
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.string({ unit: "grapheme-ascii" }));
    const key = fc.constantFrom("a", "b", "GET /x", "no", "1");
    const tree = fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf, { minKeys: 1 })), { minKeys: 1 });
    fc.assert(
      fc.property(tree, fc.array(key, { minLength: 1, maxLength: 2 }), leaf, fc.boolean(), (document, keys, value, flow) => {
        const lines = Object.entries(document).flatMap(([name, item]) => [
          `# before ${name}`,
          `${JSON.stringify(name)}: ${flow || typeof item !== "object" ? JSON.stringify(item) : ""}${
            flow || typeof item !== "object"
              ? " # beside"
              : Object.entries(item)
                  .map(([inner, one]) => `\n  ${JSON.stringify(inner)}: ${JSON.stringify(one)} # in`)
                  .join("")
          }`,
        ]);
        const text = `${lines.join("\n")}\n`;
        const [first = "", second] = keys;
        const old = (document as Record<string, unknown>)[first];
        const path = second !== undefined && typeof old === "object" ? [first, second] : [first];

        const edited = setValue(text, path, value);

        const expected: Record<string, unknown> = structuredClone(document);
        if (path.length === 2) Object.assign(expected[first] as object, { [second ?? ""]: value });
        else expected[first] = value;
        expect(parse(edited)).toEqual(expected);
        expect(edited.split("# before").length).toBe(text.split("# before").length);
      }),
      { numRuns: 300 },
    );
  });
});

describe("adding lines to YAML text", () => {
  it.each([
    ["a section that is there", "a:\n  b: 1 # one\n# end\n", ["a"], "a:\n  b: 1 # one\n  new:\n    x: 1\n# end\n"],
    ["a section that is empty", "a: {}\nb: 1\n", ["a"], "a:\n  new:\n    x: 1\nb: 1\n"],
    ["a section with nothing after its name", "a:\nb: 1\n", ["a"], "a:\n  new:\n    x: 1\nb: 1\n"],
    ["a section that is not there", "b: 1\n", ["a"], "b: 1\na:\n  new:\n    x: 1\n"],
    ["a section between braces", "a: { b: 1 }\n", ["a"], "a: { b: 1, new: { x: 1 } }\n"],
    ["an empty file", "", ["a"], "a:\n  new:\n    x: 1\n"],
    ["a file of comments", "# nothing yet\n", ["a"], "# nothing yet\na:\n  new:\n    x: 1\n"],
  ] as const)("keeps every byte of %s", (_, text, path, becomes) => {
    const added = insertLines(text, path, ["new:", "  x: 1"], { new: { x: 1 } });

    expect(added).toBe(becomes);
  });
});
