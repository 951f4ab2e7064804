/**
 * Cuts out of a value what its schema refuses, so that everything else can still be checked in the same go. What is cut
 * is the whole property of the resource, alias, stage or route it belongs to: half a property would only bring
 * follow-on faults. The entries that lost something are remembered, for nothing more can be said of them.
 */
import type { AuthoredPath, Problem } from "../kinds/authoring.ts";

export interface Repaired {
  readonly value: unknown;
  /** Paths of entries that something was cut out of, as JSON. */
  readonly broken: ReadonlySet<string>;
}

/** `errors`: faults of this value; afterwards it has the form that the schema says. */
export function repair(value: unknown, errors: readonly Problem[]): Repaired {
  const broken = new Set(errors.map(({ path }) => JSON.stringify(entryPath(path))));
  return { value: errors.reduce<unknown>((current, { path }) => cut(current, path), asMap(value)), broken };
}

/** Sections that hold entries by name. */
const ENTRIES: readonly string[] = [
  "buckets",
  "roles",
  "functions",
  "apis",
  "clientCertificates",
  "apiKeys",
  "usagePlans",
  "domains",
  "defaults",
  "values",
  "targets",
];

/** The entry that a path lies in: `buckets.x`, `functions.f`, `functions.f.aliases.a`, `apis.a.stages.s`, `apis.a.routes.r`. */
export function entryPath(path: AuthoredPath): AuthoredPath {
  const [section = "", , nested = ""] = path;
  const nests =
    (section === "functions" && nested === "aliases") || (section === "apis" && ["stages", "routes"].includes(nested));
  if (nests && path.length >= 4) return path.slice(0, 4);
  return ENTRIES.includes(section) ? path.slice(0, 2) : path.slice(0, 1);
}

function cut(value: unknown, path: AuthoredPath): unknown {
  const entry = entryPath(path);
  // A fault of the entry itself leaves it empty: its name is still known to others.
  if (path.length <= entry.length) return replaced(value, path, path.length > 1 ? {} : undefined);
  return replaced(value, path.slice(0, entry.length + 1), undefined);
}

function replaced(value: unknown, path: AuthoredPath, by: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return asMap(by);
  const map = asMap(value);
  if (!Object.hasOwn(map, first)) return map;
  const inner = rest.length === 0 ? by : replaced(map[first], rest, by);
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, old]) => {
      if (key !== first) return [[key, old]];
      return inner === undefined ? [] : [[key, inner]];
    }),
  );
}

function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
