/**
 * Compiles the schemas of desired state when the command is built instead of whenever it runs: loading ajv and compiling take
 * longer than all the rest of `reconcile validate`.
 */
import path from "node:path";
import { Ajv2020, type Options } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import type { Plugin } from "esbuild";
import { AJV_OPTIONS, SCHEMAS } from "../../src/desired/schema-validator.ts";

/** The module that compiles at run time; it says that nothing else of it is used than these functions. */
const MODULE = "src/desired/schema-validator.ts";
const [DESIRED_STATE, CONFIG] = ["desired-state.schema.json", "stagekeeper.schema.json"] as const;

/** Says where what is wrong: many times as large as a yes or no, and asked for faulty files alone. */
const FAULTS = "stagekeeper:faults";

/** Puts a module with the same functions in the place of the one that needs ajv. */
export function precompiledValidator(root: string): Plugin {
  const replaced = path.join(root, MODULE);
  return {
    name: "precompiled-validator",
    setup(build) {
      build.onLoad({ filter: /schema-validator\.ts$/ }, ({ path: file }) =>
        file === replaced ? { contents: validatorModule(), loader: "js", resolveDir: root } : undefined,
      );
      build.onResolve({ filter: /^stagekeeper:faults$/ }, () => ({ path: FAULTS, namespace: FAULTS }));
      build.onLoad({ filter: /.*/, namespace: FAULTS }, () => ({
        contents: compiled(AJV_OPTIONS, (schema) => schema),
        loader: "js",
        resolveDir: root,
      }));
    },
  };
}

function validatorModule(): string {
  return `${compiled({ ...AJV_OPTIONS, verbose: false, messages: false, inlineRefs: false }, withoutWords)}
export async function validateAuthored(value) {
  return ofDesiredState(value) ? [] : faultsIn(value, "ofDesiredState");
}
export async function validateConfig(value) {
  return ofConfig(value) ? [] : faultsIn(value, "ofConfig");
}
async function faultsIn(value, name) {
  const validate = (await import("${FAULTS}"))[name];
  validate(value);
  return validate.errors ?? [];
}
`;
}

/** A module with a function for each schema that a file is of. */
function compiled(options: Options, prepared: (schema: object) => object): string {
  const ajv = new Ajv2020({ ...options, code: { source: true, esm: true, lines: true } });
  for (const [name, schema] of Object.entries(SCHEMAS)) ajv.addSchema(prepared(schema), name);
  // Called as ajv's CommonJS is seen from an ES module: the function itself, or its default member.
  return standalone.default(ajv, { ofDesiredState: DESIRED_STATE, ofConfig: CONFIG });
}

/** What schemas say to people decides nothing. Properties of these names are objects. */
function withoutWords(schema: object): object {
  const isWords = (key: string, value: unknown) =>
    (key === "description" && typeof value === "string") || (key === "examples" && Array.isArray(value));
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (isWords(key, value) ? undefined : value)));
}
