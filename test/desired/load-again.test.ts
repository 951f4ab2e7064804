import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createDesiredSource } from "../../src/desired/load.ts";
import { loadIn, scratch } from "./scratch.ts";

/** Whole texts of files: valid ones, ones that ask for values or define them, and ones with each sort of fault. */
const TEXTS = [
  "owner: me\n",
  "owner: you\n",
  "values: { prefix: acme, seconds: 3 }\n",
  "values: { prefix: other }\n",
  "buckets:\n  acme-images: { versioning: enabled }\n",
  "# moved down\n\nbuckets:\n  acme-images: { versioning: enabled }\n",
  'buckets: { "${values.prefix}-logs": { adopt: true } }\n',
  "functions:\n  F:\n    timeout: ${values.seconds}\n    aliases: { live: { version: 1 } }\n",
  "functions: { F: { aliases: { next: { version: newest } } } }\n",
  "defaults: { bucket: { versioning: enabled }, stage: { tracing: true } }\n",
  "apis:\n  A:\n    routes: { GET /x: { lambda: 'F:${stageVariables.ALIAS}' } }\n    stages: { dev: { variables: { ALIAS: live } } }\n",
  "apis: { A: { stages: { prod: { variables: { ALIAS: lve } } } } }\n",
  "roles: { r: &r { assumedBy: lambda.amazonaws.com }, s: *r }\n",
  "roles: { r: { assumedBy: *nobody } }\n",
  "buckets: { acme-images: { versioning: on }, acme-images: {} }\n",
  "functions: { F: { timeout: soon, colour: red } }\n",
  "functions: { F: { description: '${value.prefix} ${values.missing}' } }\n",
  "buckets: { a: [\n",
  "\tx: 1\n",
  "",
] as const;

const NAMES = ["a.yaml", "b.yaml", "c/d.yaml"] as const;

interface Edit {
  readonly name: (typeof NAMES)[number] | "values.yml.txt";
  /** `null`: the file goes. */
  readonly text: string | null;
}

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ name: fc.constantFrom(...NAMES), text: fc.constantFrom(...TEXTS, null) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant("values.yml.txt" as const),
      text: fc.constantFrom("prefix: set\n", "seconds: 9\nunused: 1\n", "- no map\n", "a: 1\na: 2\n"),
    }),
  },
);

it("a source that has loaded before gives what a new one gives, whatever was edited meanwhile", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(edit, { maxLength: 3 }), { minLength: 1, maxLength: 6 }), async (rounds) => {
      const cwd = scratch({ "state/c/keep.txt": "", "values.yml.txt": "prefix: first\n" });
      const options = { path: "state", valuesFile: "values.yml.txt" };
      const lasting = createDesiredSource({ cwd, ...options });
      for (const edits of rounds) {
        for (const { name, text } of edits) put(join(cwd, name === "values.yml.txt" ? name : join("state", name)), text);

        const again = await lasting.load(new AbortController().signal);

        expect(again).toEqual(await loadIn(cwd, options));
      }
      rmSync(cwd, { recursive: true, force: true });
    }),
    { numRuns: 80, seed: 7 },
  );
});

it("what was loaded stays as it was when the next load differs", async () => {
  const cwd = scratch({ "a.yaml": "values: { t: 3 }\nfunctions: { F: { timeout: ${values.t} } }\n" });
  const source = createDesiredSource({ path: ".", cwd });
  const first = await source.load(new AbortController().signal);
  const before = structuredClone(first);

  writeFileSync(join(cwd, "a.yaml"), "values: { t: 4 }\nfunctions: { F: { timeout: ${values.t} } }\n");
  const second = await source.load(new AbortController().signal);

  expect(first).toEqual(before);
  expect(second).not.toEqual(first);
});

function put(path: string, text: string | null): void {
  if (text === null) rmSync(path, { force: true });
  else writeFileSync(path, text);
}
