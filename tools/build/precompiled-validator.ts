/**
 * Compiles the schemas of desired state when the command is built instead of whenever it runs: loading ajv and compiling take
 * longer than all the rest of `reconcile validate`.
 */
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import type { Plugin } from "esbuild";
import { AJV_OPTIONS, SCHEMAS } from "../../src/desired/schema-validator.ts";

/** The module that compiles at run time; it says that nothing else of it is used than these functions. */
const MODULE = "src/desired/schema-validator.ts";
const [DESIRED_STATE, CONFIG] = ["desired-state.schema.json", "stagekeeper.schema.json"] as const;

/** Puts a module with the same functions in the place of the one that needs ajv. */
export function precompiledValidator(root: string): Plugin {
  const replaced = path.join(root, MODULE);
  return {
    name: "precompiled-validator",
    setup(build) {
      build.onLoad({ filter: /schema-validator\.ts$/ }, ({ path: file }) =>
        file === replaced ? { contents: validatorModule(), loader: "js", resolveDir: root } : undefined,
      );
    },
  };
}

function validatorModule(): string {
  const ajv = new Ajv2020({ ...AJV_OPTIONS, code: { source: true, esm: true, lines: true } });
  for (const [name, schema] of Object.entries(SCHEMAS)) ajv.addSchema(schema, name);
  // Called as ajv's CommonJS is seen from an ES module: the function itself, or its default member.
  const compiled = standalone.default(ajv, { ofDesiredState: DESIRED_STATE, ofConfig: CONFIG });
  return `${compiled}
export function validateAuthored(value) {
  ofDesiredState(value);
  return ofDesiredState.errors ?? [];
}
export function validateConfig(value) {
  ofConfig(value);
  return ofConfig.errors ?? [];
}
`;
}
