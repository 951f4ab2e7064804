/**
 * The drift policy of a resource, as authored: one word for all of it, or rules for properties. Properties may be called
 * as authors write them or as plans show them, where those differ.
 */
import type { DriftRule } from "../model/desired.ts";
import type { Kind } from "../model/kind.ts";
import type { AuthoredBucket } from "./authored.ts";

export type AuthoredDrift = NonNullable<AuthoredBucket>["drift"];

/** Kinds that authors write; the others are derived and have no policy of their own. */
export type AuthoredKind = Exclude<Kind, "version" | "permission" | "deployment">;

interface Members {
  /** Of the spec, as plans show them. */
  readonly shown: readonly string[];
  /** Authored names of the same thing. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Authored names of what plans show in several places: what to write instead. */
  readonly spread: Readonly<Record<string, string>>;
}

export const DRIFT_MEMBERS: { readonly [K in AuthoredKind]: Members } = {
  bucket: {
    shown: [
      ...["region", "ownership", "publicAccessBlock", "acl", "versioning", "objectLock", "encryption", "tags", "lifecycle"],
      ...["lifecycleMinimumSize", "metadataTables"],
      ...["cors", "policy", "website", "acceleration", "requestPayment", "accessLogging", "replication"],
      ...["intelligentTiering", "analytics", "inventory", "metrics"],
    ],
    renamed: { publicAccess: "publicAccessBlock" },
    spread: {},
  },
  role: {
    shown: ["path", "description", "trust", "managedPolicies", "inlinePolicies", "maxSessionSeconds", "tags"],
    renamed: { assumedBy: "trust", maxSessionDuration: "maxSessionSeconds" },
    spread: { allow: 'inlinePolicies["stagekeeper-allow"]' },
  },
  function: {
    shown: [
      "codeSha256",
      "runtime",
      "handler",
      "architecture",
      "role",
      "timeoutSeconds",
      "memoryMb",
      "environment",
      ...["layers", "ephemeralStorageMb", "tracing", "vpc", "deadLetter", "kmsKey", "fileSystems", "logging"],
      ...["snapStart", "imageConfig", "reservedConcurrency", "description", "tags"],
    ],
    renamed: { code: "codeSha256", timeout: "timeoutSeconds", memory: "memoryMb", ephemeralStorage: "ephemeralStorageMb" },
    spread: {},
  },
  alias: {
    shown: ["version", "description", "weights"],
    renamed: {},
    // Lambda freezes both into the version that the alias points at.
    spread: { environment: "version", codeSha256: "version" },
  },
  "rest-api": {
    shown: [
      "endpoint",
      "vpcEndpoints",
      "ipAddressType",
      "securityPolicy",
      "endpointAccessMode",
      "description",
      "version",
      "binaryMediaTypes",
      "minimumCompressionSize",
      "apiKeySource",
      "disableExecuteApiEndpoint",
      "policy",
      "tags",
      "authorizers",
      "models",
      "validators",
      "gatewayResponses",
      "documentation",
      "documentationVersions",
      "routes",
    ],
    renamed: {},
    spread: { cors: "routes" },
  },
  "client-certificate": { shown: ["description", "tags"], renamed: {}, spread: {} },
  stage: {
    shown: [
      "description",
      "variables",
      "deploymentId",
      "canary",
      "settings",
      "cache",
      "accessLogs",
      "tracing",
      "clientCertificate",
      "documentationVersion",
      "webAcl",
      "tags",
    ],
    renamed: { deployment: "deploymentId" },
    spread: {
      throttling: 'settings["*"].rateLimit',
      logging: 'settings["*"].logging',
      routes: 'settings["GET /path"].rateLimit',
    },
  },
  "api-key": { shown: ["description", "enabled", "customerId", "value", "tags"], renamed: {}, spread: {} },
  "usage-plan": {
    shown: ["description", "productCode", "throttle", "quota", "stages", "keys", "tags"],
    renamed: { throttling: "throttle" },
    spread: {},
  },
  "domain-name": {
    shown: [
      "endpoint",
      "certificate",
      "ownershipCertificate",
      "securityPolicy",
      "ipAddressType",
      "endpointAccessMode",
      "routingMode",
      "mutualTls",
      "paths",
      "tags",
    ],
    renamed: {},
    spread: {},
  },
};

/** Undefined: nothing is authored, and drift is put back. */
export function driftRulesOf(drift: AuthoredDrift, kind: AuthoredKind): readonly DriftRule[] | undefined {
  if (drift === undefined) return undefined;
  if (typeof drift === "string") return [{ policy: drift }];
  return drift.map(({ path, ...rule }) => (path === undefined ? rule : { ...rule, path: shownPath(path, kind) }));
}

function shownPath(path: string, kind: AuthoredKind): string {
  const member = memberOf(path);
  const { renamed } = DRIFT_MEMBERS[kind];
  return Object.hasOwn(renamed, member) ? `${renamed[member]}${path.slice(member.length)}` : path;
}

/** Of `routes["PUT /upload"].apiKeyRequired`: `routes`. */
export function memberOf(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? "";
}
