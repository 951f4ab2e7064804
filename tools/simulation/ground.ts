/** What all simulations share: directories of code, and desired states loaded by the real loader, each once. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { loadClientModules } from "../../src/aws/clients.ts";
import { createDesiredSource } from "../../src/desired/load.ts";
import { codeSha256, packageCode, zip } from "../../src/desired/package-code.ts";
import type { LoadResult } from "../../src/model/ports.ts";
import type { CodeSource } from "../../src/model/specs/function.ts";
import { lazyServices } from "../../src/sandbox/services.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { createWorld } from "../../src/sandbox/world.ts";
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

/** Loads everything that is otherwise loaded when first used: real time must pass nowhere in a life. */
async function warmUp(): Promise<void> {
  await loadClientModules();
  const clock = createVirtualClock();
  const services = lazyServices(createWorld({ clock, endpointUrl: async () => "http://localhost" }));
  for (const name of ["apigateway", "cloudwatch", "iam", "lambda", "s3", "sts"] as const) await services(name);
}

export async function layGround(): Promise<Ground> {
  await warmUp();
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
  const packaged = (source: CodeSource): Promise<Uint8Array> => {
    const key = JSON.stringify(source);
    const known = packages.get(key) ?? packageCode(source);
    packages.set(key, known);
    return known;
  };
  /** Its code is packaged right away, so that no pass waits for a disk. */
  const load = async (text: string): Promise<LoadResult> => {
    writeFileSync(path.join(directory, "desired.yaml"), text);
    const source = createDesiredSource({ path: "desired.yaml", cwd: directory });
    const result = await source.load(new AbortController().signal);
    for (const { intent } of result.valid ? result.state.resources : []) {
      if ("code" in intent && intent.code !== null) await packaged(intent.code);
    }
    return result;
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
    packageCode: packaged,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
