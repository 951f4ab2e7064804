/**
 * What authors write, one type a schema. Generated from `schemas/` by `tools/generate-types.ts`: change it there.
 */

/**
 * An S3 bucket, keyed by its name. Every property is optional; what is left out is left alone, except that public access is blocked unless `publicAccess` says otherwise.
 */
export type AuthoredBucket = {
  /**
   * Region the bucket is made in. Left out: the region of the pass. AWS cannot move a bucket.
   */
  readonly region?: string;
  /**
   * Who owns objects that others upload. `BucketOwnerEnforced`, as new buckets have it, switches ACLs off.
   */
  readonly ownership?: "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter";
  /**
   * `blocked` (the default) blocks public access in all four ways; `unmanaged` leaves the setting alone; or each of the four by itself.
   */
  readonly publicAccess?:
    | ("blocked" | "unmanaged")
    | {
        /**
         * Refuse new public ACLs.
         */
        readonly blockPublicAcls: boolean;
        /**
         * Ignore public ACLs that are there.
         */
        readonly ignorePublicAcls: boolean;
        /**
         * Refuse a bucket policy that makes the bucket public.
         */
        readonly blockPublicPolicy: boolean;
        /**
         * While the policy is public, let only AWS services and this account in.
         */
        readonly restrictPublicBuckets: boolean;
      };
  /**
   * Access control list: one of S3's by name, or the grants beside the owner's own. Needs an `ownership` that has ACLs.
   */
  readonly acl?:
    | ("private" | "public-read" | "public-read-write" | "authenticated-read" | "log-delivery-write")
    | {
        /**
         * `everyone`, `authenticated-users` (of any AWS account), `log-delivery`, or the canonical id of an account.
         */
        readonly grantee: string;
        /**
         * What they may do.
         */
        readonly permission: "FULL_CONTROL" | "READ" | "READ_ACP" | "WRITE" | "WRITE_ACP";
      }[];
  /**
   * Whether every object keeps its earlier versions. Once enabled it can be suspended, never taken back.
   */
  readonly versioning?: "enabled" | "suspended";
  /**
   * Object lock: `enabled` lets objects be locked one by one; a mode and a time lock every new object. Cannot be switched off. Needs versioning.
   */
  readonly objectLock?:
    | "enabled"
    | {
        /**
         * `COMPLIANCE` cannot be shortened by anyone.
         */
        readonly mode?: "GOVERNANCE" | "COMPLIANCE";
        /**
         * Days of the lock.
         */
        readonly days?: number;
        /**
         * Years of the lock, in place of days.
         */
        readonly years?: number;
        /**
         * Hold every new object until an event is told, for so long at least.
         */
        readonly eventHold?: {
          /**
           * Days of the hold.
           */
          readonly days?: number;
          /**
           * Years of the hold, in place of days.
           */
          readonly years?: number;
        };
      };
  /**
   * Default encryption of new objects: `AES256`, or an algorithm with a KMS key.
   */
  readonly encryption?:
    | "AES256"
    | {
        /**
         * `AES256` (keys kept by S3), `aws:kms`, or `aws:kms:dsse` (two layers).
         */
        readonly algorithm: "AES256" | "aws:kms" | "aws:kms:dsse";
        /**
         * ARN, id or alias of the KMS key. Left out: the account's own key for S3.
         */
        readonly kmsKey?: string;
        /**
         * Use an S3 bucket key, which costs fewer KMS requests.
         */
        readonly bucketKey?: boolean;
        /**
         * Whether S3 takes objects encrypted with keys of the client. New buckets block them. Left out: left as it is.
         */
        readonly sseC?: "blocked" | "allowed";
      };
  readonly tags?: Tags;
  /**
   * Lifecycle rules: all of them, for AWS replaces the list as a whole. An empty list removes every rule.
   *
   * Items: A lifecycle rule. Days count from an object's creation, or from when a version stopped being the current one.
   */
  readonly lifecycle?: {
    /**
     * Name of the rule, unique within the bucket.
     */
    readonly id: string;
    /**
     * Whether the rule is carried out.
     */
    readonly enabled?: boolean;
    /**
     * Only objects whose key begins with this. Left out: all.
     */
    readonly prefix?: string;
    /**
     * Only objects with all of these tags.
     */
    readonly tags?: {
      readonly [k: string]: string;
    };
    /**
     * Only objects larger than this.
     */
    readonly largerThanBytes?: number;
    /**
     * Only objects smaller than this.
     */
    readonly smallerThanBytes?: number;
    /**
     * Delete objects after so many days.
     */
    readonly expireAfterDays?: number;
    /**
     * Delete objects from this day on.
     */
    readonly expireOn?: string;
    /**
     * Remove delete markers that no version is left behind.
     */
    readonly removeExpiredDeleteMarkers?: boolean;
    /**
     * Delete a version so many days after it stopped being the current one.
     */
    readonly expireNoncurrentAfterDays?: number;
    /**
     * Versions that are kept all the same; goes with `expireNoncurrentAfterDays`.
     */
    readonly keepNoncurrentVersions?: number;
    /**
     * Abort multipart uploads that are not complete after so many days.
     */
    readonly abortIncompleteUploadsAfterDays?: number;
    /**
     * Moves to cheaper storage.
     *
     * Items: One move.
     */
    readonly transitions?: {
      /**
       * Days after creation.
       */
      readonly afterDays?: number;
      /**
       * From this day on, in place of `afterDays`.
       */
      readonly on?: string;
      /**
       * Storage class to move to.
       */
      readonly storageClass: "STANDARD_IA" | "ONEZONE_IA" | "INTELLIGENT_TIERING" | "GLACIER_IR" | "GLACIER" | "DEEP_ARCHIVE";
    }[];
    /**
     * Moves of versions that are no longer the current one.
     *
     * Items: One move.
     */
    readonly noncurrentTransitions?: {
      /**
       * Days since it stopped being the current one.
       */
      readonly afterDays: number;
      /**
       * Storage class to move to.
       */
      readonly storageClass: "STANDARD_IA" | "ONEZONE_IA" | "INTELLIGENT_TIERING" | "GLACIER_IR" | "GLACIER" | "DEEP_ARCHIVE";
      /**
       * Versions that are kept where they are.
       */
      readonly keepVersions?: number;
    }[];
  }[];
  /**
   * Which small objects no lifecycle rule moves, unless it says itself which sizes it is about: `128K`, those below 128 KB; `byStorageClass`, those too, but not to Glacier Flexible Retrieval and Glacier Deep Archive. It goes with `lifecycle`.
   */
  readonly lifecycleMinimumSize?: "128K" | "byStorageClass";
  /**
   * CORS rules: all of them. An empty list removes every rule.
   *
   * Items: A CORS rule.
   */
  readonly cors?: {
    /**
     * Name of the rule, for people.
     */
    readonly id?: string;
    /**
     * Origins that may ask, `*` for any.
     *
     * @minItems 1
     */
    readonly origins: readonly string[];
    /**
     * HTTP methods they may use.
     *
     * @minItems 1
     */
    readonly methods: readonly ("GET" | "PUT" | "HEAD" | "POST" | "DELETE")[];
    /**
     * Request headers they may send.
     */
    readonly headers?: readonly string[];
    /**
     * Response headers that scripts may read.
     */
    readonly exposeHeaders?: readonly string[];
    /**
     * How long a browser may remember the answer, in seconds.
     */
    readonly maxAgeSeconds?: number;
  }[];
  /**
   * Bucket policy, as YAML or JSON text. `none` removes it.
   */
  readonly policy?:
    | {
        readonly [k: string]: unknown;
      }
    | string;
  /**
   * Serve the bucket as a website. `none` stops that.
   */
  readonly website?:
    | "none"
    | {
        /**
         * Served for a path that ends in `/`.
         */
        readonly indexDocument?: string;
        /**
         * Key of the object served in place of errors.
         */
        readonly errorDocument?: string;
        /**
         * Send every request elsewhere; nothing else may be set then.
         */
        readonly redirectAllTo?: {
          /**
           * Name of the host.
           */
          readonly host: string;
          /**
           * Left out: that of the request.
           */
          readonly protocol?: "http" | "https";
        };
        /**
         * Redirects, the first that fits.
         *
         * Items: One redirect.
         */
        readonly routingRules?: {
          /**
           * Of keys that begin with this.
           */
          readonly keyPrefix?: string;
          /**
           * Of requests that would be answered with this status.
           */
          readonly errorCode?: string;
          /**
           * Where to.
           */
          readonly redirect: {
            /**
             * Name of the host. Left out: the same.
             */
            readonly host?: string;
            /**
             * Left out: that of the request.
             */
            readonly protocol?: "http" | "https";
            /**
             * Status of the answer. Left out: 301.
             */
            readonly statusCode?: string;
            /**
             * In place of `keyPrefix` above.
             */
            readonly keyPrefix?: string;
            /**
             * In place of the whole key.
             */
            readonly key?: string;
          };
        }[];
      };
  /**
   * Transfer acceleration. Once set it can be suspended, never taken back.
   */
  readonly acceleration?: "enabled" | "suspended";
  /**
   * Who pays for requests.
   */
  readonly requestPayment?: "BucketOwner" | "Requester";
  /**
   * Server access logs. `none` switches them off.
   */
  readonly accessLogging?:
    | "none"
    | {
        /**
         * Bucket that logs are written to.
         */
        readonly bucket: string;
        /**
         * What their keys begin with.
         */
        readonly prefix?: string;
        /**
         * How keys are made: `simple`, or in folders by the time of the event or of delivery.
         */
        readonly keyFormat?: "simple" | "by-event-time" | "by-delivery-time";
        /**
         * Who else may read the logs, where the target bucket has ACLs.
         *
         * Items: One grant.
         */
        readonly grants?: {
          /**
           * `everyone`, `authenticated-users` (of any AWS account), `log-delivery`, or the canonical id of an account.
           */
          readonly grantee: string;
          /**
           * What they may do.
           */
          readonly permission: "FULL_CONTROL" | "READ" | "WRITE";
        }[];
      };
  /**
   * Copies to other buckets. `none` removes them. Needs versioning on both sides.
   */
  readonly replication?:
    | "none"
    | {
        /**
         * Role that S3 copies as: the name of a declared role, or an ARN.
         */
        readonly role: string;
        /**
         * All rules.
         *
         * @minItems 1
         *
         * Items: One rule.
         */
        readonly rules: {
          /**
           * Name of the rule.
           */
          readonly id: string;
          /**
           * Whether the rule is carried out.
           */
          readonly enabled?: boolean;
          /**
           * Of rules with the same destination, the highest wins. Left out: the later in the list.
           */
          readonly priority?: number;
          /**
           * Only objects whose key begins with this. Left out: all.
           */
          readonly prefix?: string;
          /**
           * Only objects with all of these tags.
           */
          readonly tags?: {
            readonly [k: string]: string;
          };
          /**
           * Name of the bucket copied to.
           */
          readonly destination: string;
          /**
           * Account that the bucket belongs to. Left out: this one.
           */
          readonly account?: string;
          /**
           * Give copies to the account of the destination; goes with `account`.
           */
          readonly ownedByDestination?: boolean;
          /**
           * Storage class of the copies. Left out: as the original.
           */
          readonly storageClass?:
            "STANDARD" | "STANDARD_IA" | "ONEZONE_IA" | "INTELLIGENT_TIERING" | "GLACIER_IR" | "GLACIER" | "DEEP_ARCHIVE";
          /**
           * ARN of the key that copies are encrypted with; goes with `encryptedObjects`.
           */
          readonly kmsKey?: string;
          /**
           * Copy within 15 minutes, and tell when not.
           */
          readonly replicationTime?: boolean;
          /**
           * Metrics of the rule.
           */
          readonly metrics?: boolean;
          /**
           * Copy delete markers.
           */
          readonly deleteMarkers?: boolean;
          /**
           * Copy objects that were there before the rule.
           */
          readonly existingObjects?: boolean;
          /**
           * Copy objects encrypted with KMS.
           */
          readonly encryptedObjects?: boolean;
          /**
           * Copy changes of metadata made to copies back.
           */
          readonly replicaModifications?: boolean;
        }[];
      };
  /**
   * Archive tiers of INTELLIGENT_TIERING by the name of the configuration: all of them. An empty map removes every one.
   */
  readonly intelligentTiering?: {
    /**
     * One configuration.
     */
    readonly [k: string]: {
      /**
       * Whether it is carried out.
       */
      readonly enabled?: boolean;
      /**
       * Only objects whose key begins with this. Left out: all.
       */
      readonly prefix?: string;
      /**
       * Only objects with all of these tags.
       */
      readonly tags?: {
        readonly [k: string]: string;
      };
      /**
       * Days without access until the archive tier.
       */
      readonly archiveAfterDays?: number;
      /**
       * Days without access until the deep archive tier.
       */
      readonly deepArchiveAfterDays?: number;
    };
  };
  /**
   * Storage class analysis by the name of the configuration: all of them.
   */
  readonly analytics?: {
    /**
     * One configuration.
     */
    readonly [k: string]: {
      /**
       * Only objects whose key begins with this. Left out: all.
       */
      readonly prefix?: string;
      /**
       * Only objects with all of these tags.
       */
      readonly tags?: {
        readonly [k: string]: string;
      };
      /**
       * Where results are written, as CSV.
       */
      readonly export?: {
        /**
         * Name of the bucket.
         */
        readonly bucket: string;
        /**
         * Account of the bucket.
         */
        readonly account?: string;
        /**
         * What keys begin with.
         */
        readonly prefix?: string;
      };
    };
  };
  /**
   * Inventory reports by the name of the configuration: all of them.
   */
  readonly inventory?: {
    /**
     * One configuration.
     */
    readonly [k: string]: {
      /**
       * Whether reports are made.
       */
      readonly enabled?: boolean;
      /**
       * Only objects whose key begins with this.
       */
      readonly prefix?: string;
      /**
       * Which versions are listed.
       */
      readonly versions?: "All" | "Current";
      /**
       * How often.
       */
      readonly frequency?: "Daily" | "Weekly";
      /**
       * What is told of each object beside its name.
       */
      readonly fields?: readonly string[];
      /**
       * Where reports are written.
       */
      readonly destination: {
        /**
         * Name of the bucket.
         */
        readonly bucket: string;
        /**
         * Account of the bucket.
         */
        readonly account?: string;
        /**
         * What keys begin with.
         */
        readonly prefix?: string;
        /**
         * Format of reports.
         */
        readonly format: "CSV" | "ORC" | "Parquet";
        /**
         * `AES256`, or the ARN of a KMS key. Left out: as the bucket does.
         */
        readonly encryption?: string;
      };
    };
  };
  /**
   * Request metrics by the name of the configuration: all of them.
   */
  readonly metrics?: {
    /**
     * One configuration.
     */
    readonly [k: string]: {
      /**
       * Only objects whose key begins with this. Left out: all.
       */
      readonly prefix?: string;
      /**
       * Only objects with all of these tags.
       */
      readonly tags?: {
        readonly [k: string]: string;
      };
      /**
       * ARN of an access point: only requests through it.
       */
      readonly accessPoint?: string;
    };
  };
  /**
   * Who is told of what happens to objects: all there are. `none`: nobody.
   */
  readonly notifications?:
    | "none"
    | {
        /**
         * Whether every event goes to EventBridge.
         */
        readonly eventBridge?: boolean;
        /**
         * By a name of yours.
         */
        readonly rules?: {
          /**
           * Who is told, and of what: one of `lambda`, `queue` and `topic`.
           */
          readonly [k: string]: {
            /**
             * A function, or one of its aliases as `NAME:ALIAS`, of this account and the bucket's region; or an ARN. The permission is made, and put back.
             */
            readonly lambda?: string;
            /**
             * ARN of a queue of SQS, whose policy has to let S3 send.
             */
            readonly queue?: string;
            /**
             * ARN of a topic of SNS, whose policy has to let S3 publish.
             */
            readonly topic?: string;
            /**
             * What it is told of.
             *
             * @minItems 1
             */
            readonly events: readonly string[];
            /**
             * Only of objects whose key begins so.
             */
            readonly prefix?: string;
            /**
             * Only of objects whose key ends so.
             */
            readonly suffix?: string;
          };
        };
      };
  /**
   * Tables of S3 Metadata about the bucket's objects. `none` ends them; the tables that there are stay.
   */
  readonly metadataTables?:
    | "none"
    | {
        /**
         * Days for which entries of the journal stay, 7 at least. Left out: they stay.
         */
        readonly journalDays?: number;
        /**
         * Whether there is a live inventory of all objects.
         */
        readonly inventory?: boolean;
        /**
         * A table of annotations of objects; `off`: there is none.
         */
        readonly annotations?:
          | "off"
          | {
              /**
               * Role as which S3 reads annotations: the name of a declared role, or an ARN. It has to let metadata.s3.amazonaws.com assume it.
               */
              readonly role: string;
            };
      };
  /**
   * Whether access policies look at the bucket's tags. S3 then takes changes of tags only through S3 Control, so tags that differ are reported and not written.
   */
  readonly abac?: "enabled" | "disabled";
  /**
   * `account-regional`: the name is taken in this account and region only, and ends in `-ACCOUNT-REGION-an`. Said when the bucket is made.
   */
  readonly namespace?: "account-regional";
  /**
   * Whether all objects, with their versions and delete markers, are deleted for good when the bucket is. Left out: a bucket that holds anything is not deleted.
   */
  readonly emptyOnDestroy?: boolean;
  /**
   * Take the resource over although it exists without our mark. Only declared properties are changed, adopted or not.
   */
  readonly adopt?: boolean;
  /**
   * Refuse every plan that would delete or replace this resource.
   */
  readonly protect?: boolean;
  /**
   * What to do when somebody else changes it. `enforce` (the default): put it back. `alert`: leave it and say so. `ignore`: leave it, and only count it. Or a list of rules, of which the longest path decides. A change of the desired state is always rolled out.
   */
  readonly drift?: readonly AuthoredDriftRule[] | ("enforce" | "alert" | "ignore");
} | null;
/**
 * An IAM role, keyed by its name. To be created it needs `assumedBy` or `trust`.
 */
