import { expect, it } from "vitest";
import { issuesOf, load, loadValid } from "./scratch.ts";

const BUCKET = "buckets: { acme-images: {} }";

it("values of a file given apart go before those in the files", async () => {
  const files = {
    "state/a.yaml":
      'values: { prefix: acme, seconds: 3 }\nfunctions:\n  F:\n    timeout: ${values.seconds}\n    description: ${values.prefix} and "${values.prefix}"',
    "prod.yaml": "prefix: other\nseconds: 9\n",
  };

  const state = await loadValid(files, { path: "state", valuesFile: "prod.yaml" });

  expect(state.resources[0]?.spec).toEqual({ timeoutSeconds: 9, description: 'other and "other"' });
});

it("a value in quotes is text, one without is what it is", async () => {
  const state = await loadValid({
    "a.yaml": 'values: { n: 5 }\nfunctions:\n  F:\n    timeout: ${values.n}\n    environment: { COUNT: "${values.n}" }',
  });

  expect(state.resources[0]?.spec).toEqual({ timeoutSeconds: 5, environment: { COUNT: "5" } });
});

it("only values are replaced: every other dollar is left as it is", async () => {
  const text = "$ $x ${x} ${aws:username} ${context.requestId} ${stageVariables.X} $${y}";

  const state = await loadValid({ "a.yaml": `roles: { reader: { description: "${text}" } }` });

  expect(state.resources[0]?.spec).toEqual({ description: text });
  expect(state.warnings).toEqual([]);
});

it("a value cannot change what the YAML means", async () => {
  const state = await loadValid({
    "a.yaml": 'values: { v: "x, timeout: 9 }" }\nfunctions: { F: { description: "${values.v}" } }',
  });

  expect(state.resources[0]?.spec).toEqual({ description: "x, timeout: 9 }" });
});

it("a value that nothing asks for is most likely misspelled", async () => {
  const state = await loadValid(
    {
      "state/a.yaml": `values: { prefix: acme, unused: x }\nbuckets: { "\${values.prefix}-images": {} }`,
      "v.yaml": "prefx: other\nunused: y\n",
    },
    { path: "state", valuesFile: "v.yaml" },
  );

  expect(state.warnings).toMatchObject([
    { severity: "warning", code: "unused-value", file: "v.yaml", line: 1, suggestion: 'did you mean "prefix"?' },
  ]);
});

it.each([
  ["a list", "- a\n", 1],
  ["nested", "# names\nprefix: { x: y }\n", 2],
  ["a number", "7", 1],
])("a file of values that is %s is refused", async (_, text, line) => {
  const result = await load({ "state/a.yaml": BUCKET, "v.yaml": text }, { path: "state", valuesFile: "v.yaml" });

  expect(result.valid).toBe(false);
  expect(issuesOf(result)).toMatchObject([{ code: "illegal-value", file: "v.yaml", line }]);
});

it("an empty file of values changes nothing; one that is not there is an error", async () => {
  const files = { "state/a.yaml": BUCKET, "v.yaml": "# later\n" };

  expect((await load(files, { path: "state", valuesFile: "v.yaml" })).valid).toBe(true);
  expect(issuesOf(await load(files, { path: "state", valuesFile: "w.yaml" }))).toMatchObject([
    { code: "missing-file", file: "w.yaml" },
  ]);
});

it("merged maps and references are read, and faults in them are found where they are written", async () => {
  const text = "functions:\n  A: &base\n    timeout: 3\n    memory: 1\n  B: { <<: *base, timeout: 4 }\n  C: *base\n";

  const issues = issuesOf(await load({ "a.yaml": text }));

  expect(new Set(issues.map(({ code, line }) => `${code} ${line}`))).toEqual(new Set(["out-of-range 4"]));
});

it("a merged list of maps is read", async () => {
  const state = await loadValid({
    "a.yaml": "functions:\n  A: &a { timeout: 3 }\n  B: &b { memory: 256 }\n  C: { <<: [*a, *b], handler: x.y }\n",
  });

  expect(state.resources.at(-1)?.spec).toEqual({ timeoutSeconds: 3, memoryMb: 256, handler: "x.y" });
});

