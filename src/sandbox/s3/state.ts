/** What S3 remembers: buckets, what is configured on them, every version of their objects, and uploads under way. */
import type {
  CORSRule,
  Grant,
  LifecycleRule,
  LoggingEnabled,
  MetadataConfiguration,
  NotificationConfiguration,
  ObjectLockConfiguration,
  OwnershipControlsRule,
  PublicAccessBlockConfiguration,
  ReplicationConfiguration,
  ServerSideEncryptionRule,
  StorageClass,
  Tag,
  TransitionDefaultMinimumObjectSize,
  WebsiteConfiguration,
} from "@aws-sdk/client-s3";

export interface S3State {
  /** By name, in the order of creation. */
  readonly buckets: Map<string, BucketState>;
  /** Names that other accounts hold: bucket names are global. */
  readonly foreignNames: Names;
}

export interface BucketState {
  readonly name: string;
  readonly region: string;
  readonly createdDate: Date;
  aspects: BucketAspects;
  /** Aspects of which there may be several, each with a name: by kind, then by name. */
  readonly configurations: Map<string, Map<string, object>>;
  /** By key; each key's versions newest first, delete markers among them. */
  readonly objects: Map<string, readonly ObjectVersion[]>;
  /** By upload id. */
  readonly uploads: Map<string, MultipartUpload>;
}

/** Each aspect has its own get and put calls and is replaced whole (aws-facts 6.1). Absent: not configured. */
export interface BucketAspects {
  readonly versioning?: "Enabled" | "Suspended" | undefined;
  readonly encryption: readonly ServerSideEncryptionRule[];
  readonly publicAccessBlock?: PublicAccessBlockConfiguration | undefined;
  readonly ownership?: readonly OwnershipControlsRule[] | undefined;
  readonly tags?: readonly Tag[] | undefined;
  readonly lifecycle?: readonly LifecycleRule[] | undefined;
  readonly lifecycleMinimumSize?: TransitionDefaultMinimumObjectSize | undefined;
  readonly cors?: readonly CORSRule[] | undefined;
  readonly policy?: string | undefined;
  readonly notification: NotificationConfiguration;
  readonly logging?: LoggingEnabled | undefined;
  readonly website?: WebsiteConfiguration | undefined;
  readonly metadata?: MetadataConfiguration | undefined;
  readonly abac?: "Enabled" | "Disabled" | undefined;
  readonly acceleration?: "Enabled" | "Suspended" | undefined;
  readonly payer?: "BucketOwner" | "Requester" | undefined;
  readonly objectLock?: ObjectLockConfiguration | undefined;
  readonly replication?: ReplicationConfiguration | undefined;
  /** The owner's own among them; none: only that. */
  readonly grants?: readonly Grant[] | undefined;
}

export type ObjectVersion = StoredObject | DeleteMarker;

export interface DeleteMarker {
  readonly type: "delete-marker";
  /** `null` while versioning was never enabled, or is suspended. */
  readonly versionId: string;
  readonly lastModified: Date;
}

export interface StoredObject {
  readonly type: "object";
  readonly versionId: string;
  readonly lastModified: Date;
  readonly body: Uint8Array;
  /** Quoted, as it goes over the wire. */
  readonly etag: string;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly checksum?: ObjectChecksum | undefined;
  /** Lengths of the parts of a multipart upload. */
  readonly partSizes?: readonly number[] | undefined;
}

/** What was told at the upload and is told back at the download. */
export interface ObjectHeaders {
  readonly ContentType: string;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  /** Absent: `STANDARD`, which only listings name. */
  readonly StorageClass?: StorageClass | undefined;
}

export interface ObjectChecksum {
  readonly algorithm: "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256";
  /** Base64. */
  readonly value: string;
}

export interface MultipartUpload {
  readonly uploadId: string;
  readonly key: string;
  readonly initiated: Date;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly parts: Map<number, UploadedPart>;
}

export interface UploadedPart {
  readonly body: Uint8Array;
  readonly etag: string;
  readonly lastModified: Date;
}

/** Names that are taken, as far as anybody asks. */
export interface Names {
  has(name: string): boolean;
}

/** An account without buckets; `foreignNames`: what others have. */
export function createS3State(foreignNames: Names = new Set()): S3State {
  return { buckets: new Map(), foreignNames };
}
