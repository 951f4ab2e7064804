/**
 * Holds values to TypeScript types that packages publish for an API: they know every member, which of them must be there,
 * and which words each takes, and they refuse members that do not exist, which the validators of Kubernetes let pass.
 */
import path from "node:path";
import ts from "typescript";
import { ROOT } from "./files.ts";

export interface Typed {
  readonly value: unknown;
  readonly type: string;
  /** The package's module. */
  readonly from: string;
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
};

const HOST = ts.createCompilerHost(OPTIONS);
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What packages declare is the same whatever is held to it, and takes most of the time to read. */
function declarationsIn(name: string, options: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
  const source = parsed.get(name) ?? HOST.getSourceFile(name, options);
  parsed.set(name, source);
  return source;
}

/** One line each; none: every value is of its type. */
export function typeProblems(values: readonly Typed[]): readonly string[] {
  // Looked up from there, and never written.
  const file = path.join(ROOT, "test/deploy/typed-values.ts");
  const text = values
    .map(({ value, type, from }, index) => {
      return `import type { ${type} as T${index} } from ${JSON.stringify(from)};\nexport const v${index}: T${index} = ${JSON.stringify(value, null, 1)};`;
    })
    .join("\n");
  const host: ts.CompilerHost = {
    ...HOST,
    getSourceFile: (name, options) => (name === file ? ts.createSourceFile(name, text, options) : declarationsIn(name, options)),
    fileExists: (name) => name === file || HOST.fileExists(name),
  };
  const program = ts.createProgram([file], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start = 0 }) => {
    const line = text.slice(text.lastIndexOf("\n", start) + 1, text.indexOf("\n", start)).trim();
    return `${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
