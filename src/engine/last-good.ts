/**
 * The last desired state that was valid, and the code that it ships, kept among the state: so that a broken commit
 * does not stop the healing of drift, not even when the daemon starts anew meanwhile. It may hold secrets as the files it
 * came from do, so it is for its owner's eyes alone. Like all that is kept there it may be lost without harm.
 */
import { createHash } from "node:crypto";
import { canonicalJson } from "../kinds/digest.ts";
import type { DesiredState } from "../model/desired.ts";
import type { CodeSource } from "../model/specs/function.ts";
import type { StateStore } from "../model/state-store.ts";

export interface LastGood {
  /** The state that was kept last; `null`: none, or none that this program can read. */
  state(): DesiredState | null;
  /** Keeps it from now on, also when it cannot be written down; that is thrown, and tried again with the next one. */
  keep(state: DesiredState): Promise<void>;
  /** The bytes of code that was kept, by its digest. */
  code(sha256: string): Promise<Uint8Array | null>;
}

const NAME = "last-good.json";
const CODE = "code";
/** The hexadecimal SHA-256 of what is in it. */
const CODE_NAME = /^[0-9a-f]{64}\.zip$/;

export interface LastGoodOptions {
  readonly state: StateStore;
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
  const codeStore = options.state.below(CODE);
  let state = await read(options.state, options.writtenBy);
  let written = state?.revision;
  return {
    state: () => state,
    async keep(next) {
      state = next;
      if (written === next.revision) return;
      const kept = await keepCode(next, codeStore, options);
      const contents = { writtenBy: options.writtenBy, digest: contentDigest(next), state: next };
      const text = JSON.stringify(contents satisfies Contents);
      await options.state.update(NAME, () => text);
      written = next.revision;
      await forgetOtherCode(codeStore, kept);
    },
    code: (sha256) => readCode(codeStore, sha256),
  };
}

async function read(store: StateStore, writtenBy: string): Promise<DesiredState | null> {
  try {
    const contents: unknown = JSON.parse(Buffer.from((await store.read(NAME)) ?? "null").toString("utf8"));
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

/** Names of what the state needs. */
async function keepCode(state: DesiredState, store: StateStore, options: LastGoodOptions): Promise<ReadonlySet<string>> {
  const sources = state.resources.flatMap(({ intent }) => ("code" in intent && intent.code !== null ? [intent.code] : []));
  const local = sources.filter((source) => source.from !== "s3");
  for (const source of local) {
    if ((await readCode(store, source.sha256)) !== null) continue;
    const bytes = await options.packageCode(source);
    await store.update(nameOf(source.sha256), () => bytes);
  }
  return new Set(local.map(({ sha256 }) => nameOf(sha256)));
}

/** Only what is named as ours is: whatever else lies there is somebody's. */
async function forgetOtherCode(store: StateStore, kept: ReadonlySet<string>): Promise<void> {
  const others = (await store.names()).filter((name) => CODE_NAME.test(name) && !kept.has(name));
  for (const name of others) await store.remove(name);
}

/** A digest in base64 has characters that no file name may have. */
function nameOf(sha256: string): string {
  return `${Buffer.from(sha256, "base64").toString("hex")}.zip`;
}

/** `null`: not there, or not whole. */
async function readCode(store: StateStore, sha256: string): Promise<Uint8Array | null> {
  try {
    const bytes = await store.read(nameOf(sha256));
    return bytes !== null && createHash("sha256").update(bytes).digest("base64") === sha256 ? bytes : null;
  } catch {
    return null;
  }
}
