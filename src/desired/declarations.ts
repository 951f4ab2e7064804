/**
 * What a file declares, entry by entry: noted once when the file is read, so that bringing files together only has to collect it.
 * The entry of a declaration is an object of that file's reading alone: the same object means that nothing of it was read anew.
 */
import type { DesiredStateFile } from "../kinds/authored.ts";
import {
  type AliasEntry,
  type ApiEntry,
  type AuthoredPath,
  type FunctionEntry,
  type RouteEntry,
  SECTIONS,
  type SectionEntries,
  type SectionName,
  type StageEntry,
} from "../kinds/authoring.ts";

export interface Declaration<E> {
  readonly name: string;
  readonly path: AuthoredPath;
  /** The path as JSON. */
  readonly key: string;
  readonly entry: E;
}

/** What may stand in several files: its children are resources of their own. */
export interface PartDeclaration<E> extends Declaration<E> {
  /** Nothing of its own is said here, only of its children. */
  readonly isPart: boolean;
}

export interface FunctionDeclaration extends PartDeclaration<FunctionEntry["own"]> {
  readonly aliases: readonly Declaration<AliasEntry>[];
}

export interface ApiDeclaration extends PartDeclaration<ApiEntry["own"]> {
  readonly routes: ReadonlyMap<string, RouteEntry> | undefined;
  readonly stages: readonly Declaration<StageEntry>[];
}

/** Sections whose entries stand in one file each. */
export type WholeSection = Exclude<SectionName, "functions" | "apis">;
export const WHOLE_SECTIONS: readonly WholeSection[] = SECTIONS.filter(
  (section): section is WholeSection => section !== "functions" && section !== "apis",
);

export type Declarations = { readonly [S in WholeSection]: readonly Declaration<SectionEntries[S]>[] } & {
  readonly functions: readonly FunctionDeclaration[];
  readonly apis: readonly ApiDeclaration[];
};

type Written<E> = Readonly<Record<string, E | null>> | undefined;

export function declarationsOf(file: DesiredStateFile): Declarations {
  const adopting = <E extends Adoptable>(entry: E): E =>
    file.adopt === true && entry.adopt === undefined ? { ...entry, adopt: true } : entry;
  const declared = <E extends Adoptable>(above: AuthoredPath, entries: Written<E>): readonly Declaration<E>[] =>
    namesIn(entries).map(([name, entry]) => ({ ...placed(above, name), entry: adopting(entry) }));
  return {
    buckets: declared(["buckets"], file.buckets),
    roles: declared(["roles"], file.roles),
    clientCertificates: declared(["clientCertificates"], file.clientCertificates),
    apiKeys: declared(["apiKeys"], file.apiKeys),
    usagePlans: declared(["usagePlans"], file.usagePlans),
    domains: declared(["domains"], file.domains),
    functions: namesIn(file.functions).map(([name, { aliases, ...own }]) => ({
      ...placed(["functions"], name),
      isPart: isEmpty(own),
      entry: isEmpty(own) ? own : adopting(own),
      aliases: declared(["functions", name, "aliases"], aliases),
    })),
    apis: namesIn(file.apis).map(([name, { stages, routes, ...own }]) => {
      const isPart = isEmpty(own) && routes === undefined;
      return {
        ...placed(["apis"], name),
        isPart,
        entry: isPart ? own : adopting(own),
        routes: routes && new Map(Object.entries(routes)),
        stages: declared(["apis", name, "stages"], stages),
      };
    }),
  };
}

interface Adoptable {
  readonly adopt?: boolean;
}

/** An entry of which nothing is said is an object of this reading too. */
function namesIn<E extends object>(entries: Written<E>): readonly (readonly [string, E])[] {
  return Object.entries(entries ?? {}).map(([name, entry]) => [name, entry ?? ({} as E)]);
}

function placed(above: AuthoredPath, name: string): Pick<Declaration<unknown>, "name" | "path" | "key"> {
  const path = [...above, name];
  return { name, path, key: JSON.stringify(path) };
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
