/**
 * The last desired state that was valid, and the code that it ships, kept among the state: so that a broken commit
 * does not stop the healing of drift, not even when the daemon starts anew meanwhile. It may hold secrets as the files it
 * came from do, so it is for its owner's eyes alone. Like all that is kept there it may be lost without harm.
 *
 * Several processes may keep it in one place, and not all of them see every commit. So the document is numbered, each write of
 * another state by one more, and is everybody's; whose clock says what does not matter:
 *
 *   since this process last read it      one that is to be kept                        while the files are broken
 *   nobody wrote                         takes its place                               it is enforced
 *   somebody wrote                       leaves it, for who knows which is newer:      it is enforced
 *                                        the next look at the files is, and takes it
 *   it can no longer be read                                                           what this process last took for it
 */
import { createHash } from "node:crypto";
import type { DesiredState } from "../model/desired.ts";
import type { CodeSource } from "../model/specs/function.ts";
import type { StateStore } from "../model/state-store.ts";

export interface LastGood {
  /** The one that was kept last, by whomever; `null`: none, or none that this program can read. Never rejects. */
  newest(): Promise<DesiredState | null>;
  /**
   * Keeps what the files say now, also when it cannot be written down; that is thrown, and tried again with the next one.
   * Where somebody else has kept another one since this process last looked, that stays, and the next one is kept.
   */
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

interface Kept {
  /** How many were kept, this one counted. */
  readonly number: number;
  readonly state: DesiredState;
}

interface Contents extends Kept {
  readonly writtenBy: string;
  readonly digest: string;
}

/** Never rejects: what cannot be read is as if it had never been kept. */
export async function openLastGood(options: LastGoodOptions): Promise<LastGood> {
  const { state: store, writtenBy } = options;
  const codeStore = store.below(CODE);
  /** As it was last read or written. */
  let known = await read(store, writtenBy);
  /** What the files said when it could not be written. */
  let unwritten: DesiredState | null = null;
  return {
    async newest() {
      const kept = await read(store, writtenBy);
      if (kept !== null && kept.number !== known?.number) [known, unwritten] = [kept, null];
      // The others enforce what is written down.
      if (unwritten !== null) await write(unwritten).catch(() => {});
      return unwritten ?? known?.state ?? null;
    },
    async keep(next) {
      if (unwritten === null && known?.state.revision === next.revision) return;
      unwritten = next;
      await write(next);
    },
    code: (sha256) => readCode(codeStore, sha256),
  };

  async function write(next: DesiredState): Promise<void> {
    const code = await keepCode(next, codeStore, options);
    const kept = await put(next, known, options);
    if (kept.state === next) await forgetOtherCode(codeStore, code);
    [known, unwritten] = [kept, null];
  }
}

/** What is kept then: the next one, unless it is not `known` that is kept by now. */
async function put(next: DesiredState, known: Kept | null, { state: store, writtenBy }: LastGoodOptions): Promise<Kept> {
  const ours: Kept = { number: (known?.number ?? 0) + 1, state: next };
  const text = textOf(ours, writtenBy);
  let kept = ours;
  await store.update(NAME, (current) => {
    const there = keptIn(current, writtenBy);
    kept = there === null || there.number === known?.number ? ours : there;
    return kept === ours ? text : null;
  });
  return kept;
}

async function read(store: StateStore, writtenBy: string): Promise<Kept | null> {
  return keptIn(await store.read(NAME).catch(() => null), writtenBy);
}

function keptIn(bytes: Uint8Array | null, writtenBy: string): Kept | null {
  try {
    const contents: unknown = JSON.parse(Buffer.from(bytes ?? []).toString("utf8"));
    // The digest says that it is what this very version of the program once wrote, so it has that shape.
    const { writtenBy: writer, digest, number, state } = contents as Contents;
    return writer === writtenBy && digest === digestOf(wordsOf({ number, state })) ? { number, state } : null;
  } catch {
    return null;
  }
}

/** `Contents` as JSON. A state is large, so it is put into words once. */
function textOf(kept: Kept, writtenBy: string): string {
  const words = wordsOf(kept);
  const head = JSON.stringify({ writtenBy, digest: digestOf(words) } satisfies Omit<Contents, keyof Kept>);
  return `${head.slice(0, -1)},${words.slice(1)}`;
}

/** What is read has its members in the order in which they were written. */
function wordsOf({ number, state }: Kept): string {
  return JSON.stringify({ number, state });
}

function digestOf(words: string): string {
  return createHash("sha256").update(words).digest("hex");
}

/** Names of what the state needs. */
async function keepCode(state: DesiredState, store: StateStore, options: LastGoodOptions): Promise<ReadonlySet<string>> {
  const sources = state.resources.flatMap(({ intent }) => ("code" in intent && intent.code !== null ? [intent.code] : []));
  // Many functions may ship the same.
  const local = new Map(sources.flatMap((source) => (source.from === "s3" ? [] : [[source.sha256, source] as const])));
  for (const source of local.values()) {
    if ((await readCode(store, source.sha256)) !== null) continue;
    const bytes = await options.packageCode(source);
    await store.update(nameOf(source.sha256), () => bytes);
  }
  return new Set([...local.keys()].map(nameOf));
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
