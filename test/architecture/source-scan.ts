/** What the layers' rules cannot see: uses of the world inside a file. Reads syntax, so comments and texts do not count. */
import ts from "typescript";

export type Use = "await" | "clock" | "randomness" | "process" | "console" | "process.exit" | "timer" | "AbortSignal.any";

export interface Finding {
  readonly use: Use;
  readonly line: number;
}

/** Names of members that reach the clock or chance, by the global they hang on. */
const MEMBERS: Readonly<Record<string, Readonly<Record<string, Use>>>> = {
  Date: { now: "clock" },
  performance: { now: "clock" },
  Math: { random: "randomness" },
  crypto: { randomUUID: "randomness", getRandomValues: "randomness" },
  AbortSignal: { any: "AbortSignal.any" },
};

const TIMERS: ReadonlySet<string> = new Set(["setTimeout", "setInterval", "setImmediate", "queueMicrotask"]);

/** Every use of the world in a source text, in its order. */
export function usesOfTheWorld(text: string): readonly Finding[] {
  const file = ts.createSourceFile("scanned.ts", text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const findings: Finding[] = [];
  const visit = (node: ts.Node): void => {
    const use = useOf(node);
    if (use !== undefined) findings.push({ use, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1 });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return findings;
}

function useOf(node: ts.Node): Use | undefined {
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) return "await";
  if (ts.isNewExpression(node) && isGlobal(node.expression, "Date") && (node.arguments ?? []).length === 0) return "clock";
  if (ts.isPropertyAccessExpression(node)) return memberUse(node);
  if (!ts.isIdentifier(node) || isName(node)) return undefined;
  if (node.text === "process" || node.text === "console") return node.text;
  return TIMERS.has(node.text) ? "timer" : undefined;
}

function memberUse(node: ts.PropertyAccessExpression): Use | undefined {
  if (isGlobal(node.expression, "process") && node.name.text === "exit") return "process.exit";
  if (!ts.isIdentifier(node.expression)) return undefined;
  return MEMBERS[node.expression.text]?.[node.name.text];
}

function isGlobal(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** Whether an identifier only names a member, a property or a declaration: `logger.console`, `{ process: 1 }`. */
function isName(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isMethodDeclaration(parent)) &&
    parent.name === node
  );
}
