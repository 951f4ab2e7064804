/**
 * Brings the files together. A resource stands in one file; an API's stages and a function's aliases are resources of
 * their own and may stand in others. What is there twice is an error that names both places.
 */

import type { DesiredStateFile } from "../kinds/authored.ts";
import type {
  AliasEntry,
  ApiEntry,
  ApiKeyEntry,
  AuthoredPath,
  BucketEntry,
  ClientCertificateEntry,
  DomainNameEntry,
  FunctionEntry,
  RoleEntry,
  RouteEntry,
  StageEntry,
  UsagePlanEntry,
} from "../kinds/authoring.ts";
import type { Origin } from "../model/issue.ts";
import type { SourceFile } from "./source-file.ts";

export interface AuthoredFile {
  readonly source: SourceFile;
  readonly value: DesiredStateFile;
  /** Entries that lost something the schema refused: paths as JSON. */
  readonly broken: ReadonlySet<string>;
  /** Where its entries are declared, by their paths as JSON. */
  readonly origins: ReadonlyMap<string, Origin>;
}

export interface Merged {
  readonly owner?: string;
  readonly target: NonNullable<DesiredStateFile["target"]>;
  readonly guards: NonNullable<DesiredStateFile["guards"]>;
  readonly defaults: NonNullable<DesiredStateFile["defaults"]>;
  readonly buckets: ReadonlyMap<string, BucketEntry>;
  readonly roles: ReadonlyMap<string, RoleEntry>;
  readonly functions: ReadonlyMap<string, MergedFunction>;
  readonly apis: ReadonlyMap<string, ApiEntry>;
  readonly clientCertificates: ReadonlyMap<string, ClientCertificateEntry>;
  readonly apiKeys: ReadonlyMap<string, ApiKeyEntry>;
  readonly usagePlans: ReadonlyMap<string, UsagePlanEntry>;
  readonly domains: ReadonlyMap<string, DomainNameEntry>;
  readonly places: Places;
  readonly duplicates: readonly Duplicate[];
}

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

type OwnFunction = FunctionEntry["own"];
type OwnApi = ApiEntry["own"] & { readonly routes?: Readonly<Record<string, RouteEntry>> };

