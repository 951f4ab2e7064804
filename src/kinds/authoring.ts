/**
 * What authors wrote, brought together from all files and completed by defaults: what expanding and checking read.
 * Both are pure. A problem names a path into this; where that path stands in which file is known to the loader alone.
 */
import type { GuardSettings, ResourceOptions, Target } from "../model/desired.ts";
import type { Origin } from "../model/issue.ts";
import type { CodeSource } from "../model/specs/function.ts";
import type {
  AuthoredAlias,
  AuthoredApiKey,
  AuthoredBucket,
  AuthoredClientCertificate,
  AuthoredDomainName,
  AuthoredFunction,
  AuthoredRestApi,
  AuthoredRole,
  AuthoredStage,
  AuthoredUsagePlan,
} from "./authored.ts";
import { type AuthoredDrift, type AuthoredKind, driftRulesOf } from "./drift-rules.ts";

/** Keys from the top of a file: `["functions", "F", "aliases", "dev", "version"]`. */
export type AuthoredPath = readonly string[];

export interface Problem {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly path: AuthoredPath;
  /** Point at the name, not at what stands behind it. */
  readonly at?: "name";
}

export type BucketEntry = NonNullable<AuthoredBucket>;
export type RoleEntry = NonNullable<AuthoredRole>;
export type AliasEntry = NonNullable<AuthoredAlias>;
export type StageEntry = NonNullable<AuthoredStage>;
export type ClientCertificateEntry = NonNullable<AuthoredClientCertificate>;
export type ApiKeyEntry = NonNullable<AuthoredApiKey>;
export type UsagePlanEntry = NonNullable<AuthoredUsagePlan>;
export type DomainNameEntry = NonNullable<AuthoredDomainName>;
export type RouteEntry = NonNullable<NonNullable<NonNullable<AuthoredRestApi>["routes"]>[string]>;
export type CorsEntry = NonNullable<RouteEntry["cors"]>;

export interface FunctionEntry {
  readonly own: Omit<NonNullable<AuthoredFunction>, "aliases">;
  /** Nothing but aliases is declared: someone else makes the function. */
  readonly external: boolean;
  readonly aliases: ReadonlyMap<string, AliasEntry>;
  /** `null`: not ours to ship. */
  readonly code: Code | null;
}

/** The code of a function, and what reading it told. */
export interface Code {
  readonly source: CodeSource;
  /** What could be read of it; undefined where it is not a directory. */
  readonly reading?: CodeReading;
}

export interface CodeReading {
  /** Files of the directory, relative, sorted. */
  readonly files: readonly string[];
  /** The first file that loads `aws-sdk` version 2 though no copy of it is shipped. */
  readonly loadsSdkV2?: string;
  readonly mentionsBase64: boolean;
}

export interface ApiEntry {
  readonly own: Omit<NonNullable<AuthoredRestApi>, "routes" | "stages">;
  /** Nothing but stages is declared: someone else makes the API. */
  readonly external: boolean;
  /** By `METHOD /path`; undefined: someone else defines the API. */
  readonly routes?: ReadonlyMap<string, RouteEntry>;
  readonly stages: ReadonlyMap<string, StageEntry>;
}

/** The entries of one section by name. They can be looked up and not gone through, so it is known on which of them anything depends. */
export interface Section<E> {
  get(name: string): E | undefined;
  has(name: string): boolean;
  /** The names alone. */
  keys(): Iterable<string>;
}

/** Nothing may be kept by its identity or that of a section: what is worked out of it is kept by what it was asked. */
export interface AuthoredState extends Sections {
  readonly owner: string;
  readonly ownerDeclared: boolean;
  readonly target: Target;
  readonly guards: GuardSettings;
}

export interface SectionEntries {
  readonly buckets: BucketEntry;
  readonly roles: RoleEntry;
  readonly functions: FunctionEntry;
  readonly apis: ApiEntry;
  readonly clientCertificates: ClientCertificateEntry;
  readonly apiKeys: ApiKeyEntry;
  readonly usagePlans: UsagePlanEntry;
  readonly domains: DomainNameEntry;
}

export type SectionName = keyof SectionEntries;

const EVERY_SECTION: Readonly<Record<SectionName, true>> = {
  buckets: true,
  roles: true,
  clientCertificates: true,
  apiKeys: true,
  usagePlans: true,
  domains: true,
  functions: true,
  apis: true,
};

// Its keys are the names.
export const SECTIONS = Object.keys(EVERY_SECTION) as readonly SectionName[];

type Sections = { readonly [S in SectionName]: Section<SectionEntries[S]> };

export interface ExpandContext {
  readonly state: AuthoredState;
  originOf(path: AuthoredPath): Origin;
}

/** An error at the value that `path` names. */
export function errorAt(path: AuthoredPath, code: string, message: string, suggestion?: string): Problem {
  return { severity: "error", code, message, path, ...(suggestion === undefined ? {} : { suggestion }) };
}

/** An error at the name that ends `path`. */
export function errorAtName(path: AuthoredPath, code: string, message: string, suggestion?: string): Problem {
  return { ...errorAt(path, code, message, suggestion), at: "name" };
}

export function warningAt(path: AuthoredPath, code: string, message: string, suggestion?: string): Problem {
  return { ...errorAt(path, code, message, suggestion), severity: "warning" };
}

/** The options that every authored entry may carry. */
export function optionsOf(kind: AuthoredKind, entry: AuthoredOptions, external = false): ResourceOptions {
  const drift = driftRulesOf(entry.drift, kind);
  return {
    adopt: entry.adopt ?? false,
    protect: entry.protect ?? false,
    external,
    ...(drift === undefined ? {} : { drift }),
  };
}

interface AuthoredOptions {
  readonly adopt?: boolean;
  readonly protect?: boolean;
  readonly drift?: AuthoredDrift;
}

/** Members whose value is undefined left out, so that a spec holds what is declared and nothing else. */
export function declared<T extends object>(members: T): T {
  const left: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) left[key] = value;
  // What goes has the value undefined, which T's optional members read as when they are not there.
  return left as T;
}
