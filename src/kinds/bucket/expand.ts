/** A bucket of authored YAML as a resource. */
import { type Address, addressOf } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { Tags } from "../../model/json.ts";
import { type Ref, refTo } from "../../model/ref.ts";
import type { BucketCorsRule, BucketEncryption, BucketSpec, LifecycleRule, PublicAccessBlock } from "../../model/specs/bucket.ts";
import type { BucketGrant, BucketReplication, ObjectFilter, ObjectLock } from "../../model/specs/bucket-documents.ts";
import { policyOf } from "../authored-policy.ts";
import type { BucketEntry, ExpandContext } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";
import { notificationsOf, toldFunctions } from "./notifications.ts";

const ALL_BLOCKED: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

export function expandBucket(name: string, entry: BucketEntry, context: ExpandContext): Desired<"bucket"> {
  return {
    kind: "bucket",
    address: addressOf("bucket", name),
    spec: bucketSpec(entry, context),
    intent: declared({ namespace: entry.namespace, emptyOnDestroy: entry.emptyOnDestroy || undefined }),
    options: optionsOf("bucket", entry),
    origin: context.originOf(["buckets", name]),
    after: [...namedBuckets(name, entry, context), ...toldFunctions(entry, context)],
    sensitive: [],
  };
}

/** Buckets that S3 writes to have to be there before it is told so. Two that write to each other are left to find together. */
function namedBuckets(name: string, entry: BucketEntry, { state }: ExpandContext): readonly Address[] {
  const named = [...targetsOf(entry)].filter((target) => target !== name && state.buckets.has(target));
  return named
    .filter((target) => !targetsOf(state.buckets.get(target) ?? {}).has(name))
    .map((target) => addressOf("bucket", target));
}

/** Names of the buckets that logs, copies and reports go to. */
function targetsOf({ accessLogging, replication, analytics = {}, inventory = {} }: BucketEntry): ReadonlySet<string> {
  return new Set([
    ...(accessLogging === undefined || accessLogging === "none" ? [] : [accessLogging.bucket]),
    ...(replication === undefined || replication === "none" ? [] : replication.rules.map(({ destination }) => destination)),
    ...Object.values(analytics).flatMap((one) => (one.export === undefined ? [] : [one.export.bucket])),
    ...Object.values(inventory).map(({ destination }) => destination.bucket),
  ]);
}

function bucketSpec(entry: BucketEntry, context: ExpandContext): BucketSpec {
  return declared({
    region: entry.region,
    ownership: entry.ownership,
    acl: entry.acl === undefined ? undefined : nullWhenEmpty(grantsOf(entry.acl)),
    objectLock: objectLockOf(entry.objectLock),
    versioning: entry.versioning,
    encryption: entry.encryption === undefined ? undefined : encryptionOf(entry.encryption),
    publicAccessBlock: publicAccessOf(entry.publicAccess),
    tags: entry.tags,
    lifecycle: nullWhenEmpty(entry.lifecycle?.map(lifecycleRule)),
    lifecycleMinimumSize: entry.lifecycleMinimumSize,
    cors: nullWhenEmpty(entry.cors?.map(corsRule)),
    policy: entry.policy === "none" ? null : entry.policy === undefined ? undefined : policyOf(entry.policy),
    website: entry.website === "none" ? null : entry.website,
    acceleration: entry.acceleration,
    requestPayment: entry.requestPayment,
    accessLogging: loggingOf(entry.accessLogging),
    replication: replicationOf(entry.replication, context),
    intelligentTiering: byName(entry.intelligentTiering, (one) => ({
      ...one,
      ...narrowing(one),
      enabled: one.enabled ?? true,
    })),
    analytics: byName(entry.analytics, (one) => ({ ...one, ...narrowing(one), prefix: one.prefix ?? "" })),
    inventory: byName(entry.inventory, (one) => ({
      ...one,
      prefix: one.prefix || undefined,
      enabled: one.enabled ?? true,
      versions: one.versions ?? ("All" as const),
      frequency: one.frequency ?? ("Weekly" as const),
    })),
    metrics: byName(entry.metrics, (one) => ({ ...one, ...narrowing(one), prefix: one.prefix ?? "" })),
    notifications: notificationsOf(entry.notifications),
    metadataTables: metadataTablesOf(entry.metadataTables, context),
    abac: entry.abac,
  });
}

/** S3's own names for sets of grants (S3 user guide, "Canned ACL"). */
const CANNED: Readonly<Record<Extract<BucketEntry["acl"], string>, readonly BucketGrant[]>> = {
  private: [],
  "public-read": [{ grantee: "everyone", permission: "READ" }],
  "public-read-write": [
    { grantee: "everyone", permission: "READ" },
    { grantee: "everyone", permission: "WRITE" },
  ],
  "authenticated-read": [{ grantee: "authenticated-users", permission: "READ" }],
  "log-delivery-write": [
    { grantee: "log-delivery", permission: "READ_ACP" },
    { grantee: "log-delivery", permission: "WRITE" },
  ],
};

