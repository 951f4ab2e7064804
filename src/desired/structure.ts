/**
 * What YAML allows and desired state does not: keys twice, keys that are no names, references that lead nowhere or to
 * themselves. What is found is taken out of the document, so that it brings no follow-on faults.
 */
import { type Alias, isAlias, isMap, isNode, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import type { Issue } from "../model/issue.ts";
import { isMergeKey } from "./positions.ts";
import { type IssueParts, issueAt, type SourceFile } from "./source-file.ts";
import { type Span, spanOf } from "./span.ts";

/** Call it after values were put in: they can make two keys the same. */
export function settleStructure(source: SourceFile): readonly Issue[] {
  const issues: Issue[] = [];
  const report = (node: unknown, parts: Omit<IssueParts, "severity">): void => {
    issues.push(issueAt(source, spanIn(node), { severity: "error", ...parts }));
  };
  const { document } = source;
  if (isRefused(document.contents, { source, report, above: [] })) document.contents = null;
  return issues;
}

type Report = (node: unknown, parts: Omit<IssueParts, "severity">) => void;

interface Way {
  readonly source: SourceFile;
  readonly report: Report;
  /** Collections that are being gone through, outermost first. */
  readonly above: unknown[];
}

/** Whether a node is a reference that is to go; what it holds is settled on the way. Bounds keep it from going too deep. */
function isRefused(node: unknown, way: Way): boolean {
  const { source, report, above } = way;
  if (isAlias(node)) {
    const fault = referenceFault(node, source, above);
    if (fault !== undefined) report(node, fault);
    return fault !== undefined;
  }
  if (!isMap(node) && !isSeq(node)) return false;
  above.push(node);
  if (isMap(node)) settleMap(node, way);
  else settleList(node, way);
  above.pop();
  return false;
}

function settleMap(map: YAMLMap, way: Way): void {
  const faulty = faultyItems(map, way);
  if (faulty.size > 0) map.items = map.items.filter((pair) => !faulty.has(pair));
  for (const pair of map.items) if (isRefused(pair.value, way)) pair.value = null;
}

function settleList(list: YAMLSeq, way: Way): void {
  const refused = new Set(list.items.filter((item) => isRefused(item, way)));
  if (refused.size > 0) list.items = list.items.filter((item) => !refused.has(item));
}

function faultyItems(map: YAMLMap, { source, report }: Way): ReadonlySet<Pair> {
  const seen = new Map<string, Span>();
  const faulty = new Set<Pair>();
  for (const pair of map.items) {
    const fault = keyFault(pair) ?? mergeFault(source, pair) ?? twiceFault(source, pair, seen);
    if (fault === undefined) continue;
    report(pair.key, fault);
    faulty.add(pair);
  }
  return faulty;
}

function keyFault({ key }: Pair): Omit<IssueParts, "severity"> | undefined {
  if (!isScalar(key)) {
    return {
      code: "illegal-key",
      message: "a key is a name, not a list, a map or a reference",
      suggestion: "quote it if it is text",
    };
  }
  if (key.value === null || key.value === "") return { code: "illegal-key", message: "a key is missing before the colon" };
  // Assigning to it would change how an object works instead of adding a member.
  return key.value === "__proto__" ? { code: "illegal-key", message: '"__proto__" cannot be a name' } : undefined;
}

function mergeFault(source: SourceFile, { key, value }: Pair): Omit<IssueParts, "severity"> | undefined {
  if (!isMergeKey(key)) return undefined;
  const merged = isSeq(value) ? value.items : [value];
  const allMaps = merged.every((one) => isMap(isAlias(one) ? one.resolve(source.document) : one));
  return allMaps ? undefined : { code: "illegal-merge", message: "`<<` takes a map, a reference to one, or a list of those" };
}

function twiceFault(source: SourceFile, { key }: Pair, seen: Map<string, Span>): Omit<IssueParts, "severity"> | undefined {
  if (isMergeKey(key)) return undefined;
  const name = String(isScalar(key) ? key.value : "");
  const first = seen.get(name);
  seen.set(name, first ?? spanIn(key));
  if (first === undefined) return undefined;
  return { code: "duplicate-key", message: `"${name}" is there already, on line ${source.lineCounter.linePos(first[0]).line}` };
}

/** `path`: what the reference stands in, outermost first. */
function referenceFault(alias: Alias, source: SourceFile, path: readonly unknown[]): Omit<IssueParts, "severity"> | undefined {
  const target = alias.resolve(source.document);
  if (target === undefined) return { code: "unknown-anchor", message: `there is no anchor "&${alias.source}" above` };
  return path.includes(target)
    ? { code: "reference-to-itself", message: `"*${alias.source}" stands inside what it refers to` }
    : undefined;
}

function spanIn(node: unknown): Span {
  return spanOf(isNode(node) ? node.range : undefined);
}
