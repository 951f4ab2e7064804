/** What is written of buckets: each sub-resource has an operation of its own. */
import * as client from "@aws-sdk/client-s3";
import { by, type Covered, GUARD, never, type Row, type Rows, type ServiceCoverage, WHICH } from "./row.ts";

const BEFORE_FILTERS = never("the form of before there were filters, which S3 still takes");
const OTHER_GRANTS = never("another way to say the grants, as `acl` does");
const METADATA = "MetadataConfiguration";
const UNTOLD = never("S3 does not tell how a table is encrypted, so nobody could see whether it is as declared");
const OWNER = never("S3 tells who owns a bucket");

/** How S3 names which objects a rule is about: one condition by itself, more of them in `And`. */
function filter(at: string, to: string, more: Rows = {}): Rows {
  const both = (name: string, row: Row): Rows => ({ [`${at}.${name}`]: row, [`${at}.And.${name}`]: row });
  const tags = by(`${to}.tags.*`);
  return {
    ...both("Prefix", by(`${to}.prefix`)),
    [`${at}.Tag.Key`]: tags,
    [`${at}.Tag.Value`]: tags,
    [`${at}.And.Tags[].Key`]: tags,
    [`${at}.And.Tags[].Value`]: tags,
    ...Object.assign({}, ...Object.entries(more).map(([name, row]) => both(name, row))),
  };
}

function grants(at: string, to: string): Rows {
  return {
    [`${at}.Grantee.Type`]: by(`${to}.grantee`),
    [`${at}.Grantee.ID`]: by(`${to}.grantee`),
    [`${at}.Grantee.URI`]: by(`${to}.grantee`),
    [`${at}.Grantee.DisplayName`]: never("S3 tells none since November 2025"),
    [`${at}.Grantee.EmailAddress`]: never("S3 takes none since October 2025"),
    [`${at}.Permission`]: by(`${to}.permission`),
  };
}

function told(list: string, arn: string, member: string): Rows {
  const at = `NotificationConfiguration.${list}`;
  const rule = "buckets.*.notifications.rules.*";
  return {
    [`${at}.${arn}`]: by(`${rule}.${member}`),
    [`${at}.Id`]: by(rule),
    [`${at}.Events[]`]: by(`${rule}.events[]`),
    [`${at}.Filter.Key.FilterRules[].Name`]: by(`${rule}.prefix`),
    [`${at}.Filter.Key.FilterRules[].Value`]: by(`${rule}.suffix`),
  };
}

function aspect(name: string, operation: string, rows: Rows): Covered {
  return { name: `Bucket: ${name}`, operations: [operation], rows };
}

const LIFECYCLE = "LifecycleConfiguration.Rules[]";
const LOGGING = "BucketLoggingStatus.LoggingEnabled";
const INVENTORY = "InventoryConfiguration";
const PLACE = `${INVENTORY}.Destination.S3BucketDestination`;
const TIERING = "IntelligentTieringConfiguration";
const EXPORT = "AnalyticsConfiguration.StorageClassAnalysis.DataExport";
const REPLICATION = "ReplicationConfiguration.Rules[]";
const COPY = `${REPLICATION}.Destination`;
const COPIES = "buckets.*.replication.rules[]";
const WEBSITE = "WebsiteConfiguration";
const LOCK = "ObjectLockConfiguration";
const RULE = "buckets.*.lifecycle[]";

