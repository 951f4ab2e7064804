/**
 * The desired state, from YAML to resources: find → read → parse → values → validate → merge → check → expand.
 * Nothing that authors write makes it throw: every problem of every file is an issue, and all are reported at once.
 */
import { resolve } from "node:path";
import type { DesiredStateFile } from "../kinds/authored.ts";
import type { Problem } from "../kinds/authoring.ts";
import { digestOf } from "../kinds/digest.ts";
import type { AnyDesired } from "../model/desired.ts";
import type { Issue } from "../model/issue.ts";
import type { DesiredSource, LoadResult } from "../model/ports.ts";
import { check, checkDefaults } from "./check.ts";
import { completed } from "./defaults.ts";
import { expand } from "./expand.ts";
import { displayName, type FoundFile, type FoundFiles, findFiles } from "./files.ts";
import { duplicateIssue, issueFor, issueIn, originOf, sortIssues } from "./issues.ts";
import { MAX_TOTAL_BYTES } from "./limits.ts";
import { type AuthoredFile, mergeFiles } from "./merge.ts";
import { parse } from "./parse.ts";
import { localCodePaths, readCode } from "./read-code.ts";
import { readText } from "./read-text.ts";
import { entryPath, repair } from "./repair.ts";
import { issueOfFile, type SourceFile } from "./source-file.ts";
import { settleStructure } from "./structure.ts";
import { validate } from "./validate.ts";
import { overridesIn, putValues, unusedOverrides, type Values, valuesOfFiles } from "./values.ts";

export interface DesiredSourceOptions {
  /** A YAML file or a directory of them, relative to `cwd`. */
  readonly path: string;
  /** A YAML file of values that go before those in the files. */
  readonly valuesFile?: string;
  readonly cwd: string;
  /** Texts by absolute path, taken for what stands in those files: what is about to be written, there or not. */
  readonly instead?: ReadonlyMap<string, string>;
  /** Told, before it is read, which code on this machine is named: absolute paths of directories and zips. */
  onCode?(paths: readonly string[]): Promise<void>;
}

/** A source that reads everything anew each time. */
export function createDesiredSource(options: DesiredSourceOptions): DesiredSource {
  return { load: (signal) => load(options, signal) };
}

async function load(options: DesiredSourceOptions, signal: AbortSignal): Promise<LoadResult> {
  const found = await filesOf(options);
  const read = await readFiles(found.files, options, signal);
  const overrides = await readOverrides(options, signal);
  const whole = read.issues.length + found.issues.length === 0;
  const ownValues = valuesOfFiles(read.sources);
  const values: Values = new Map([...ownValues, ...overrides.values]);
  const used = new Set<string>();
  const authored = read.sources.map((source) => authoredFile(source, values, used));
  const files = authored.flatMap(({ file }) => (file === null ? [] : [file]));

  const issues: Issue[] = [
    ...found.issues,
    ...read.issues,
    ...overrides.issues,
    ...authored.flatMap((each) => each.issues).filter(({ code }) => whole || code !== "undefined-value"),
    ...(overrides.source === null ? [] : unusedOverrides(overrides.source, new Set([...used, ...ownValues.keys()]))),
  ];
  const [first] = files;
  if (first === undefined) return invalid([...issues, ...(issues.some(isError) ? [] : [nothingDeclared(options)])]);
  return assemble(files, first.source, { options, issues, whole, signal });
}

interface Circumstances {
  readonly options: DesiredSourceOptions;
  readonly issues: readonly Issue[];
  /** Whether every file could be read: otherwise what is not known may just be in the others. */
  readonly whole: boolean;
  readonly signal: AbortSignal;
}

async function assemble(files: readonly AuthoredFile[], fallback: SourceFile, circumstances: Circumstances): Promise<LoadResult> {
  const { options, whole, signal } = circumstances;
  const merged = mergeFiles(files);
  await options.onCode?.(localCodePaths(merged.functions, merged.places));
  const code = await readCode(merged.functions, merged.places);
  signal.throwIfAborted();
  const state = completed(merged, code.code);
  const broken = new Set(files.flatMap((file) => [...file.broken]));
  const problems = [...code.problems, ...checkDefaults(merged.defaults), ...check(state)].filter(
    (problem) => !broken.has(JSON.stringify(entryPath(problem.path))) && (whole || !isAboutTheUnknown(problem)),
  );
  const issues = [
    ...circumstances.issues,
    ...merged.duplicates.map(duplicateIssue),
    ...problems.map((problem) => issueFor(problem, merged.places, fallback)),
  ];
  if (issues.some(isError)) return invalid(issues);
  const resources = expand(state, (path) => originOf(path, merged.places, fallback));
  if (resources.length === 0) return invalid([...issues, nothingDeclared(options)]);
  const { owner, ownerDeclared, target, guards } = state;
  const revision = revisionOf({ owner, ownerDeclared, target, guards }, resources);
  return { valid: true, state: { revision, owner, ownerDeclared, target, guards, resources, warnings: sortIssues(issues) } };
}

