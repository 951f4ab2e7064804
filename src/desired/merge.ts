/**
 * Brings the files together. A resource stands in one file; an API's stages and a function's aliases are resources of
 * their own and may stand in others. What is there twice is an error that names both places.
 */

import type { DesiredStateFile } from "../kinds/authored.ts";
import type { ApiEntry, AuthoredPath, FunctionEntry, SectionEntries } from "../kinds/authoring.ts";
import type { Origin } from "../model/issue.ts";
import type { Declaration, Declarations, PartDeclaration, WholeSection } from "./declarations.ts";
import type { SourceFile } from "./source-file.ts";

export interface AuthoredFile {
  readonly source: SourceFile;
  readonly value: DesiredStateFile;
  readonly declarations: Declarations;
  /** Entries that lost something the schema refused: paths as JSON. */
  readonly broken: ReadonlySet<string>;
  /** Where its entries are declared, by their paths as JSON. */
  readonly origins: ReadonlyMap<string, Origin>;
}

export interface Merged extends MergedSections {
  readonly owner?: string;
  readonly target: NonNullable<DesiredStateFile["target"]>;
  readonly guards: NonNullable<DesiredStateFile["guards"]>;
  readonly defaults: NonNullable<DesiredStateFile["defaults"]>;
  readonly functions: ReadonlyMap<string, MergedFunction>;
  readonly apis: ReadonlyMap<string, ApiEntry>;
  readonly places: Places;
  readonly duplicates: readonly Duplicate[];
}

type MergedSections = { readonly [S in WholeSection]: ReadonlyMap<string, SectionEntries[S]> };

export type MergedFunction = Omit<FunctionEntry, "code">;

/** The same thing in two files. */
export interface Duplicate {
  readonly path: AuthoredPath;
  readonly what: string;
  readonly first: SourceFile;
  readonly second: SourceFile;
}

/** Which file says what. */
export interface Places {
  fileOf(path: AuthoredPath): SourceFile | undefined;
  /** Where an entry is declared; undefined: nowhere, or it is no entry. */
  originOf(path: AuthoredPath): Origin | undefined;
  /** Where it stands in a document that a file names, and under which path there; undefined: it is said in the file itself. */
  elsewhere?(path: AuthoredPath): { readonly source: SourceFile; readonly path: AuthoredPath } | undefined;
}

export function mergeFiles(files: readonly AuthoredFile[]): Merged {
  const ledger = new PlaceLedger();
  const broken = new Set(files.flatMap((file) => [...file.broken]));
  const whole = <S extends WholeSection>(section: S) => mergeSection(section, files, ledger);
  return {
    ...mergeSettings(files, ledger),
    buckets: whole("buckets"),
    roles: whole("roles"),
    clientCertificates: whole("clientCertificates"),
    apiKeys: whole("apiKeys"),
    usagePlans: whole("usagePlans"),
    domains: whole("domains"),
    functions: mergeFunctions(files, ledger, broken),
    apis: mergeApis(files, ledger, broken),
    places: ledger,
    duplicates: ledger.duplicates,
  };
}

function mergeSection<S extends WholeSection>(
  section: S,
  files: readonly AuthoredFile[],
  ledger: PlaceLedger,
): ReadonlyMap<string, SectionEntries[S]> {
  const merged = new Map<string, SectionEntries[S]>();
  for (const file of files) {
    // The declarations of a section are of its entries, which a union over all sections does not say.
    const declarations = file.declarations[section] as readonly Declaration<SectionEntries[S]>[];
    addEach(merged, declarations, file, ledger);
  }
  return merged;
}

function mergeFunctions(files: readonly AuthoredFile[], ledger: PlaceLedger, broken: Broken): Merged["functions"] {
  return mergeParts(files, ledger, {
    declared: ({ functions }) => functions,
    children: ({ aliases }) => aliases,
    entry: ({ entry, key }, aliases) => ({ own: entry, aliases, external: isElsewhere(entry) && !broken.has(key) }),
  });
}

function mergeApis(files: readonly AuthoredFile[], ledger: PlaceLedger, broken: Broken): Merged["apis"] {
  return mergeParts(files, ledger, {
    declared: ({ apis }) => apis,
    children: ({ stages }) => stages,
    entry: ({ entry, routes, key }, stages) => {
      const external = isElsewhere(entry) && routes === undefined && !broken.has(key);
      return { own: entry, stages, ...(routes === undefined ? {} : { routes }), external };
    },
  });
}

type Broken = ReadonlySet<string>;

interface Parts<D, C, E> {
  declared(declarations: Declarations): readonly D[];
  children(declaration: D): readonly Declaration<C>[];
  /** `said`: by the one file that says it itself, or else by the first that says anything below it. */
  entry(said: D, children: ReadonlyMap<string, C>): E;
}