export type AuthoredRole = {
  /**
   * The AWS service, or services, that may assume the role.
   */
  readonly assumedBy?: string | string[];
  /**
   * The whole trust policy, in place of `assumedBy`.
   */
  readonly trust?:
    | {
        readonly [k: string]: unknown;
      }
    | string;
  /**
   * Managed policies: all that are to be attached. Names of AWS's own, or ARNs.
   */
  readonly managedPolicies?: readonly string[];
  /**
   * Inline policies by name: all that the role is to have, next to what `allow` makes.
   */
  readonly inlinePolicies?: {
    /**
     * A policy document.
     */
    [k: string]:
      | {
          readonly [k: string]: unknown;
        }
      | string;
  };
  /**
   * What the role may do, in short. Becomes the inline policy `stagekeeper-allow`.
   *
   * Items: One statement that allows.
   */
  readonly allow?: {
    /**
     * Actions, `SERVICE:ACTION`.
     *
     * @minItems 1
     */
    readonly actions: readonly string[];
    /**
     * ARNs the actions may touch; `*` inside them stands for anything.
     *
     * @minItems 1
     */
    readonly resources: readonly string[];
    /**
     * IAM conditions: operator, then key, then value or values.
     */
    readonly conditions?: {
      readonly [k: string]: unknown;
    };
  }[];
  /**
   * Path of the role. AWS cannot change it later.
   */
  readonly path?: string;
  /**
   * What the role is for.
   */
  readonly description?: string;
  /**
   * Longest session, in seconds.
   */
  readonly maxSessionDuration?: number;
  /**
   * The managed policy that bounds what its policies may allow: an ARN, or the name of one of AWS's. `none`: there is none.
   */
  readonly permissionsBoundary?: string;
  readonly tags?: Tags;
  /**
   * Take the resource over although it exists without our mark. Only declared properties are changed, adopted or not.
   */
  readonly adopt?: boolean;
  /**
   * Refuse every plan that would delete or replace this resource.
   */
  readonly protect?: boolean;
  /**
   * What to do when somebody else changes it. `enforce` (the default): put it back. `alert`: leave it and say so. `ignore`: leave it, and only count it. Or a list of rules, of which the longest path decides. A change of the desired state is always rolled out.
   */
  readonly drift?: readonly AuthoredDriftRule[] | ("enforce" | "alert" | "ignore");
} | null;
/**
 * A Lambda function, keyed by its name. A function with nothing but aliases is someone else's: it must exist, and only its aliases are looked after.
 */
