/**
 * Edits of YAML text that leave every byte alone that they are not about: comments, order, quotes, line ends. Each edit
 * reads the text anew, finds the place by the parser's own offsets, and changes one span.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";
import { isObject, type Json } from "../model/json.ts";
import { blockScalar, flowText, keyText, memberLines, valueLines } from "./flow-text.ts";
import type { PartPath } from "./part.ts";

/** As the loader reads: YAML 1.2, merge keys, and what is wrong is the loader's to say. */
const OPTIONS = {
  merge: true,
  schema: "core",
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "error",
} as const;

/** What stands in the way of an edit, to follow "cannot be written: ". */
export class UneditableError extends Error {}

interface Place {
  readonly map: YAMLMap | null;
  /** The pair that names the map; undefined: it is the whole file. */
  readonly owner: Pair | undefined;
  /** Keys of the path that are not there. */
  readonly missing: PartPath;
  readonly pair: Pair | undefined;
}

/** Sets a property, or takes it away (`undefined`). Maps are gone through, so that comments beside what stays, stay. */
export function setValue(text: string, path: PartPath, value: Json | undefined): string {
  const place = locate(text, path);
  if (place.pair === undefined) return value === undefined ? text : insertValue(text, place, value);
  if (value === undefined) return removePair(text, path, place.pair, place.map);
  const old = place.pair.value;
  if (isMap(old) && isObject(value) && old.items.length > 0 && Object.keys(value).length > 0) {
    const gone = old.items.map(({ key }) => nameOf(key)).filter((key) => !(key in value));
    const without = gone.reduce((rest, key) => setValue(rest, [...path, key], undefined), text);
    return Object.entries(value).reduce((rest, [key, item]) => setValue(rest, [...path, key], item), without);
  }
  return replaceValue(text, place.pair, value);
}

/** Adds lines to the map at `path`, which is made where it is missing. `lines` begin in the first column. */
export function insertLines(text: string, path: PartPath, lines: readonly string[], value: Json): string {
  const { map, owner, missing } = locate(text, path, true);
  if (missing.length === 0 && map !== null && map.flow && map.items.length > 0) {
    return Object.entries(isObject(value) ? value : {}).reduce((rest, [key, item]) => setValue(rest, [...path, key], item), text);
  }
  const nested = missing.reduceRight<readonly string[]>(
    (inner, key) => [`${keyText(key)}:`, ...inner.map((line) => indented(line, 2))],
    lines,
  );
  if (map !== null && map.items.length > 0) return addLines(text, endOf(map), nested, columnOf(text, startOf(map)));
  if (owner === undefined) return addLines(text, text.length, nested, 0);
  // `functions: {}`, or a name with nothing after it.
  const emptied = map === null ? text : splice(text, afterColon(text, owner), endOf(map), "");
  const end = map === null ? afterColon(text, owner) : afterColon(emptied, owner);
  return addLines(emptied, end, nested, columnOf(text, offsetOf(owner.key)) + 2);
}

/** Whether the path is there, be it empty. */
export function isWritten(text: string, path: PartPath): boolean {
  return locate(text, path).pair !== undefined;
}

function locate(text: string, path: PartPath, whole = false): Place {
  const document: Document = parseDocument(text, OPTIONS);
  let map: YAMLMap | null = isMap(document.contents) ? document.contents : null;
  let owner: Pair | undefined;
  for (const [index, key] of path.entries()) {
    const pair = map?.items.find((item) => nameOf(item.key) === key);
    const last = index === path.length - 1;
    if (pair === undefined || (last && !whole)) return { map, owner, missing: path.slice(index), pair };
    if (isAlias(pair.value)) throw new UneditableError(`${path.slice(0, index + 1).join(".")} is shared by an anchor`);
    map = isMap(pair.value) ? pair.value : null;
    owner = pair;
  }
  return { map, owner, missing: [], pair: owner };
}

function insertValue(text: string, { map, owner, missing }: Place, value: Json): string {
  const [key = "", ...below] = missing;
  const nested = below.reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
  if (map?.flow && map.items.length > 0)
    return splice(text, endOfLast(map), endOfLast(map), `, ${flowText({ [key]: nested }).slice(2, -2)}`);
  if (map !== null && map.items.length > 0) {
    const column = columnOf(text, startOf(map));
    return addLines(text, endOf(map), memberLines(key, nested, 0), column);
  }
  if (owner === undefined) return addLines(text, text.length, memberLines(key, nested, 0), 0);
  return splice(
    text,
    afterColon(text, owner),
    map === null ? afterColon(text, owner) : endOf(map),
    ` ${flowText({ [key]: nested })}`,
  );
}

