/** Method settings of a stage between AWS's form and ours: keys, fields, and the patch path of each. Pure. */
import type { MethodSetting } from "@aws-sdk/client-api-gateway";
import type { MethodSettings } from "../model/specs/stage.ts";
import type { Patch } from "./patch.ts";
import { remove, replace } from "./patch.ts";

/** Our field, the end of its patch path, and AWS's field. */
const FIELDS = {
  rateLimit: { path: ["throttling", "rateLimit"], live: "throttlingRateLimit" },
  burstLimit: { path: ["throttling", "burstLimit"], live: "throttlingBurstLimit" },
  logging: { path: ["logging", "loglevel"], live: "loggingLevel" },
  dataTrace: { path: ["logging", "dataTrace"], live: "dataTraceEnabled" },
  metrics: { path: ["metrics", "enabled"], live: "metricsEnabled" },
  caching: { path: ["caching", "enabled"], live: "cachingEnabled" },
  cacheTtlSeconds: { path: ["caching", "ttlInSeconds"], live: "cacheTtlInSeconds" },
  cacheEncrypted: { path: ["caching", "dataEncrypted"], live: "cacheDataEncrypted" },
  cacheAuthorized: { path: ["caching", "requireAuthorizationForCacheControl"], live: "requireAuthorizationForCacheControl" },
  cacheUnauthorized: {
    path: ["caching", "unauthorizedCacheControlHeaderStrategy"],
    live: "unauthorizedCacheControlHeaderStrategy",
  },
} as const satisfies Record<keyof MethodSettings, { readonly path: readonly string[]; readonly live: keyof MethodSetting }>;

// The table has exactly these keys by its type.
const FIELD_NAMES = Object.keys(FIELDS) as readonly (keyof MethodSettings)[];

type Settings = Readonly<Record<string, MethodSettings>>;
type LiveSettings = Readonly<Record<string, MethodSetting>>;

/** `*` and `/*` stand for every route; `~1upload/PUT` and `upload/PUT` are both the route `PUT /upload` (aws-facts 3.1). */
export function settingsKey(awsKey: string): string {
  if (awsKey === "*/*") return "*";
  const cut = awsKey.lastIndexOf("/");
  const path = awsKey.slice(0, cut).replaceAll("~1", "/").replaceAll("~0", "~");
  return `${awsKey.slice(cut + 1)} ${path.startsWith("/") ? path : `/${path}`}`;
}

export function settingsFromAws(live: LiveSettings | undefined): Settings {
  const entries = Object.entries(live ?? {}).map(([key, setting]) => [settingsKey(key), settingFromAws(setting)] as const);
  return Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function settingFromAws(live: MethodSetting): MethodSettings {
  const fields = FIELD_NAMES.map((name) => [name, live[FIELDS[name].live]] as const).filter(([, value]) => value !== undefined);
  // Each field's AWS value has our field's type: numbers, booleans, the three logging levels, the three strategies.
  const read = Object.fromEntries(fields) as MethodSettings;
  // AWS leaves the level out until it is set.
  return { ...read, logging: read.logging ?? "OFF" };
}

/**
 * Patches for the fields that `changed` names, as pairs of a settings key and a field (`undefined`: the whole entry).
 * An entry that AWS already has under one of its two spellings is patched under that one, so that there is only one.
 */
export function settingsPatches(
  desired: Settings,
  changed: readonly (readonly [key: string, field: string | undefined])[],
  live: LiveSettings | undefined,
): readonly Patch[] {
  return changed.flatMap(([key, field]) => {
    const at = awsPath(key, live);
    const entry = desired[key];
    if (!entry) return [remove(at)];
    return FIELD_NAMES.filter((name) => field === undefined || name === field).flatMap((name) => {
      const value = entry[name];
      return value === undefined ? [] : [replace([...at, ...FIELDS[name].path], value)];
    });
  });
}

/** Names of declared fields that a stage does not have as declared, as `PUT /upload rateLimit`. */
export function ineffective(desired: Settings, live: LiveSettings | undefined): readonly string[] {
  const now = settingsFromAws(live);
  return Object.entries(desired).flatMap(([key, entry]) =>
    FIELD_NAMES.filter((name) => entry[name] !== undefined && entry[name] !== now[key]?.[name]).map((name) => `${key} ${name}`),
  );
}

function awsPath(key: string, live: LiveSettings | undefined): readonly string[] {
  if (key === "*") return ["*", "*"];
  const cut = key.indexOf(" ");
  const [method, path] = [key.slice(0, cut), key.slice(cut + 1)];
  const plain = path.slice(1);
  const isPlain = Object.keys(live ?? {}).includes(`${plain.replaceAll("~", "~0").replaceAll("/", "~1")}/${method}`);
  return [isPlain ? plain : path, method];
}