export type AuthoredFunction = {
  /**
   * Where the code comes from: a directory (packed the same way every time), a `.zip`, both relative to this file, an object in S3, or a container image. Left out: someone else ships the code.
   */
  readonly code?:
    | string
    | {
        /**
         * The object.
         */
        readonly s3: {
          /**
           * Bucket, in the function's region.
           */
          readonly bucket: string;
          /**
           * Key of the zip.
           */
          readonly key: string;
          /**
           * Version id of the object.
           */
          readonly version?: string;
          /**
           * SHA-256 of the zip, base64 as AWS writes it, or hex: how a change is seen.
           */
          readonly sha256: string;
          /**
           * `copy`: Lambda keeps a copy of its own. `reference`: it reads the object where it is, which then has to stay. Left out: `copy`.
           */
          readonly storage?: "copy" | "reference";
        };
      }
    | {
        /**
         * URI of the image with its digest, `REGISTRY/REPOSITORY@sha256:…`: a tag may move, and nobody would see it.
         */
        readonly image: string;
      };
  /**
   * Lambda runtime.
   */
  readonly runtime?: string;
  /**
   * Entry point, `FILE.EXPORT`.
   */
  readonly handler?: string;
  /**
   * Instruction set.
   */
  readonly architecture?: "x86_64" | "arm64";
  /**
   * Seconds an invocation may take. Behind API Gateway 29 is the most that is of use.
   */
  readonly timeout?: number;
  /**
   * Memory in MB; CPU grows with it.
   */
  readonly memory?: number;
  /**
   * Execution role: the name of a role declared here, or an ARN.
   */
  readonly role?: string;
  readonly environment?: Environment;
  /**
   * What the function does.
   */
  readonly description?: string;
  readonly tags?: Tags;
  /**
   * ARNs of layer versions, in the order they are laid over each other.
   *
   * @maxItems 5
   */
  readonly layers?: readonly string[];
  /**
   * Size of `/tmp` in MB.
   */
  readonly ephemeralStorage?: number;
  /**
   * Whether calls are traced by X-Ray, also where the caller does not ask for it.
   */
  readonly tracing?: boolean;
  /**
   * Network that the function runs in. `none` takes it out.
   */
  readonly vpc?:
    | "none"
    | {
        /**
         * Ids of subnets.
         *
         * @minItems 1
         * @maxItems 16
         */
        readonly subnets: readonly string[];
        /**
         * Ids of security groups.
         *
         * @minItems 1
         * @maxItems 5
         */
        readonly securityGroups: readonly string[];
        /**
         * Reach out over IPv6, in subnets that have both.
         */
        readonly ipv6?: boolean;
      };
  /**
   * ARN of the queue or topic for events that failed for good. `none`: there is none.
   */
  readonly deadLetter?: string;
  /**
   * ARN of the KMS key that the environment is encrypted with. `none`: Lambda's own.
   */
  readonly kmsKey?: string;
  /**
   * File systems of EFS or S3 Files. An empty list removes them.
   *
   * @maxItems 1
   *
   * Items: One file system.
   */
  readonly fileSystems?: {
    /**
     * ARN of the access point.
     */
    readonly accessPoint: string;
    /**
     * Where it is mounted, below `/mnt/`.
     */
    readonly path: string;
    /**
     * Of S3 Files: whether reads go to the bucket itself. Left out: `auto`, with 512 MB of memory or more.
     */
    readonly directS3Read?: "auto" | "enabled" | "disabled";
  }[];
  /**
   * How the function writes its logs.
   */
  readonly logging?: {
    /**
     * Format of logs.
     */
    readonly format?: "Text" | "JSON";
    /**
     * Least level of the function's own lines; goes with JSON.
     */
    readonly applicationLevel?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";
    /**
     * Least level of Lambda's lines; goes with JSON.
     */
    readonly systemLevel?: "DEBUG" | "INFO" | "WARN";
    /**
     * CloudWatch log group.
     */
    readonly group?: string;
  };
  /**
   * Start from a snapshot that is made when a version is published. An alias with version: auto waits for it.
   */
  readonly snapStart?: boolean;
  /**
   * What of the image's own start is replaced. `none`: nothing.
   */
  readonly imageConfig?:
    | "none"
    | {
        /**
         * In place of ENTRYPOINT.
         */
        readonly entryPoint?: readonly string[];
        /**
         * In place of CMD.
         */
        readonly command?: readonly string[];
        /**
         * In place of WORKDIR.
         */
        readonly workingDirectory?: string;
      };
  /**
   * Calls that may run at once, kept free for this function alone; 0 stops it. `none`: it shares with the others.
   */
  readonly reservedConcurrency?: "none" | number;
  /**
   * ARN of the KMS key that the zip is encrypted with where Lambda keeps it. `none`: Lambda's own.
   */
  readonly codeKmsKey?: string;
  /**
   * ARN of the code signing configuration that says whose code may be shipped. `none`: anybody's.
   */
  readonly codeSigning?: string;
  /**
   * What Lambda does when the function calls itself over and over by way of SQS, SNS or S3.
   */
  readonly recursiveLoop?: "terminate" | "allow";
  /**
   * When Lambda moves the function to a newer patch of its runtime: `auto`, `onFunctionUpdate`, or never from the runtime version with this ARN.
   */
  readonly runtimeUpdates?: string;
  /**
   * Makes the function durable, which can be said only when it is made.
   */
  readonly durable?: {
    /**
     * Seconds an execution may take from its beginning to its end.
     */
    readonly timeout: number;
    /**
     * Days for which the history of an ended execution is kept.
     */
    readonly retentionDays?: number;
    /**
     * ARN of the KMS key that what executions hold is encrypted with.
     */
    readonly kmsKey?: string;
  };
  /**
   * Whether each tenant has execution environments of its own, which can be said only when the function is made.
   */
  readonly tenantIsolation?: boolean;
  /**
   * Aliases by name.
   */
  readonly aliases?: {
    readonly [k: string]: AuthoredAlias;
  };
  /**
   * How many published versions stay. Of the rest go those that carry our mark, and that no alias of anybody's serves, shifts to or was rolled back from. Left out: all stay.
   */
  readonly keep?: {
    /**
     * The newest that stay, used or not.
     */
    readonly versions: number;
    /**
     * How long one has to be used by nothing before it goes, as in `12h` or `7d`, from 10m to 365d.
     */
    readonly grace?: string;
  };
  /**
   * Take the resource over although it exists without our mark. Only declared properties are changed, adopted or not.
   */
  readonly adopt?: boolean;
  /**
   * Refuse every plan that would delete or replace this resource.
   */
  readonly protect?: boolean;
  /**
   * What to do when somebody else changes it. `enforce` (the default): put it back. `alert`: leave it and say so. `ignore`: leave it, and only count it. Or a list of rules, of which the longest path decides. A change of the desired state is always rolled out.
   */
  readonly drift?: readonly AuthoredDriftRule[] | ("enforce" | "alert" | "ignore");
  readonly sensitive?: Sensitive;
} | null;
/**
 * An alias of a Lambda function, keyed by its name.
 */