export const S3: ServiceCoverage = {
  title: "S3",
  client,
  common: {
    Bucket: WHICH,
    Id: WHICH,
    ExpectedBucketOwner: GUARD,
    ChecksumAlgorithm: GUARD,
    ContentMD5: GUARD,
    Token: GUARD,
    RequestPayer: never("of requests for objects"),
  },
  resources: [
    aspect("creation", "CreateBucket", {
      ACL: OTHER_GRANTS,
      GrantFullControl: OTHER_GRANTS,
      GrantRead: OTHER_GRANTS,
      GrantReadACP: OTHER_GRANTS,
      GrantWrite: OTHER_GRANTS,
      GrantWriteACP: OTHER_GRANTS,
      "CreateBucketConfiguration.LocationConstraint": by("buckets.*.region"),
      "CreateBucketConfiguration.Location.**": never("of directory buckets, which are another kind"),
      "CreateBucketConfiguration.Bucket.**": never("of directory buckets, which are another kind"),
      "CreateBucketConfiguration.Tags[].Key": by("buckets.*.tags.*"),
      "CreateBucketConfiguration.Tags[].Value": by("buckets.*.tags.*"),
      ObjectLockEnabledForBucket: never("`objectLock` is written after the bucket is made, as it may be since November 2023"),
      ObjectOwnership: never("`ownership` is written after the bucket is made"),
      BucketNamespace: by("buckets.*.namespace"),
    }),
    aspect("tags", "PutBucketTagging", {
      "Tagging.TagSet[].Key": by("buckets.*.tags.*"),
      "Tagging.TagSet[].Value": by("buckets.*.tags.*"),
    }),
    aspect("tags in access control", "PutBucketAbac", { "AbacStatus.Status": by("buckets.*.abac") }),
    aspect("acceleration", "PutBucketAccelerateConfiguration", {
      "AccelerateConfiguration.Status": by("buckets.*.acceleration"),
    }),
    aspect("access control list", "PutBucketAcl", {
      ACL: OTHER_GRANTS,
      GrantFullControl: OTHER_GRANTS,
      GrantRead: OTHER_GRANTS,
      GrantReadACP: OTHER_GRANTS,
      GrantWrite: OTHER_GRANTS,
      GrantWriteACP: OTHER_GRANTS,
      "AccessControlPolicy.Owner.**": OWNER,
      ...grants("AccessControlPolicy.Grants[]", "buckets.*.acl[]"),
    }),
    aspect("analytics", "PutBucketAnalyticsConfiguration", {
      "AnalyticsConfiguration.Id": by("buckets.*.analytics.*"),
      ...filter("AnalyticsConfiguration.Filter", "buckets.*.analytics.*"),
      [`${EXPORT}.OutputSchemaVersion`]: by("buckets.*.analytics.*.export"),
      [`${EXPORT}.Destination.S3BucketDestination.Format`]: by("buckets.*.analytics.*.export"),
      [`${EXPORT}.Destination.S3BucketDestination.Bucket`]: by("buckets.*.analytics.*.export.bucket"),
      [`${EXPORT}.Destination.S3BucketDestination.BucketAccountId`]: by("buckets.*.analytics.*.export.account"),
      [`${EXPORT}.Destination.S3BucketDestination.Prefix`]: by("buckets.*.analytics.*.export.prefix"),
    }),
    aspect("CORS", "PutBucketCors", {
      "CORSConfiguration.CORSRules[].ID": by("buckets.*.cors[].id"),
      "CORSConfiguration.CORSRules[].AllowedMethods[]": by("buckets.*.cors[].methods[]"),
      "CORSConfiguration.CORSRules[].AllowedOrigins[]": by("buckets.*.cors[].origins[]"),
      "CORSConfiguration.CORSRules[].AllowedHeaders[]": by("buckets.*.cors[].headers[]"),
      "CORSConfiguration.CORSRules[].ExposeHeaders[]": by("buckets.*.cors[].exposeHeaders[]"),
      "CORSConfiguration.CORSRules[].MaxAgeSeconds": by("buckets.*.cors[].maxAgeSeconds"),
    }),
    aspect("encryption", "PutBucketEncryption", {
      "ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.SSEAlgorithm":
        by("buckets.*.encryption.algorithm"),
      "ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.KMSMasterKeyID":
        by("buckets.*.encryption.kmsKey"),
      "ServerSideEncryptionConfiguration.Rules[].BucketKeyEnabled": by("buckets.*.encryption.bucketKey"),
      "ServerSideEncryptionConfiguration.Rules[].BlockedEncryptionTypes.EncryptionType[]": by("buckets.*.encryption.sseC"),
    }),
    aspect("intelligent tiering", "PutBucketIntelligentTieringConfiguration", {
      [`${TIERING}.Id`]: by("buckets.*.intelligentTiering.*"),
      [`${TIERING}.Status`]: by("buckets.*.intelligentTiering.*.enabled"),
      [`${TIERING}.Tierings[].Days`]: by("buckets.*.intelligentTiering.*.archiveAfterDays"),
      [`${TIERING}.Tierings[].AccessTier`]: by("buckets.*.intelligentTiering.*.deepArchiveAfterDays"),
      ...filter(`${TIERING}.Filter`, "buckets.*.intelligentTiering.*"),
    }),
    aspect("inventory", "PutBucketInventoryConfiguration", {
      [`${INVENTORY}.Id`]: by("buckets.*.inventory.*"),
      [`${INVENTORY}.IsEnabled`]: by("buckets.*.inventory.*.enabled"),
      [`${INVENTORY}.Filter.Prefix`]: by("buckets.*.inventory.*.prefix"),
      [`${INVENTORY}.IncludedObjectVersions`]: by("buckets.*.inventory.*.versions"),
      [`${INVENTORY}.Schedule.Frequency`]: by("buckets.*.inventory.*.frequency"),
      [`${INVENTORY}.OptionalFields[]`]: by("buckets.*.inventory.*.fields[]"),
      [`${PLACE}.AccountId`]: by("buckets.*.inventory.*.destination.account"),
      [`${PLACE}.Bucket`]: by("buckets.*.inventory.*.destination.bucket"),
      [`${PLACE}.Format`]: by("buckets.*.inventory.*.destination.format"),
      [`${PLACE}.Prefix`]: by("buckets.*.inventory.*.destination.prefix"),
      [`${PLACE}.Encryption.SSES3`]: by("buckets.*.inventory.*.destination.encryption"),
      [`${PLACE}.Encryption.SSEKMS.KeyId`]: by("buckets.*.inventory.*.destination.encryption"),
    }),
    aspect("lifecycle", "PutBucketLifecycleConfiguration", {
      TransitionDefaultMinimumObjectSize: by("buckets.*.lifecycleMinimumSize"),
      [`${LIFECYCLE}.ID`]: by(`${RULE}.id`),
      [`${LIFECYCLE}.Status`]: by(`${RULE}.enabled`),
      [`${LIFECYCLE}.Prefix`]: BEFORE_FILTERS,
      ...filter(`${LIFECYCLE}.Filter`, RULE, {
        ObjectSizeGreaterThan: by(`${RULE}.largerThanBytes`),
        ObjectSizeLessThan: by(`${RULE}.smallerThanBytes`),
      }),
      [`${LIFECYCLE}.Expiration.Date`]: by(`${RULE}.expireOn`),
      [`${LIFECYCLE}.Expiration.Days`]: by(`${RULE}.expireAfterDays`),
      [`${LIFECYCLE}.Expiration.ExpiredObjectDeleteMarker`]: by(`${RULE}.removeExpiredDeleteMarkers`),
      [`${LIFECYCLE}.Transitions[].Date`]: by(`${RULE}.transitions[].on`),
      [`${LIFECYCLE}.Transitions[].Days`]: by(`${RULE}.transitions[].afterDays`),
      [`${LIFECYCLE}.Transitions[].StorageClass`]: by(`${RULE}.transitions[].storageClass`),
      [`${LIFECYCLE}.NoncurrentVersionTransitions[].NoncurrentDays`]: by(`${RULE}.noncurrentTransitions[].afterDays`),
      [`${LIFECYCLE}.NoncurrentVersionTransitions[].StorageClass`]: by(`${RULE}.noncurrentTransitions[].storageClass`),
      [`${LIFECYCLE}.NoncurrentVersionTransitions[].NewerNoncurrentVersions`]: by(`${RULE}.noncurrentTransitions[].keepVersions`),
      [`${LIFECYCLE}.NoncurrentVersionExpiration.NoncurrentDays`]: by(`${RULE}.expireNoncurrentAfterDays`),
      [`${LIFECYCLE}.NoncurrentVersionExpiration.NewerNoncurrentVersions`]: by(`${RULE}.keepNoncurrentVersions`),
      [`${LIFECYCLE}.AbortIncompleteMultipartUpload.DaysAfterInitiation`]: by(`${RULE}.abortIncompleteUploadsAfterDays`),
    }),
    aspect("access logging", "PutBucketLogging", {
      [`${LOGGING}.TargetBucket`]: by("buckets.*.accessLogging.bucket"),
      [`${LOGGING}.TargetPrefix`]: by("buckets.*.accessLogging.prefix"),
      ...grants(`${LOGGING}.TargetGrants[]`, "buckets.*.accessLogging.grants[]"),
      [`${LOGGING}.TargetObjectKeyFormat.SimplePrefix`]: by("buckets.*.accessLogging.keyFormat"),
      [`${LOGGING}.TargetObjectKeyFormat.PartitionedPrefix.PartitionDateSource`]: by("buckets.*.accessLogging.keyFormat"),
    }),
    aspect("metrics", "PutBucketMetricsConfiguration", {
      "MetricsConfiguration.Id": by("buckets.*.metrics.*"),
      ...filter("MetricsConfiguration.Filter", "buckets.*.metrics.*", { AccessPointArn: by("buckets.*.metrics.*.accessPoint") }),
    }),
    aspect("notification", "PutBucketNotificationConfiguration", {
      ...told("LambdaFunctionConfigurations[]", "LambdaFunctionArn", "lambda"),
      ...told("QueueConfigurations[]", "QueueArn", "queue"),
      ...told("TopicConfigurations[]", "TopicArn", "topic"),
      "NotificationConfiguration.EventBridgeConfiguration": by("buckets.*.notifications.eventBridge"),
      SkipDestinationValidation: never("what S3 could not deliver to is refused, and a pass says so"),
    }),
    aspect("ownership", "PutBucketOwnershipControls", {
      "OwnershipControls.Rules[].ObjectOwnership": by("buckets.*.ownership"),
    }),
    aspect("policy", "PutBucketPolicy", {
      Policy: by("buckets.*.policy"),
      ConfirmRemoveSelfBucketAccess: never("who locks itself out cannot converge any more"),
    }),
    aspect("replication", "PutBucketReplication", {
      "ReplicationConfiguration.Role": by("buckets.*.replication.role"),
      [`${REPLICATION}.ID`]: by(`${COPIES}.id`),
      [`${REPLICATION}.Status`]: by(`${COPIES}.enabled`),
      [`${REPLICATION}.Priority`]: by(`${COPIES}.priority`),
      [`${REPLICATION}.Prefix`]: BEFORE_FILTERS,
      ...filter(`${REPLICATION}.Filter`, COPIES),
      [`${COPY}.Bucket`]: by(`${COPIES}.destination`),
      [`${COPY}.Account`]: by(`${COPIES}.account`),
      [`${COPY}.StorageClass`]: by(`${COPIES}.storageClass`),
      [`${COPY}.AccessControlTranslation.Owner`]: by(`${COPIES}.ownedByDestination`),
      [`${COPY}.EncryptionConfiguration.ReplicaKmsKeyID`]: by(`${COPIES}.kmsKey`),
      [`${COPY}.ReplicationTime.Status`]: by(`${COPIES}.replicationTime`),
      [`${COPY}.ReplicationTime.Time.Minutes`]: by(`${COPIES}.replicationTime`),
      [`${COPY}.Metrics.Status`]: by(`${COPIES}.metrics`),
      [`${COPY}.Metrics.EventThreshold.Minutes`]: by(`${COPIES}.replicationTime`),
      [`${REPLICATION}.SourceSelectionCriteria.SseKmsEncryptedObjects.Status`]: by(`${COPIES}.encryptedObjects`),
      [`${REPLICATION}.SourceSelectionCriteria.ReplicaModifications.Status`]: by(`${COPIES}.replicaModifications`),
      [`${REPLICATION}.ExistingObjectReplication.Status`]: by(`${COPIES}.existingObjects`),
      [`${REPLICATION}.DeleteMarkerReplication.Status`]: by(`${COPIES}.deleteMarkers`),
    }),
    aspect("request payment", "PutBucketRequestPayment", {
      "RequestPaymentConfiguration.Payer": by("buckets.*.requestPayment"),
    }),
    aspect("versioning", "PutBucketVersioning", {
      "VersioningConfiguration.Status": by("buckets.*.versioning"),
      "VersioningConfiguration.MFADelete": never("only the account's root with a device can say it"),
      MFA: never("only the account's root with a device can say it"),
    }),
    aspect("website", "PutBucketWebsite", {
      [`${WEBSITE}.ErrorDocument.Key`]: by("buckets.*.website.errorDocument"),
      [`${WEBSITE}.IndexDocument.Suffix`]: by("buckets.*.website.indexDocument"),
      [`${WEBSITE}.RedirectAllRequestsTo.HostName`]: by("buckets.*.website.redirectAllTo.host"),
      [`${WEBSITE}.RedirectAllRequestsTo.Protocol`]: by("buckets.*.website.redirectAllTo.protocol"),
      [`${WEBSITE}.RoutingRules[].Redirect.HostName`]: by("buckets.*.website.routingRules[].redirect.host"),
      [`${WEBSITE}.RoutingRules[].Redirect.HttpRedirectCode`]: by("buckets.*.website.routingRules[].redirect.statusCode"),
      [`${WEBSITE}.RoutingRules[].Redirect.Protocol`]: by("buckets.*.website.routingRules[].redirect.protocol"),
      [`${WEBSITE}.RoutingRules[].Redirect.ReplaceKeyPrefixWith`]: by("buckets.*.website.routingRules[].redirect.keyPrefix"),
      [`${WEBSITE}.RoutingRules[].Redirect.ReplaceKeyWith`]: by("buckets.*.website.routingRules[].redirect.key"),
      [`${WEBSITE}.RoutingRules[].Condition.HttpErrorCodeReturnedEquals`]: by("buckets.*.website.routingRules[].errorCode"),
      [`${WEBSITE}.RoutingRules[].Condition.KeyPrefixEquals`]: by("buckets.*.website.routingRules[].keyPrefix"),
    }),
    aspect("object lock", "PutObjectLockConfiguration", {
      [`${LOCK}.ObjectLockEnabled`]: by("buckets.*.objectLock"),
      [`${LOCK}.Rule.DefaultRetention.Mode`]: by("buckets.*.objectLock.mode"),
      [`${LOCK}.Rule.DefaultRetention.Days`]: by("buckets.*.objectLock.days"),
      [`${LOCK}.Rule.DefaultRetention.Years`]: by("buckets.*.objectLock.years"),
      [`${LOCK}.Rule.DefaultRetention.DefaultEventHold.Days`]: by("buckets.*.objectLock.eventHold.days"),
      [`${LOCK}.Rule.DefaultRetention.DefaultEventHold.Years`]: by("buckets.*.objectLock.eventHold.years"),
    }),
    aspect("public access", "PutPublicAccessBlock", {
      "PublicAccessBlockConfiguration.BlockPublicAcls": by("buckets.*.publicAccess.blockPublicAcls"),
      "PublicAccessBlockConfiguration.IgnorePublicAcls": by("buckets.*.publicAccess.ignorePublicAcls"),
      "PublicAccessBlockConfiguration.BlockPublicPolicy": by("buckets.*.publicAccess.blockPublicPolicy"),
      "PublicAccessBlockConfiguration.RestrictPublicBuckets": by("buckets.*.publicAccess.restrictPublicBuckets"),
    }),
    {
      name: "Bucket: metadata tables",
      operations: ["CreateBucketMetadataConfiguration"],
      rows: {
        [`${METADATA}.JournalTableConfiguration.RecordExpiration.Expiration`]: by("buckets.*.metadataTables.journalDays"),
        [`${METADATA}.JournalTableConfiguration.RecordExpiration.Days`]: by("buckets.*.metadataTables.journalDays"),
        [`${METADATA}.JournalTableConfiguration.EncryptionConfiguration.**`]: UNTOLD,
        [`${METADATA}.InventoryTableConfiguration.ConfigurationState`]: by("buckets.*.metadataTables.inventory"),
        [`${METADATA}.InventoryTableConfiguration.EncryptionConfiguration.**`]: UNTOLD,
        [`${METADATA}.AnnotationTableConfiguration.ConfigurationState`]: by("buckets.*.metadataTables.annotations"),
        [`${METADATA}.AnnotationTableConfiguration.Role`]: by("buckets.*.metadataTables.annotations.role"),
        [`${METADATA}.AnnotationTableConfiguration.EncryptionConfiguration.**`]: UNTOLD,
      },
    },
  ],
};