/** Sorted, as S3 keeps no order. */
export function grantsOf(acl: NonNullable<BucketEntry["acl"]>): readonly BucketGrant[] {
  return typeof acl === "string" ? CANNED[acl] : sorted(acl);
}

function sorted(grants: readonly BucketGrant[]): readonly BucketGrant[] {
  const key = ({ grantee, permission }: BucketGrant) => `${grantee} ${permission}`;
  return grants.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
}

function objectLockOf(lock: BucketEntry["objectLock"]): ObjectLock | undefined {
  if (lock === undefined) return undefined;
  return lock === "enabled" ? { enabled: true } : declared({ enabled: true as const, ...lock });
}

function loggingOf(logging: BucketEntry["accessLogging"]): BucketSpec["accessLogging"] {
  if (logging === undefined) return undefined;
  if (logging === "none") return null;
  const grants = nullWhenEmpty(sorted(logging.grants ?? []));
  return declared({ ...logging, prefix: logging.prefix ?? "", grants: grants ?? undefined });
}

function replicationOf(replication: BucketEntry["replication"], { state }: ExpandContext): BucketSpec["replication"] {
  if (replication === undefined) return undefined;
  if (replication === "none") return null;
  const { role, rules } = replication;
  return {
    role: roleOf(role, state),
    rules: rules.map((rule, index) => replicationRule(rule, index)),
  };
}

/** Who is declared is named, anybody else is an ARN. */
function roleOf(role: string, { roles }: ExpandContext["state"]): string | Ref {
  return roles.has(role) ? refTo(addressOf("role", role), "arn") : role;
}

function metadataTablesOf(tables: BucketEntry["metadataTables"], { state }: ExpandContext): BucketSpec["metadataTables"] {
  if (tables === undefined) return undefined;
  if (tables === "none") return null;
  const { journalDays = null, inventory = false, annotations = "off" } = tables;
  return { journalDays, inventory, annotationRole: annotations === "off" ? null : roleOf(annotations.role, state) };
}

type AuthoredReplication = Exclude<BucketEntry["replication"], "none" | undefined>;

/** S3 tells nothing of what is off, except delete markers. */
function replicationRule(rule: AuthoredReplication["rules"][number], index: number): BucketReplication["rules"][number] {
  const { ownedByDestination, replicationTime, metrics, existingObjects, encryptedObjects, replicaModifications } = rule;
  const on = (value: boolean | undefined) => value || undefined;
  return declared({
    ...rule,
    ...narrowing(rule),
    enabled: rule.enabled ?? true,
    priority: rule.priority ?? index,
    deleteMarkers: rule.deleteMarkers ?? false,
    ownedByDestination: on(ownedByDestination),
    replicationTime: on(replicationTime),
    // S3 takes a replication time only with metrics.
    metrics: on(metrics) ?? on(replicationTime),
    existingObjects: on(existingObjects),
    encryptedObjects: on(encryptedObjects),
    replicaModifications: on(replicaModifications),
  });
}

/** A prefix or tags that narrow nothing are as good as none. */
function narrowing({ prefix, tags = {} }: { readonly prefix?: string; readonly tags?: Tags }): ObjectFilter {
  return { prefix: prefix || undefined, tags: Object.keys(tags).length === 0 ? undefined : tags };
}

function byName<T extends object, S extends object>(
  configurations: Readonly<Record<string, T>> | undefined,
  complete: (one: T) => S,
): Readonly<Record<string, S>> | null | undefined {
  if (configurations === undefined) return undefined;
  const entries = Object.entries(configurations).map(([name, one]) => [name, declared(complete(one))] as const);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function encryptionOf(encryption: NonNullable<BucketEntry["encryption"]>): BucketEncryption {
  return encryption === "AES256" ? { algorithm: "AES256" } : declared({ ...encryption });
}

function publicAccessOf(access: BucketEntry["publicAccess"]): PublicAccessBlock | undefined {
  if (access === "unmanaged") return undefined;
  return access === undefined || access === "blocked" ? ALL_BLOCKED : access;
}

function lifecycleRule(rule: NonNullable<BucketEntry["lifecycle"]>[number]): LifecycleRule {
  return declared({
    ...rule,
    tags: narrowing(rule).tags,
    enabled: rule.enabled ?? true,
    prefix: rule.prefix ?? "",
    // S3 tells of it only while it is on.
    removeExpiredDeleteMarkers: rule.removeExpiredDeleteMarkers || undefined,
  });
}

function corsRule(rule: NonNullable<BucketEntry["cors"]>[number]): BucketCorsRule {
  return declared({ ...rule });
}

function nullWhenEmpty<T>(rules: readonly T[] | undefined): readonly T[] | null | undefined {
  return rules?.length === 0 ? null : rules;
}
