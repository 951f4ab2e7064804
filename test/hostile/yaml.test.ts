/** Desired states that nobody wrote: arbitrary texts, and good ones with pieces replaced. Each is valid, or says what is wrong and where. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Document, isMap, isSeq, parseDocument, visit } from "yaml";
import type { LoadResult } from "../../src/model/ports.ts";
import { load } from "../desired/scratch.ts";
import { EVERYTHING } from "./everything.ts";

// The same every time: a commit is judged by what it changes. `HOSTILE_SEED` draws others.
fc.configureGlobal({ seed: Number(process.env.HOSTILE_SEED ?? 20261122) });

const RICH = readFileSync(join(import.meta.dirname, "../desired/rich.yaml"), "utf8");
const GOOD = [RICH, EVERYTHING];
/** Far above what any of these takes. */
const SOON_MS = 10_000;
/** Of the loader's own making: an issue of this kind would be a fault of ours told as the author's. */
const OURS =
  /is not a function|cannot read propert|undefined is not|not iterable|maximum call stack|\[object Object\]|internal error/i;

async function expectToldOrValid(text: string): Promise<LoadResult> {
  const started = performance.now();
  const result = await load({ "a.yaml": text });
  expect(performance.now() - started).toBeLessThan(SOON_MS);
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  const issues = result.valid ? result.state.warnings : result.issues;
  if (!result.valid) expect(issues.some(({ severity }) => severity === "error")).toBe(true);
  const lines = text.split(/\r\n|\r|\n/).length;
  for (const { message, file, line = 1, column = 1 } of issues) {
    // An empty directory has no file that is at fault.
    expect(["a.yaml", "."]).toContain(file);
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines + 1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message).not.toBe("");
    expect(message).not.toContain("\n");
    expect(message).not.toMatch(OURS);
  }
  if (result.valid)
    expect(new Set(result.state.resources.map(({ address }) => address)).size).toBe(result.state.resources.length);
  return result;
}

const hostileScalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    "",
    " ",
    "__proto__",
    "constructor",
    "*",
    "${values.x}",
    "${stageVariables.}",
    "../../etc/passwd",
    "\u0000",
    "\u202e",
    "ｐｒｏｄ",
    "pr\u043ed",
    -1,
    0,
    1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    0.1,
    "x".repeat(10_000),
    [],
    {},
    [[]],
    [null],
    { a: null },
  ),
  fc.string(),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Nodes of a document by the order in which they stand. */
function pairsIn(
  document: Document,
): readonly { readonly key: unknown; set(value: unknown): void; rename(key: unknown): void; drop(): void }[] {
  const found: { key: unknown; set(value: unknown): void; rename(key: unknown): void; drop(): void }[] = [];
  visit(document, {
    Collection(_, node) {
      if (isMap(node)) {
        for (const pair of node.items) {
          found.push({
            key: pair.key,
            set: (value) => {
              pair.value = document.createNode(value);
            },
            rename: (key) => {
              pair.key = document.createNode(key);
            },
            drop: () => {
              node.items.splice(node.items.indexOf(pair), 1);
            },
          });
        }
      } else if (isSeq(node)) {
        node.items.forEach((item, index) => {
          found.push({
            key: index,
            set: (value) => node.set(index, value),
            rename: () => node.add(item),
            drop: () => void node.delete(index),
          });
        });
      }
    },
  });
  return found;
}

const change = fc.record({
  where: fc.nat(),
  how: fc.constantFrom("set", "rename", "drop"),
  value: hostileScalar,
});

/** A good state in which some members are other than they should be. */
const mutatedDocument = fc
  .tuple(fc.constantFrom(...GOOD), fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([text, changes]) => {
    const document = parseDocument(text);
    for (const { where, how, value } of changes) {
      const pairs = pairsIn(document);
      const pair = pairs[where % Math.max(1, pairs.length)];
      if (how === "set") pair?.set(value);
      else if (how === "rename") pair?.rename(value);
      else pair?.drop();
    }
    return document.toString();
  });

/** A good text with a piece of it taken out, doubled or replaced. */
const splicedText = fc
  .tuple(
    fc.constantFrom(...GOOD),
    fc.nat(),
    fc.nat(60),
    fc.oneof(fc.string(), fc.constantFrom("\t", "\n", "&a ", "*a", "<<: ", "!!js ", "---\n", "{", "]", ": ", "? ", "|\n", "'")),
  )
  .map(([text, at, length, put]) => {
    const from = at % text.length;
    return text.slice(0, from) + put + text.slice(from + length);
  });

describe("a desired state that nobody wrote is valid, or says what is wrong and where", () => {
  it("any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => void (await expectToldOrValid(text))),
      { numRuns: 80 },
    );
  }, 120_000);

  it("a good one with members replaced, renamed or dropped", async () => {
    await fc.assert(
      fc.asyncProperty(mutatedDocument, async (text) => void (await expectToldOrValid(text))),
      { numRuns: 80 },
    );
  }, 120_000);

  it("a good one with pieces of its text replaced", async () => {
    await fc.assert(
      fc.asyncProperty(splicedText, async (text) => void (await expectToldOrValid(text))),
      { numRuns: 80 },
    );
  }, 120_000);
});

describe("a state that the schema takes and no one means", () => {
  it.each([
    ["a stage that follows itself", "apis: { A: { stages: { dev: { deployment: { follow: dev } } } } }"],
    [
      "stages that follow each other in a circle",
      "apis: { A: { stages: { a: { deployment: { follow: b } }, b: { deployment: { follow: c } }, c: { deployment: { follow: a } } } } }",
    ],
    ["values that name themselves", 'values: { a: "${values.a}" }\nowner: "${values.a}"'],
    ["values in a circle", 'values: { a: "${values.b}", b: "${values.a}" }\nowner: "${values.a}"'],
    ["weights on oneself alone", "functions: { F: { aliases: { a: { version: 1, weights: { 1: 0.5, 2: 0.6 } } } } }"],
    ["an empty name", 'buckets: { "": {} }\napis: { "": { stages: { "": {} } } }'],
  ])("%s is refused with its place", async (_, text) => {
    const result = await expectToldOrValid(text);

    expect(result.valid).toBe(false);
  });

  it("a name that looks like another is another, and is shown so that one sees it", async () => {
    const result = await expectToldOrValid(
      "apis: { A: { stages: { prod: { variables: { V: x } }, pr\u043ed: { variables: { V: x } } } } }",
    );

    expect(result.valid).toBe(false);
  });

  it("ten thousand routes are read", async () => {
    const routes = Array.from({ length: 10_000 }, (_, index) => `      GET /r${index}: { mock: { status: 200 } }`).join("\n");

    await expectToldOrValid(`apis:\n  A:\n    endpoint: EDGE\n    routes:\n${routes}\n`);
  }, 60_000);
});
