/**
 * The last desired state that was valid, and the code that it ships, kept in the state directory: so that a broken commit
 * does not stop the healing of drift, not even when the daemon starts anew meanwhile. It may hold secrets as the files it
 * came from do, so it is for its owner's eyes alone. Like all that is kept there it may be lost without harm.
 */
import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../kinds/digest.ts";
import type { DesiredState } from "../model/desired.ts";
import type { CodeSource } from "../model/specs/function.ts";
import { makeOwnDirectory, readWholeBytes, readWholeFile, writeWholeFile } from "./whole-file.ts";

export interface LastGood {
  /** The state that was kept last; `null`: none, or none that this program can read. */
  state(): DesiredState | null;
  /** Keeps it from now on, also when it cannot be written down; that is thrown, and tried again with the next one. */
  keep(state: DesiredState): Promise<void>;
  /** The bytes of code that was kept, by its digest. */
  code(sha256: string): Promise<Uint8Array | null>;
}

const FILE_NAME = "last-good.json";
const CODE_DIRECTORY = "code";
/** The hexadecimal SHA-256 of what is in it. */
const CODE_FILE = /^[0-9a-f]{64}\.zip$/;

export interface LastGoodOptions {
  readonly stateDirectory: string;
  /** What another version of the program wrote may be shaped otherwise, and is not read. */
  readonly writtenBy: string;
  packageCode(source: CodeSource): Promise<Uint8Array>;
}

interface Contents {
  readonly writtenBy: string;
  readonly digest: string;
  readonly state: DesiredState;
}

/** Never rejects: what cannot be read is as if it had never been kept. */
export async function openLastGood(options: LastGoodOptions): Promise<LastGood> {
  const path = join(options.stateDirectory, FILE_NAME);
  const codeDirectory = join(options.stateDirectory, CODE_DIRECTORY);
  let state = await read(path, options.writtenBy);
  let written = state?.revision;
  return {
    state: () => state,
    async keep(next) {
      state = next;
      if (written === next.revision) return;
      await makeOwnDirectory(codeDirectory);
      const kept = await keepCode(next, codeDirectory, options);
      const contents = { writtenBy: options.writtenBy, digest: contentDigest(next), state: next };
      await writeWholeFile(path, JSON.stringify(contents satisfies Contents));
      written = next.revision;
      await forgetOtherCode(codeDirectory, kept);
    },
    code: (sha256) => readCode(join(codeDirectory, fileOf(sha256)), sha256),
  };
}

async function read(path: string, writtenBy: string): Promise<DesiredState | null> {
  try {
    const contents: unknown = JSON.parse((await readWholeFile(path)) ?? "null");
    // The digest says that it is what this very version of the program once wrote, so it has that shape.
    const { writtenBy: writer, digest, state } = contents as Contents;
    return writer === writtenBy && digest === contentDigest(state) ? state : null;
  } catch {
    return null;
  }
}

function contentDigest(state: DesiredState): string {
  return createHash("sha256").update(canonicalJson(state)).digest("hex");
}

/** Names of the files that the state needs. */
async function keepCode(state: DesiredState, directory: string, options: LastGoodOptions): Promise<ReadonlySet<string>> {
  const sources = state.resources.flatMap(({ intent }) => ("code" in intent && intent.code !== null ? [intent.code] : []));
  const local = sources.filter((source) => source.from !== "s3");
  for (const source of local) {
    const file = join(directory, fileOf(source.sha256));
    if ((await readCode(file, source.sha256)) === null) await writeWholeFile(file, await options.packageCode(source));
  }
  return new Set(local.map(({ sha256 }) => fileOf(sha256)));
}

/** Only files that are named as ours are: whatever else lies there is somebody's. */
async function forgetOtherCode(directory: string, kept: ReadonlySet<string>): Promise<void> {
  const others = (await readdir(directory)).filter((name) => CODE_FILE.test(name) && !kept.has(name));
  for (const name of others) await rm(join(directory, name), { force: true });
}

/** A digest in base64 has characters that no file name may have. */
function fileOf(sha256: string): string {
  return `${Buffer.from(sha256, "base64").toString("hex")}.zip`;
}

/** `null`: not there, or not whole. */
async function readCode(file: string, sha256: string): Promise<Uint8Array | null> {
  try {
    const bytes = await readWholeBytes(file);
    return bytes !== null && createHash("sha256").update(bytes).digest("base64") === sha256 ? bytes : null;
  } catch {
    return null;
  }
}
