/** Patterns of addresses and of names, as people type them: `*` stands for any text. */

/** Whether a text is asked for by any of the patterns; no pattern asks for everything. */
export function matcherOf(patterns: readonly string[]): (text: string) => boolean {
  if (patterns.length === 0) return () => true;
  const expressions = patterns.map((pattern) => new RegExp(`^${pattern.split("*").map(escapeRegExp).join(".*")}$`));
  return (text) => expressions.some((expression) => expression.test(text));
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
}
