/** Parts as YAML text, and which line says what. */
import { kindOf } from "../model/address.ts";
import type { Json } from "../model/json.ts";
import type { Kind } from "../model/kind.ts";
import { flowText, keyText, memberLines } from "./flow-text.ts";
import { isParts, type Part, type PartPath } from "./part.ts";

export interface Line {
  readonly text: string;
  /** The part it belongs to; empty: to the file. */
  readonly path: PartPath;
}

const WIDTH = 100;
const COMMENT_WIDTH = 110;
/** What often has so few properties that one line holds them. */
const SMALL: readonly Kind[] = ["bucket", "alias", "stage"];

/** `above`: keys of what the part stands in. */
export function partLines(part: Part, above: PartPath, indent: number): readonly Line[] {
  const path = [...above, part.key];
  const says = (text: string): Line => ({ text, path });
  const remarks = [...part.remarks, ...(part.out === undefined ? [] : [part.out])];
  const comments = remarks.flatMap((remark) => commentLines(remark, indent)).map(says);
  const body = bodyLines(part, path, indent);
  return [
    ...comments,
    ...(part.out === undefined ? body : body.map((line) => ({ ...line, text: asComment(line.text, indent) }))),
  ];
}

export function commentLines(text: string, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = "#";
  for (const word of text.split(/\s+/)) {
    if (line.length > 1 && indent + line.length + 1 + word.length > COMMENT_WIDTH) {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line].map((each) => `${" ".repeat(indent)}${each}`);
}

function bodyLines({ key, content, address }: Part, path: PartPath, indent: number): readonly Line[] {
  if (!isParts(content)) return memberLines(key, content, indent).map((text) => ({ text, path }));
  const head = `${" ".repeat(indent)}${keyText(key)}:`;
  if (content.parts.length === 0) return [{ text: `${head} {}`, path }];
  const plain = plainOf(content.parts);
  const flow = plain === undefined ? "" : `${head} ${flowText(plain)}`;
  const isSmall = path[0] === "defaults" ? path.length > 1 : address !== undefined && SMALL.includes(kindOf(address));
  if (plain !== undefined && isSmall && flow.length <= WIDTH) return [{ text: flow, path }];
  const below = content.parts.flatMap((part) => partLines(part, path, indent + 2));
  const holds = address !== undefined || content.parts.some(({ out }) => out === undefined);
  // A name with nothing but comments below it would be a map that is none.
  return [{ text: holds ? head : asComment(head, indent), path }, ...below];
}

/** As one value; undefined: something in it is said by comments, or it is too deep to be read on one line. */
function plainOf(parts: readonly Part[]): Json | undefined {
  const simple = parts.every(({ content, remarks, out }) => out === undefined && remarks.length === 0 && !isParts(content));
  if (!simple) return undefined;
  // None of them holds parts: just looked at.
  return Object.fromEntries(parts.map(({ key, content }) => [key, content as Json]));
}

/** The sign stands at the part's own column, so that taking it away gives YAML. */
function asComment(text: string, indent: number): string {
  return `${" ".repeat(indent)}# ${text.slice(indent)}`.trimEnd();
}