function replaceValue(text: string, pair: Pair, value: Json): string {
  const old = pair.value;
  const eol = lineEndOf(text);
  if (!isNode(old) || old.range == null || old.range[0] === old.range[1]) {
    return splice(text, afterColon(text, pair), afterColon(text, pair), ` ${flowText(value)}`);
  }
  const [start] = old.range;
  const isBlock = (isMap(old) || isSeq(old)) && !old.flow;
  if (isSeq(old) && isBlock && Array.isArray(value) && value.length > 0) {
    const lines = valueLines(value as readonly Json[], columnOf(text, start));
    return splice(text, start, endOf(old), lines.join(eol).trimStart());
  }
  if (isBlock) return splice(text, afterColon(text, pair), endOf(old), ` ${flowText(value)}`);
  if (isScalar(old) && (old.type === "BLOCK_LITERAL" || old.type === "BLOCK_FOLDED")) {
    return splice(text, start, endOf(old), `${flowText(value)}${eol}`);
  }
  return splice(text, start, endOf(old), quotedLike(old, value));
}

/** In the quotes that were there. */
function quotedLike(old: Node, value: Json): string {
  if (isScalar(old) && typeof value === "string" && typeof old.value === "string") {
    if (old.type === "QUOTE_DOUBLE") return JSON.stringify(value);
    if (old.type === "QUOTE_SINGLE" && !/[\n\r\t]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  }
  const plain = typeof value === "object" ? flowText(value) : blockScalar(value);
  // Between brackets some texts need quotes; the way to write them there is right elsewhere too.
  return plain.includes(",") || /[[\]{}]/.test(plain) ? flowText(value) : plain;
}

function removePair(text: string, path: PartPath, pair: Pair, map: YAMLMap | null): string {
  if (map === null || map.items.length === 1) {
    const above = path.slice(0, -1);
    if (above.length === 0) throw new UneditableError(`${path.join(".")} is all there is in the file`);
    const owner = locate(text, above).pair;
    // What holds a pair is the value of one.
    return owner === undefined || map === null ? text : splice(text, afterColon(text, owner), endOf(map), " {}");
  }
  const at = map.items.indexOf(pair);
  const start = offsetOf(pair.key);
  const next = map.items[at + 1];
  if (map.flow) {
    if (next !== undefined) return splice(text, start, offsetOf(next.key), "");
    const previous = map.items[at - 1];
    return splice(text, previous === undefined ? start : endOfPair(text, previous), endOfPair(text, pair), "");
  }
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  return splice(text, lineStart, afterLine(text, endOfPair(text, pair)), "");
}

/** Adds lines after the line in which `offset` stands. */
function addLines(text: string, offset: number, lines: readonly string[], column: number): string {
  const eol = lineEndOf(text);
  const at = offset > 0 && text[offset - 1] === "\n" ? offset : afterLine(text, offset);
  const block = lines.map((line) => indented(line, column)).join(eol);
  const isOnNewLine = at === 0 || text[at - 1] === "\n";
  return splice(text, at, at, isOnNewLine ? `${block}${eol}` : `${eol}${block}`);
}

function indented(line: string, column: number): string {
  return line === "" ? "" : `${" ".repeat(column)}${line}`;
}

function splice(text: string, from: number, to: number, instead: string): string {
  return text.slice(0, from) + instead + text.slice(to);
}

function lineEndOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function afterLine(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  return found === -1 ? text.length : found + 1;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function nameOf(key: unknown): string {
  return isScalar(key) && typeof key.value !== "symbol" ? String(key.value) : "";
}

function startOf(map: YAMLMap): number {
  return offsetOf(map.items[0]?.key);
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Where the text of a node ends: of a block map or list where its last value does, before any comment. */
function endOf(node: Node): number {
  if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0) return endOfLast(node);
  return node.range?.[1] ?? 0;
}

function endOfLast(collection: { readonly items: readonly unknown[] }): number {
  const last = collection.items.at(-1);
  if (isNode(last)) return endOf(last);
  // What is no node in a collection is a pair of a map.
  const { key, value } = last as Pair;
  if (isNode(value)) return endOf(value);
  return isNode(key) ? endOf(key) + 1 : 0;
}

function endOfPair(text: string, pair: Pair): number {
  return isNode(pair.value) ? Math.max(endOf(pair.value), afterColon(text, pair)) : afterColon(text, pair);
}

function afterColon(text: string, { key }: Pair): number {
  const end = isNode(key) ? endOf(key) : 0;
  return text.indexOf(":", end) + 1;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "range" in value;
}
