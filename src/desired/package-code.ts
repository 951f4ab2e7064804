/**
 * Code as the bytes that are uploaded. A directory gives the same zip on every machine and at every time: AWS knows
 * code by the digest of the zip, and another digest would publish a version for nothing.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type AsyncZippable, zipSync } from "fflate";
import { StagekeeperError } from "../model/errors.ts";
import type { CodeSource } from "../model/specs/function.ts";
import { type CodeFile, readCodeDirectory } from "./code-directory.ts";

/** Local, not UTC: a zip holds local time, so only this gives the same bytes in every time zone. */
const MODIFIED = new Date(1980, 5, 1);
const UNIX = 3;
/** A regular file that everyone may read and run; a custom runtime's `bootstrap` has to be runnable. */
const ATTRIBUTES = (0o100755 << 16) >>> 0;

/** The bytes to upload. Throws `conflict` when the code is no longer what was read when the desired state was loaded. */
export async function packageCode(source: CodeSource): Promise<Uint8Array> {
  if (source.from === "s3")
    throw new StagekeeperError("invalid", `code of s3://${source.bucket}/${source.key} is not uploaded from here`);
  if (source.from === "image") throw new StagekeeperError("invalid", `image ${source.uri} is not uploaded from here`);
  const bytes = source.from === "zip" ? await readFile(source.path) : zip(await readCodeDirectory(source.path));
  if (codeSha256(bytes) !== source.sha256) {
    throw new StagekeeperError("conflict", `code in ${source.path} has changed since it was planned, run again`);
  }
  return bytes;
}

/** A deterministic zip of files that are sorted by name. */
export function zip(files: readonly CodeFile[]): Uint8Array {
  const options = { mtime: MODIFIED, os: UNIX, attrs: ATTRIBUTES, level: 9 } as const;
  const entries: AsyncZippable = Object.fromEntries(files.map(({ name, bytes }) => [`${name}`, [bytes, options]]));
  return zipSync(entries as Parameters<typeof zipSync>[0]);
}

/** As AWS's CodeSha256: base64 of the SHA-256 of the zip. */
export function codeSha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}
