/** Turns problems, which name paths, into issues, which name places in files; and puts issues in order. */
import type { AuthoredPath, Problem } from "../kinds/authoring.ts";
import type { Issue, Origin } from "../model/issue.ts";
import { MAX_ISSUES } from "./limits.ts";
import type { Duplicate, Places } from "./merge.ts";
import { follow, spanToShow } from "./positions.ts";
import { entryPath } from "./repair.ts";
import { issueAt, originAt, type SourceFile } from "./source-file.ts";
import type { Span } from "./span.ts";

/** An issue for a problem whose path is one of a single file. */
export function issueIn(source: SourceFile, { path, at, ...parts }: Problem): Issue {
  return issueAt(source, spanToShow(follow(source.document, path), at), parts);
}

/** An issue for a problem whose path is one of the merged state; `fallback`: a file to name when none says it. */
export function issueFor(problem: Problem, places: Places, fallback: SourceFile): Issue {
  const file = places.fileOf(problem.path) ?? fallback;
  const known = told.get(problem);
  if (known?.file === file) return known.issue;
  const { path, at, ...parts } = problem;
  const { source, span } = placeOf(path, places, fallback, at);
  const issue = issueAt(source, span, parts);
  told.set(problem, { file, issue });
  return issue;
}

/** A problem that a load took from the one before is of files that were not read anew: to find its place would parse them again. */
const told = new WeakMap<Problem, { readonly file: SourceFile; readonly issue: Issue }>();

export function originOf(path: AuthoredPath, places: Places, fallback: SourceFile): Origin {
  const known = places.originOf(path);
  if (known !== undefined) return known;
  const { source, span } = placeOf(path, places, fallback, "name");
  return originAt(source, span);
}

/** Named at the second place, with the first in the message. */
export function duplicateIssue({ path, what, first, second }: Duplicate): Issue {
  const origin = originAt(first, spanToShow(follow(first.document, path), "name"));
  const message = `${what} is declared twice: here and in ${origin.file}:${origin.line}`;
  return issueAt(second, spanToShow(follow(second.document, path), "name"), {
    severity: "error",
    code: "declared-twice",
    message,
  });
}

/** By file and place, each once; of more than anyone would read, errors before warnings. */
export function sortIssues(issues: readonly Issue[]): readonly Issue[] {
  const distinct = [
    ...new Map(issues.map((issue) => [JSON.stringify([issue.file, issue.line, issue.column, issue.message]), issue])).values(),
  ];
  if (distinct.length <= MAX_ISSUES) return distinct.toSorted(byPlace);
  const bySeverity = distinct.toSorted((left, right) => compare(left.severity, right.severity) || byPlace(left, right));
  const kept = bySeverity.slice(0, MAX_ISSUES).toSorted(byPlace);
  const rest = distinct.length - MAX_ISSUES;
  return [
    ...kept,
    ...bySeverity
      .slice(MAX_ISSUES, MAX_ISSUES + 1)
      .map((issue) => ({ ...issue, code: "too-many-issues", message: `and ${rest} more` })),
  ];
}

function byPlace(left: Issue, right: Issue): number {
  return compare(left.file, right.file) || left.line - right.line || left.column - right.column || compare(left.code, right.code);
}

function placeOf(
  path: AuthoredPath,
  places: Places,
  fallback: SourceFile,
  at?: "name",
): { readonly source: SourceFile; readonly span: Span } {
  const elsewhere = places.elsewhere?.(path);
  if (elsewhere !== undefined) {
    return { source: elsewhere.source, span: spanToShow(follow(elsewhere.source.document, elsewhere.path), at) };
  }
  const source = places.fileOf(path) ?? fallback;
  const found = follow(source.document, path);
  const entry = entryPath(path);
  if (found.depth > entry.length || path.length <= entry.length) return { source, span: spanToShow(found, at) };
  // The entry does not say it: its kind's defaults may.
  const inDefaults = ["defaults", kindOfEntry(entry), ...path.slice(entry.length)];
  const file = places.fileOf(inDefaults);
  const there = file === undefined ? undefined : follow(file.document, inDefaults);
  if (file === undefined || there === undefined || there.depth <= 2) return { source, span: spanToShow(found, at) };
  return { source: file, span: spanToShow(there, at) };
}

const KIND_OF_SECTION: Readonly<Record<string, string>> = {
  buckets: "bucket",
  roles: "role",
  functions: "function",
  aliases: "alias",
  apis: "rest-api",
  stages: "stage",
  clientCertificates: "client-certificate",
  apiKeys: "api-key",
  usagePlans: "usage-plan",
  domains: "domain-name",
};

function kindOfEntry(entry: AuthoredPath): string {
  return KIND_OF_SECTION[entry.at(-2) ?? ""] ?? "";
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