export type AuthoredAlias = {
  /**
   * What the alias points at. `auto`: the published version with the function's code and configuration and this alias's environment, published when there is none. A number: that version. `newest`: the highest number there is. `$LATEST`: the unpublished code.
   */
  readonly version?: number | string;
  /**
   * With `auto`: keep serving the code with this SHA-256 (base64, as AWS and every plan write it, or hex) until a commit changes it.
   */
  readonly codeSha256?: string;
  readonly environment?: Environment1;
  /**
   * What the alias is for. The end of it is used for our mark.
   */
  readonly description?: string;
  /**
   * Share of traffic by version number, two that add up to 1, one of them `version`. Left out: all traffic goes to `version`. `unmanaged`: whoever shifts traffic is left alone.
   */
  readonly weights?:
    | "unmanaged"
    | {
        readonly [k: string]: number;
      };
  /**
   * How traffic moves to another version. Left out, or `allAtOnce`: at once. `canary`: a part of it, and after `bake` the rest. `linear`: a part more each `every`. Or a name that CodeDeploy has for one of these.
   */
  readonly shift?: string | ShiftSteps;
  /**
   * Names of CloudWatch alarms that stop a shift: one in ALARM before it keeps it from starting, one during it takes it back.
   *
   * @maxItems 100
   */
  readonly alarms?: readonly string[];
  /**
   * What else a shift has to pass before each further step. The new version's traffic through this alias is compared with the old one's.
   */
  readonly gates?: {
    /**
     * What it means that an alarm has no data, or that a version has too few requests to compare. `wait`: stay at the step until there is enough. `pass`: go on. `fire`: take the shift back.
     */
    readonly onInsufficientData?: "pass" | "wait" | "fire";
    /**
     * Take the shift back when the new version fails more often.
     */
    readonly errorRate?: {
      /**
       * How far its share of failed requests may lie above the old version's, 0 to 1.
       */
      readonly maxIncrease: number;
    };
    /**
     * Take the shift back when the new version is slower.
     */
    readonly latency?: {
      /**
       * How many times the old version's 95th percentile the new one's may be.
       */
      readonly maxRatio: number;
    };
    /**
     * Of each version, before they are compared.
     */
    readonly minimumRequests?: number;
  };
  /**
   * What another version has to show. `before`: it is invoked by its number before any traffic, and what it answers must be as expected; else nothing moves. `after`: requests to every stage that leads to this alias, once all traffic has moved; one wrong answer takes it back.
   */
  readonly verify?: {
    /**
     * An invocation of the new version, which costs one of its function and does whatever that does.
     */
    readonly before?: {
      /**
       * The event, any JSON. Left out: `{}`.
       */
      readonly payload?: {
        readonly [k: string]: unknown;
      };
      /**
       * What the answer must hold: of an object the members named here, of anything else all. A text that holds JSON may be expected as what it holds. Left out: that the function does not fail is enough.
       */
      readonly expect?: {
        readonly [k: string]: unknown;
      };
    };
    /**
     * Requests below the stage's URL, as anybody would send them.
     *
     * @minItems 1
     * @maxItems 20
     */
    readonly after?: {
      /**
       * In capitals.
       */
      readonly method?: "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" | "PATCH" | "DELETE";
      /**
       * As in `/health?deep=1`, without the stage's name.
       */
      readonly path: string;
      /**
       * Of the answer.
       */
      readonly status?: number;
      /**
       * A text that the body must hold.
       */
      readonly contains?: string;
      /**
       * What the body must hold as JSON, as in `before.expect`.
       */
      readonly json?: {
        readonly [k: string]: unknown;
      };
    }[];
  };
  /**
   * Execution environments that are kept ready for this alias; not while traffic is shifted in parts. `none`: none is.
   */
  readonly provisionedConcurrency?: "none" | number;
  /**
   * A URL of its own. `none`: it has none.
   */
  readonly url?:
    | "none"
    | {
        /**
         * `iam`: callers sign their requests, and need the right to. `none`: anybody may call; that it is let in by the policy of the alias is seen to.
         */
        readonly auth: "iam" | "none";
        /**
         * Whether answers are sent while they are made.
         */
        readonly streaming?: boolean;
        /**
         * What browsers are told. Left out: nothing.
         */
        readonly cors?: {
          /**
           * Origins that may call, or `*`.
           */
          readonly origins?: readonly string[];
          /**
           * Methods they may use, or `*`.
           */
          readonly methods?: readonly string[];
          /**
           * Headers they may send.
           */
          readonly headers?: readonly string[];
          /**
           * Headers of the answer that they may read.
           */
          readonly exposeHeaders?: readonly string[];
          /**
           * Whether they may send cookies.
           */
          readonly credentials?: boolean;
          /**
           * Seconds for which a browser may keep this.
           */
          readonly maxAgeSeconds?: number;
        };
      };
  /**
   * What becomes of events that nobody waits for. `none`: Lambda's own ways, two retries within six hours.
   */
  readonly asyncInvocation?:
    | "none"
    | {
        /**
         * How often one that failed is tried again.
         */
        readonly retries?: number;
        /**
         * Seconds after which one is given up.
         */
        readonly maxAgeSeconds?: number;
        /**
         * ARN of the queue, topic, function, bucket or event bus that is told of what was done.
         */
        readonly onSuccess?: string;
        /**
         * ARN of the one that is told of what was given up.
         */
        readonly onFailure?: string;
      };
  /**
   * Take the resource over although it exists without our mark. Only declared properties are changed, adopted or not.
   */
  readonly adopt?: boolean;
  /**
   * Refuse every plan that would delete or replace this resource.
   */
  readonly protect?: boolean;
  /**
   * What to do when somebody else changes it. `enforce` (the default): put it back. `alert`: leave it and say so. `ignore`: leave it, and only count it. Or a list of rules, of which the longest path decides. A change of the desired state is always rolled out.
   */
  readonly drift?: readonly AuthoredDriftRule[] | ("enforce" | "alert" | "ignore");
  readonly sensitive?: Sensitive;
} | null;
/**
 * Properties of this resource that hold secrets, keys joined by dots: `variables.DB_PASSWORD`, or `environment` for all of it. Their values are masked wherever they would be shown. Names that look like secrets are masked anyway.
 */
export type Sensitive = string[];
/**
 * A REST API, keyed by its name. An API with nothing but stages is someone else's: it must exist, and only its stages are looked after.
 */
