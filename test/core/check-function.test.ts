/** Where exactly Lambda's limits run, and what is found in code before Lambda would find it in an invocation. */
import { describe, expect, it } from "vitest";
import type { AliasEntry, CodeReading, FunctionEntry, RoleEntry } from "../../src/kinds/authoring.ts";
import { checkFunction } from "../../src/kinds/function/check.ts";
import { codeDigest, parseFunctionReference } from "../../src/kinds/function/names.ts";
import { anAuthoredState, told } from "./authored.ts";

const STATE = anAuthoredState({ roles: new Map<string, RoleEntry>([["reader", {}]]) });

function anEntry(own: FunctionEntry["own"], more: Partial<FunctionEntry> = {}): FunctionEntry {
  return { own, external: false, aliases: new Map(), code: null, ...more };
}

const problemsOf = (own: FunctionEntry["own"], more: Partial<FunctionEntry> = {}, name = "F") => [
  ...checkFunction(name, anEntry(own, more), STATE),
];
const check = (own: FunctionEntry["own"], more: Partial<FunctionEntry> = {}, name = "F") => told(problemsOf(own, more, name));

describe("a function's own properties", () => {
  it.each<[string, FunctionEntry["own"]]>([
    ["a runtime of today", { runtime: "nodejs22.x" }],
    ["a declared role", { role: "reader" }],
    ["the ARN of a role", { role: "arn:aws:iam::123456789012:role/service-role/reader" }],
    ["the ARN of a role in China", { role: "arn:aws-cn:iam::123456789012:role/reader" }],
    ["a version of a layer", { layers: ["arn:aws:lambda:eu-central-1:123456789012:layer:sharp_1-a:12"] }],
    ["code in S3 with a digest of hex", { code: { s3: { bucket: "acme", key: "x.zip", sha256: "0aF".padEnd(64, "0") } } }],
  ])("may be %s", (_what, own) => {
    expect(check(own)).toEqual([]);
  });

  it.each<[string, FunctionEntry["own"], string]>([
    ["a runtime of yesterday", { runtime: "python3.8" }, "deprecated-runtime at functions.F.runtime?"],
    ["a runtime of nobody", { runtime: "nodejs99.x" }, "unknown-runtime at functions.F.runtime"],
    ["a role that is not declared", { role: "writer" }, "unknown-role at functions.F.role"],
    ["the ARN of a user", { role: "arn:aws:iam::123456789012:user/reader" }, "illegal-arn at functions.F.role"],
    ["the ARN of a role of no account", { role: "arn:aws:iam::1234:role/reader" }, "illegal-arn at functions.F.role"],
    ["an ARN with something behind it", { role: "arn:aws:iam::123456789012:role/a b" }, "illegal-arn at functions.F.role"],
    [
      "a layer without its version",
      { layers: ["arn:aws:lambda:eu-central-1:123456789012:layer:a:1", "arn:aws:lambda:eu-central-1:123456789012:layer:a"] },
      "illegal-arn at functions.F.layers.1",
    ],
    [
      "a layer with something before it",
      { layers: ["x arn:aws:lambda:eu-central-1:123456789012:layer:a:1"] },
      "illegal-arn at functions.F.layers.0",
    ],
    [
      "a digest of other length",
      { code: { s3: { bucket: "acme", key: "x.zip", sha256: "0".repeat(63) } } },
      "illegal-digest at functions.F.code.s3.sha256",
    ],
    [
      "a bucket that cannot be",
      { code: { s3: { bucket: "a_b", key: "x.zip", sha256: "0".repeat(64) } } },
      "illegal-name at functions.F.code.s3.bucket",
    ],
  ])("may not be %s", (_what, own, expected) => {
    expect(check(own)).toEqual([expected]);
  });

  it.each(["f", "F-1_a", "a".repeat(64)])("name %s is taken", (name) => {
    expect(check({}, {}, name)).toEqual([]);
  });

  it.each(["", "a".repeat(65), "a.b", " a", "a "])("name %j is not", (name) => {
    expect(check({}, {}, name)).toEqual([`illegal-name at functions.${name}`]);
  });

  it("come with what to do where they are wrong", () => {
    const advice = (own: FunctionEntry["own"]) => problemsOf(own).map(({ suggestion }) => suggestion);

    expect(advice({ runtime: "go1.x" })).toEqual(["move to provided.al2023"]);
    expect(advice({ runtime: "nodejs22" })).toEqual(['did you mean "nodejs22.x"?']);
    expect(advice({ role: "raeder" })).toEqual(['did you mean "reader"?']);
    expect(advice({ role: "arn:x" })).toEqual(['write it like "arn:aws:iam::123456789012:role/NAME"']);
    expect(advice({ layers: ["x"] })).toEqual(["it ends in `:layer:NAME:NUMBER`"]);
    expect([...checkFunction("F", anEntry({ role: "x" }), anAuthoredState())][0]?.suggestion).toBe(
      "declare it under roles, or write its ARN",
    );
  });
});

