/** What YAML allows and desired state does not: keys twice, keys that are no names, and one that JavaScript acts on. */
import { isAlias, isMap, isScalar, type Pair, visit } from "yaml";
import type { Issue } from "../model/issue.ts";
import { issueAt, type SourceFile, type Span, spanOf } from "./source-file.ts";

/** Call it after values were put in: they can make two keys the same. */
export function structureIssues(source: SourceFile): readonly Issue[] {
  const issues: Issue[] = [];
  visit(source.document, {
    Map: (_, map) => {
      const seen = new Map<string, Span>();
      for (const pair of map.items) issues.push(...keyIssues(source, pair, seen));
    },
  });
  return issues;
}

function keyIssues(source: SourceFile, pair: Pair, seen: Map<string, Span>): readonly Issue[] {
  const { key } = pair;
  if (!isScalar(key)) {
    const range = isMap(key) || isAlias(key) ? key.range : undefined;
    const message = "a key is a name, not a list, a map or a reference";
    return [
      issueAt(source, spanOf(range), { severity: "error", code: "illegal-key", message, suggestion: "quote it if it is text" }),
    ];
  }
  const span = spanOf(key.range);
  if (key.value === null || key.value === "") {
    return [issueAt(source, span, { severity: "error", code: "illegal-key", message: "a key is missing before the colon" })];
  }
  const name = String(key.value);
  if (name === "__proto__") {
    return [issueAt(source, span, { severity: "error", code: "illegal-key", message: `"${name}" cannot be a name` })];
  }
  const first = seen.get(name);
  seen.set(name, first ?? span);
  if (first === undefined || name === "<<") return [];
  const { line } = source.lineCounter.linePos(first[0]);
  return [
    issueAt(source, span, { severity: "error", code: "duplicate-key", message: `"${name}" is there already, on line ${line}` }),
  ];
}
