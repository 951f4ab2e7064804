/** Gives resources the properties that `defaults` says for their kind. What is someone else's gets none. */
import type { ApiEntry, AuthoredState, Code, FunctionEntry } from "../kinds/authoring.ts";
import type { GuardSettings } from "../model/desired.ts";
import type { Merged, MergedFunction } from "./merge.ts";

const DEFAULT_OWNER = "default";
const DEFAULT_GUARDS: GuardSettings = { maxUpdates: 0.3, maxDeletes: 0.3, minExisting: 10 };
/** Properties that are merged by name; every other one is replaced as a whole. */
const MERGED_BY_NAME: readonly string[] = ["tags", "environment", "variables"];

/** `code`: by function, of those that ship theirs. */
export function completed(merged: Merged, code: ReadonlyMap<string, Code>): AuthoredState {
  const { defaults } = merged;
  return {
    owner: merged.owner ?? DEFAULT_OWNER,
    ownerDeclared: merged.owner !== undefined,
    target: merged.target,
    guards: guardsOf(merged.guards),
    buckets: mapValues(merged.buckets, (entry) => withDefaults(entry, defaults.bucket)),
    roles: mapValues(merged.roles, (entry) => withDefaults(entry, defaults.role)),
    functions: mapValues(merged.functions, (entry, name) => completeFunction(entry, code.get(name) ?? null, defaults)),
    apis: mapValues(merged.apis, (entry) => completeApi(entry, defaults)),
    clientCertificates: mapValues(merged.clientCertificates, (entry) => withDefaults(entry, defaults["client-certificate"])),
    apiKeys: mapValues(merged.apiKeys, (entry) => withDefaults(entry, defaults["api-key"])),
    usagePlans: mapValues(merged.usagePlans, (entry) => withDefaults(entry, defaults["usage-plan"])),
    domains: mapValues(merged.domains, (entry) => withDefaults(entry, defaults["domain-name"])),
  };
}

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