export function mergeFiles(files: readonly AuthoredFile[]): Merged {
  const ledger = new PlaceLedger();
  const broken = new Set(files.flatMap((file) => [...file.broken]));
  const isBroken = (path: AuthoredPath): boolean => broken.size > 0 && broken.has(JSON.stringify(path));
  const buckets = new Map<string, BucketEntry>();
  const roles = new Map<string, RoleEntry>();
  const clientCertificates = new Map<string, ClientCertificateEntry>();
  const apiKeys = new Map<string, ApiKeyEntry>();
  const usagePlans = new Map<string, UsagePlanEntry>();
  const domains = new Map<string, DomainNameEntry>();
  const functions = new Map<string, { own: OwnFunction; aliases: Map<string, AliasEntry> }>();
  const apis = new Map<string, { own: OwnApi; stages: Map<string, StageEntry> }>();
  for (const file of files) {
    const { value } = file;
    const adopting = <E extends { readonly adopt?: boolean }>(entry: E): E =>
      value.adopt === true && entry.adopt === undefined ? { ...entry, adopt: true } : entry;
    for (const [name, entry] of entriesOf(value.buckets)) {
      if (ledger.claim(["buckets", name], `bucket "${name}"`, file)) buckets.set(name, adopting(entry ?? {}));
    }
    for (const [name, entry] of entriesOf(value.roles)) {
      if (ledger.claim(["roles", name], `role "${name}"`, file)) roles.set(name, adopting(entry ?? {}));
    }
    for (const [name, entry] of entriesOf(value.clientCertificates)) {
      if (ledger.claim(["clientCertificates", name], `client certificate "${name}"`, file))
        clientCertificates.set(name, adopting(entry ?? {}));
    }
    for (const [name, entry] of entriesOf(value.apiKeys)) {
      if (ledger.claim(["apiKeys", name], `API key "${name}"`, file)) apiKeys.set(name, adopting(entry ?? {}));
    }
    for (const [name, entry] of entriesOf(value.usagePlans)) {
      if (ledger.claim(["usagePlans", name], `usage plan "${name}"`, file)) usagePlans.set(name, adopting(entry ?? {}));
    }
    for (const [name, entry] of entriesOf(value.domains)) {
      if (ledger.claim(["domains", name], `domain "${name}"`, file)) domains.set(name, adopting(entry ?? {}));
    }
    for (const [name, entry] of entriesOf(value.functions)) {
      const { aliases, ...own } = entry ?? {};
      const merged = getOrAdd(functions, name, () => ({ own: {}, aliases: new Map() }));
      if (ledger.claimPart(["functions", name], `function "${name}"`, file, own)) merged.own = adopting(own);
      for (const [alias, aliasEntry] of entriesOf(aliases)) {
        const what = `alias "${alias}" of function "${name}"`;
        if (ledger.claim(["functions", name, "aliases", alias], what, file))
          merged.aliases.set(alias, adopting(aliasEntry ?? {}));
      }
    }
    for (const [name, entry] of entriesOf(value.apis)) {
      const { stages, ...own } = entry ?? {};
      const merged = getOrAdd(apis, name, () => ({ own: {}, stages: new Map() }));
      if (ledger.claimPart(["apis", name], `API "${name}"`, file, own)) merged.own = adopting(own);
      for (const [stage, stageEntry] of entriesOf(stages)) {
        const what = `stage "${stage}" of API "${name}"`;
        if (ledger.claim(["apis", name, "stages", stage], what, file)) merged.stages.set(stage, adopting(stageEntry ?? {}));
      }
    }
  }
  const settings = mergeSettings(files, ledger);
  return {
    ...settings,
    buckets,
    roles,
    clientCertificates,
    apiKeys,
    usagePlans,
    domains,
    functions: new Map(
      [...functions].map(([name, entry]) => [
        name,
        { ...entry, external: isElsewhere(entry.own) && !isBroken(["functions", name]) },
      ]),
    ),
    apis: new Map(
      [...apis].map(([name, entry]) => [
        name,
        { ...apiEntry(entry), external: isElsewhere(entry.own) && !isBroken(["apis", name]) },
      ]),
    ),
    places: ledger,
    duplicates: ledger.duplicates,
  };
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
      if (value[key] !== undefined && ledger.claim([key], `\`${key}\``, file)) settings = { ...settings, [key]: value[key] };
    }
    for (const [kind, entry] of Object.entries(value.defaults ?? {})) {
      if (!ledger.claim(["defaults", kind], `defaults of ${kind}`, file)) continue;
      settings = { ...settings, defaults: { ...settings.defaults, [kind]: entry ?? {} } };
    }
    for (const name of Object.keys(value.values ?? {})) ledger.claim(["values", name], `value "${name}"`, file);
  }
  return settings;
}

function apiEntry(entry: { readonly own: OwnApi; readonly stages: ReadonlyMap<string, StageEntry> }): Omit<ApiEntry, "external"> {
  const { routes, ...own } = entry.own;
  return { own, stages: entry.stages, ...(routes === undefined ? {} : { routes: new Map(entriesOf(routes)) }) };
}

/** Who said what first. */
class PlaceLedger implements Places {
  readonly duplicates: Duplicate[] = [];
  readonly #files = new Map<string, AuthoredFile>();
  readonly #claimed = new Set<string>();

  /** Whether this file is the first to declare it. */
  claim(path: AuthoredPath, what: string, file: AuthoredFile): boolean {
    const key = JSON.stringify(path);
    const first = this.#files.get(key);
    if (first !== undefined && this.#claimed.has(key)) {
      this.duplicates.push({ path, what, first: first.source, second: file.source });
      return false;
    }
    this.#claimed.add(key);
    this.#files.set(key, file);
    return true;
  }

  /** As `claim`, where a file that says nothing of its own about it may only add children. */
  claimPart(path: AuthoredPath, what: string, file: AuthoredFile, own: object): boolean {
    if (!isEmpty(own)) return this.claim(path, what, file);
    const key = JSON.stringify(path);
    if (!this.#files.has(key)) this.#files.set(key, file);
    return false;
  }

  fileOf(path: AuthoredPath): SourceFile | undefined {
    for (let length = path.length; length > 0; length--) {
      const file = this.#files.get(JSON.stringify(path.slice(0, length)));
      if (file !== undefined) return file.source;
    }
    return undefined;
  }

  originOf(path: AuthoredPath): Origin | undefined {
    const key = JSON.stringify(path);
    return this.#files.get(key)?.origins.get(key);
  }
}

function entriesOf<T>(map: Readonly<Record<string, T>> | undefined): readonly (readonly [string, T])[] {
  return Object.entries(map ?? {});
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

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
