/** A live stage as its author would write it. */
import type { Json, JsonObject } from "../model/json.ts";
import type { Live } from "../model/observation.ts";
import type { MethodSettings } from "../model/specs/stage.ts";
import { type Members, unlessEmpty } from "./members.ts";

/** What API Gateway gives a new stage about which nothing is said. */
export const STAGE_DEFAULTS: Members = {
  description: "",
  variables: {},
  cache: "off",
  accessLogs: "off",
  tracing: false,
  clientCertificate: "off",
  documentationVersion: "off",
  webAcl: "off",
  canary: "off",
  tags: {},
};

/** What a stage's settings are while nobody has set them, as API Gateway reports them; -1: not limited by itself. */
const UNSET: Readonly<Record<keyof MethodSettings, readonly unknown[]>> = {
  rateLimit: [10_000, -1],
  burstLimit: [5_000, -1],
  logging: ["OFF"],
  dataTrace: [false],
  metrics: [false],
  caching: [false],
  cacheTtlSeconds: [300],
  cacheEncrypted: [false],
  cacheAuthorized: [true],
  cacheUnauthorized: ["SUCCEED_WITH_RESPONSE_HEADER"],
};

export const LEVELS = { OFF: "off", ERROR: "error", INFO: "info" } as const;
const EVERY_ROUTE = "*";

/** `certificate`: its client certificate as it is named, where that is not its id. */
export function stageMembers({ spec }: Live<"stage">, certificate = idOf(spec.clientCertificate)): Members {
  const { [EVERY_ROUTE]: common = {}, ...own } = spec.settings ?? {};
  return {
    description: spec.description,
    variables: { ...spec.variables },
    ...settingMembers(setIn(common, {})),
    routes: routesOf(own, common),
    cache: spec.cache ? cacheOf(spec.cache.size, common) : "off",
    accessLogs: spec.accessLogs ? { ...spec.accessLogs } : "off",
    tracing: spec.tracing,
    clientCertificate: certificate ?? "off",
    documentationVersion: spec.documentationVersion ?? "off",
    webAcl: spec.webAcl ?? "off",
    canary: canaryOf(spec),
    tags: { ...spec.tags },
  };
}

/** What lives has no references. */
function idOf(certificate: Live<"stage">["spec"]["clientCertificate"]): string | undefined {
  return typeof certificate === "string" ? certificate : undefined;
}

/** The properties that throttling and logs are written as. */
function settingMembers(settings: MethodSettings): Members {
  const { logging: level } = settings;
  return {
    throttling: unlessEmpty({ rateLimit: settings.rateLimit, burstLimit: settings.burstLimit }),
    logging: unlessEmpty({
      level: level === undefined ? undefined : LEVELS[level],
      dataTrace: settings.dataTrace,
      metrics: settings.metrics,
    }),
  };
}

/** What somebody has set: neither AWS's default nor what every route has. */
function setIn(settings: MethodSettings, common: MethodSettings): MethodSettings {
  // Each entry is one of the settings, with its value.
  const own = (Object.entries(settings) as [keyof MethodSettings, Json][]).filter(
    ([name, value]) => !(common[name] === undefined ? UNSET[name].includes(value) : common[name] === value),
  );
  return Object.fromEntries(own);
}

function routesOf(own: Readonly<Record<string, MethodSettings>>, common: MethodSettings): JsonObject | undefined {
  const routes = Object.entries(own).flatMap(([key, all]) => {
    const settings = setIn(all, common);
    const caching = unlessEmpty({
      enabled: settings.caching,
      ttl: settings.cacheTtlSeconds,
      encrypted: settings.cacheEncrypted,
      invalidation: invalidationOf(settings),
    });
    const entry = unlessEmpty({ ...settingMembers(settings), caching });
    return entry === undefined ? [] : [[key, entry] as const];
  });
  return unlessEmpty(Object.fromEntries(routes));
}

/** One that serves another deployment than the stage is no state to keep, and is left to whoever began it. */
function canaryOf({ canary, deploymentId }: Live<"stage">["spec"]): Json | undefined {
  if (!canary) return "off";
  const { percent, variables = {} } = canary;
  return canary.deploymentId !== deploymentId || Object.keys(variables).length === 0
    ? undefined
    : { percent, variables: { ...variables }, ...(canary.stageCache ? { stageCache: true } : {}) };
}

const UNAUTHORIZED = {
  FAIL_WITH_403: "refuse",
  SUCCEED_WITH_RESPONSE_HEADER: "warn",
  SUCCEED_WITHOUT_RESPONSE_HEADER: "ignore",
} as const;

/** Undefined: as API Gateway has it by itself, or as every route does. */
function invalidationOf({ cacheAuthorized, cacheUnauthorized }: MethodSettings): string | undefined {
  if (cacheAuthorized === false) return "anyone";
  return cacheUnauthorized === undefined ? undefined : UNAUTHORIZED[cacheUnauthorized];
}

function cacheOf(size: string, common: MethodSettings): Json {
  const { caching, cacheTtlSeconds, cacheEncrypted } = common;
  const invalidation = invalidationOf(setIn(common, {}));
  return {
    size: Number(size),
    ...(cacheTtlSeconds === undefined || cacheTtlSeconds === 300 ? {} : { ttl: cacheTtlSeconds }),
    ...(cacheEncrypted ? { encrypted: true } : {}),
    ...(invalidation === undefined ? {} : { invalidation }),
    ...(caching ? {} : { everyRoute: false }),
  };
}
