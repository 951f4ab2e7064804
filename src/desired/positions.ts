/** Where a path of keys stands in a YAML document, through references and merged maps. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Range } from "yaml";
import type { AuthoredPath } from "../kinds/authoring.ts";
import { type Span, spanOf } from "./span.ts";

export interface Found {
  /** How many keys of the path are there. */
  readonly depth: number;
  /** Of the last key that is there; undefined at the top and in lists. */
  readonly key?: Node;
  readonly value?: Node;
}

/** Follows a path as far as it goes. */
export function follow(document: Document, path: AuthoredPath): Found {
  let found: Found = { depth: 0, ...asNode("value", document.contents) };
  for (const step of path) {
    const inside = resolved(found.value, document);
    const next = inside === undefined ? {} : inCollection(inside, step, document);
    if (next.key === undefined && next.value === undefined) return found;
    found = { depth: found.depth + 1, ...next };
  }
  return found;
}

/** The span to point at: the value where it is a scalar, else the name before it; `at: "name"`: the name. */
export function spanToShow(found: Found, at?: "name"): Span {
  const { key, value } = found;
  const pointsAtValue = at !== "name" && isScalar(value) && value.value !== null;
  const node = pointsAtValue || key === undefined ? (value ?? key) : key;
  return spanOf(node?.range);
}

/** `<<`, which the library reads as a symbol. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === "symbol";
}

function inCollection(node: unknown, step: string, document: Document): Partial<Pick<Found, "key" | "value">> {
  if (isMap(node)) return inMap(node.items, step, document);
  return isSeq(node) ? asNode("value", node.items[Number(step)]) : {};
}

/** Long maps are looked into once for each of their members. Keys may be written anew, so what is found is checked. */
const indexes = new WeakMap<readonly Pair[], ReadonlyMap<string, Pair>>();

function pairNamed(items: readonly Pair[], name: string): Pair | undefined {
  const isNamed = ({ key }: Pair) => isScalar(key) && String(key.value) === name;
  const index = indexes.get(items) ?? new Map(items.toReversed().map((pair) => [keyText(pair), pair]));
  indexes.set(items, index);
  const found = index.get(name);
  return found !== undefined && isNamed(found) ? found : items.find(isNamed);
}

function keyText({ key }: Pair): string {
  return isScalar(key) && typeof key.value !== "symbol" ? String(key.value) : "";
}

function inMap(items: readonly Pair[], name: string, document: Document): Partial<Pick<Found, "key" | "value">> {
  const pair = pairNamed(items, name);
  if (pair !== undefined) return { ...asNode("key", pair.key), ...asNode("value", pair.value) };
  for (const merged of items.filter(({ key }) => isMergeKey(key))) {
    const source = resolved(merged.value, document);
    for (const one of isSeq(source) ? source.items : [source]) {
      const map = resolved(one, document);
      const found = isMap(map) ? inMap(map.items, name, document) : {};
      if (found.key !== undefined) return found;
    }
  }
  return {};
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function asNode<K extends string>(name: K, value: unknown): { readonly [N in K]?: Node } {
  // Whatever has a range in a parsed document is a node.
  return typeof value === "object" && value !== null && "range" in value
    ? ({ [name]: value as Node & { range?: Range } } as { readonly [N in K]?: Node })
    : {};
}
