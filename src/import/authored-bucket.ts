/** A live bucket as its author would write it. */

import { grantsOf } from "../kinds/bucket/expand.ts";
import { canonicalJson } from "../kinds/digest.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Live } from "../model/observation.ts";
import type { BucketSpec } from "../model/specs/bucket.ts";
import { given, type Members } from "./members.ts";
import { plainPolicy } from "./plain-policy.ts";

/** Asks for every aspect. What it says of each is of no importance. */
export const BUCKET_WISH: BucketSpec = {
  ownership: "BucketOwnerEnforced",
  acl: null,
  versioning: "enabled",
  objectLock: { enabled: true },
  encryption: { algorithm: "AES256" },
  publicAccessBlock: { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true },
  lifecycle: null,
  lifecycleMinimumSize: "128K",
  cors: null,
  policy: null,
  website: null,
  acceleration: "enabled",
  requestPayment: "BucketOwner",
  accessLogging: null,
  replication: null,
  intelligentTiering: null,
  analytics: null,
  inventory: null,
  metrics: null,
  notifications: null,
  abac: "disabled",
};

/** What S3 gives a new bucket, and what we ask for one about which nothing is said. */
export const BUCKET_DEFAULTS: Members = {
  ownership: "BucketOwnerEnforced",
  acl: "private",
  encryption: "AES256",
  publicAccess: "blocked",
  lifecycle: [],
  lifecycleMinimumSize: "128K",
  cors: [],
  policy: "none",
  website: "none",
  requestPayment: "BucketOwner",
  accessLogging: "none",
  replication: "none",
  intelligentTiering: {},
  analytics: {},
  inventory: {},
  metrics: {},
  notifications: "none",
  metadataTables: "none",
  abac: "disabled",
  tags: {},
};

/** `home`: the region of the pass. */
export function bucketMembers({ spec }: Live<"bucket">, home: string): Members {
  return {
    region: spec.region === home ? undefined : spec.region,
    ownership: spec.ownership,
    publicAccess: publicAccessOf(spec.publicAccessBlock),
    acl: aclOf(spec.acl),
    versioning: spec.versioning,
    objectLock: objectLockOf(spec.objectLock),
    encryption: encryptionOf(spec.encryption),
    lifecycle: (spec.lifecycle ?? []).map((rule) => without(rule, { enabled: true, prefix: "" })),
    lifecycleMinimumSize: spec.lifecycleMinimumSize,
    cors: (spec.cors ?? []).map((rule) => given(rule)),
    policy: spec.policy ? plainPolicy(spec.policy) : "none",
    website: spec.website ? given(spec.website) : "none",
    acceleration: spec.acceleration,
    requestPayment: spec.requestPayment,
    accessLogging: spec.accessLogging ? without(spec.accessLogging, { prefix: "" }) : "none",
    replication: replicationOf(spec.replication),
    intelligentTiering: byName(spec.intelligentTiering, { enabled: true }),
    analytics: byName(spec.analytics, { prefix: "" }),
    inventory: byName(spec.inventory, { enabled: true, versions: "All", frequency: "Weekly" }),
    metrics: byName(spec.metrics, { prefix: "" }),
    notifications: notificationsOf(spec.notifications),
    metadataTables: metadataTablesOf(spec.metadataTables),
    abac: spec.abac,
    tags: { ...spec.tags },
  };
}

function aclOf(acl: BucketSpec["acl"]): Json {
  const words = ["private", "public-read", "public-read-write", "authenticated-read", "log-delivery-write"] as const;
  const word = words.find((one) => canonicalJson(grantsOf(one)) === canonicalJson(acl ?? []));
  return word ?? (acl ?? []).map((grant) => given(grant));
}

function objectLockOf(lock: BucketSpec["objectLock"]): Json | undefined {
  if (lock === undefined) return undefined;
  const { enabled: _, ...retention } = lock;
  return Object.keys(retention).length === 0 ? "enabled" : given(retention);
}

/** `sseC` is said by nobody who has not thought of it. */
function encryptionOf(encryption: BucketSpec["encryption"]): Json | undefined {
  if (encryption === undefined) return undefined;
  const { algorithm, kmsKey, bucketKey } = encryption;
  if (algorithm === "AES256" && kmsKey === undefined && bucketKey !== true) return algorithm;
  return given({ algorithm, kmsKey, bucketKey: bucketKey || undefined });
}

/** Nothing declared would mean all four blocked, so a bucket without any setting is left alone by a word. */
function publicAccessOf(block: BucketSpec["publicAccessBlock"]): Json {
  if (block === undefined) return "unmanaged";
  if (Object.values(block).every((blocked) => blocked === true)) return "blocked";
  const whole: JsonObject = { ...block };
  return whole;
}

function metadataTablesOf(tables: BucketSpec["metadataTables"]): Json | undefined {
  if (tables === undefined) return undefined;
  if (tables === null) return "none";
  const { journalDays, inventory, annotationRole: role } = tables;
  return {
    ...(journalDays !== null && { journalDays }),
    ...(inventory && { inventory }),
    ...(typeof role === "string" && { annotations: { role } }),
  };
}

function replicationOf(replication: BucketSpec["replication"]): Json {
  if (!replication) return "none";
  return {
    role: typeof replication.role === "string" ? replication.role : "",
    rules: replication.rules.map((rule, index) => without(rule, { enabled: true, deleteMarkers: false, priority: index })),
  };
}

/** That a function lets S3 invoke it goes without saying. */
function notificationsOf(notifications: BucketSpec["notifications"]): Json {
  if (!notifications) return "none";
  const rules = Object.entries(notifications.rules).map(([name, { permitted: _, ...rule }]) => [name, given(rule)] as const);
  return {
    ...(notifications.eventBridge && { eventBridge: true }),
    ...(rules.length > 0 && { rules: Object.fromEntries(rules) }),
  };
}

function byName(configurations: Readonly<Record<string, object>> | null | undefined, usual: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(configurations ?? {}).map(([name, one]) => [name, without(one, usual)]));
}

/** Without the members that are as they would be if nothing were said. */
function without(members: object, usual: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(given(members)).filter(([key, value]) => usual[key] !== value));
}
