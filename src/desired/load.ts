/**
 * The desired state, from YAML to resources: find → read → parse → values → validate → merge → check → expand.
 * Nothing that authors write makes it throw: every problem of every file is an issue, and all are reported at once.
 */
import { resolve } from "node:path";
import type { Problem } from "../kinds/authoring.ts";
import type { FleetLoad, FleetSource, FleetTarget, TargetLoad } from "../model/fleet.ts";
import type { Issue } from "../model/issue.ts";
import type { DesiredSource, LoadResult } from "../model/ports.ts";
import { acrossTargets } from "./across-targets.ts";
import { type Assembler, Assemblers } from "./assembler.ts";
import { checkWhole } from "./check.ts";
import { displayName, type FoundFile, type FoundFiles, findFiles } from "./files.ts";
import { duplicateIssue, issueFor, originOf, sortIssues } from "./issues.ts";
import type { LastingSource } from "./lasting-source.ts";
import { MAX_TOTAL_BYTES } from "./limits.ts";
import { type AuthoredFile, type Merged, mergeFiles } from "./merge.ts";
import { NamedCode } from "./named-code.ts";
import { parse } from "./parse.ts";
import { localCodePaths, readCode } from "./read-code.ts";
import { definitionPaths, readDefinitions } from "./read-definitions.ts";
import { readTextInstead } from "./read-text.ts";
import { entryPath } from "./repair.ts";
import { revisionOf } from "./revision.ts";
import { FileMemory, type ParsedFile, type SettledFile } from "./settle-files.ts";
import { issueOfFile, type SourceFile } from "./source-file.ts";
import { type DeclaredTarget, targetsOf } from "./targets.ts";
import { overridesIn, unusedOverrides, type Values } from "./values.ts";

export interface DesiredSourceOptions {
  /** A YAML file or a directory of them, relative to `cwd`. */
  readonly path: string;
  /** A YAML file of values that go before those in the files. */
  readonly valuesFile?: string;
  readonly cwd: string;
  /** Texts by absolute path, taken for what stands in those files: what is about to be written, there or not. */
  readonly instead?: ReadonlyMap<string, string>;
  /** Told, before it is read, which code and documents on this machine are named: absolute paths of files and directories. */
  onCode?(paths: readonly string[]): Promise<void>;
}

/** A source that reads every file each time, and does again only what depends on one that was changed. */
export function createFleetSource(options: DesiredSourceOptions): FleetSource {
  const memory = new FileMemory();
  const code = new NamedCode(options.onCode);
  const assemblers = new Assemblers();
  return {
    async load(signal) {
      try {
        return await load(options, { memory, code, assemblers }, signal);
      } finally {
        memory.close();
        assemblers.close();
      }
    },
  };
}

/** As above, of one target: the one that `target` names, or the only one. */
export function createDesiredSource(options: DesiredSourceOptions & { readonly target?: string }): DesiredSource {
  const fleet = createFleetSource(options);
  return { load: async (signal) => onlyTargetOf(await fleet.load(signal), options) };
}

async function load(
  options: DesiredSourceOptions,
  { memory, code, assemblers }: { readonly memory: FileMemory; readonly code: NamedCode; readonly assemblers: Assemblers },
  signal: AbortSignal,
): Promise<FleetLoad> {
  const found = await filesOf(options);
  const overrides = await readOverrides(options, signal);
  const read = await readFiles(found.files, { ...options, memory, signal });
  const whole = read.issues.length + found.issues.length === 0;
  const declared = await targetsOf(read.sources, whole);
  const issues = [...found.issues, ...read.issues, ...overrides.issues, ...declared.issues];
  if (declared.targets.length === 0) return { valid: false, issues: sortIssues(issues) };
  const settled: SettledTarget[] = [];
  for (const target of declared.targets) settled.push(await settleTarget(target, overrides.values, memory));
  code.keep(settled.map(({ target }) => target));
  assemblers.keep(settled.map(({ target }) => target));
  const loads: TargetLoad[] = [];
  for (const { target, authored, values, used } of settled) {
    const onCode = (paths: readonly string[]) => code.of(target, paths);
    const assembler = assemblers.of(target);
    const circumstances = { target, options, assembler, onCode, issues, whole, signal, values, used };
    loads.push({ target, loaded: await loadTarget(authored, circumstances) });
  }
  // Documents that APIs name ask for values too, which is known only once those of all targets are read.
  const known = new Set(settled.flatMap(({ used, own }) => [...used, ...own]));
  const unused = overrides.source === null ? [] : unusedOverrides(overrides.source, known);
  const targets = loads.map(({ target, loaded }) => ({ target, loaded: alsoSaying(unused, loaded) }));
  return { valid: true, targets: acrossTargets(targets) };
}

