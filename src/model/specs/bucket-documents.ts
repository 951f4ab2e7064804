/** The documents of a bucket that S3 takes and gives whole, each with its own calls. Buckets are named, not given by ARN. */
import type { Tags } from "../json.ts";
import type { Ref } from "../ref.ts";

/** `everyone`, `authenticated-users`, `log-delivery`, or the canonical id of an account. */
export interface BucketGrant {
  readonly grantee: string;
  readonly permission: string;
}

/** Every new object is locked when there is a mode, and held when there is a hold. */
export interface ObjectLock {
  readonly enabled: true;
  readonly mode?: "GOVERNANCE" | "COMPLIANCE";
  readonly days?: number;
  readonly years?: number;
  readonly eventHold?: { readonly days?: number; readonly years?: number };
}

export interface BucketWebsite {
  readonly indexDocument?: string;
  readonly errorDocument?: string;
  readonly redirectAllTo?: { readonly host: string; readonly protocol?: "http" | "https" };
  readonly routingRules?: readonly WebsiteRedirect[];
}

/** `redirect.keyPrefix` and `redirect.key` are put in place, of what `keyPrefix` names and of the whole key. */
export interface WebsiteRedirect {
  readonly keyPrefix?: string;
  readonly errorCode?: string;
  readonly redirect: {
    readonly host?: string;
    readonly protocol?: "http" | "https";
    readonly statusCode?: string;
    readonly keyPrefix?: string;
    readonly key?: string;
  };
}

export interface AccessLogging {
  readonly bucket: string;
  readonly prefix: string;
  readonly keyFormat?: "simple" | "by-event-time" | "by-delivery-time";
  readonly grants?: readonly BucketGrant[];
}

export interface BucketNotifications {
  readonly eventBridge: boolean;
  /** By name. */
  readonly rules: Readonly<Record<string, NotificationRule>>;
}

/** One of `lambda`, `queue` and `topic`. */
export interface NotificationRule {
  /** `NAME` or `NAME:ALIAS` of the account and the bucket's region. */
  readonly lambda?: string;
  /** An ARN, as the next. */
  readonly queue?: string;
  readonly topic?: string;
  /** Sorted. */
  readonly events: readonly string[];
  readonly prefix?: string;
  readonly suffix?: string;
  /** Of functions: whether their policy lets S3 invoke for this bucket. */
  readonly permitted?: boolean;
}

export interface BucketReplication {
  /** An ARN. */
  readonly role: string | Ref;
  readonly rules: readonly ReplicationRule[];
}

/** `account`, `ownedByDestination` and `kmsKey` are of the copies. */
export interface ReplicationRule extends ObjectFilter {
  readonly id: string;
  readonly enabled: boolean;
  readonly priority: number;
  readonly destination: string;
  readonly account?: string;
  readonly ownedByDestination?: boolean;
  readonly storageClass?: string;
  readonly kmsKey?: string;
  readonly replicationTime?: boolean;
  readonly metrics?: boolean;
  readonly deleteMarkers: boolean;
  readonly existingObjects?: boolean;
  readonly encryptedObjects?: boolean;
  readonly replicaModifications?: boolean;
}

/** Only objects whose key begins with the prefix and which have all of the tags; nothing: all. */
export interface ObjectFilter {
  readonly prefix?: string;
  readonly tags?: Tags;
}

export interface IntelligentTiering extends ObjectFilter {
  readonly enabled: boolean;
  readonly archiveAfterDays?: number;
  readonly deepArchiveAfterDays?: number;
}

/** The prefix is always told, empty or not, so that a configuration of all objects is something: as in metrics. */
export interface BucketAnalytics extends ObjectFilter {
  readonly export?: { readonly bucket: string; readonly account?: string; readonly prefix?: string };
}

export interface BucketInventory {
  readonly enabled: boolean;
  readonly prefix?: string;
  readonly versions: "All" | "Current";
  readonly frequency: "Daily" | "Weekly";
  readonly fields?: readonly string[];
  readonly destination: {
    readonly bucket: string;
    readonly account?: string;
    readonly prefix?: string;
    readonly format: "CSV" | "ORC" | "Parquet";
    /** `AES256`, or the ARN of a KMS key. */
    readonly encryption?: string;
  };
}

export interface BucketMetrics extends ObjectFilter {
  /** An ARN. */
  readonly accessPoint?: string;
}
