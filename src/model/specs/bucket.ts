import type { PolicyDocument, Tags } from "../json.ts";
import type { Ref } from "../ref.ts";
import type {
  AccessLogging,
  BucketAnalytics,
  BucketGrant,
  BucketInventory,
  BucketMetrics,
  BucketNotifications,
  BucketReplication,
  BucketWebsite,
  IntelligentTiering,
  ObjectLock,
} from "./bucket-documents.ts";

/** An S3 bucket. Each member but `region` is an aspect with its own get and put calls. `null`: declared to be absent. */
export interface BucketSpec {
  readonly region?: string;
  readonly ownership?: "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter" | null;
  /** Beside the owner's full control, sorted; `null`: nothing. */
  readonly acl?: readonly BucketGrant[] | null;
  readonly versioning?: "enabled" | "suspended";
  readonly objectLock?: ObjectLock;
  readonly encryption?: BucketEncryption;
  readonly publicAccessBlock?: PublicAccessBlock;
  readonly tags?: Tags;
  readonly lifecycle?: readonly LifecycleRule[] | null;
  /** Objects that no lifecycle rule moves unless it says which sizes it is about: those below 128 KB, or by storage class (S3). */
  readonly lifecycleMinimumSize?: "128K" | "byStorageClass";
  readonly cors?: readonly BucketCorsRule[] | null;
  readonly policy?: PolicyDocument | null;
  readonly website?: BucketWebsite | null;
  readonly acceleration?: "enabled" | "suspended";
  readonly requestPayment?: "BucketOwner" | "Requester";
  readonly accessLogging?: AccessLogging | null;
  readonly replication?: BucketReplication | null;
  /** By the name of the configuration, as the next three: all of them. */
  readonly intelligentTiering?: Readonly<Record<string, IntelligentTiering>> | null;
  readonly analytics?: Readonly<Record<string, BucketAnalytics>> | null;
  readonly inventory?: Readonly<Record<string, BucketInventory>> | null;
  readonly metrics?: Readonly<Record<string, BucketMetrics>> | null;
  readonly metadataTables?: MetadataTables | null;
  readonly notifications?: BucketNotifications | null;
  /** Whether access policies look at its tags. */
  readonly abac?: "enabled" | "disabled";
}

export interface BucketEncryption {
  readonly algorithm: "AES256" | "aws:kms" | "aws:kms:dsse";
  readonly kmsKey?: string;
  readonly bucketKey?: boolean;
  /** Whether objects may be encrypted with keys of the client. */
  readonly sseC?: "blocked" | "allowed";
}

/** Tables of S3 Metadata about the bucket's objects: a journal of what happens to them, and what is asked for besides. */
export interface MetadataTables {
  /** `null`: entries of the journal stay. */
  readonly journalDays: number | null;
  readonly inventory: boolean;
  /** ARN of the role as which S3 reads annotations; `null`: there is no table of them. */
  readonly annotationRole: string | Ref | null;
}

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** Days count from an object's creation, of noncurrent versions from when they stopped being current. Dates are `2027-01-01`. */
export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly prefix: string;
  readonly tags?: Tags;
  readonly largerThanBytes?: number;
  readonly smallerThanBytes?: number;
  readonly expireAfterDays?: number;
  readonly expireOn?: string;
  readonly removeExpiredDeleteMarkers?: boolean;
  readonly expireNoncurrentAfterDays?: number;
  readonly keepNoncurrentVersions?: number;
  readonly abortIncompleteUploadsAfterDays?: number;
  readonly transitions?: readonly { readonly afterDays?: number; readonly on?: string; readonly storageClass: string }[];
  readonly noncurrentTransitions?: readonly {
    readonly afterDays: number;
    readonly storageClass: string;
    readonly keepVersions?: number;
  }[];
}

export interface BucketCorsRule {
  readonly id?: string;
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

export interface BucketIntent {
  /** Left out: the global one. */
  readonly namespace?: "account-regional";
  /** Left out: it is deleted only when it holds nothing. */
  readonly emptyOnDestroy?: true;
}

/** `region` is where the bucket really is. */
export interface BucketFacts {
  readonly region?: string;
  /** As it is declared; of what is not declared never. */
  readonly emptyOnDestroy?: true;
}
