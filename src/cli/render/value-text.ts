/** How values read in a plan: on one line where they fit, else as lines in the manner of YAML. */

import { printable } from "../../model/printable.ts";
import { isRef } from "../../model/ref.ts";
import { printableLines } from "./printable.ts";

/** Written without quotes: single words, numbers too, for AWS has versions and sizes as strings and nobody minds. */
const BARE = /^[\p{L}\p{N}_.$:/@+*=%#?&~-]+$/u;
const BARE_KEY = /^[\p{L}\p{N}_.$/@+*=%#?&~{}-]+( [\p{L}\p{N}_.$/@+*=%#?&~{}-]+)*$/u;
const MASK = /^\(sensitive, sha256:[0-9a-f]+\)$/;
const LOOKS_LIKE_ANOTHER_TYPE = /^(true|false|null|none)$/;

const KNOWN_AFTER_APPLY = "known after apply";

/** A value on one line, whatever its length. `null` reads as `none`: declared to be absent. */
export function inlineValue(value: unknown): string {
  if (isRef(value)) return KNOWN_AFTER_APPLY;
  if (value === null || value === undefined) return "none";
  if (typeof value === "string") return inlineString(value);
  if (Array.isArray(value)) return `[${value.map(inlineValue).join(", ")}]`;
  if (typeof value !== "object") return String(value);
  const members = Object.entries(value).map(([key, item]) => `${inlineKey(key)}: ${inlineValue(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** A value as lines; members and items that fit in `width` stay on one line. */
export function valueLines(value: unknown, width: number): readonly string[] {
  if (typeof value === "string" && value.includes("\n")) return printableLines(value);
  if (isScalar(value) || inlineValue(value).length <= width) return [inlineValue(value)];
  // Past this, an object or array that is no reference.
  if (Array.isArray(value)) return value.flatMap((item) => hang("- ", valueLines(item, width - 2)));
  return Object.entries(value as object).flatMap(([key, item]) => memberLines(inlineKey(key), item, width));
}

function memberLines(key: string, value: unknown, width: number): readonly string[] {
  const inline = inlineValue(value);
  const oneLine = isScalar(value)
    ? !(typeof value === "string" && value.includes("\n"))
    : key.length + 2 + inline.length <= width;
  if (oneLine) return [`${key}: ${inline}`];
  return [`${key}:`, ...valueLines(value, width - 2).map((line) => `  ${line}`)];
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null || isRef(value);
}

function inlineString(text: string): string {
  const shown = printable(text);
  const bare = MASK.test(shown) || (BARE.test(shown) && !LOOKS_LIKE_ANOTHER_TYPE.test(shown));
  return bare ? shown : `"${shown.replaceAll('"', '\\"')}"`;
}

/** Keys may have spaces, as in `PUT /upload`: the colon after them says where they end. */
function inlineKey(key: string): string {
  if (BARE_KEY.test(key)) return key;
  return `"${printable(key).replaceAll('"', '\\"')}"`;
}

function hang(bullet: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? bullet : " ".repeat(bullet.length)) + line);
}
