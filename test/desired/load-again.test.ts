import { mkdirSync, rmSync, writeFileSync } from "node:fs";
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

/** Parts that look each other up. Most of what is put together of them is valid. */
const PARTS: Readonly<Record<string, readonly (string | null)[]>> = {
  "settings.yaml": [
    null,
    "owner: me\n",
    "owner: me\ntarget: { account: '123456789012', region: cn-north-1 }\n",
    "owner: me\nguards: { maxUpdates: 0.5 }\n",
  ],
  "defaults.yaml": [
    null,
    "defaults: { bucket: { versioning: enabled } }\n",
    "defaults: { bucket: { versioning: suspended } }\n",
    "defaults: { stage: { variables: { WHERE: acme-logs } } }\n",
    "defaults: { function: { environment: { TO: acme-images } } }\n",
    "# further down\ndefaults: { alias: { description: kept }, rest-api: { description: ours } }\n",
    "defaults: { rest-api: { description: theirs } }\n",
  ],
  "buckets.yaml": [
    null,
    "buckets: { acme-images: { versioning: enabled } }\n",
    "buckets: { acme-images: { accessLogging: { bucket: acme-logs } }, acme-logs: {} }\n",
    "# further down\nbuckets: { acme-images: &b { versioning: enabled }, acme-logs: *b }\n",
    "buckets: { acme-images: { notifications: { rules: { made: { lambda: 'F:live', events: ['s3:ObjectCreated:*'] } } } } }\n",
  ],
  "roles.yaml": [
    null,
    "roles: { worker: { assumedBy: lambda.amazonaws.com } }\n",
    "roles: { worker: { assumedBy: lambda.amazonaws.com, managedPolicies: [ReadOnlyAcess] } }\n",
    "roles: { Worker: { assumedBy: lambda.amazonaws.com } }\n",
  ],
  "functions.yaml": [
    null,
    "functions: { F: { role: worker, environment: { TO: acme-images }, aliases: { live: { version: 1 } } } }\n",
    "functions: { F: { role: 'arn:aws:iam::123456789012:role/r', aliases: { live: { version: $LATEST, environment: { TO: acme-logs } } } } }\n",
    "functions: { F: { code: ../code, runtime: nodejs22.x, handler: index.handler, role: 'arn:aws:iam::123456789012:role/r', aliases: { live: { version: auto }, next: { version: auto } } } }\n",
    "functions: { F: { aliases: { live: { version: newest } } }, G: { aliases: { live: { version: 2 } } } }\n",
  ],
  "plain-function.yaml": [
    null,
    "functions: { H: { role: 'arn:aws:iam::123456789012:role/r', timeout: 3 } }\n",
    "functions: { H: { role: 'arn:aws:iam::123456789012:role/r', timeout: 4 } }\n",
  ],
  "more-aliases.yaml": [null, "functions: { F: { aliases: { other: { version: 3 } } } }\n", "functions: { F: {} }\n"],
  "apis.yaml": [
    null,
    "apis: { A: { binaryMediaTypes: [image/png], routes: { PUT /x: { lambda: 'F:${stageVariables.ALIAS}' } }, stages: { dev: { variables: { ALIAS: live } } } } }\n",
    "apis: { A: { routes: { PUT /x: { lambda: 'F:${stageVariables.ALIAS}' } }, stages: { dev: { variables: { ALIAS: other }, clientCertificate: mine }, prod: { variables: { ALIAS: live, TO: acme-logs }, deployment: { follow: dev } } } } }\n",
    "apis: { A: { openapi: ../api.yaml, stages: { dev: {} } } }\n",
    "apis: { A: { stages: { dev: {}, prod: { deployment: leave } } } }\n",
  ],
  "more-stages.yaml": [null, "apis: { A: { stages: { next: {} } } }\n", "apis: { A: { stages: { next: { tracing: true } } } }\n"],
  "around.yaml": [
    null,
    "clientCertificates: { mine: {} }\napiKeys: { k: {} }\nusagePlans: { gold: { stages: { A/dev: {} }, keys: [k] } }\n",
    "clientCertificates: { mine: { description: ours } }\nusagePlans: { gold: { stages: { A/dev: { routes: { PUT /x: { rateLimit: 1, burstLimit: 1 } } } } } }\n",
  ],
  "../api.yaml": [
    "openapi: 3.0.1\ninfo: { title: A, version: '1' }\npaths: { /x: { get: { x-amazon-apigateway-integration: { type: mock } } } }\n",
    "# further down\nopenapi: 3.0.1\ninfo: { title: A, version: '1' }\npaths: { /y: { get: { x-amazon-apigateway-integration: { type: mock } } } }\n",
  ],
  "../code/index.js": ["exports.handler = (event) => event.isBase64Encoded;\n", "exports.handler = () => {};\n"],
};

/** As many as there are texts, each part in turn as each of its texts. */
const BASES = Array.from({ length: 5 }, (_, base) =>
  Object.fromEntries(Object.entries(PARTS).map(([name, texts]) => [name, texts[1 + (base % (texts.length - 1))] ?? null])),
);

it.each(BASES)("what looks up something else is as a new source has it, whatever that becomes", async (base) => {
  const cwd = scratch({ "state/keep.txt": "" });
  mkdirSync(join(cwd, "code"));
  const lasting = createDesiredSource({ cwd, path: "state" });
  const load = async (): Promise<boolean> => {
    const again = await lasting.load(new AbortController().signal);
    expect(again).toEqual(await loadIn(cwd, { path: "state" }));
    return again.valid;
  };
  for (const [name, text] of Object.entries(base)) put(join(cwd, "state", name), text);
  // What is not valid is never expanded.
  expect(await load()).toBe(true);
  let valid = 0;
  for (const [name, texts] of Object.entries(PARTS)) {
    for (const text of [...texts, base[name] ?? null]) {
      put(join(cwd, "state", name), text);
      valid += Number(await load());
    }
  }
  expect(valid).toBeGreaterThan(20);
});

const change = fc
  .constantFrom(...Object.keys(PARTS))
  .chain((name) => fc.record({ name: fc.constant(name), text: fc.constantFrom(...(PARTS[name] ?? [])) }));

it("nor does it matter what changed before, and what together", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(change, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 8 }),
      async (rounds) => {
        const cwd = scratch(
          Object.fromEntries(Object.entries(BASES[0] ?? {}).map(([name, text]) => [`state/${name}`, text ?? ""])),
        );
        const lasting = createDesiredSource({ cwd, path: "state" });
        for (const changes of rounds) {
          for (const { name, text } of changes) put(join(cwd, "state", name), text);

          const again = await lasting.load(new AbortController().signal);

          expect(again).toEqual(await loadIn(cwd, { path: "state" }));
        }
        rmSync(cwd, { recursive: true, force: true });
      },
    ),
    { numRuns: 60, seed: 11 },
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
