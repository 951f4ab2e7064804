/** A stage of authored YAML as a resource. Which deployment it serves is worked out when AWS has been observed. */
import { addressOf } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import { refTo } from "../../model/ref.ts";
import type { MethodSettings, SnapshotChoice, StageSpec } from "../../model/specs/stage.ts";
import { shiftIntent } from "../alias/authored-shift.ts";
import type { ApiEntry, AuthoredState, ExpandContext, StageEntry } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";
import { mentionedBuckets } from "../bucket-mentions.ts";

/** `anyone` is asked for nothing, so what becomes of others is not said. */
const INVALIDATIONS = {
  anyone: { cacheAuthorized: false },
  refuse: { cacheAuthorized: true, cacheUnauthorized: "FAIL_WITH_403" },
  warn: { cacheAuthorized: true, cacheUnauthorized: "SUCCEED_WITH_RESPONSE_HEADER" },
  ignore: { cacheAuthorized: true, cacheUnauthorized: "SUCCEED_WITHOUT_RESPONSE_HEADER" },
} as const satisfies Readonly<Record<string, MethodSettings>>;

const LEVELS = { off: "OFF", error: "ERROR", info: "INFO" } as const;

export function expandStage(
  names: { readonly api: string; readonly stage: string },
  owner: ApiEntry,
  entry: StageEntry,
  context: ExpandContext,
): Desired<"stage"> {
  const { shift: authored, alarms, gates } = entry;
  const shift = shiftIntent(declared({ shift: authored, alarms, gates }));
  // Who shifts sees to the canary: there is one while it does, and none else.
  const flushes = typeof entry.cache === "object" && entry.cache.flush === "onChange" ? true : undefined;
  const whole = stageSpec(entry, context.state);
  const spec = shift === undefined ? whole : { ...whole, canary: null };
  return {
    kind: "stage",
    address: addressOf("stage", names.api, names.stage),
    spec,
    intent: declared({ ...deploymentIntent(owner, entry), shift, flushes }),
    options: optionsOf("stage", entry),
    origin: context.originOf(["apis", names.api, "stages", names.stage]),
    after: mentionedBuckets([spec.variables, spec.accessLogs], context.state),
    sensitive: sensitiveOf(entry),
  };
}

/** A variable that is secret is so in a canary too: a shift, or somebody by hand, lays it over the stage's own. */
function sensitiveOf({ sensitive = [] }: StageEntry): readonly string[] {
  const variables = sensitive.filter((path) => path === "variables" || path.startsWith("variables."));
  return [...sensitive, ...variables.map((path) => `canary.${path}`)];
}

function deploymentIntent(owner: ApiEntry, entry: StageEntry): SnapshotChoice {
  const { deployment } = entry;
  if (typeof deployment === "object") {
    if (deployment.follow !== undefined) return { deployment: "follow", stage: deployment.follow };
    if (deployment.id !== undefined) return { deployment: "pinned", id: deployment.id };
  }
  if (deployment === "latest" || deployment === "leave") return { deployment };
  return { deployment: owner.routes === undefined ? "leave" : "latest" };
}

function stageSpec(entry: StageEntry, state: AuthoredState): StageSpec {
  const { cache } = entry;
  return declared({
    description: entry.description,
    variables: entry.variables,
    settings: settingsOf(entry),
    cache: cache === undefined ? undefined : cache === "off" ? null : { size: String(cache.size) },
    accessLogs: entry.accessLogs === "off" ? null : entry.accessLogs,
    tracing: entry.tracing,
    clientCertificate: certificateOf(entry, state),
    documentationVersion: entry.documentationVersion === "off" ? null : entry.documentationVersion,
    webAcl: entry.webAcl === "off" ? null : entry.webAcl,
    canary: entry.canary === "off" ? null : entry.canary,
    tags: entry.tags,
  });
}

/** What is no name of a declared one is an id. */
function certificateOf(
  { clientCertificate: named }: StageEntry,
  { clientCertificates }: AuthoredState,
): StageSpec["clientCertificate"] {
  if (named === "off") return null;
  return named !== undefined && clientCertificates.has(named) ? refTo(addressOf("client-certificate", named), "id") : named;
}

/** By `*` and `METHOD /path`; undefined: none are declared. */
function settingsOf(entry: StageEntry): StageSpec["settings"] {
  const { cache } = entry;
  const caching =
    typeof cache === "object" ? { caching: cache.everyRoute === false ? undefined : true, ...keptAnswers(cache) } : {};
  const everyRoute = declared({ ...methodSettings(entry), ...caching });
  const routes = Object.entries(entry.routes ?? {}).map(([key, route]) => {
    const own = { caching: route.caching?.enabled, ...keptAnswers(route.caching ?? {}) };
    return [key, declared({ ...methodSettings(route), ...own })] as const;
  });
  const all = [["*", everyRoute] as const, ...routes].filter(([, settings]) => Object.keys(settings).length > 0);
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

type Kept = Pick<NonNullable<NonNullable<StageEntry["routes"]>[string]["caching"]>, "ttl" | "encrypted" | "invalidation">;

function keptAnswers({ ttl, encrypted, invalidation }: Kept): MethodSettings {
  return {
    cacheTtlSeconds: ttl,
    cacheEncrypted: encrypted,
    ...(invalidation === undefined ? {} : INVALIDATIONS[invalidation]),
  };
}

function methodSettings(entry: Pick<StageEntry, "throttling" | "logging">): MethodSettings {
  const level = entry.logging?.level;
  return {
    rateLimit: entry.throttling?.rateLimit,
    burstLimit: entry.throttling?.burstLimit,
    logging: level === undefined ? undefined : LEVELS[level],
    dataTrace: entry.logging?.dataTrace,
    metrics: entry.logging?.metrics,
  };
}
