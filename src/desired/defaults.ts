/** Gives resources the properties that `defaults` says for their kind. What is someone else's gets none. */
import type { ApiEntry, AuthoredState, Code, FunctionEntry, SectionEntries, SectionName } from "../kinds/authoring.ts";
import type { GuardSettings } from "../model/desired.ts";
import type { Merged, MergedFunction } from "./merge.ts";
import { Recall } from "./recall.ts";

const DEFAULT_OWNER = "default";
const DEFAULT_GUARDS: GuardSettings = { maxUpdates: 0.3, maxDeletes: 0.3, minExisting: 10 };
/** Properties that are merged by name; every other one is replaced as a whole. */
const MERGED_BY_NAME: readonly string[] = ["tags", "environment", "variables"];

/** The authored state as the loader has it, who goes through all entries. */
export type CompletedState = AuthoredState & { readonly [S in SectionName]: ReadonlyMap<string, SectionEntries[S]> };

/**
 * As long as nothing of an entry is another object than it was, neither is the entry. Objects are of one reading of one file
 * (declarations.ts), so that all else that the same reading says is the same with them. Whether something is external is said by all.
 */
export class Completion {
  readonly #whole = new Map<DefaultsOf, Recall<object>>();
  readonly #functions = new Recall<FunctionEntry>();
  readonly #apis = new Recall<ApiEntry>();
  readonly #codes = new Recall<Code>();

  /** `code`: by function, of those that ship theirs. */
  of(merged: Merged, code: ReadonlyMap<string, Code>): CompletedState {
    const { defaults } = merged;
    const sameCode = this.#sameCode();
    const whole = <E extends object>(kind: DefaultsOf, entries: ReadonlyMap<string, E>) =>
      this.#withDefaults(kind, entries, defaults[kind] as Partial<E> | undefined); // those of a kind are of its entries
    const state: CompletedState = {
      owner: merged.owner ?? DEFAULT_OWNER,
      ownerDeclared: merged.owner !== undefined,
      target: merged.target,
      guards: guardsOf(merged.guards),
      buckets: whole("bucket", merged.buckets),
      roles: whole("role", merged.roles),
      clientCertificates: whole("client-certificate", merged.clientCertificates),
      apiKeys: whole("api-key", merged.apiKeys),
      usagePlans: whole("usage-plan", merged.usagePlans),
      domains: whole("domain-name", merged.domains),
      functions: mapValues(merged.functions, (entry, name) => {
        const ships = sameCode(code.get(name) ?? null);
        const { own, external, aliases } = entry;
        const parts = [own, external, ships, defaults.function, defaults.alias, ...aliases.values()];
        return this.#functions.of(name, parts, () => completeFunction(entry, ships, defaults));
      }),
      apis: mapValues(merged.apis, (entry, name) => {
        const { own, external, stages } = entry;
        const parts = [own, external, defaults["rest-api"], defaults.stage, ...stages.values()];
        return this.#apis.of(name, parts, () => completeApi(entry, defaults));
      }),
    };
    for (const recall of [this.#functions, this.#apis, this.#codes]) recall.close();
    return state;
  }

  #withDefaults<E extends object>(
    kind: DefaultsOf,
    entries: ReadonlyMap<string, E>,
    defaults: Partial<E> | undefined,
  ): ReadonlyMap<string, E> {
    if (defaults === undefined) return entries;
    const recall = this.#whole.get(kind) ?? new Recall<object>();
    this.#whole.set(kind, recall);
    // Under a name is what was worked out for it.
    const all = mapValues(entries, (entry, name) => recall.of(name, [entry, defaults], () => withDefaults(entry, defaults)) as E);
    recall.close();
    return all;
  }

  /** Code is read anew in every load; most of it is what it was, and many functions may ship the same. */
  #sameCode(): (code: Code | null) => Code | null {
    const known = new Map<Code, Code>();
    return (code) => {
      if (code === null) return null;
      const same = known.get(code) ?? this.#codes.of(JSON.stringify(code), [], () => code);
      known.set(code, same);
      return same;
    };
  }
}

type DefaultsOf = keyof Merged["defaults"];

function completeFunction(entry: MergedFunction, code: Code | null, defaults: Merged["defaults"]): FunctionEntry {
  return {
    ...entry,
    own: entry.external ? entry.own : withDefaults(entry.own, defaults.function),
    aliases: mapValues(entry.aliases, (alias) => withDefaults(alias, defaults.alias)),
    code,
  };
}

function completeApi(entry: ApiEntry, defaults: Merged["defaults"]): ApiEntry {
  return {
    ...entry,
    own: entry.external ? entry.own : withDefaults(entry.own, defaults["rest-api"]),
    stages: mapValues(entry.stages, (stage) => withDefaults(stage, defaults.stage)),
  };
}

function withDefaults<E extends object>(entry: E, defaults: Partial<E> | null | undefined): E {
  if (defaults === undefined || defaults === null) return entry;
  const own = new Map<string, unknown>(Object.entries(entry));
  const merged = Object.entries(defaults).map(([key, value]: readonly [string, unknown]) => {
    const mine = own.get(key);
    return [key, MERGED_BY_NAME.includes(key) ? { ...asMap(value), ...asMap(mine) } : (mine ?? value)] as const;
  });
  return { ...entry, ...Object.fromEntries(merged) };
}

function asMap(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

/** A share is a fraction, or a percentage as text. */
function guardsOf(guards: Merged["guards"]): GuardSettings {
  return {
    maxUpdates: shareOf(guards.maxUpdates) ?? DEFAULT_GUARDS.maxUpdates,
    maxDeletes: shareOf(guards.maxDeletes) ?? DEFAULT_GUARDS.maxDeletes,
    minExisting: guards.minExisting ?? DEFAULT_GUARDS.minExisting,
  };
}

function shareOf(share: number | string | undefined): number | undefined {
  return typeof share === "string" ? Number(share.replace("%", "")) / 100 : share;
}

function mapValues<V, W>(map: ReadonlyMap<string, V>, change: (value: V, key: string) => W): ReadonlyMap<string, W> {
  return new Map([...map].map(([key, value]) => [key, change(value, key)]));
}
