/** A YAML file that was read, with what it takes to say where in it something stands. */
import type { Document, LineCounter } from "yaml";
import type { Issue, Origin } from "../model/issue.ts";
import { codeFrame } from "./code-frame.ts";
import type { Span } from "./span.ts";
import { type ToldSensitive, toldSensitive } from "./told-sensitive.ts";

export interface SourceFile {
  /** As people see it: relative to where they are. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly lineCounter: LineCounter;
  readonly document: Document;
}

export type IssueParts = Pick<Issue, "severity" | "code" | "message" | "suggestion">;

/** An issue at a place in a text. */
export function issueAt(source: Pick<SourceFile, "name" | "text" | "lineCounter">, span: Span, parts: IssueParts): Issue {
  const { line, column } = lineAndColumn(source.lineCounter, span[0]);
  const { suggestion, ...rest } = parts;
  return {
    ...rest,
    ...(suggestion === undefined || suggestion === "" ? {} : { suggestion }),
    file: source.name,
    line,
    column,
    frame: codeFrame(source.text, { span, number: line, isSecret: secretsOf(source) }),
  };
}

/** By what only one file has, for a file with many issues is searched once. */
const secretsByFile = new WeakMap<LineCounter, ToldSensitive>();

function secretsOf({ text, lineCounter }: Pick<SourceFile, "text" | "lineCounter">): ToldSensitive {
  const secrets = secretsByFile.get(lineCounter) ?? toldSensitive(text);
  secretsByFile.set(lineCounter, secrets);
  return secrets;
}

/** An issue of a file as a whole, or of one that could not be read. */
export function issueOfFile(file: string, parts: IssueParts): Issue {
  return { ...parts, file, line: 1, column: 1 };
}

export function originAt(source: SourceFile, span: Span): Origin {
  return { file: source.name, ...lineAndColumn(source.lineCounter, span[0]) };
}

function lineAndColumn(lineCounter: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lineCounter.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
