/** The lines around a place in a file, with a caret under it. Secrets in those lines are masked: frames end up in logs. */
import { isSecretName, isSecretValue } from "../kinds/secrets.ts";
import type { Span } from "./span.ts";

const CONTEXT_LINES = 1;
/** Characters of a line that are shown. */
const WIDTH = 120;
const MASK = "********";

export interface Place {
  readonly span: Span;
  /** Of the line in which the span begins, from 1. */
  readonly number: number;
  /** Whether the author says that the values under a name are secret. */
  isSecret(name: string): boolean;
}

/**
 *     11 | stages:
 *   > 12 |   dev: { variabels: {} }
 *        |          ^^^^^^^^^
 *     13 |   prod: {}
 */
export function codeFrame(text: string, { span, number, isSecret }: Place): string {
  const [start, end] = span;
  const lineStart = start === 0 ? 0 : text.lastIndexOf("\n", start - 1) + 1;
  const before = linesBefore(text, lineStart);
  const [line = "", ...after] = linesFrom(text, lineStart, CONTEXT_LINES + 1);
  const width = String(number + after.length).length;
  const column = start - lineStart;
  const cut = Math.max(0, column - Math.floor(WIDTH / 2));
  const length = Math.max(1, Math.min(end - start, line.length - column, WIDTH / 2));
  const shown = (offset: number, content: string, marker = " ", from = 0): string =>
    `${marker} ${String(number + offset).padStart(width)} | ${printable(mask(content, isSecret).slice(from, from + WIDTH))}`.trimEnd();
  return [
    ...before.map((content, index) => shown(index - before.length, content)),
    shown(0, line, ">", cut),
    `  ${" ".repeat(width)} | ${" ".repeat(column - cut)}${"^".repeat(length)}`,
    ...after.map((content, index) => shown(index + 1, content)),
  ].join("\n");
}

/** `KEY: secret` with the value masked, by its name, by the author's word, or by its own form. */
function mask(line: string, isSecret: Place["isSecret"]): string {
  if (line.length > 10 * WIDTH) return line;
  const masked = line.replaceAll(
    /([\w.-]+)(["']?\s*:\s+)("[^"]*"|'[^']*'|[^\s{[&*#"'][^,}]*)/g,
    (all: string, name: string, colon: string) => (isSecretName(name) || isSecret(name) ? `${name}${colon}${MASK}` : all),
  );
  return isSecretValue(masked) ? `${/^\s*/.exec(masked)?.[0] ?? ""}${MASK}` : masked;
}

/** Control characters would act on a terminal. */
function printable(text: string): string {
  return text.replaceAll("\t", " ").replaceAll(/\p{Cc}/gu, "\u00b7");
}

function linesBefore(text: string, lineStart: number): readonly string[] {
  if (lineStart === 0) return [];
  const start = text.lastIndexOf("\n", lineStart - 2) + 1;
  return [text.slice(start, lineStart - 1).replace(/\r$/, "")];
}

function linesFrom(text: string, start: number, count: number): readonly string[] {
  const lines: string[] = [];
  for (let at = start; lines.length < count && at <= text.length; ) {
    const end = text.indexOf("\n", at);
    lines.push(text.slice(at, end === -1 ? text.length : end).replace(/\r$/, ""));
    if (end === -1) break;
    at = end + 1;
  }
  return lines;
}
