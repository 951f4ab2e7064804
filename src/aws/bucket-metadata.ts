/**
 * The tables of S3 Metadata about a bucket. They are begun in one call and changed in one call a table (S3 User Guide, "Configuring
 * metadata tables"). How they are encrypted GetBucketMetadataConfiguration does not tell, so that is nothing to declare.
 */
import type { GetBucketMetadataConfigurationResult, RecordExpiration, S3 } from "@aws-sdk/client-s3";
import type { MetadataTables } from "../model/specs/bucket.ts";
import type { BucketTarget } from "./bucket-aspect.ts";
import { unlessNamed } from "./classify-error.ts";
import { resolved } from "./observing.ts";

export const NO_METADATA = "MetadataConfigurationNotFound";

export function metadataFromAws(answer: GetBucketMetadataConfigurationResult | undefined): MetadataTables {
  const {
    JournalTableConfigurationResult: journal,
    InventoryTableConfigurationResult: inventory,
    AnnotationTableConfigurationResult: annotations,
  } = answer?.MetadataConfigurationResult ?? {};
  const { Expiration, Days } = journal?.RecordExpiration ?? {};
  return {
    journalDays: Expiration === "ENABLED" ? (Days ?? null) : null,
    inventory: inventory?.ConfigurationState === "ENABLED",
    annotationRole: annotations?.ConfigurationState === "ENABLED" ? (annotations.Role ?? "") : null,
  };
}

/** Begins the tables, or changes those that differ from what is there now. */
export async function writeMetadata(s3: S3, target: BucketTarget, wanted: MetadataTables): Promise<void> {
  const live = await presentMetadata(s3, target);
  const JournalTableConfiguration = { RecordExpiration: expiration(wanted) };
  const InventoryTableConfiguration = { ConfigurationState: state(wanted.inventory) };
  const Role = wanted.annotationRole === null ? undefined : resolved(wanted.annotationRole, "the role of annotations");
  const AnnotationTableConfiguration = { ConfigurationState: state(Role !== undefined), Role };
  if (live === undefined) {
    const MetadataConfiguration = {
      JournalTableConfiguration,
      InventoryTableConfiguration,
      ...(Role !== undefined && { AnnotationTableConfiguration }),
    };
    await s3.createBucketMetadataConfiguration({ ...target, MetadataConfiguration });
    return;
  }
  if (live.journalDays !== wanted.journalDays) {
    await s3.updateBucketMetadataJournalTableConfiguration({ ...target, JournalTableConfiguration });
  }
  if (live.inventory !== wanted.inventory) {
    await s3.updateBucketMetadataInventoryTableConfiguration({ ...target, InventoryTableConfiguration });
  }
  if (live.annotationRole !== (Role ?? null)) {
    await s3.updateBucketMetadataAnnotationTableConfiguration({ ...target, AnnotationTableConfiguration });
  }
}

async function presentMetadata(s3: S3, target: BucketTarget): Promise<MetadataTables | undefined> {
  const found = await unlessNamed(s3.getBucketMetadataConfiguration(target), NO_METADATA);
  return found && metadataFromAws(found.GetBucketMetadataConfigurationResult);
}

function expiration({ journalDays }: MetadataTables): RecordExpiration {
  return journalDays === null ? { Expiration: "DISABLED" } : { Expiration: "ENABLED", Days: journalDays };
}

function state(on: boolean): "ENABLED" | "DISABLED" {
  return on ? "ENABLED" : "DISABLED";
}
