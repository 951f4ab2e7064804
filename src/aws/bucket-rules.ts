/** Rules in lists between S3's form and ours: lifecycle, CORS, replication. */
import type {
  LifecycleRule as AwsLifecycleRule,
  ReplicationRule as AwsReplicationRule,
  CORSRule,
  ReplicationConfiguration,
} from "@aws-sdk/client-s3";
import type { BucketCorsRule, LifecycleRule } from "../model/specs/bucket.ts";
import type { BucketReplication, ReplicationRule } from "../model/specs/bucket-documents.ts";
import { filterFromAws, filterToAws } from "./bucket-filter.ts";
import {
  at,
  bucketName,
  DAY,
  type DocumentMap,
  documentFromAws,
  documentToAws,
  ENABLED,
  ENABLED_ONLY,
  TRUE_ONLY,
} from "./document-map.ts";

const LIFECYCLE_RULE = {
  id: at("ID"),
  enabled: { at: ["Status"], codec: ENABLED },
  expireAfterDays: at("Expiration", "Days"),
  expireOn: { at: ["Expiration", "Date"], codec: DAY },
  removeExpiredDeleteMarkers: { at: ["Expiration", "ExpiredObjectDeleteMarker"], codec: TRUE_ONLY },
  expireNoncurrentAfterDays: at("NoncurrentVersionExpiration", "NoncurrentDays"),
  keepNoncurrentVersions: at("NoncurrentVersionExpiration", "NewerNoncurrentVersions"),
  abortIncompleteUploadsAfterDays: at("AbortIncompleteMultipartUpload", "DaysAfterInitiation"),
  transitions: {
    at: ["Transitions"],
    inside: { afterDays: at("Days"), on: { at: ["Date"], codec: DAY }, storageClass: at("StorageClass") },
  },
  noncurrentTransitions: {
    at: ["NoncurrentVersionTransitions"],
    inside: {
      afterDays: at("NoncurrentDays"),
      storageClass: at("StorageClass"),
      keepVersions: at("NewerNoncurrentVersions"),
    },
  },
} as const satisfies DocumentMap;

const CORS_RULE = {
  id: at("ID"),
  origins: at("AllowedOrigins"),
  methods: at("AllowedMethods"),
  headers: at("AllowedHeaders"),
  exposeHeaders: at("ExposeHeaders"),
  maxAgeSeconds: at("MaxAgeSeconds"),
} as const satisfies DocumentMap;

/** What the table tells of a rule that AWS wrote; of one in the form of before there were filters, less. */
type ReadRule = Omit<ReplicationRule, "deleteMarkers" | "priority" | "destination"> &
  Partial<Pick<ReplicationRule, "deleteMarkers" | "priority">>;

/** What `replicationTime` asks for: S3 takes these fifteen minutes only (ReplicationTimeValue). */
const WITHIN = { Minutes: 15 };

const REPLICATION_RULE = {
  id: at("ID"),
  enabled: { at: ["Status"], codec: ENABLED },
  priority: at("Priority"),
  account: at("Destination", "Account"),
  ownedByDestination: {
    at: ["Destination", "AccessControlTranslation", "Owner"],
    codec: {
      toAws: (value) => (value === true ? "Destination" : undefined),
      fromAws: (value) => (value === "Destination" ? true : undefined),
    },
  },
  storageClass: at("Destination", "StorageClass"),
  kmsKey: at("Destination", "EncryptionConfiguration", "ReplicaKmsKeyID"),
  replicationTime: { at: ["Destination", "ReplicationTime", "Status"], codec: ENABLED_ONLY },
  metrics: { at: ["Destination", "Metrics", "Status"], codec: ENABLED_ONLY },
  deleteMarkers: { at: ["DeleteMarkerReplication", "Status"], codec: ENABLED },
  existingObjects: { at: ["ExistingObjectReplication", "Status"], codec: ENABLED_ONLY },
  encryptedObjects: { at: ["SourceSelectionCriteria", "SseKmsEncryptedObjects", "Status"], codec: ENABLED_ONLY },
  replicaModifications: { at: ["SourceSelectionCriteria", "ReplicaModifications", "Status"], codec: ENABLED_ONLY },
} as const satisfies DocumentMap;

export function lifecycleFromAws(rules: readonly AwsLifecycleRule[] | undefined): readonly LifecycleRule[] {
  return (rules ?? []).map((rule) => ({
    ...documentFromAws<LifecycleRule>(LIFECYCLE_RULE, rule),
    // `Prefix` of the rule is the form of before there were filters.
    prefix: rule.Prefix ?? "",
    ...filterFromAws(rule.Filter),
  }));
}

export function lifecycleToAws(rules: readonly LifecycleRule[]): AwsLifecycleRule[] {
  // The table holds S3's names, and the schema S3's values.
  return rules.map((rule) => ({
    ...documentToAws(LIFECYCLE_RULE, rule),
    Filter: filterToAws(rule) ?? { Prefix: "" },
  })) as AwsLifecycleRule[];
}

export function corsFromAws(rules: readonly CORSRule[] | undefined): readonly BucketCorsRule[] {
  return (rules ?? []).map((rule) => ({
    origins: [],
    methods: [],
    ...documentFromAws<Partial<BucketCorsRule>>(CORS_RULE, rule),
  }));
}

export function corsToAws(rules: readonly BucketCorsRule[]): CORSRule[] {
  // As above.
  return rules.map((rule) => documentToAws(CORS_RULE, rule)) as unknown as CORSRule[];
}

export function replicationFromAws(configuration: ReplicationConfiguration | undefined): BucketReplication | null {
  if (configuration === undefined) return null;
  const rules = (configuration.Rules ?? []).map((rule) => ({
    deleteMarkers: false,
    priority: 0,
    ...documentFromAws<ReadRule>(REPLICATION_RULE, rule),
    destination: String(bucketName("").fromAws(rule.Destination?.Bucket)),
    ...(rule.Prefix ? { prefix: rule.Prefix } : {}),
    ...filterFromAws(rule.Filter),
  }));
  return { role: configuration.Role ?? "", rules };
}

/** `role`: its ARN. */
export function replicationToAws({ rules }: BucketReplication, role: string, partition: string): ReplicationConfiguration {
  return { Role: role, Rules: rules.map((rule) => replicationRuleToAws(rule, partition)) };
}

/** In the form that has filters, which wants a priority, and a word on delete markers (S3 PutBucketReplication). */
function replicationRuleToAws(rule: ReplicationRule, partition: string): AwsReplicationRule {
  // As above.
  const document = documentToAws(REPLICATION_RULE, rule) as unknown as AwsReplicationRule;
  const { ReplicationTime, Metrics, ...destination } = { ...document.Destination };
  return {
    ...document,
    Filter: filterToAws(rule) ?? { Prefix: "" },
    Destination: {
      ...destination,
      Bucket: String(bucketName(partition).toAws(rule.destination)),
      ...(ReplicationTime && { ReplicationTime: { ...ReplicationTime, Time: WITHIN } }),
      ...(Metrics && { Metrics: { ...Metrics, ...(ReplicationTime && { EventThreshold: WITHIN }) } }),
    },
  };
}
