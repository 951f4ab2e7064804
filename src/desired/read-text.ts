/** Reads a file as text, with a limit, and refuses what is not text. */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Issue } from "../model/issue.ts";
import { type FoundFile, notAFile, unreadable } from "./files.ts";
import { MAX_FILE_BYTES } from "./limits.ts";
import { type IssueParts, issueOfFile } from "./source-file.ts";

export type ReadText = { readonly text: string; readonly bytes: number } | { readonly issue: Issue };

/** Texts by absolute path, taken for what stands in those files. */
export type Instead = ReadonlyMap<string, string> | undefined;

/** As `readText`, of what is about to be written, there or not. */
export async function readTextInstead(file: FoundFile, instead: Instead, left: number, before?: string): Promise<ReadText> {
  const text = instead?.get(file.path);
  return text === undefined ? readText(file, left, before) : { text, bytes: text.length };
}

/** `left`: bytes that may still be read of all files together. `before`: what was read of it before, of which nothing is to refuse. */
export async function readText(file: FoundFile, left: number, before?: string): Promise<ReadText> {
  try {
    // Without waiting: opening a pipe that nobody writes to would hang.
    const handle = await open(file.path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile()) return { issue: notAFile(file.name) };
      if (found.size > Math.min(MAX_FILE_BYTES, left)) return refused(file, tooLarge(found.size, left));
      return decode(file, await contentOf(handle, found.size), before);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { issue: unreadable(file.name, error) };
  }
}

/** All that is there. In one read, unless it has become longer or shorter meanwhile. */
async function contentOf(handle: FileHandle, size: number): Promise<Uint8Array> {
  // One byte more than there is tells that there is no more.
  const bytes = Buffer.allocUnsafe(size + 1);
  const { bytesRead } = await handle.read(bytes, 0, size + 1, 0);
  return bytesRead === size ? bytes.subarray(0, size) : handle.readFile();
}

/** UTF-8 without control characters, a byte order mark taken off. */
function decode(file: FoundFile, bytes: Uint8Array, before: string | undefined): ReadText {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return refused(file, { code: "not-utf-8", message: "is UTF-16", suggestion: "save it as UTF-8" });
  }
  if (bytes.includes(0)) return refused(file, { code: "binary-file", message: "is a binary file, not YAML" });
  const text = utf8(bytes);
  if (text === undefined) return refused(file, { code: "not-utf-8", message: "is not UTF-8", suggestion: "save it as UTF-8" });
  if (text === before) return { text, bytes: bytes.length };
  const control = CONTROL.exec(text);
  if (control !== null) {
    const line = text.slice(0, control.index).split("\n").length;
    const code = `U+${(control[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
    return refused(file, { code: "control-character", message: `holds the control character ${code}`, line });
  }
  return { text, bytes: bytes.length };
}

/** All control characters but tab, line feed and carriage return; YAML takes none of them. */
const CONTROL = /(?![\t\n\r\u0085])[\p{Cc}]/u;

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function tooLarge(size: number, left: number): { readonly code: string; readonly message: string } {
  const own = size > MAX_FILE_BYTES;
  const limit = own ? `${MAX_FILE_BYTES / 1e6} MB a file` : `${Math.max(0, left)} bytes, what is left for all files`;
  return { code: "file-too-large", message: `has ${(size / 1e6).toFixed(1)} MB: more than ${limit}` };
}

function refused(
  file: FoundFile,
  what: Pick<IssueParts, "code" | "message" | "suggestion"> & { readonly line?: number },
): ReadText {
  const { line = 1, message, ...parts } = what;
  return { issue: { ...issueOfFile(file.name, { severity: "error", message: `${file.name}: ${message}`, ...parts }), line } };
}
