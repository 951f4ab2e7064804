/** Reads the code that functions ship, to know its digest, and what can be told of it before it runs. */
import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import type { Code, CodeReading, FunctionEntry, Problem } from "../kinds/authoring.ts";
import { errorAt } from "../kinds/authoring.ts";
import { codeDigest, imageDigest } from "../kinds/function/names.ts";
import { StagekeeperError } from "../model/errors.ts";
import { checkoutAbove } from "./checkout.ts";
import { type CodeFile, readCodeDirectory } from "./code-directory.ts";
import type { Places } from "./merge.ts";
import { codeSha256, zip } from "./package-code.ts";

/** Lambda's limit for a zip that is sent along (aws-facts 5.7). */
const MAX_ZIP_BYTES = 50 * 1024 * 1024;
/** Bigger files are bundles or data: not read for hints. */
const MAX_SCANNED_BYTES = 2_000_000;

export interface ReadCode {
  readonly code: ReadonlyMap<string, Code>;
  readonly problems: readonly Problem[];
}

type Functions = ReadonlyMap<string, Omit<FunctionEntry, "code">>;

/** Whether there is anything at them or not. */
export function localCodePaths(functions: Functions, places: Places): readonly string[] {
  return [...functions].flatMap(([name, { own }]) =>
    typeof own.code === "string" ? [pathOf(fileOf(name, places), own.code)] : [],
  );
}

export async function readCode(functions: Functions, places: Places): Promise<ReadCode> {
  const code = new Map<string, Code>();
  const problems: Problem[] = [];
  // Many functions may ship the same code.
  const read = new Map<string, Promise<Code>>();
  const readOnce = (path: string, checkout: string | null): Promise<Code> => {
    const reading = read.get(path) ?? localCode(path, checkout);
    read.set(path, reading);
    return reading;
  };
  const checkouts = new Map<string, Promise<string | null>>();
  const checkoutOf = (directory: string): Promise<string | null> => {
    const found = checkouts.get(directory) ?? checkoutAbove(directory);
    checkouts.set(directory, found);
    return found;
  };
  const local = async (name: string, own: string): Promise<Code> => {
    const file = fileOf(name, places);
    return readOnce(pathOf(file, own), await checkoutOf(dirname(file)));
  };
  for (const [name, { own }] of functions) {
    if (own.code === undefined) continue;
    const path = ["functions", name, "code"];
    try {
      code.set(name, await codeOf(own.code, (path) => local(name, path)));
    } catch (error) {
      problems.push(errorAt(path, "illegal-code", reasonOf(error, String(own.code))));
    }
  }
  return { code, problems };
}

/** The file that says a function itself. */
function fileOf(name: string, places: Places): string {
  return places.fileOf(["functions", name])?.path ?? "";
}

/** Paths are relative to the file that says them. */
function pathOf(file: string, code: string): string {
  return resolve(dirname(file), code);
}

/** `checkout`: what its author may name lies in it, links followed; `null`: in none, so nothing says what is theirs. */
async function localCode(path: string, checkout: string | null): Promise<Code> {
  const found = await stat(path);
  if (checkout !== null && !`${await realpath(path)}${sep}`.startsWith(`${checkout}${sep}`)) {
    throw new StagekeeperError(
      "invalid",
      `it leads out of the repository ${checkout}; keep code in it, or put it into S3 and name it by \`s3\``,
    );
  }
  if (found.isDirectory()) {
    const files = await readCodeDirectory(path);
    const bytes = zip(files);
    refuseLargeZip(bytes.length);
    return { source: { from: "directory", path, sha256: codeSha256(bytes) }, reading: readingOf(files) };
  }
  if (!found.isFile() || !path.toLowerCase().endsWith(".zip")) {
    throw new StagekeeperError("invalid", "code is a directory or a .zip; a single file has to be in a directory");
  }
  refuseLargeZip(found.size);
  const bytes = await readFile(path);
  // Every zip begins with the signature of its first entry (PKWARE APPNOTE 4.3.7).
  if (bytes.subarray(0, 4).toString("latin1") !== "PK\u0003\u0004")
    throw new StagekeeperError("invalid", "the file is not a zip");
  return { source: { from: "zip", path, sha256: codeSha256(bytes) } };
}

type AuthoredCode = NonNullable<FunctionEntry["own"]["code"]>;
type S3Object = Extract<AuthoredCode, { readonly s3: unknown }>["s3"];

async function codeOf(code: AuthoredCode, local: (path: string) => Promise<Code>): Promise<Code> {
  if (typeof code === "string") return local(code);
  if ("s3" in code) return s3Code(code.s3);
  return { source: { from: "image", uri: code.image, sha256: imageDigest(code.image) ?? "" } };
}

function s3Code({ bucket, key, version, sha256, storage }: S3Object): Code {
  const digest = codeDigest(sha256) ?? sha256;
  const versioned = version === undefined ? {} : { objectVersion: version };
  return { source: { from: "s3", bucket, key, sha256: digest, ...versioned, ...(storage && { storage }) } };
}

function refuseLargeZip(bytes: number): void {
  if (bytes > MAX_ZIP_BYTES)
    throw new StagekeeperError("invalid", "the zip has more than 50 MB; put it into S3 and name it by `s3`");
}

function readingOf(files: readonly CodeFile[]): CodeReading {
  const scripts = files.filter(({ name, bytes }) => isOwnScript(name) && bytes.length <= MAX_SCANNED_BYTES);
  const texts = scripts.map(({ name, bytes }) => ({ name, text: new TextDecoder().decode(bytes) }));
  const shipsSdkV2 = files.some(({ name }) => /(^|\/)node_modules\/aws-sdk\//.test(name));
  const loader = shipsSdkV2 ? undefined : texts.find(({ text }) => LOADS_SDK_V2.test(text))?.name;
  return {
    files: files.map(({ name }) => name),
    ...(loader === undefined ? {} : { loadsSdkV2: loader }),
    mentionsBase64: texts.some(({ text }) => READS_BASE64.test(text)),
  };
}

function isOwnScript(name: string): boolean {
  return /\.([cm]?js|py)$/.test(name) && !/(^|\/)node_modules\//.test(name);
}

const LOADS_SDK_V2 = /(require\(\s*|from\s+|import\s+|import\(\s*)["']aws-sdk(\/[^"']*)?["']/;
/** Code that reads the member of the event; one that only sets it in its answer does not count. */
const READS_BASE64 = /\.isBase64Encoded\b|\bisBase64Encoded[^:}]*\}\s*=|(\[|get\()["']isBase64Encoded["']/;

function reasonOf(error: unknown, path: string): string {
  if (error instanceof StagekeeperError) return `code "${path}": ${error.message}`;
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  return code === "ENOENT" ? `code "${path}" is not there` : `code "${path}" cannot be read (${code})`;
}