export type AuthoredRestApi = {
  /**
   * `EDGE` through CloudFront, `REGIONAL`, or `PRIVATE` within a VPC.
   */
  readonly endpoint?: "EDGE" | "REGIONAL" | "PRIVATE";
  /**
   * OpenAPI 3.0 or Swagger 2 document with API Gateway's extensions that defines the API, relative to this file. In place of `routes`, `authorizers`, `models`, `validators`, `gatewayResponses` and `cors`; other properties go before what it says.
   */
  readonly openapi?: string;
  /**
   * Ids of the VPC endpoints of a `PRIVATE` API.
   */
  readonly vpcEndpoints?: readonly string[];
  /**
   * What the API is for.
   */
  readonly description?: string;
  /**
   * Media types passed on as bytes. Without the right ones an image arrives broken.
   */
  readonly binaryMediaTypes?: readonly string[];
  /**
   * Bytes from which answers are compressed, or `off`.
   */
  readonly minimumCompressionSize?: number | "off";
  /**
   * Where API keys come from: the header `x-api-key`, or the authorizer's answer.
   */
  readonly apiKeySource?: "HEADER" | "AUTHORIZER";
  /**
   * Whether the API answers under custom domain names only.
   */
  readonly disableExecuteApiEndpoint?: boolean;
  /**
   * Which version of the API this is, for people.
   */
  readonly version?: string;
  /**
   * Addresses that it answers on: `ipv4`, or `dualstack` for IPv6 as well. A PRIVATE API has both.
   */
  readonly ipAddressType?: "ipv4" | "dualstack";
  /**
   * TLS that clients must speak: `TLS_1_0`, `TLS_1_2`, or one of API Gateway's SecurityPolicy_ names. Left out: `TLS_1_0`.
   */
  readonly securityPolicy?: string;
  /**
   * How strictly requests are held to where they come from: `BASIC`, or `STRICT`, which needs a `securityPolicy` that begins with SecurityPolicy_.
   */
  readonly endpointAccessMode?: "BASIC" | "STRICT";
  /**
   * Resource policy, as YAML or JSON text. `none` removes it.
   */
  readonly policy?:
    | {
        readonly [k: string]: unknown;
      }
    | string;
  readonly tags?: Tags;
  /**
   * Answer preflight requests: `true` for the usual, or the details. Adds an `OPTIONS` route with a fixed answer. The function itself still has to send `Access-Control-Allow-Origin` with its own answers. For every path.
   */
  readonly cors?:
    | boolean
    | {
        /**
         * The one origin that may ask, or `*`.
         */
        readonly origin?: string;
        /**
         * Methods. Left out: those that the path has.
         */
        readonly methods?: readonly ("GET" | "PUT" | "POST" | "DELETE" | "PATCH" | "HEAD" | "OPTIONS")[];
        /**
         * Request headers that may be sent.
         */
        readonly headers?: readonly string[];
        /**
         * Response headers that scripts may read.
         */
        readonly exposeHeaders?: readonly string[];
        /**
         * Whether cookies may be sent; not together with the origin `*`.
         */
        readonly credentials?: boolean;
        /**
         * How long a browser may remember the answer, in seconds.
         */
        readonly maxAgeSeconds?: number;
      };
  /**
   * Authorizers by name, for routes to name.
   */
  readonly authorizers?: {
    /**
     * Who lets requests in: a function (`lambda`) or Cognito user pools (`userPools`). `none` removes it.
     */
    [k: string]:
      | {
          /**
           * Function that decides: `FUNCTION`, `FUNCTION:ALIAS` or an ARN; parts may be `${stageVariables.NAME}`.
           */
          readonly lambda?: string;
          /**
           * ARNs of the Cognito user pools whose tokens are taken.
           *
           * @minItems 1
           */
          readonly userPools?: readonly string[];
          /**
           * Of a function: `token` is given one header, `request` the whole request.
           */
          readonly type?: "token" | "request";
          /**
           * ARN of a role as which the function is invoked. Left out: its resource policy allows it, which is seen to.
           */
          readonly credentials?: string;
          /**
           * Where the identity stands, which is also the key of the cache. Default `method.request.header.Authorization`; of a `request` authorizer there is none.
           */
          readonly identitySource?: string | string[];
          /**
           * Regular expression that a token has to match before the function is asked.
           */
          readonly validation?: string;
          /**
           * Seconds for which an answer holds; 0: it is asked each time.
           */
          readonly ttl?: number;
        }
      | "none";
  };
  /**
   * Models by name, for routes to name.
   */
  readonly models?: {
    /**
     * JSON schema of a body. `none` removes it.
     */
    [k: string]:
      | {
          /**
           * JSON schema (draft 4), as YAML or JSON text. Another model is `$ref: "#/models/NAME"`.
           */
          readonly schema:
            | {
                readonly [k: string]: unknown;
              }
            | string;
          /**
           * What it describes.
           */
          readonly description?: string;
          /**
           * Media type of the body.
           */
          readonly contentType?: string;
        }
      | "none";
  };
  /**
   * Request validators by name, for routes to name.
   */
  readonly validators?: {
    /**
     * What of a request is checked. `none` removes it.
     */
    [k: string]:
      | {
          /**
           * Whether the body is held to its model.
           */
          readonly body?: boolean;
          /**
           * Whether required parameters have to be there.
           */
          readonly parameters?: boolean;
        }
      | "none";
  };
  /**
   * What is told of the API's parts, keyed like `METHOD GET /orders`: the type of part, and where it is (method and path, status, name). Values are API Gateway's properties of documentation, such as `description` and `summary`. `none`: nothing is told of it.
   */
  readonly documentation?: {
    [k: string]:
      | "none"
      | {
          readonly [k: string]: unknown;
        };
  };
  /**
   * Snapshots of the documentation by version, made of what it is when the version is declared first; a stage shows one by `documentationVersion`. `none`: there is no such version.
   */
  readonly documentationVersions?: {
    [k: string]:
      | "none"
      | {
          /**
           * What is new in it.
           */
          readonly description?: string;
        };
  };
  /**
   * API Gateway's own answers, by response type.
   */
  readonly gatewayResponses?: {
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly REQUEST_TOO_LARGE?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly RESOURCE_NOT_FOUND?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly AUTHORIZER_CONFIGURATION_ERROR?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly MISSING_AUTHENTICATION_TOKEN?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly BAD_REQUEST_BODY?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly INVALID_SIGNATURE?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly INVALID_API_KEY?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly BAD_REQUEST_PARAMETERS?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly AUTHORIZER_FAILURE?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly UNAUTHORIZED?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly INTEGRATION_TIMEOUT?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly ACCESS_DENIED?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly DEFAULT_4XX?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly DEFAULT_5XX?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly WAF_FILTERED?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly QUOTA_EXCEEDED?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly THROTTLED?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly API_CONFIGURATION_ERROR?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly UNSUPPORTED_MEDIA_TYPE?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly INTEGRATION_FAILURE?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
    /**
     * Answer of API Gateway's own. `none` puts AWS's back.
     */
    readonly EXPIRED_TOKEN?:
      | {
          /**
           * HTTP status. Left out: AWS's for this type.
           */
          readonly statusCode?: number;
          /**
           * Headers, as `gatewayresponse.header.NAME` to a mapping expression.
           */
          readonly responseParameters?: {
            readonly [k: string]: string;
          };
          /**
           * Bodies by media type. Left out: AWS's message as JSON.
           */
          readonly responseTemplates?: {
            readonly [k: string]: string;
          };
        }
      | "none";
  };
  /**
   * Routes, keyed `METHOD /path`. Left out: someone else defines the API.
   */
  readonly routes?: {
    /**
     * What a request to this method and path does: exactly one of `lambda`, `http`, `mock` and `integration`.
     */
    readonly [k: string]: {
      /**
       * Lambda proxy integration: `FUNCTION`, `FUNCTION:ALIAS` or an ARN; parts may be `${stageVariables.NAME}`.
       */
      readonly lambda?: string;
      /**
       * HTTP proxy integration.
       */
      readonly http?: {
        /**
         * Address that requests are passed on to; parts may be `${stageVariables.NAME}`.
         */
        readonly url: string;
        /**
         * Method used there. Left out: the route's own.
         */
        readonly method?: "GET" | "PUT" | "POST" | "DELETE" | "PATCH" | "HEAD" | "OPTIONS" | "ANY";
      };
      /**
       * A fixed answer.
       */
      readonly mock?: {
        /**
         * HTTP status.
         */
        readonly status: number;
        /**
         * Headers of the answer.
         */
        readonly headers?: {
          readonly [k: string]: string;
        };
        /**
         * Body of the answer.
         */
        readonly body?: string;
      };
      readonly integration?: Integration;
      /**
       * `none`, or `iam`: requests must be signed. Default `none`.
       */
      readonly authorization?: "none" | "iam";
      /**
       * Name of the authorizer that lets requests in.
       */
      readonly authorizer?: string;
      /**
       * OAuth scopes, of which one is enough. For Cognito user pools.
       */
      readonly scopes?: readonly string[];
      /**
       * Whether an API key must be sent.
       */
      readonly apiKeyRequired?: boolean;
      /**
       * Name of the operation in SDKs and logs.
       */
      readonly operationName?: string;
      /**
       * Name of the request validator.
       */
      readonly validator?: string;
      /**
       * Parameters of the request, as `querystring.page`, `header.X-Id` or `path.id`; whether they are required.
       */
      readonly parameters?: {
        readonly [k: string]: boolean;
      };
      /**
       * Models of the request's body by media type.
       */
      readonly models?: {
        readonly [k: string]: string;
      };
      /**
       * Responses that the method declares, by HTTP status. Not for `lambda`, `http` and `mock`, which need none.
       */
      readonly responses?: {
        readonly [k: string]: Response;
      };
      /**
       * Longest wait for the integration, in milliseconds.
       */
      readonly timeout?: number;
      /**
       * Answer preflight requests: `true` for the usual, or the details. Adds an `OPTIONS` route with a fixed answer. The function itself still has to send `Access-Control-Allow-Origin` with its own answers. For this path.
       */
      readonly cors?:
        | boolean
        | {
            /**
             * The one origin that may ask, or `*`.
             */
            readonly origin?: string;
            /**
             * Methods. Left out: those that the path has.
             */
            readonly methods?: readonly ("GET" | "PUT" | "POST" | "DELETE" | "PATCH" | "HEAD" | "OPTIONS")[];
            /**
             * Request headers that may be sent.
             */
            readonly headers?: readonly string[];
            /**
             * Response headers that scripts may read.
             */
            readonly exposeHeaders?: readonly string[];
            /**
             * Whether cookies may be sent; not together with the origin `*`.
             */
            readonly credentials?: boolean;
            /**
             * How long a browser may remember the answer, in seconds.
             */
            readonly maxAgeSeconds?: number;
          };
    };
  };
  /**
   * Stages by name.
   */
  readonly stages?: {
    readonly [k: string]: AuthoredStage;
  };
  /**
   * How many deployments stay. Of the rest go those that carry our mark, and that no stage or canary of anybody's serves or was rolled back from. Left out: all stay.
   */
  readonly keep?: {
    /**
     * The newest that stay, used or not.
     */
    readonly deployments: number;
    /**
     * How long one has to be used by nothing before it goes, as in `12h` or `7d`, from 10m to 365d.
     */
    readonly grace?: string;
  };
  /**
   * Take the resource over although it exists without our mark. Only declared properties are changed, adopted or not.
   */
  readonly adopt?: boolean;
  /**
   * Refuse every plan that would delete or replace this resource.
   */
  readonly protect?: boolean;
  /**
   * What to do when somebody else changes it. `enforce` (the default): put it back. `alert`: leave it and say so. `ignore`: leave it, and only count it. Or a list of rules, of which the longest path decides. A change of the desired state is always rolled out.
   */
  readonly drift?: readonly AuthoredDriftRule[] | ("enforce" | "alert" | "ignore");
} | null;
/**
 * A stage of a REST API, keyed by its name.
 */
