/** Documents of a bucket between S3's form and ours: website, access logging, object lock, and configurations by name. */
import type {
  AnalyticsConfiguration,
  AnalyticsS3BucketDestination,
  IntelligentTieringConfiguration,
  InventoryConfiguration,
  LoggingEnabled,
  MetricsConfiguration,
  ObjectLockConfiguration,
  WebsiteConfiguration,
} from "@aws-sdk/client-s3";
import type {
  AccessLogging,
  BucketAnalytics,
  BucketInventory,
  BucketMetrics,
  BucketWebsite,
  IntelligentTiering,
  ObjectLock,
} from "../model/specs/bucket-documents.ts";
import { filterFromAws, filterToAws } from "./bucket-filter.ts";
import { grantsFromAws, grantsToAws } from "./bucket-grants.ts";
import { at, bucketName, type DocumentMap, documentFromAws, documentToAws } from "./document-map.ts";

const WEBSITE = {
  indexDocument: at("IndexDocument", "Suffix"),
  errorDocument: at("ErrorDocument", "Key"),
  redirectAllTo: { at: ["RedirectAllRequestsTo"], inside: { host: at("HostName"), protocol: at("Protocol") } },
  routingRules: {
    at: ["RoutingRules"],
    inside: {
      keyPrefix: at("Condition", "KeyPrefixEquals"),
      errorCode: at("Condition", "HttpErrorCodeReturnedEquals"),
      redirect: {
        at: ["Redirect"],
        inside: {
          host: at("HostName"),
          protocol: at("Protocol"),
          statusCode: at("HttpRedirectCode"),
          keyPrefix: at("ReplaceKeyPrefixWith"),
          key: at("ReplaceKeyWith"),
        },
      },
    },
  },
} as const satisfies DocumentMap;

/** S3 tells neither by a member of its own, nor by one that is always there, so the key format is a document of its own. */
const KEY_FORMATS = {
  simple: { SimplePrefix: {} },
  "by-event-time": { PartitionedPrefix: { PartitionDateSource: "EventTime" } },
  "by-delivery-time": { PartitionedPrefix: { PartitionDateSource: "DeliveryTime" } },
} as const;

export function websiteFromAws(website: WebsiteConfiguration): BucketWebsite {
  return documentFromAws(WEBSITE, website);
}

export function websiteToAws(website: BucketWebsite): WebsiteConfiguration {
  return documentToAws(WEBSITE, website);
}

export function loggingFromAws(logging: LoggingEnabled | undefined): AccessLogging | null {
  if (logging === undefined) return null;
  const { SimplePrefix: simple, PartitionedPrefix: partitioned } = logging.TargetObjectKeyFormat ?? {};
  const keyFormat =
    partitioned === undefined
      ? simple && "simple"
      : partitioned.PartitionDateSource === "DeliveryTime"
        ? "by-delivery-time"
        : "by-event-time";
  const grants = grantsFromAws(logging.TargetGrants, undefined);
  return {
    bucket: logging.TargetBucket ?? "",
    prefix: logging.TargetPrefix ?? "",
    ...(keyFormat && { keyFormat }),
    ...(grants.length > 0 && { grants }),
  };
}

export function loggingToAws({ bucket, prefix, keyFormat, grants }: AccessLogging): LoggingEnabled {
  return {
    TargetBucket: bucket,
    TargetPrefix: prefix,
    ...(keyFormat && { TargetObjectKeyFormat: KEY_FORMATS[keyFormat] }),
    // S3's type of these grants knows fewer permissions, as the schema does.
    ...(grants?.length && { TargetGrants: grantsToAws(grants) as LoggingEnabled["TargetGrants"] }),
  };
}

export function objectLockFromAws(lock: ObjectLockConfiguration | undefined): ObjectLock | undefined {
  if (lock?.ObjectLockEnabled !== "Enabled") return undefined;
  const { Mode: mode, DefaultEventHold: hold, ...retention } = lock.Rule?.DefaultRetention ?? {};
  return {
    enabled: true,
    ...(mode && { mode }),
    ...durationFromAws(retention),
    ...(hold && { eventHold: durationFromAws(hold) }),
  };
}

function durationFromAws({
  Days: days,
  Years: years,
}: {
  readonly Days?: number | undefined;
  readonly Years?: number | undefined;
}) {
  return { ...(days && { days }), ...(years && { years }) };
}

export function objectLockToAws({ mode, days, years, eventHold: hold }: ObjectLock): ObjectLockConfiguration {
  const DefaultEventHold = hold && { Days: hold.days, Years: hold.years };
  const DefaultRetention = { Mode: mode, Days: days, Years: years, DefaultEventHold };
  return { ObjectLockEnabled: "Enabled", ...((mode ?? hold) && { Rule: { DefaultRetention } }) };
}