/** Digest of what is asked for: not of where it is written, nor of where the code lies on this machine. */
function revisionOf(settings: object, resources: readonly AnyDesired[]): string {
  const asked = resources.map(({ origin: _, intent, ...rest }) => ({ ...rest, intent: withoutPath(intent) }));
  return digestOf({ ...settings, resources: asked });
}

function withoutPath(intent: AnyDesired["intent"]): unknown {
  if (!("code" in intent) || intent.code === null || intent.code.from === "s3") return intent;
  return { ...intent, code: { from: intent.code.from, sha256: intent.code.sha256 } };
}

interface ReadFiles {
  readonly sources: readonly SourceFile[];
  /** Of files that could not be read or parsed. */
  readonly issues: readonly Issue[];
}

/** A file that is yet to be written is found as well. */
async function filesOf({ path, cwd, instead }: DesiredSourceOptions): Promise<FoundFiles> {
  const absolute = resolve(cwd, path);
  if (instead?.has(absolute)) return { files: [{ name: displayName(absolute, cwd), path: absolute }], issues: [] };
  return findFiles(path, cwd);
}

async function readFiles(
  files: readonly FoundFile[],
  { instead }: DesiredSourceOptions,
  signal: AbortSignal,
): Promise<ReadFiles> {
  const sources: SourceFile[] = [];
  const issues: Issue[] = [];
  let left = MAX_TOTAL_BYTES;
  for (const file of files) {
    signal.throwIfAborted();
    const text = instead?.get(file.path);
    const read = text === undefined ? await readText(file, left) : { text, bytes: text.length };
    if ("issue" in read) {
      issues.push(read.issue);
      continue;
    }
    left -= read.bytes;
    const parsed = parse(file, read.text);
    issues.push(...parsed.issues);
    if (parsed.source !== null && parsed.issues.length === 0) sources.push(parsed.source);
  }
  return { sources, issues };
}

interface Overrides extends Omit<ReadFiles, "sources"> {
  readonly source: SourceFile | null;
  readonly values: Values;
}

async function readOverrides(options: DesiredSourceOptions, signal: AbortSignal): Promise<Overrides> {
  const { valuesFile, cwd } = options;
  const none = { source: null, values: new Map() };
  if (valuesFile === undefined) return { ...none, issues: [] };
  const path = resolve(cwd, valuesFile);
  const { sources, issues } = await readFiles([{ name: displayName(path, cwd), path }], options, signal);
  const [source] = sources;
  return source === undefined ? { ...none, issues } : { source, ...overridesIn(source) };
}

function authoredFile(
  source: SourceFile,
  values: Values,
  used: Set<string>,
): { readonly file: AuthoredFile | null; readonly issues: readonly Issue[] } {
  const issues = [...putValues(source, values, used), ...settleStructure(source)];
  const plain = plainValue(source);
  if (plain === undefined) {
    const message = "references multiply: this would become more than anyone can have meant";
    return {
      file: null,
      issues: [...issues, issueOfFile(source.name, { severity: "error", code: "too-many-references", message })],
    };
  }
  if (plain.value === null) {
    const message = `${source.name}: nothing is declared in it`;
    return { file: null, issues: [...issues, issueOfFile(source.name, { severity: "warning", code: "empty-file", message })] };
  }
  const problems = validate(plain.value);
  const { value, broken } = repair(plain.value, problems);
  // What the schema refused has been cut out, so the rest is as the schema, and so the type, says.
  const file: AuthoredFile = { source, value: value as DesiredStateFile, broken };
  return { file, issues: [...issues, ...problems.map((problem) => issueIn(source, problem))] };
}

/** Undefined: the library refuses to follow that many references, or one to itself. */
function plainValue(source: SourceFile): { readonly value: unknown } | undefined {
  try {
    return { value: source.document.toJS() };
  } catch {
    return undefined;
  }
}

function isError({ severity }: { readonly severity: string }): boolean {
  return severity === "error";
}

function isAboutTheUnknown(problem: Problem): boolean {
  return problem.code.startsWith("unknown-");
}

function nothingDeclared({ path, cwd }: DesiredSourceOptions): Issue {
  const name = displayName(resolve(cwd, path), cwd);
  return issueOfFile(name, {
    severity: "error",
    code: "nothing-declared",
    message: `${name}: no resource is declared`,
    suggestion: "an empty desired state never means that everything is to be deleted; use `reconcile destroy` for that",
  });
}

function invalid(issues: readonly Issue[]): LoadResult {
  return { valid: false, issues: sortIssues(issues) };
}
