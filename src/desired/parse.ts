/**
 * Text to a YAML document with places, within bounds. The parser for tokens keeps a stack of its own; the composer
 * recurses, and near the end of the stack V8 can abort the whole process while it compiles a pattern. So depth is
 * judged before composing. References that would multiply are refused by the library when values are made.
 */
import { Composer, type CST, type Document, Lexer, LineCounter, Parser, type YAMLError } from "yaml";
import type { Issue } from "../model/issue.ts";
import { Bounds, depthExcess, type Excess } from "./bounds.ts";
import type { FoundFile } from "./files.ts";
import { MAX_DEPTH } from "./limits.ts";
import { type IssueParts, issueAt, type SourceFile } from "./source-file.ts";
import type { Span } from "./span.ts";

export interface Parsed {
  /** `null`: not even the shape of the text could be made out. */
  readonly source: SourceFile | null;
  readonly issues: readonly Issue[];
}

/** Options that a `%YAML` directive cannot change: YAML 1.2, where `no` is a text and dates are texts. */
const OPTIONS = {
  merge: true,
  prettyErrors: false,
  schema: "core",
  resolveKnownTags: false,
  logLevel: "error",
  strict: true,
  uniqueKeys: false,
} as const;

export function parse(file: FoundFile, text: string): Parsed {
  const lexed = tokensOf(text);
  const { lineCounter } = lexed;
  const at = { ...file, text, lineCounter };
  const error = (span: Span, parts: Omit<IssueParts, "severity">): Issue => issueAt(at, span, { severity: "error", ...parts });
  const refused = ({ offset, ...parts }: Excess): Parsed => ({ source: null, issues: [error([offset, offset + 1], parts)] });
  if (lexed.excess !== undefined) return refused(lexed.excess);
  const { tokens } = lexed;
  const documents = [...new Composer(OPTIONS).compose(tokens, true, text.length)];
  // Asked to, the composer makes a document of an empty text too.
  const [document, second] = documents as [Document, ...Document[]];
  const source: SourceFile = { ...at, document };
  const faults = firstOfEachLine(
    [...document.errors, ...document.warnings].map((fault) => error(fault.pos, explain(fault, text))),
  );
  if (second !== undefined) {
    const start = second.range?.[0] ?? text.length;
    const message = "a second document begins here; a file holds one";
    faults.push(error([start, start + 3], { code: "many-documents", message, suggestion: "put it into a file of its own" }));
  }
  return { source, issues: faults };
}

/** The document of a text that was parsed without a fault before. */
export function documentOf(text: string): Document {
  const documents = [...new Composer(OPTIONS).compose(tokensOf(text).tokens, true, text.length)];
  // Asked to, the composer makes a document of an empty text too.
  return (documents as [Document, ...Document[]])[0];
}

/** What follows on the same line is mostly a consequence. */
function firstOfEachLine(issues: readonly Issue[]): Issue[] {
  return issues.filter(({ line }, index) => issues.findIndex((other) => other.line === line) === index);
}

interface Lexed {
  readonly tokens: readonly CST.Token[];
  readonly lineCounter: LineCounter;
  readonly excess: Excess | undefined;
}

/** Lexes once: each token is judged before the parser gets it. */
function tokensOf(text: string): Lexed {
  const lineCounter = new LineCounter();
  const parser = new Parser(lineCounter.addNewLine);
  const bounds = new Bounds();
  const tokens: CST.Token[] = [];
  let deepest = 0;
  // As the parser itself begins when it is given a whole text.
  lineCounter.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    const excess = bounds.excessAt(lexeme);
    if (excess !== undefined) return { tokens, lineCounter: linesOf(text), excess };
    for (const token of parser.next(lexeme)) tokens.push(token);
    deepest = Math.max(deepest, parser.stack.length);
  }
  for (const token of parser.end()) tokens.push(token);
  // What is open at once is on the parser's stack: where that never grew, nothing can be too deep.
  return { tokens, lineCounter, excess: deepest > MAX_DEPTH ? depthExcess(tokens) : undefined };
}

function linesOf(text: string): LineCounter {
  const lineCounter = new LineCounter();
  lineCounter.addNewLine(0);
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lineCounter.addNewLine(at + 1);
  return lineCounter;
}

/** What the library's findings mean for someone who writes YAML. */
const EXPLANATIONS: Readonly<Record<string, Omit<IssueParts, "severity">>> = {
  TAB_AS_INDENT: { code: "tab", message: "a tab where YAML takes only spaces", suggestion: "indent with spaces" },
  TAG_RESOLVE_FAILED: {
    code: "tag",
    message: "tags such as !Ref or !!binary mean nothing here",
    suggestion: "write plain values",
  },
};

function explain(fault: YAMLError, text: string): Omit<IssueParts, "severity"> {
  const lineStart = text.lastIndexOf("\n", fault.pos[0] - 1) + 1;
  const lineEnd = text.indexOf("\n", fault.pos[0]);
  const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
  const unquoted = /[[{,:]\s*(\$\{[^}]*\}[\w-]*)/.exec(line);
  if (unquoted !== null) {
    const message = `"${unquoted[1]}" has to be in quotes between braces or brackets`;
    return { code: "syntax", message, suggestion: `put it in quotes: "${unquoted[1]}"` };
  }
  return EXPLANATIONS[fault.code] ?? { code: "syntax", message: lowerFirst(fault.message) };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