export function tieringFromAws(configuration: IntelligentTieringConfiguration): IntelligentTiering {
  const daysOf = (tier: string) => configuration.Tierings?.find(({ AccessTier }) => AccessTier === tier)?.Days;
  const [archive, deep] = [daysOf("ARCHIVE_ACCESS"), daysOf("DEEP_ARCHIVE_ACCESS")];
  return {
    enabled: configuration.Status === "Enabled",
    ...filterFromAws(configuration.Filter),
    ...(archive && { archiveAfterDays: archive }),
    ...(deep && { deepArchiveAfterDays: deep }),
  };
}

export function tieringToAws(id: string, tiering: IntelligentTiering): IntelligentTieringConfiguration {
  const { enabled, archiveAfterDays: archive, deepArchiveAfterDays: deep } = tiering;
  return {
    Id: id,
    Status: enabled ? "Enabled" : "Disabled",
    Filter: filterToAws(tiering),
    Tierings: [
      ...(archive === undefined ? [] : [{ AccessTier: "ARCHIVE_ACCESS" as const, Days: archive }]),
      ...(deep === undefined ? [] : [{ AccessTier: "DEEP_ARCHIVE_ACCESS" as const, Days: deep }]),
    ],
  };
}

function exportTo(partition: string): DocumentMap {
  return { bucket: { at: ["Bucket"], codec: bucketName(partition) }, account: at("BucketAccountId"), prefix: at("Prefix") };
}

export function analyticsFromAws({ Filter, StorageClassAnalysis: analysis }: AnalyticsConfiguration): BucketAnalytics {
  const target = analysis?.DataExport?.Destination?.S3BucketDestination;
  return { prefix: "", ...filterFromAws(Filter), ...(target && { export: documentFromAws(exportTo(""), target) }) };
}

export function analyticsToAws(id: string, analytics: BucketAnalytics, partition: string): AnalyticsConfiguration {
  const { export: target } = analytics;
  if (target === undefined) return withFilter({ Id: id, StorageClassAnalysis: {} }, analytics);
  const place = { Format: "CSV", ...documentToAws(exportTo(partition), target) };
  // The tables hold S3's names: a bucket's ARN is among them.
  const S3BucketDestination = place as unknown as AnalyticsS3BucketDestination;
  const DataExport = { OutputSchemaVersion: "V_1" as const, Destination: { S3BucketDestination } };
  return withFilter({ Id: id, StorageClassAnalysis: { DataExport } }, analytics);
}

const INVENTORY = {
  enabled: at("IsEnabled"),
  prefix: at("Filter", "Prefix"),
  versions: at("IncludedObjectVersions"),
  frequency: at("Schedule", "Frequency"),
  fields: at("OptionalFields"),
} as const satisfies DocumentMap;

function inventoryDestination(partition: string): DocumentMap {
  return {
    bucket: { at: ["Bucket"], codec: bucketName(partition) },
    account: at("AccountId"),
    prefix: at("Prefix"),
    format: at("Format"),
    encryption: {
      at: ["Encryption"],
      codec: {
        toAws: (value) => (value === "AES256" ? { SSES3: {} } : { SSEKMS: { KeyId: String(value) } }),
        fromAws: (value) => encryptionOf(value),
      },
    },
  };
}

function encryptionOf(value: unknown): string | undefined {
  // S3's InventoryEncryption, which has one of the two members.
  const { SSES3, SSEKMS } = value as { readonly SSES3?: object; readonly SSEKMS?: { readonly KeyId?: string } };
  return SSEKMS?.KeyId ?? (SSES3 && "AES256");
}

export function inventoryFromAws(configuration: InventoryConfiguration): BucketInventory {
  return {
    ...documentFromAws<BucketInventory>(INVENTORY, configuration),
    destination: documentFromAws(inventoryDestination(""), configuration.Destination?.S3BucketDestination),
  };
}

export function inventoryToAws(id: string, inventory: BucketInventory, partition: string): InventoryConfiguration {
  const S3BucketDestination = documentToAws(inventoryDestination(partition), inventory.destination);
  // The tables hold S3's names, and the schema S3's values.
  return {
    Id: id,
    ...documentToAws(INVENTORY, inventory),
    Destination: { S3BucketDestination },
  } as unknown as InventoryConfiguration;
}

export function metricsFromAws({ Filter }: MetricsConfiguration): BucketMetrics {
  return { prefix: "", ...filterFromAws(Filter) };
}

export function metricsToAws(id: string, metrics: BucketMetrics): MetricsConfiguration {
  return withFilter({ Id: id }, metrics);
}

function withFilter<T extends object>(document: T, filter: BucketMetrics): T {
  const Filter = filterToAws(filter);
  return Filter === undefined ? document : { ...document, Filter };
}
