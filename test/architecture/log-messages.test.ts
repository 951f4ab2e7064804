import ts from "typescript";
import { describe, expect, it } from "vitest";
import { sourcesBelow } from "./sources.ts";

const LEVELS: ReadonlySet<string> = new Set(["debug", "info", "warn", "error"]);
/** Passes on what others say. */
const PASSES_ON = "src/engine/bind-logger.ts";
/** `logger`, `ports.logger`, `this.#logger`. */
const LOGGER = /(^|[.#])logger$/i;

/** The messages that a source logs: a text, or `null` where it is put together as the program runs. */
function messagesIn(text: string): readonly (string | null)[] {
  const file = ts.createSourceFile("scanned.ts", text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const found: (string | null)[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isLogging(node.expression)) found.push(messageOf(node.arguments[1]));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isLogging(called: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(called) && LEVELS.has(called.name.text) && LOGGER.test(called.expression.getText());
}

/** An entry of a table of constants is one as well. */
function messageOf(argument: ts.Expression | undefined): string | null {
  if (argument === undefined) return null;
  if (ts.isStringLiteral(argument)) return argument.text;
  return ts.isElementAccessExpression(argument) && /^[A-Z_]+$/.test(argument.expression.getText()) ? argument.getText() : null;
}

describe("log messages", () => {
  const messages = sourcesBelow("src")
    .filter(({ path }) => path !== PASSES_ON)
    .flatMap(({ path, text }) => messagesIn(text).map((message) => ({ path, message })));

  it("are constants, and facts are fields, so that they can be searched for", () => {
    expect(messages.filter(({ message }) => message === null)).toEqual([]);
    expect(messages.map(({ message }) => message)).toContain("run finished");
    expect(messages.length).toBeGreaterThan(20);
  });

  it.each([
    { what: "a text with a value in it", text: "logger.info({}, `took $" + "{ms} ms`);" },
    { what: "a message alone", text: 'ports.logger.warn("slow");' },
    { what: "a variable", text: "this.#logger.error({}, message);" },
  ])("are seen not to be when there is $what", ({ text }) => {
    expect(messagesIn(text)).toEqual([null]);
  });
});
