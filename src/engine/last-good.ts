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
import type { AnyDesired, DesiredState } from "../model/desired.ts";
import { onceOfEach } from "../model/once-of-each.ts";
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

/** As it is written down. */
interface Written extends Kept {
  /** How the document begins, with the digest of all the rest: by it one that is known already is told without reading on. */
  readonly head: string;
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
  let known = await read(store, writtenBy, null);
  /** What the files said when it could not be written. */
  let unwritten: DesiredState | null = null;
  return {
    async newest() {
      const kept = await read(store, writtenBy, known);
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
async function put(next: DesiredState, known: Written | null, { state: store, writtenBy }: LastGoodOptions): Promise<Written> {
  const numbered = { number: (known?.number ?? 0) + 1, state: next };
  // Once in the bytes that are both digested and written: turning megabytes of text into them takes longer than either.
  const words = Buffer.from(wordsOf(numbered));
  const ours: Written = { ...numbered, head: headOf(digestOf(words), writtenBy) };
  let kept = ours;
  await store.update(NAME, (current) => {
    const there = writtenIn(current, writtenBy, known);
    kept = there === null || there.number === known?.number ? ours : there;
    return kept === ours ? Buffer.concat([Buffer.from(ours.head), words]) : null;
  });
  return kept;
}

async function read(store: StateStore, writtenBy: string, known: Written | null): Promise<Written | null> {
  return writtenIn(await store.read(NAME).catch(() => null), writtenBy, known);
}

function writtenIn(bytes: Uint8Array | null, writtenBy: string, known: Written | null): Written | null {
  if (bytes === null) return null;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isKnown = known !== null && buffer.subarray(0, Buffer.byteLength(known.head)).toString("utf8") === known.head;
  return isKnown ? known : parsed(buffer.toString("utf8"), writtenBy);
}

function parsed(text: string, writtenBy: string): Written | null {
  try {
    const contents: unknown = JSON.parse(text);
    // The digest says that it is what this very version of the program once wrote, so it has that shape.
    const { writtenBy: writer, digest, number, state } = contents as Contents;
    const isOurs = writer === writtenBy && digest === digestOf(wordsOf({ number, state }));
    return isOurs ? { number, state, head: headOf(digest, writtenBy) } : null;
  } catch {
    return null;
  }
}

/** `Contents` as JSON are its head and its words. */
function headOf(digest: string, writtenBy: string): string {
  return `${JSON.stringify({ writtenBy, digest } satisfies Omit<Contents, keyof Kept>).slice(0, -1)},`;
}

/** What is read has its members in the order in which they were written. */
function wordsOf({ number, state: { resources, ...rest } }: Kept): string {
  return `"number":${number},"state":{"resources":[${resources.map(wordsOfOne).join()}],${JSON.stringify(rest).slice(1)}}`;
}

/** Of the resources of one state most are the very ones of the state before. */
const wordsOfOne = onceOfEach((resource: AnyDesired) => JSON.stringify(resource));

function digestOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
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