export type AuthoredStage = {
  /**
   * What the stage is for.
   */
  readonly description?: string;
  /**
   * Stage variables by name. Names: letters, digits, underscore, at most 64. Values: 1 to 512 of letters, digits and `-._~:/?#&=,`.
   */
  readonly variables?: {
    readonly [k: string]: string;
  };
  /**
   * Which snapshot of the API is served. `latest`: of the API as it now stands; the default where routes are declared here. `{ follow: STAGE }`: what that stage serves. `{ id: ID }`: that deployment. `leave`: not ours to move; the default where someone else defines the API.
   */
  readonly deployment?:
    | ("latest" | "leave")
    | {
        /**
         * Serve the snapshot that this stage of the same API serves.
         */
        readonly follow?: string;
        /**
         * Id of a deployment.
         */
        readonly id?: string;
      };
  /**
   * A part of the stage's requests that sees other stage variables. The stage's own snapshot answers it too. `off`: there is none. Left out: whoever has one is left alone.
   */
  readonly canary?:
    | "off"
    | {
        /**
         * Its share of the requests, 0 to 100.
         */
        readonly percent: number;
        /**
         * Stage variables that are other than the stage's own, by name.
         */
        readonly variables: {
          readonly [k: string]: string;
        };
        /**
         * Whether it gets and keeps answers in the stage's cache, too.
         */
        readonly stageCache?: boolean;
      };
  /**
   * How requests move to another snapshot, with the stage variables that change with it. Left out, or `allAtOnce`: at once. `canary`: a part of them, and after `bake` the rest. `linear`: a part more each `every`. Or a name that CodeDeploy has for one of these.
   */
  readonly shift?: string | ShiftSteps;
  /**
   * Names of CloudWatch alarms that stop a shift: one in ALARM before it keeps it from starting, one during it takes it back.
   *
   * @maxItems 100
   */
  readonly alarms?: readonly string[];
  /**
   * How a shift takes its alarms.
   */
  readonly gates?: {
    /**
     * What it means that an alarm has no data. `wait`: stay at the step until there is some. `pass`: go on. `fire`: take the shift back.
     */
    readonly onInsufficientData?: "pass" | "wait" | "fire";
  };
  /**
   * Throttling for every route of the stage.
   */
  readonly throttling?: {
    /**
     * Requests per second.
     */
    readonly rateLimit?: number;
    /**
     * Requests that may come at once.
     */
    readonly burstLimit?: number;
  };
  /**
   * Execution logs and metrics for every route of the stage.
   */
  readonly logging?: {
    /**
     * `off`, `error` or `info`.
     */
    readonly level?: "off" | "error" | "info";
    /**
     * Log whole requests and answers. Not for production: they may hold secrets.
     */
    readonly dataTrace?: boolean;
    /**
     * Detailed metrics for each route, which cost extra.
     */
    readonly metrics?: boolean;
  };
  /**
   * Settings of single routes, keyed `METHOD /path`. A route's own settings do not follow later changes of the stage's.
   */
  readonly routes?: {
    /**
     * Settings of one route.
     */
    readonly [k: string]: {
      /**
       * Throttling.
       */
      readonly throttling?: {
        /**
         * Requests per second.
         */
        readonly rateLimit?: number;
        /**
         * Requests that may come at once.
         */
        readonly burstLimit?: number;
      };
      /**
       * Execution logs and metrics.
       */
      readonly logging?: {
        /**
         * `off`, `error` or `info`.
         */
        readonly level?: "off" | "error" | "info";
        /**
         * Log whole requests and answers. Not for production: they may hold secrets.
         */
        readonly dataTrace?: boolean;
        /**
         * Detailed metrics for each route, which cost extra.
         */
        readonly metrics?: boolean;
      };
      /**
       * Caching of this route's answers. Needs the stage's `cache`.
       */
      readonly caching?: {
        /**
         * Whether answers are kept.
         */
        readonly enabled?: boolean;
        /**
         * Seconds an answer is kept.
         */
        readonly ttl?: number;
        /**
         * Whether they are encrypted.
         */
        readonly encrypted?: boolean;
        /**
         * Who may have an answer made anew by sending `Cache-Control: max-age=0`. `anyone`; or who may `execute-api:InvalidateCache`, and others are refused with a 403 (`refuse`), get the kept answer with a header that warns (`warn`), or without (`ignore`).
         */
        readonly invalidation?: "anyone" | "refuse" | "warn" | "ignore";
      };
    };
  };
  /**
   * The stage's cache, which costs by the hour, or `off`.
   */
  readonly cache?:
    | "off"
    | {
        /**
         * Size in GB.
         */
        readonly size: 0.5 | 1.6 | 6.1 | 13.5 | 28.4 | 58.2 | 118 | 237 | "0.5" | "1.6" | "6.1" | "13.5" | "28.4" | "58.2" | "118" | "237";
        /**
         * Seconds an answer is kept.
         */
        readonly ttl?: number;
        /**
         * Whether answers are encrypted.
         */
        readonly encrypted?: boolean;
        /**
         * Who may have an answer made anew by sending `Cache-Control: max-age=0`. `anyone`; or who may `execute-api:InvalidateCache`, and others are refused with a 403 (`refuse`), get the kept answer with a header that warns (`warn`), or without (`ignore`).
         */
        readonly invalidation?: "anyone" | "refuse" | "warn" | "ignore";
        /**
         * When kept answers are thrown away. `onChange`: when the stage comes to serve another snapshot, or with other variables. `never`: they stay until their `ttl` is over.
         */
        readonly flush?: "onChange" | "never";
        /**
         * Keep answers of every GET route; otherwise only where a route's `caching` says so.
         */
        readonly everyRoute?: boolean;
      };
  /**
   * Access logs, or `off`.
   */
  readonly accessLogs?:
    | "off"
    | {
        /**
         * ARN of a CloudWatch log group (without `:*` at its end) or of a Firehose stream.
         */
        readonly destination: string;
        /**
         * Line to log, with `$context` variables.
         */
        readonly format: string;
      };
  /**
   * Trace with X-Ray.
   */
  readonly tracing?: boolean;
  /**
   * The certificate that API Gateway shows to what stands behind its HTTP integrations: one of `clientCertificates` by its name, or any by its id; `off`: none.
   */
  readonly clientCertificate?: string;
  /**
   * Version of the API's documentation that belongs to what the stage serves; `off`: none.
   */
  readonly documentationVersion?: string;
  /**
   * ARN of the web ACL of WAF, a regional one, that looks at requests before the stage does; `off`: none.
   */
  readonly webAcl?: string;
  readonly tags?: Tags;
  /**
   * Take the resource over although it exists without our mark. Only declared properties are changed, adopted or not.
   */
  readonly adopt?: boolean;
  /**
   * Refuse every plan that would delete or replace this resource.
   */
  readonly protect?: boolean;
  /**
   * What to do when somebody else changes it. `enforce` (the default): put it back. `alert`: leave it and say so. `ignore`: leave it, and only count it. Or a list of rules, of which the longest path decides. A change of the desired state is always rolled out.
   */
  readonly drift?: readonly AuthoredDriftRule[] | ("enforce" | "alert" | "ignore");
  readonly sensitive?: Sensitive;
} | null;
/**
 * A certificate that API Gateway makes, by a name of yours: stages name it in `clientCertificate`. It is valid for 365 days.
 */