function mergeParts<D extends PartDeclaration<unknown>, C, E>(
  files: readonly AuthoredFile[],
  ledger: PlaceLedger,
  { declared, children, entry }: Parts<D, C, E>,
): ReadonlyMap<string, E> {
  const merged = new Map<string, { said: D; children: Map<string, C> }>();
  for (const file of files) {
    for (const declaration of declared(file.declarations)) {
      const known = getOrAdd(merged, declaration.name, () => ({ said: declaration, children: new Map<string, C>() }));
      if (ledger.claimPart(declaration, file)) known.said = declaration;
      addEach(known.children, children(declaration), file, ledger);
    }
  }
  return new Map([...merged].map(([name, { said, children: all }]) => [name, entry(said, all)]));
}

function addEach<E>(
  merged: Map<string, E>,
  declarations: readonly Declaration<E>[],
  file: AuthoredFile,
  ledger: PlaceLedger,
): void {
  for (const declaration of declarations) if (ledger.claim(declaration, file)) merged.set(declaration.name, declaration.entry);
}

/** What the desired state says once as a whole. */
function mergeSettings(
  files: readonly AuthoredFile[],
  ledger: PlaceLedger,
): Pick<Merged, "owner" | "target" | "guards" | "defaults"> {
  let settings: Pick<Merged, "owner" | "target" | "guards" | "defaults"> = { target: {}, guards: {}, defaults: {} };
  for (const file of files) {
    const { value } = file;
    for (const key of ["owner", "target", "guards"] as const) {
      if (value[key] !== undefined && ledger.claim(claimed(key), file)) settings = { ...settings, [key]: value[key] };
    }
    for (const [kind, entry] of Object.entries(value.defaults ?? {})) {
      if (!ledger.claim(claimed("defaults", kind), file)) continue;
      settings = { ...settings, defaults: { ...settings.defaults, [kind]: entry ?? {} } };
    }
    for (const name of Object.keys(value.values ?? {})) ledger.claim(claimed("values", name), file);
  }
  return settings;
}

/** Who said what first. */
class PlaceLedger implements Places {
  readonly duplicates: Duplicate[] = [];
  readonly #claimed = new Map<string, AuthoredFile>();
  /** Who said first what stands below something, for what nobody says anything of itself. */
  readonly #parts = new Map<string, AuthoredFile>();

  /** Whether this file is the first to declare it. */
  claim({ path, key }: Claimed, file: AuthoredFile): boolean {
    const first = this.#claimed.get(key);
    if (first !== undefined) {
      this.duplicates.push({ path, what: shownName(path), first: first.source, second: file.source });
      return false;
    }
    this.#claimed.set(key, file);
    return true;
  }

  /** As `claim`, where a file that says nothing of its own about it may only add children. */
  claimPart(declaration: PartDeclaration<unknown>, file: AuthoredFile): boolean {
    if (!declaration.isPart) return this.claim(declaration, file);
    if (!this.#parts.has(declaration.key)) this.#parts.set(declaration.key, file);
    return false;
  }

  fileOf(path: AuthoredPath): SourceFile | undefined {
    for (let length = path.length; length > 0; length--) {
      const file = this.#fileAt(JSON.stringify(path.slice(0, length)));
      if (file !== undefined) return file.source;
    }
    return undefined;
  }

  originOf(path: AuthoredPath): Origin | undefined {
    const key = JSON.stringify(path);
    return this.#fileAt(key)?.origins.get(key);
  }

  #fileAt(key: string): AuthoredFile | undefined {
    return this.#claimed.get(key) ?? this.#parts.get(key);
  }
}

type Claimed = Pick<Declaration<unknown>, "path" | "key">;

function claimed(...path: AuthoredPath): Claimed {
  return { path, key: JSON.stringify(path) };
}

const SHOWN: Readonly<Record<string, string>> = {
  buckets: "bucket",
  roles: "role",
  clientCertificates: "client certificate",
  apiKeys: "API key",
  usagePlans: "usage plan",
  domains: "domain",
  functions: "function",
  aliases: "alias",
  apis: "API",
  stages: "stage",
  values: "value",
};

/** As it is called in a message: `alias "live" of function "upload"`. */
function shownName([section = "", name, nested, child]: AuthoredPath): string {
  if (name === undefined) return `\`${section}\``;
  if (section === "defaults") return `defaults of ${name}`;
  const owner = `${SHOWN[section]} "${name}"`;
  return nested === undefined ? owner : `${SHOWN[nested]} "${child}" of ${owner}`;
}

function getOrAdd<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

/** Nothing is declared of it but what stands below it, and how much of that stays: somebody else makes it. */
function isElsewhere(own: object): boolean {
  return Object.keys(own).every((member) => member === "keep");
}
