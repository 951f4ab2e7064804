import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { validateAuthored } from "../../src/desired/schema-validator.ts";
import { precompiledValidator } from "../../tools/build/precompiled-validator.ts";
import { badInputs } from "../desired/bad-input-cases.ts";
import { ROOT } from "./lock.ts";

/** Undefined: it cannot be read at all. */
function valueIn(text: string): unknown {
  const document = parseDocument(text, { logLevel: "silent" });
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

const cases: readonly { readonly name: string; readonly value: unknown }[] = [
  { name: "nothing declared", value: {} },
  { name: "a list in the place of the whole", value: [] },
  { name: "a text in the place of the whole", value: "buckets" },
  { name: "an unknown section", value: { bucket: {} } },
  { name: "a bucket with every kind of fault", value: { buckets: { a: { versioning: "on", tags: { x: 1 }, colour: "blue" } } } },
  { name: "a function without what it needs", value: { functions: { f: { timeout: -1, aliases: { prod: { version: 1.5 } } } } } },
  {
    name: "an API of unknown parts",
    value: { apis: { a: { endpoint: "LOCAL", routes: { "GET x": {} }, stages: { dev: { variables: [] } } } } },
  },
  { name: "a role that nobody may assume", value: { roles: { r: { allow: [{ actions: [] }] } } } },
];

describe("the validator that the build compiles", () => {
  let outdir: string;
  let compiled: typeof validateAuthored;
  let inputs: readonly string[];

  beforeAll(async () => {
    outdir = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-validator-"));
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: ["src/desired/schema-validator.ts"],
      outdir,
      bundle: true,
      format: "esm",
      platform: "node",
      outExtension: { ".js": ".mjs" },
      plugins: [precompiledValidator(ROOT)],
      metafile: true,
    });
    inputs = Object.keys(metafile.inputs);
    // What the plugin puts in the module's place has the module's functions.
    const module = (await import(pathToFileURL(path.join(outdir, "schema-validator.mjs")).href)) as {
      readonly validateAuthored: typeof validateAuthored;
    };
    compiled = module.validateAuthored;
  });

  afterAll(() => rm(outdir, { recursive: true }));

  it.each(cases)("says of $name what the one compiled at run time says", async ({ value }) => {
    expect(await compiled(value)).toEqual(await validateAuthored(value));
  });

  it("says of every bad input what the one compiled at run time says", async () => {
    let faulty = 0;
    for (const { files } of badInputs()) {
      for (const text of Object.values(files)) {
        const value = valueIn(text);
        const faults = await validateAuthored(value);

        expect(await compiled(value), text).toEqual(faults);
        if (faults.length > 0) faulty += 1;
      }
    }
    expect(faulty).toBeGreaterThan(100);
  });

  it("finds fault, so that agreeing says something", async () => {
    const found = await Promise.all(cases.map(({ value }) => compiled(value)));

    expect(found.filter((faults) => faults.length > 0).length).toBeGreaterThan(5);
  });

  it("leaves ajv's compiler out of the bundle", () => {
    expect(inputs.filter((input) => input.includes("ajv/dist/compile") || input.includes("ajv/dist/2020"))).toEqual([]);
  });
});