function alsoSaying(more: readonly Issue[], loaded: LoadResult): LoadResult {
  if (more.length === 0) return loaded;
  if (!loaded.valid) return invalid([...loaded.issues, ...more]);
  return { valid: true, state: { ...loaded.state, warnings: sortIssues([...loaded.state.warnings, ...more]) } };
}

interface SettledTarget {
  readonly target: FleetTarget;
  readonly authored: readonly SettledFile[];
  /** All that it has, however given. */
  readonly values: Values;
  /** Names of values that it asks for, as far as is known; and that it has of its own. */
  readonly used: Set<string>;
  readonly own: readonly string[];
}

async function settleTarget(
  { target, files, values: own }: DeclaredTarget<ReadFile>,
  overrides: Values,
  memory: FileMemory,
): Promise<SettledTarget> {
  const ofFiles = files.flatMap(({ parsed }) => [...parsed.values]);
  const values: Values = new Map([...ofFiles, ...own, ...overrides]);
  const authored: SettledFile[] = [];
  for (const { source, parsed } of files) authored.push(await memory.settle(source, parsed, values));
  const used = new Set(authored.flatMap((each) => [...each.used]));
  return { target, authored, values, used, own: [...ofFiles.map(([name]) => name), ...own.keys()] };
}

async function loadTarget(authored: readonly SettledFile[], circumstances: Circumstances): Promise<LoadResult> {
  const { options, whole } = circumstances;
  const files = authored.flatMap(({ file }) => (file === null ? [] : [file]));
  const issues: Issue[] = [
    ...circumstances.issues,
    ...authored.flatMap((each) => each.issues).filter(({ code }) => whole || code !== "undefined-value"),
  ];
  const [first] = files;
  if (first === undefined) return invalid([...issues, ...(issues.some(isError) ? [] : [nothingDeclared(options)])]);
  return assemble(files, first.source, { ...circumstances, issues });
}

interface Circumstances {
  readonly target: FleetTarget;
  readonly options: DesiredSourceOptions;
  readonly assembler: Assembler;
  readonly issues: readonly Issue[];
  /** Whether every file could be read: otherwise what is not known may just be in the others. */
  readonly whole: boolean;
  readonly signal: AbortSignal;
  readonly values: Values;
  /** Values that were asked for so far. */
  readonly used: Set<string>;
  onCode(paths: readonly string[]): Promise<void>;
}

/** `fallback`: a file to name when none says it. */
async function assemble(files: readonly AuthoredFile[], fallback: SourceFile, circumstances: Circumstances): Promise<LoadResult> {
  const { options, assembler, whole, signal } = circumstances;
  const declared = guarding(mergeFiles(files), circumstances.target);
  const ours = localCodePaths(declared.functions, declared.places);
  await circumstances.onCode([...ours, ...definitionPaths(declared)]);
  const { cwd, instead } = options;
  const defined = await readDefinitions(declared, { ...circumstances, cwd, instead, memory: assembler.definitions });
  const { merged } = defined;
  // What a document refers to is known only now.
  if (defined.files.length > definitionPaths(declared).length) await circumstances.onCode([...ours, ...defined.files]);
  const code = await readCode(merged.functions, merged.places);
  signal.throwIfAborted();
  const assembled = assembler.assemble(merged, code.code);
  const broken = new Set(files.flatMap((file) => [...file.broken]));
  const problems = [...defined.problems, ...code.problems, ...checkWhole(merged), ...assembled.check()].filter(
    (problem) => !broken.has(JSON.stringify(entryPath(problem.path))) && (whole || !isAboutTheUnknown(problem)),
  );
  const issues = [
    ...circumstances.issues,
    ...defined.issues,
    ...merged.duplicates.map(duplicateIssue),
    ...problems.map((problem) => issueFor(problem, merged.places, fallback)),
  ];
  if (issues.some(isError)) return invalid(issues);
  const resources = assembled.expand((path) => originOf(path, merged.places, fallback));
  if (resources.length === 0) return invalid([...issues, nothingDeclared(options)]);
  const { owner, ownerDeclared, target, guards } = assembled.state;
  const revision = revisionOf({ owner, ownerDeclared, target, guards }, resources);
  return { valid: true, state: { revision, owner, ownerDeclared, target, guards, resources, warnings: sortIssues(issues) } };
}