export type AuthoredClientCertificate = {
  /**
   * What it is for.
   */
  readonly description?: string;
  readonly tags?: Tags;
  /**
   * Take the resource over although it exists without our mark. Only declared properties are changed, adopted or not.
   */
  readonly adopt?: boolean;
  /**
   * Refuse every plan that would delete or replace this resource.
   */
  readonly protect?: boolean;
  /**
   * What to do when somebody else changes it. `enforce` (the default): put it back. `alert`: leave it and say so. `ignore`: leave it, and only count it. Or a list of rules, of which the longest path decides. A change of the desired state is always rolled out.
   */
  readonly drift?: readonly AuthoredDriftRule[] | ("enforce" | "alert" | "ignore");
} | null;
/**
 * An API key, keyed by its name. What may be called with it say the usage plans that list it.
 */
export type AuthoredApiKey = {
  /**
   * Whose key it is, and for what.
   */
  readonly description?: string;
  /**
   * Whether it opens anything. Default true.
   */
  readonly enabled?: boolean;
  /**
   * Customer of the AWS Marketplace.
   */
  readonly customerId?: string;
  /**
   * The key itself, 20 to 128 characters. Left out: AWS makes one up. It is a secret: let it come from a value (`${values.NAME}`), never write it down. AWS cannot change it.
   */
  readonly value?: string;
  readonly tags?: Tags;
  /**
   * Take the resource over although it exists without our mark. Only declared properties are changed, adopted or not.
   */
  readonly adopt?: boolean;
  /**
   * Refuse every plan that would delete or replace this resource.
   */
  readonly protect?: boolean;
  /**
   * What to do when somebody else changes it. `enforce` (the default): put it back. `alert`: leave it and say so. `ignore`: leave it, and only count it. Or a list of rules, of which the longest path decides. A change of the desired state is always rolled out.
   */
  readonly drift?: readonly AuthoredDriftRule[] | ("enforce" | "alert" | "ignore");
} | null;
/**
 * A usage plan, keyed by its name: which stages may be called with which API keys, how fast and how often. Routes have to ask for a key (`apiKeyRequired`).
 */
export type AuthoredUsagePlan = {
  /**
   * Who it is for.
   */
  readonly description?: string;
  /**
   * Of a product of the AWS Marketplace, whose subscribers' keys count in it.
   */
  readonly productCode?: string;
  /**
   * How fast each key may call; `off`: as fast as the account allows.
   */
  readonly throttling?:
    | "off"
    | {
        /**
         * Requests per second.
         */
        readonly rateLimit: number;
        /**
         * Requests at once.
         */
        readonly burstLimit: number;
      };
  /**
   * How often each key may call in a day, week or month; `off`: as often as it likes.
   */
  readonly quota?:
    | "off"
    | {
        /**
         * Requests in a period.
         */
        readonly limit: number;
        /**
         * A calendar day, week or month, UTC.
         */
        readonly period: "day" | "week" | "month";
        /**
         * Requests that count as made in the first period. Default 0.
         */
        readonly offset?: number;
      };
  /**
   * Stages that may be called, as `API/STAGE`: all of them, for what else the plan has is taken out. The API is one that is declared here.
   */
  readonly stages?: {
    /**
     * Limits of its own for single routes.
     */
    readonly [k: string]: {
      /**
       * Limits of each key, by `METHOD /path`.
       */
      readonly routes?: {
        /**
         * Limits of a route.
         */
        readonly [k: string]: {
          /**
           * Requests per second.
           */
          readonly rateLimit: number;
          /**
           * Requests at once.
           */
          readonly burstLimit: number;
        };
      };
    } | null;
  };
  /**
   * Names of API keys that are declared here. Keys that others put into the plan stay in it.
   */
  readonly keys?: readonly string[];
  readonly tags?: Tags;
  /**
   * Take the resource over although it exists without our mark. Only declared properties are changed, adopted or not.
   */
  readonly adopt?: boolean;
  /**
   * Refuse every plan that would delete or replace this resource.
   */
  readonly protect?: boolean;
  /**
   * What to do when somebody else changes it. `enforce` (the default): put it back. `alert`: leave it and say so. `ignore`: leave it, and only count it. Or a list of rules, of which the longest path decides. A change of the desired state is always rolled out.
   */
  readonly drift?: readonly AuthoredDriftRule[] | ("enforce" | "alert" | "ignore");
} | null;
/**
 * A custom domain name, keyed by itself. Its DNS record, which leads to the target that a plan shows, is not ours to make.
 */
export type AuthoredDomainName = {
  /**
   * `REGIONAL`, or `EDGE` through CloudFront. A new one is `REGIONAL` unless it says otherwise; it cannot be changed.
   */
  readonly endpoint?: "EDGE" | "REGIONAL";
  /**
   * ARN of the certificate in ACM: for `EDGE` in us-east-1, for `REGIONAL` in the region of the pass.
   */
  readonly certificate?: string;
  /**
   * ARN of a public certificate of ACM that shows whose the domain is, for `mutualTls` with an imported or private `certificate`.
   */
  readonly ownershipCertificate?: string;
  /**
   * TLS that is spoken: `TLS_1_0`, `TLS_1_2`, or one of the policies whose names begin with `SecurityPolicy_`.
   */
  readonly securityPolicy?: string;
  /**
   * Addresses that it answers on: `ipv4`, or `dualstack` for IPv6 as well.
   */
  readonly ipAddressType?: "ipv4" | "dualstack";
  /**
   * How strictly requests are held to where they come from: `BASIC`, or `STRICT`, which needs a `securityPolicy` that begins with SecurityPolicy_.
   */
  readonly endpointAccessMode?: "BASIC" | "STRICT";
  /**
   * What leads requests on: base paths, routing rules (which are not declared here), or those first and base paths for the rest.
   */
  readonly routingMode?: "BASE_PATH_MAPPING_ONLY" | "ROUTING_RULE_ONLY" | "ROUTING_RULE_THEN_BASE_PATH_MAPPING";
  /**
   * Clients have to present a certificate; `off`: they need not.
   */
  readonly mutualTls?:
    | "off"
    | {
        /**
         * `s3://BUCKET/KEY` of a bundle of certificates.
         */
        readonly truststore: string;
        /**
         * Version of that object. With it, a new bundle is a change that git shows.
         */
        readonly version?: string;
      };
  /**
   * Base paths, such as `/v1`, or `/` for all the rest, and the stage that each leads to, as `API/STAGE`; `API` alone: the next part of the path names the stage. The API is one that is declared here. Base paths that others made stay.
   */
  readonly paths?: {
    readonly [k: string]: string;
  };
  readonly tags?: Tags;
  /**
   * Take the resource over although it exists without our mark. Only declared properties are changed, adopted or not.
   */
  readonly adopt?: boolean;
  /**
   * Refuse every plan that would delete or replace this resource.
   */
  readonly protect?: boolean;
  /**
   * What to do when somebody else changes it. `enforce` (the default): put it back. `alert`: leave it and say so. `ignore`: leave it, and only count it. Or a list of rules, of which the longest path decides. A change of the desired state is always rolled out.
   */
  readonly drift?: readonly AuthoredDriftRule[] | ("enforce" | "alert" | "ignore");
} | null;

/**
 * A file of desired state. Every part is optional; what is left out is left alone. Files of a directory are merged. `${values.NAME}` in any text is replaced by a value.
 */