describe("the code of a function", () => {
  const reading = (files: readonly string[], more: Partial<CodeReading> = {}): Partial<FunctionEntry> => ({
    code: { source: { from: "directory", path: "/f", sha256: "c" }, reading: { files, mentionsBase64: false, ...more } },
  });
  const missing = ["missing-handler at functions.F.handler?"];

  it.each<[string, string, readonly string[], readonly string[]]>([
    ["nodejs22.x", "index.handler", ["index.mjs"], []],
    ["nodejs22.x", "index.handler", ["index.cjs"], []],
    ["nodejs22.x", "index.handler", ["a.js", "index.js"], []],
    ["nodejs22.x", "lib/index.handler", ["lib/index.js"], []],
    ["nodejs22.x", "lib.handler", ["lib/index.js"], []],
    ["python3.13", "app.main.handler", ["app.main.py"], []],
    ["python3.13", "app.handler", ["app/__init__.py"], []],
    ["ruby3.4", "app.handler", ["app.rb"], []],
    ["nodejs22.x", "index.handler", ["src/index.js"], missing],
    ["nodejs22.x", "index.handler", ["index.ts"], missing],
    ["nodejs22.x", "index.handler", [], missing],
    // These find their handlers by classes, or are the handler themselves.
    ["java21", "acme.Handler::handle", [], []],
    ["provided.al2023", "bootstrap.x", [], []],
  ])("of %s with handler %s in %j: %j", (runtime, handler, files, expected) => {
    expect(check({ runtime, handler }, reading(files))).toEqual(expected);
  });

  it("is not looked at without a handler, without a runtime, or where nobody has read it", () => {
    expect(check({ runtime: "nodejs22.x" }, reading([]))).toEqual([]);
    expect(check({ handler: "index.handler" }, reading([]))).toEqual([]);
    expect(check({ runtime: "nodejs22.x", handler: "index.handler" })).toEqual([]);
  });

  it("without the handler's file is searched for what was meant", () => {
    const [problem] = problemsOf(
      { runtime: "nodejs22.x", handler: "indx.handler" },
      reading(["README.md", "index.mjs", "lib/a.js"]),
    );

    expect(problem).toMatchObject({
      message: 'the code has no file for handler "indx.handler"',
      suggestion: 'did you mean "index"?',
    });
  });

  it.each([
    ["nodejs16.x", ["deprecated-runtime at functions.F.runtime?"]],
    ["nodejs18.x", ["deprecated-runtime at functions.F.runtime?", "missing-sdk-v2 at functions.F.code?"]],
    ["nodejs22.x", ["missing-sdk-v2 at functions.F.code?"]],
    ["python3.13", []],
  ])("that loads version 2 of the SDK, on %s: %j", (runtime, expected) => {
    expect(check({ runtime }, reading(["index.js"], { loadsSdkV2: "index.js" }))).toEqual(expected);
  });
});

describe("aliases on $LATEST, which has one environment", () => {
  const latest = (environment?: Readonly<Record<string, string>>): AliasEntry => ({
    version: "$LATEST",
    ...(environment && { environment }),
  });
  const aliases = (...entries: readonly AliasEntry[]) => ({
    aliases: new Map(entries.map((entry, index) => [`a${index}`, entry] as const)),
  });
  const two = ["two-latest-environments at functions.F.aliases.a1.environment"];

  it.each<[string, readonly AliasEntry[], readonly string[]]>([
    ["one alone asks for it", [latest({ AB: "1" })], []],
    ["two ask for the same", [latest({ AB: "1", CD: "2" }), latest({ CD: "2", AB: "1" })], []],
    ["the other asks for nothing", [latest({ AB: "1" }), latest()], []],
    ["the other serves a version", [latest({ AB: "1" }), { version: "auto", environment: { AB: "2" } }], []],
    ["two ask for other values", [latest({ AB: "1" }), latest({ AB: "2" })], two],
    ["two ask for other names", [latest({ AB: "1" }), latest({ CD: "1" })], two],
    ["one asks for more", [latest({ AB: "1" }), latest({ AB: "1", CD: "2" })], two],
    ["one asks for less", [latest({ AB: "1", CD: "2" }), latest({ AB: "1" })], two],
  ])("%s", (_what, entries, expected) => {
    expect(check({}, aliases(...entries))).toEqual(expected);
  });

  it("cannot have that of a function of which only aliases are declared", () => {
    expect(check({}, { ...aliases(latest({ AB: "1" })), external: true })).toEqual([
      "latest-environment-of-foreign-function at functions.F.aliases.a0.environment",
    ]);
    expect(check({}, { ...aliases(latest()), external: true })).toEqual([]);
  });
});

it.each([
  ["F", { function: "F" }],
  ["F:live", { function: "F", qualifier: "live" }],
  ["arn:aws:lambda:us-east-1:123456789012:function:F", { function: "arn:aws:lambda:us-east-1:123456789012:function:F" }],
  [
    "arn:aws-cn:lambda:cn-north-1:123456789012:function:F:live",
    { function: "arn:aws-cn:lambda:cn-north-1:123456789012:function:F", qualifier: "live" },
  ],
  ["", undefined],
  [":live", undefined],
  ["F:", undefined],
  ["F:live:7", undefined],
  ["arn:aws:s3:::F", undefined],
  ["arn:aws:lambda:us-east-1:123456789012:function:F:a:b", undefined],
])("a route that names %j names %j", (text, reference) => {
  expect(parseFunctionReference(text)).toEqual(reference);
});

it.each([
  ["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="],
  ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="],
  ["E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="],
  ["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", undefined],
  ["x47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", undefined],
  ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8550", undefined],
  ["", undefined],
])("a digest written %s is AWS's %s", (text, digest) => {
  expect(codeDigest(text)).toBe(digest);
});