it("stages and aliases may stand in other files than their API and function", async () => {
  const state = await loadValid({
    "api.yaml": "apis: { Images: { routes: { GET /: { mock: { status: 200 } } } } }",
    "dev.yaml": "apis: { Images: { stages: { dev: {} } } }",
    "fn.yaml": "functions: { F: { timeout: 3, aliases: { a: { version: newest } } } }",
    "live.yaml": "adopt: true\nfunctions: { F: { aliases: { live: { version: newest } } } }",
  });

  expect(state.resources.map(({ address, origin, options }) => [address, origin.file, options])).toEqual([
    ["function:F", "fn.yaml", { adopt: false, protect: false, external: false }],
    ["alias:F/a", "fn.yaml", { adopt: false, protect: false, external: false }],
    ["alias:F/live", "live.yaml", { adopt: true, protect: false, external: false }],
    ["rest-api:Images", "api.yaml", { adopt: false, protect: false, external: false }],
    ["stage:Images/dev", "dev.yaml", { adopt: false, protect: false, external: false }],
  ]);
});

it("an owner that is not written down is the default one, and known not to be written", async () => {
  expect(await loadValid({ "a.yaml": BUCKET })).toMatchObject({
    owner: "default",
    ownerDeclared: false,
    target: {},
    guards: { maxUpdates: 0.3, maxDeletes: 0.3, minExisting: 10 },
  });
});

it("an empty file beside others is a warning", async () => {
  const state = await loadValid({ "a.yaml": BUCKET, "b.yaml": "# later\n" });

  expect(state.warnings).toMatchObject([{ code: "empty-file", file: "b.yaml" }]);
});

it("issues come in the order of files and places, each once", async () => {
  const issues = issuesOf(await load({ "b.yaml": "bukets: {}\nrols: {}", "a.yaml": "x: {}\ny: {}" }));

  expect(issues.map(({ file, line }) => `${file}:${line}`)).toEqual(["a.yaml:1", "a.yaml:2", "b.yaml:1", "b.yaml:2"]);
});

it("a frame shows the place and masks secrets around it", async () => {
  const text = 'functions:\n  F:\n    environment:\n      DB_PASSWORD: "hunter2, and more"\n      A: x\n      API_TOKEN: abc\n';

  const [issue] = issuesOf(await load({ "a.yaml": text }));

  expect(issue?.frame).toBe(
    ["  4 |       DB_PASSWORD: ********", "> 5 |       A: x", "    |       ^", "  6 |       API_TOKEN: ********"].join("\n"),
  );
});

it.each([
  ["a member", "PLAIN: hunter2\n      BB: y\n    sensitive: [environment.PLAIN]"],
  ["a member in a list of lines", "PLAIN: hunter2\n      BB: y\n    sensitive:\n      - environment.PLAIN"],
  ["the whole map", "PLAIN: hunter2\n      BB: y\n    sensitive: [environment]"],
  ["the whole map in a list of lines", "PLAIN: hunter2\n      BB: y\n    sensitive:\n      - environment"],
])("a frame masks what the author calls sensitive: %s", async (_, text) => {
  const [issue] = issuesOf(await load({ "a.yaml": `functions:\n  F:\n    environment:\n      A: x\n      ${text}\n` }));

  expect(issue?.frame).toMatch(/> 4 \| {7}A: /);
  expect(issue?.frame).toContain("  5 |       PLAIN: ********");
});

it("a frame masks what looks like a secret by itself, whatever it is called", async () => {
  const key = ["AKIA", "IOSFODNN7EXAMPLE"].join("");

  const [issue] = issuesOf(await load({ "a.yaml": `functions:\n  F: { environment: { A: "${key}" } }\n` }));

  expect(issue?.frame).not.toContain(key);
});

it("no message repeats the value of a stage variable", async () => {
  const text = 'apis: { A: { stages: { dev: { variables: { X: "very secret words" } } } } }';

  const [issue] = issuesOf(await load({ "a.yaml": text }));

  expect(issue?.message).not.toContain("secret");
});

it("names that JavaScript knows too are names like any other", async () => {
  const issues = issuesOf(
    await load({
      "a.yaml":
        "functions: { F: { role: constructor, aliases: { toString: { version: newest } } } }\nbuckets: { hasownproperty: {} }",
    }),
  );

  expect(issues).toMatchObject([{ code: "unknown-role", message: 'role "constructor" is not declared' }]);
});