export interface DesiredStateFile {
  /**
   * Who looks after these resources: the value of our mark in AWS. Resources of another owner are never touched. Without it nothing is ever pruned.
   */
  readonly owner?: string;
  /**
   * A guard: any other account or region is refused.
   */
  readonly target?: {
    /**
     * Account number, 12 digits, in quotes.
     */
    readonly account?: string;
    /**
     * Region.
     */
    readonly region?: string;
  };
  /**
   * Values by name, for `${values.NAME}`. Those of a target go before these, and a file given by `--values` before both.
   */
  readonly values?: {
    readonly [k: string]: string | number | boolean;
  };
  /**
   * The accounts and regions that this desired state is for, by names of your own. Each is loaded, planned and applied by itself. With targets, every file that declares resources says in which: `in`.
   */
  readonly targets?: {
    /**
     * One account and region. `${target.name}`, `${target.account}` and `${target.region}` in any text are replaced by what they are here.
     */
    readonly [k: string]: {
      /**
       * Account number, 12 digits, in quotes.
       */
      readonly account: string;
      /**
       * Region.
       */
      readonly region: string;
      /**
       * IAM role of this account that is assumed for all calls: its name, with its path if it has one, or its ARN. Left out: the credentials of the process are this account's.
       */
      readonly role?: string;
      /**
       * What the trust policy of the role asks for as sts:ExternalId.
       */
      readonly externalId?: string;
      /**
       * Values of this target by name, for `${values.NAME}`. They go before those of files.
       */
      readonly values?: {
        readonly [k: string]: string | number | boolean;
      };
    };
  };
  /**
   * The targets that this file is for, by name; `*` stands for any part of one. All that the file says holds in these alone.
   */
  readonly in?: string | string[];
  /**
   * Properties that every resource of a kind has unless it says otherwise. `tags`, `environment` and `variables` are merged by name; everything else is replaced as a whole.
   */
  readonly defaults?: {
    readonly bucket?: AuthoredBucket;
    readonly role?: AuthoredRole;
    readonly function?: AuthoredFunction;
    readonly alias?: AuthoredAlias;
    readonly "rest-api"?: AuthoredRestApi;
    readonly stage?: AuthoredStage;
    readonly "client-certificate"?: AuthoredClientCertificate;
    readonly "api-key"?: AuthoredApiKey;
    readonly "usage-plan"?: AuthoredUsagePlan;
    readonly "domain-name"?: AuthoredDomainName;
  };
  /**
   * How much one plan may change before it is refused.
   */
  readonly guards?: {
    /**
     * Largest share of what exists that a plan may update: `0.3` or `30%`. Default 0.3.
     */
    readonly maxUpdates?: number | string;
    /**
     * Largest share of what exists that a plan may delete: `0.3` or `30%`. Default 0.3.
     */
    readonly maxDeletes?: number | string;
    /**
     * The shares hold once so many resources exist. Default 10.
     */
    readonly minExisting?: number;
  };
  /**
   * Take over whatever this file declares and exists without our mark.
   */
  readonly adopt?: boolean;
  /**
   * S3 buckets by name.
   */
  readonly buckets?: {
    readonly [k: string]: AuthoredBucket;
  };
  /**
   * IAM roles by name.
   */
  readonly roles?: {
    readonly [k: string]: AuthoredRole;
  };
  /**
   * Lambda functions by name.
   */
  readonly functions?: {
    readonly [k: string]: AuthoredFunction;
  };
  /**
   * REST APIs by name.
   */
  readonly apis?: {
    readonly [k: string]: AuthoredRestApi;
  };
  /**
   * Client certificates by names of your own.
   */
  readonly clientCertificates?: {
    readonly [k: string]: AuthoredClientCertificate;
  };
  /**
   * API keys by name.
   */
  readonly apiKeys?: {
    readonly [k: string]: AuthoredApiKey;
  };
  /**
   * Usage plans by name.
   */
  readonly usagePlans?: {
    readonly [k: string]: AuthoredUsagePlan;
  };
  /**
   * Custom domain names by themselves.
   */
  readonly domains?: {
    readonly [k: string]: AuthoredDomainName;
  };
}
/**
 * Tags by key. Keys beginning with `aws:` or `stagekeeper:` are not yours to set. Tags that AWS has beyond these are left alone.
 */
export interface Tags {
  readonly [k: string]: string;
}
/**
 * A rule for one property, or for all of the resource.
 */
export interface AuthoredDriftRule {
  /**
   * The property and all below it, as plans show it: `variables.LOG_LEVEL`, `routes["PUT /upload"]`. Left out: the whole resource, and that it is there at all.
   */
  readonly path?: string;
  /**
   * `enforce`: put it back. `alert`: leave it and say so. `ignore`: leave it, and only count it.
   */
  readonly policy: "enforce" | "alert" | "ignore";
  /**
   * When the rule ends: a date, which is meant to its end in UTC, or a time such as `2026-12-01T09:00:00Z`. Then drift counts again.
   */
  readonly until?: string;
  /**
   * Why, for whoever reads the alert or the plan.
   */
  readonly reason?: string;
}
/**
 * Environment variables by name. Values are text: write numbers in quotes. Together at most 4 KB. Left out: whatever AWS has is left alone.
 */
export interface Environment {
  readonly [k: string]: string;
}
/**
 * Environment variables by name. Values are text: write numbers in quotes. Together at most 4 KB. Left out: whatever AWS has is left alone.
 */
export interface Environment1 {
  readonly [k: string]: string;
}
/**
 * One of `canary` and `linear`.
 */
export interface ShiftSteps {
  /**
   * Two steps.
   */
  readonly canary?: {
    /**
     * Share of the traffic in the first step, 1 to 99.
     */
    readonly percent: number;
    /**
     * How long the first step lasts at least, as in `5m`, from 1s to 48h.
     */
    readonly bake: string;
  };
  /**
   * As many steps as it takes.
   */
  readonly linear?: {
    /**
     * Share of the traffic that each step adds, 1 to 99.
     */
    readonly percent: number;
    /**
     * How long each step lasts at least, as in `1m`, from 1s to 48h.
     */
    readonly every: string;
  };
}
/**
 * An integration in full, with API Gateway's words.
 */
export interface Integration {
  /**
   * Kind of integration.
   */
  readonly type: "AWS" | "AWS_PROXY" | "HTTP" | "HTTP_PROXY" | "MOCK";
  /**
   * Function that is invoked, in place of `uri`: `FUNCTION`, `FUNCTION:ALIAS` or an ARN; parts may be `${stageVariables.NAME}`.
   */
  readonly lambda?: string;
  /**
   * What is called: an address, or the ARN of an AWS action; parts may be `${stageVariables.NAME}`.
   */
  readonly uri?: string;
  /**
   * Method used there. Left out: the route's own, and POST for AWS.
   */
  readonly method?: "GET" | "PUT" | "POST" | "DELETE" | "PATCH" | "HEAD" | "OPTIONS" | "ANY";
  /**
   * ARN of the role as which it is called; `arn:aws:iam::*:user/*`: as the caller.
   */
  readonly credentials?: string;
  /**
   * Id of the VPC link that it is called through.
   */
  readonly vpcLink?: string;
  /**
   * What happens to bodies that no request template is for.
   */
  readonly passthroughBehavior?: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
  /**
   * How the request's body is converted.
   */
  readonly contentHandling?: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";
  /**
   * Parameters of the call, as `integration.request.header.NAME` to a mapping expression.
   */
  readonly requestParameters?: {
    readonly [k: string]: string;
  };
  /**
   * Mapping templates of the body by media type.
   */
  readonly requestTemplates?: {
    readonly [k: string]: string;
  };
  /**
   * Name under which answers are cached together. Left out: the path's own.
   */
  readonly cacheNamespace?: string;
  /**
   * Parameters that make answers differ in the cache, as `method.request.querystring.page`.
   */
  readonly cacheKeyParameters?: readonly string[];
  /**
   * ARN of the load balancer, of type application, that a `vpcLink` of the second version leads to.
   */
  readonly integrationTarget?: string;
  /**
   * Whether answers are passed on as they come (`STREAM`; of proxies), or once they are whole.
   */
  readonly responseTransferMode?: "BUFFERED" | "STREAM";
  /**
   * Whether the endpoint's certificate may be of nobody known.
   */
  readonly insecureSkipVerification?: boolean;
  /**
   * Integration responses by HTTP status.
   */
  readonly responses?: {
    /**
     * How an answer of the integration becomes one of the method.
     */
    readonly [k: string]: {
      /**
       * Regular expression of the statuses, or error messages of a function, that it is for. Left out: all that no other is for.
       */
      readonly selectionPattern?: string;
      /**
       * Headers, as `method.response.header.NAME` to a mapping expression.
       */
      readonly responseParameters?: {
        readonly [k: string]: string;
      };
      /**
       * Mapping templates of the body by media type.
       */
      readonly responseTemplates?: {
        readonly [k: string]: string;
      };
      /**
       * How the answer's body is converted.
       */
      readonly contentHandling?: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";
    };
  };
}
/**
 * A response that the method declares.
 */
export interface Response {
  /**
   * Headers that an integration response may set; `true` says to SDKs that it always does.
   */
  readonly headers?: {
    readonly [k: string]: boolean;
  };
  /**
   * Models of the body by media type.
   */
  readonly models?: {
    readonly [k: string]: string;
  };
}
