/** Where an author writes what a field of a spec says: keys below the resource. */
import type { Kind } from "../model/kind.ts";

/** Members that are written under another name. The others have the same in both. */
const NAMES: Partial<Readonly<Record<Kind, Readonly<Record<string, string>>>>> = {
  bucket: { publicAccessBlock: "publicAccess" },
  role: { maxSessionSeconds: "maxSessionDuration" },
  function: { codeSha256: "code", timeoutSeconds: "timeout", memoryMb: "memory", ephemeralStorageMb: "ephemeralStorage" },
  stage: { deploymentId: "deployment" },
  "usage-plan": { throttle: "throttling" },
};

const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  rateLimit: ["throttling", "rateLimit"],
  burstLimit: ["throttling", "burstLimit"],
  logging: ["logging", "level"],
  dataTrace: ["logging", "dataTrace"],
  metrics: ["logging", "metrics"],
};
const STAGE_CACHE: Readonly<Record<string, readonly string[]>> = {
  caching: ["cache", "everyRoute"],
  cacheTtlSeconds: ["cache", "ttl"],
  cacheEncrypted: ["cache", "encrypted"],
  cacheAuthorized: ["cache", "invalidation"],
  cacheUnauthorized: ["cache", "invalidation"],
};
const ROUTE_CACHE: Readonly<Record<string, readonly string[]>> = {
  caching: ["caching", "enabled"],
  cacheTtlSeconds: ["caching", "ttl"],
  cacheEncrypted: ["caching", "encrypted"],
  cacheAuthorized: ["caching", "invalidation"],
  cacheUnauthorized: ["caching", "invalidation"],
};

/** Maps that people write key by key, and are compared so. */
const BY_KEY: readonly string[] = [
  "environment",
  "variables",
  "tags",
  "routes",
  "inlinePolicies",
  "authorizers",
  "models",
  "validators",
  "gatewayResponses",
  "documentation",
  "documentationVersions",
];

export function authoredPath(kind: Kind, keys: readonly string[]): readonly string[] {
  const [member = "", key, field] = keys;
  if (kind === "stage" && member === "settings") return settingPath(key, field);
  const name = NAMES[kind]?.[member] ?? member;
  return BY_KEY.includes(member) && key !== undefined ? [name, key] : [name];
}

function settingPath(key: string | undefined, field: string | undefined): readonly string[] {
  if (key === undefined) return ["throttling"];
  if (key === "*") return (field === undefined ? undefined : (SETTINGS[field] ?? STAGE_CACHE[field])) ?? ["throttling"];
  const own = field === undefined ? undefined : (SETTINGS[field] ?? ROUTE_CACHE[field]);
  return ["routes", key, ...(own ?? [])];
}
