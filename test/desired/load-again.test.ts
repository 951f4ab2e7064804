import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createDesiredSource } from "../../src/desired/load.ts";
import { loadIn, scratch, validOf } from "./scratch.ts";

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

function documented(paths: string): string {
  return `openapi: 3.0.1\ninfo: { title: A, version: '1' }\npaths: { ${paths} }\n`;
}

/** Parts that look each other up. Most of what is put together of them is valid. */
const PARTS: Readonly<Record<string, readonly (string | null)[]>> = {
  "settings.yaml": [
    null,
    "owner: me\n",
    "owner: me\ntarget: { account: '123456789012', region: cn-north-1 }\n",
    "owner: me\nguards: { maxUpdates: 0.5 }\n",
    "owner: me\ntarget: { account: '123456789012', region: us-east-1 }\n",
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
  "more-aliases.yaml": [
    null,
    "functions: { F: { aliases: { other: { version: 3 } } } }\n",
    "functions: { F: {} }\n",
    "functions: { F: { timeout: soon } }\n",
  ],
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
  "defined.yaml": [
    null,
    "apis: { B: { openapi: ../api.yaml, stages: { dev: {} } } }\n",
    "# further down\napis: { B: { openapi: ../api.yaml, description: ours } }\n",
    "apis: { B: { openapi: ../other-api.yaml } }\n",
  ],
  "../other-api.yaml": [
    null,
    documented("/z: { get: { x-amazon-apigateway-integration: { type: mock } } }"),
    documented(
      "/z: { get: { security: [{ key: [] }], x-amazon-apigateway-integration: { type: mock } } } }\ncomponents: { securitySchemes: { key: { type: http, scheme: basic } }",
    ),
    documented(
      "/z: { post: { x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:F/invocations' } } }",
    ),
    documented("/z: { get: { x-amazon-apigateway-integration: { type: mock }, summary: '${value.path}' } }"),
  ],
  "values.yaml": [null, "values: { path: x, unasked: 1 }\n", "values: { path: x, unasked: 2 }\n", "values: { path: y }\n"],
  "../api.yaml": [
    null,
    documented("/x: { get: { x-amazon-apigateway-integration: { type: mock } } }"),
    `# further down\n${documented("/y: { get: { x-amazon-apigateway-integration: { type: mock } } }")}`,
    documented('"/${values.path}": { get: { x-amazon-apigateway-integration: { type: mock } } }'),
    documented("/x: { $ref: 'parts.yaml#/item' }"),
    documented("/x: { get: { x-amazon-apigateway-integration: { type: mok } } }"),
  ],
  // Values that go before those in the files; that nothing asks for some is told.
  "../values.txt": ["", "path: x\n", "path: z\nunasked: 1\n"],
  "../parts.yaml": [
    null,
    "item: { get: { x-amazon-apigateway-integration: { type: mock } } }\n",
    "# further down\nitem: { put: { x-amazon-apigateway-integration: { type: mock } } }\n",
  ],
  "../code/index.js": ["exports.handler = (event) => event.isBase64Encoded;\n", "exports.handler = () => {};\n"],
};

const BROKEN = ["type: mok", "timeout: soon"];

/** As many as there are texts, each part in turn as each of its texts. */
const BASES = Array.from({ length: 5 }, (_, base) =>
  Object.fromEntries(
    Object.entries(PARTS).map(([name, texts]) => {
      const valid = texts.filter((text) => text !== null && !BROKEN.some((fault) => text.includes(fault)));
      return [name, valid[base % valid.length] ?? null];
    }),
  ),
);

const OPTIONS = { path: "state", valuesFile: "values.txt" };

it.each(BASES)("what looks up something else is as a new source has it, whatever that becomes", async (base) => {
  const cwd = scratch({ "state/keep.txt": "" });
  mkdirSync(join(cwd, "code"));
  const lasting = createDesiredSource({ cwd, ...OPTIONS });
  const load = async (): Promise<boolean> => {
    const fresh = await loadIn(cwd, OPTIONS);
    const signal = new AbortController().signal;
    // Twice, for what is told must be told again.
    expect([await lasting.load(signal), await lasting.load(signal)]).toEqual([fresh, fresh]);
    return fresh.valid;
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
        const lasting = createDesiredSource({ cwd, ...OPTIONS });
        for (const changes of rounds) {
          for (const { name, text } of changes) put(join(cwd, "state", name), text);

          const again = await lasting.load(new AbortController().signal);

          expect(again).toEqual(await loadIn(cwd, OPTIONS));
        }
        rmSync(cwd, { recursive: true, force: true });
      },
    ),
    { numRuns: 60, seed: 11 },
  );
});

it("what a change does not concern is not worked out again: it is the very object that it was", async () => {
  const unchanged = {
    "buckets.yaml": "buckets: { acme-images: { versioning: enabled } }\n",
    "roles.yaml": "roles: { worker: { assumedBy: lambda.amazonaws.com } }\n",
    "functions.yaml":
      "functions: { F: { code: code, runtime: nodejs22.x, handler: index.handler, role: worker, aliases: { live: {version: auto } } } }\n",
    "apis.yaml":
      "apis: { A: { routes: { PUT /x: { lambda: 'F:live' } }, stages: { dev: { variables: { TO: acme-images } } } } }\n",
    "defined.yaml": "apis: { B: { openapi: api.yml.txt, stages: { dev: {} } } }\n",
    "api.yml.txt": documented("/x: { get: { x-amazon-apigateway-integration: { type: mock } } }"),
    "defaults.yaml": "defaults: { function: { timeout: 3 }, alias: { description: ours }, bucket: { encryption: AES256 } }\n",
    "code/index.js": "exports.handler = () => {};\n",
  };
  const cwd = scratch({ ...unchanged, "other.yaml": "functions: { G: { aliases: { live: { version: 1 } } } }\n" });
  const source = createDesiredSource({ path: ".", cwd });
  const before = validOf(await source.load(new AbortController().signal));

  put(join(cwd, "other.yaml"), "functions: { G: { aliases: { live: { version: 2 }, next: { version: 2 } } } }\n");
  const after = validOf(await source.load(new AbortController().signal));

  const same = after.resources.filter((resource) => before.resources.includes(resource));
  expect(same.map(({ address }) => address)).toEqual([
    "bucket:acme-images",
    "role:worker",
    "function:F",
    "alias:F/live",
    "rest-api:A",
    "rest-api:B",
    "stage:A/dev",
    "stage:B/dev",
  ]);
  expect(after.resources.filter((resource) => !same.includes(resource)).map(({ address }) => address)).toEqual([
    "function:G",
    "alias:G/live",
    "alias:G/next",
  ]);
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