interface ReadFile {
  readonly source: LastingSource;
  readonly parsed: ParsedFile;
}

interface ReadFiles {
  readonly sources: readonly ReadFile[];
  /** Of files that could not be read or parsed. */
  readonly issues: readonly Issue[];
}

interface Reading extends DesiredSourceOptions {
  readonly memory: FileMemory;
  readonly signal: AbortSignal;
}

/** A file that is yet to be written is found as well. */
async function filesOf({ path, cwd, instead }: DesiredSourceOptions): Promise<FoundFiles> {
  const absolute = resolve(cwd, path);
  if (instead?.has(absolute)) return { files: [{ name: displayName(absolute, cwd), path: absolute }], issues: [] };
  return findFiles(path, cwd);
}

async function readFiles(files: readonly FoundFile[], { memory, signal, ...options }: Reading): Promise<ReadFiles> {
  const sources: ReadFiles["sources"][number][] = [];
  const issues: Issue[] = [];
  let left = MAX_TOTAL_BYTES;
  for (const file of files) {
    signal.throwIfAborted();
    const read = await readTextInstead(file, options.instead, left, memory.textOf(file));
    if ("issue" in read) {
      issues.push(read.issue);
      continue;
    }
    left -= read.bytes;
    const parsed = memory.parse(file, read.text);
    issues.push(...parsed.issues);
    const { source } = parsed;
    if (source === null) continue;
    // What asks for no values can be done at once, while its document is at hand.
    if (!parsed.asks) await memory.settle(source, parsed, new Map());
    sources.push({ source, parsed });
  }
  return { sources, issues };
}

interface Overrides extends Pick<ReadFiles, "issues"> {
  readonly source: SourceFile | null;
  readonly values: Values;
}

async function readOverrides(options: DesiredSourceOptions, signal: AbortSignal): Promise<Overrides> {
  const { valuesFile, cwd } = options;
  const none = { source: null, values: new Map() };
  if (valuesFile === undefined) return { ...none, issues: [] };
  const path = resolve(cwd, valuesFile);
  const file = { name: displayName(path, cwd), path };
  signal.throwIfAborted();
  const read = await readTextInstead(file, options.instead, MAX_TOTAL_BYTES);
  if ("issue" in read) return { ...none, issues: [read.issue] };
  const { source, issues } = parse(file, read.text);
  return source === null || issues.length > 0 ? { ...none, issues } : { source, ...overridesIn(source) };
}

/** A target of a fleet is its own guard. */
function guarding(merged: Merged, target: FleetTarget): Merged {
  return target.name === null ? merged : { ...merged, target: { account: target.account, region: target.region } };
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

/** What is asked for by `target`, or the only one there is. */
function onlyTargetOf(fleet: FleetLoad, options: DesiredSourceOptions & { readonly target?: string }): LoadResult {
  if (!fleet.valid) return fleet;
  const chosen =
    options.target === undefined ? fleet.targets : fleet.targets.filter(({ target }) => target.name === options.target);
  const [one, other] = chosen;
  if (one !== undefined && other === undefined) return one.loaded;
  const names = fleet.targets.map(({ target }) => target.name).join(", ");
  const [code, message] =
    one === undefined
      ? ["unknown-target", `no target is named "${options.target}"`]
      : ["many-targets", "this desired state is for several targets, and here one is needed"];
  const name = displayName(resolve(options.cwd, options.path), options.cwd);
  return invalid([issueOfFile(name, { severity: "error", code, message, suggestion: `choose with --target: ${names}` })]);
}

function invalid(issues: readonly Issue[]): LoadResult {
  return { valid: false, issues: sortIssues(issues) };
}
