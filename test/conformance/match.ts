/**
 * What an answer must look like, as data: plain values are compared in full, member by member, so a member that AWS does
 * not show must not be there. Where a value cannot be known beforehand a matcher stands in its place.
 */
import { isDeepStrictEqual } from "node:util";

/**
 * `value`: another value than expected. `form`: a text, but not written as AWS writes it. `missing`, `extra`: a member that
 * should be there and is not, or the reverse.
 */
export interface Difference {
  readonly kind: "value" | "form" | "missing" | "extra";
  /** `Configuration.Environment.Variables`; empty for the whole. */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** The values that placeholders stand for in one case. */
export type Bindings = Map<string, unknown>;

const MATCHER = Symbol("matcher");

interface Matcher {
  readonly [MATCHER]: string;
  matches(actual: unknown, bindings: Bindings): boolean;
  /** Whether a value that does not match is only written otherwise. */
  sameKind(actual: unknown): boolean;
}

function matcher(text: string, matches: Matcher["matches"], sameKind: Matcher["sameKind"] = () => false): Matcher {
  return { [MATCHER]: text, matches, sameKind };
}

/** Stands where a member must be absent; only `open` objects need to say so. */
export const ABSENT = Symbol("absent");

export const anything = (): Matcher => matcher("anything", (actual) => actual !== undefined);
export const aDate = (): Matcher => matcher("a date", (actual) => actual instanceof Date && !Number.isNaN(actual.getTime()));
export const aText = (pattern = /./s): Matcher =>
  matcher(
    `text like ${pattern}`,
    (actual) => typeof actual === "string" && pattern.test(actual),
    (actual) => typeof actual === "string",
  );
export const aNumber = (): Matcher => matcher("a number", (actual) => typeof actual === "number");
export const oneOf = (...values: readonly unknown[]): Matcher =>
  matcher(`one of ${show(values)}`, (actual) => values.some((value) => isDeepStrictEqual(actual, value)));

/** A value that cannot be known beforehand and is the same wherever the case writes the same label. */
export const the = (label: string): Matcher =>
  matcher(`<${label}>`, (actual, bindings) => {
    if (actual === undefined) return false;
    if (!bindings.has(label)) bindings.set(label, actual);
    return isDeepStrictEqual(bindings.get(label), actual);
  });

const OPEN = Symbol("open");

/** An object that may have more members than these; `ABSENT` says which it must not have. */
export function open(members: Readonly<Record<string, unknown>>): object {
  return { ...members, [OPEN]: true };
}

/** Every way in which `actual` is not as expected; none when it is. A member that is undefined counts as absent. */
export function differences(
  actual: unknown,
  expected: unknown,
  bindings: Bindings = new Map(),
  path = "",
): readonly Difference[] {
  const differs = (kind: Difference["kind"]): readonly Difference[] => [
    { kind, path, expected: show(expected), actual: show(actual) },
  ];
  if (expected === ABSENT) return actual === undefined ? [] : differs("extra");
  if (actual === undefined) return differs("missing");
  if (isMatcher(expected)) {
    if (expected.matches(actual, bindings)) return [];
    return differs(expected.sameKind(actual) ? "form" : "value");
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return differs("value");
    return expected.flatMap((item, index) => differences(actual[index], item, bindings, `${path}[${index}]`));
  }
  if (isRecord(expected)) {
    if (!isRecord(actual)) return differs("value");
    return memberDifferences(actual, expected, bindings, path);
  }
  return isDeepStrictEqual(actual, expected) ? [] : differs("value");
}

function memberDifferences(
  actual: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
  bindings: Bindings,
  path: string,
): readonly Difference[] {
  const at = (key: string): string => (path === "" ? key : `${path}.${key}`);
  const listed = Object.keys(expected).filter((key) => expected[key] !== undefined);
  const others = OPEN in expected ? [] : Object.keys(actual).filter((key) => !listed.includes(key) && actual[key] !== undefined);
  return [
    ...listed.flatMap((key) => differences(actual[key], expected[key], bindings, at(key))),
    ...others.map((key): Difference => ({ kind: "extra", path: at(key), expected: "no such member", actual: show(actual[key]) })),
  ];
}

export function describeDifference({ kind, path, expected, actual }: Difference): string {
  const what = path === "" ? "the answer" : path;
  if (kind === "missing") return `${what} is missing, expected ${expected}`;
  if (kind === "extra") return `${what} must not be there, is ${actual}`;
  return `${what} is ${actual}, expected ${expected}`;
}

function isMatcher(value: unknown): value is Matcher {
  return typeof value === "object" && value !== null && MATCHER in value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

const SHOWN_LENGTH = 240;

/** On one line, matchers by their names. */
function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) => (isMatcher(inner) ? inner[MATCHER] : inner)) ?? String(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
