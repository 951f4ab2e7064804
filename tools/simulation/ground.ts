/** What all simulations share: directories of code, and desired states loaded by the real loader, each once. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { createDesiredSource } from "../../src/desired/load.ts";
import { codeSha256, packageCode, zip } from "../../src/desired/package-code.ts";
import type { LoadResult } from "../../src/model/ports.ts";
import type { CodeSource } from "../../src/model/specs/function.ts";
import { type Authored, CODES } from "./authored.ts";

export interface Ground {
  /** For ledgers; gone with the ground. */
  readonly directory: string;
  /** The CodeSha256 of each directory of code. */
  readonly digests: Readonly<Record<string, string>>;
  /** A zip that no desired state knows. */
  readonly otherCode: Uint8Array;
  load(state: Authored): Promise<LoadResult>;
  packageCode(source: CodeSource): Promise<Uint8Array>;
  remove(): void;
}

const LOADED_CAPACITY = 200;

export function layGround(): Ground {
  const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-simulation-"));
  const digests = Object.fromEntries(
    CODES.map((name) => {
      const handler = Buffer.from(`exports.handler = async () => ({ statusCode: 200, body: "${name}" });\n`);
      mkdirSync(path.join(directory, name));
      writeFileSync(path.join(directory, name, "index.js"), handler);
      return [name, codeSha256(zip([{ name: "index.js", bytes: handler }]))];
    }),
  );
  const loaded = new Map<string, Promise<LoadResult>>();
  const packages = new Map<string, Promise<Uint8Array>>();
  const load = (text: string): Promise<LoadResult> => {
    writeFileSync(path.join(directory, "desired.yaml"), text);
    return createDesiredSource({ path: "desired.yaml", cwd: directory }).load(new AbortController().signal);
  };
  return {
    directory,
    digests,
    otherCode: zip([{ name: "index.js", bytes: Buffer.from("exports.handler = async () => 'by hand';\n") }]),
    load(state) {
      const text = stringify(state);
      const known = loaded.get(text) ?? load(text);
      if (loaded.size >= LOADED_CAPACITY) loaded.clear();
      loaded.set(text, known);
      return known;
    },
    packageCode(source) {
      const key = JSON.stringify(source);
      const known = packages.get(key) ?? packageCode(source);
      packages.set(key, known);
      return known;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
