/**
 * Method settings: `/{resourcePath}/{verb}/{group}/{name}`, kept under whatever `{resourcePath}/{verb}` was written, so
 * `/~1upload/PUT/…` and `/upload/PUT/…` are two entries, and only one of them has an effect (aws-facts 3.1).
 * The first setting of an entry makes all of them: copies of the wildcard entry, or AWS's defaults. Later changes of the
 * wildcard don't flow into it (recorded: TestStages::test_create_update_stages).
 */
import { toBoolean } from "./patch-operations.ts";
import { badRequest } from "./refusals.ts";
import type { MethodSettingState, UnauthorizedCacheControlHeaderStrategy } from "./state.ts";

type MethodSettings = Readonly<Record<string, MethodSettingState>>;

const EVERY_METHOD = "*/*";

const DEFAULTS: MethodSettingState = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
};

const CACHE_STRATEGIES: readonly string[] = [
  "FAIL_WITH_403",
  "SUCCEED_WITH_RESPONSE_HEADER",
  "SUCCEED_WITHOUT_RESPONSE_HEADER",
] satisfies readonly UnauthorizedCacheControlHeaderStrategy[];

/** What the last two segments set. */
const SETTINGS: Readonly<Record<string, (value: string) => Partial<MethodSettingState>>> = {
  "metrics/enabled": (value) => ({ metricsEnabled: toBoolean(value) }),
  "logging/dataTrace": (value) => ({ dataTraceEnabled: toBoolean(value) }),
  "logging/loglevel": (value) => ({ loggingLevel: logLevel(value) }),
  "throttling/burstLimit": (value) => ({ throttlingBurstLimit: wholeNumber(value, "burst limit") }),
  "throttling/rateLimit": (value) => ({ throttlingRateLimit: limit(value, "rate limit") }),
  "caching/enabled": (value) => ({ cachingEnabled: toBoolean(value) }),
  "caching/dataEncrypted": (value) => ({ cacheDataEncrypted: toBoolean(value) }),
  "caching/ttlInSeconds": (value) => ({ cacheTtlInSeconds: timeToLive(value) }),
  "caching/requireAuthorizationForCacheControl": (value) => ({ requireAuthorizationForCacheControl: toBoolean(value) }),
  "caching/unauthorizedCacheControlHeaderStrategy": (value) => ({ unauthorizedCacheControlHeaderStrategy: cacheStrategy(value) }),
};

export interface SettingPath {
  /** `{resourcePath}/{verb}` as written. */
  readonly key: string;
  /** `throttling/rateLimit`. */
  readonly setting: string;
}

/** Undefined when the path is no method setting. */
export function settingPathOf(path: string): SettingPath | undefined {
  const [, key, setting] = /^\/(.+\/[^/]+)\/([^/]+\/[^/]+)$/.exec(path) ?? [];
  return key !== undefined && setting !== undefined && Object.hasOwn(SETTINGS, setting) ? { key, setting } : undefined;
}

export function withSetting(settings: MethodSettings, { key, setting }: SettingPath, value: string): MethodSettings {
  const before = settings[key] ?? settings[EVERY_METHOD] ?? DEFAULTS;
  return { ...settings, [key]: { ...before, ...SETTINGS[setting]?.(value) } };
}

export function needsLogRole(settings: MethodSettings): boolean {
  return Object.values(settings).some(({ loggingLevel }) => loggingLevel === "ERROR" || loggingLevel === "INFO");
}

/** Values that MethodSetting has (API Gateway API Reference), each refused with a text of ours. */
function logLevel(value: string): "OFF" | "ERROR" | "INFO" {
  if (value === "OFF" || value === "ERROR" || value === "INFO") return value;
  throw badRequest(`Invalid logging level ${value}. Must be one of: [OFF, ERROR, INFO]`);
}

function cacheStrategy(value: string): UnauthorizedCacheControlHeaderStrategy {
  if (!CACHE_STRATEGIES.includes(value)) {
    throw badRequest(
      `Invalid unauthorized cache control header strategy ${value}. Must be one of: [${CACHE_STRATEGIES.join(", ")}]`,
    );
  }
  // One of CACHE_STRATEGIES, or the line above has thrown.
  return value as UnauthorizedCacheControlHeaderStrategy;
}

/** -1 switches throttling off. */
function limit(value: string, what: string): number {
  const number = value.trim() === "" ? Number.NaN : Number(value);
  if (Number.isFinite(number) && (number >= 0 || number === -1)) return number;
  throw badRequest(`Invalid throttling ${what}: ${value}`);
}

function wholeNumber(value: string, what: string): number {
  const number = limit(value, what);
  if (Number.isInteger(number)) return number;
  throw badRequest(`Invalid throttling ${what}: ${value}`);
}

function timeToLive(value: string): number {
  const seconds = Number(value);
  if (value.trim() !== "" && Number.isInteger(seconds) && seconds >= 0 && seconds <= 3600) return seconds;
  throw badRequest(`Invalid cache TTL ${value}: must be between 0 and 3600 seconds`);
}
