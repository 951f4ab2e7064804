/**
 * The tables of S3 Metadata: begun by one call, each changed by one of its own, ACTIVE at once. Which error S3 gives a bucket that has
 * them already nobody has published. The tables themselves are S3 Tables', which is not served.
 */
import type * as s3 from "@aws-sdk/client-s3";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { malformedXml } from "./errors.ts";
import { type BucketInput, bucketOf } from "./find-bucket.ts";
import { absent, setAspects } from "./set-aspects.ts";

/** S3 keeps entries of a journal for seven days at least (RecordExpiration). */
const FEWEST_DAYS = 7;

export function metadataHandlers(world: World): Handlers<typeof s3> {
  const present = (input: BucketInput): s3.MetadataConfiguration => {
    const { name, aspects } = bucketOf(world, input);
    if (!aspects.metadata) throw absent("metadata", name);
    return aspects.metadata;
  };
  return {
    CreateBucketMetadataConfiguration(input) {
      const wanted = input.MetadataConfiguration;
      if (!wanted) throw malformedXml();
      if (bucketOf(world, input).aspects.metadata) {
        throw new AwsError("InvalidRequest", "The bucket has a metadata configuration already", 400);
      }
      checkExpiration(wanted.JournalTableConfiguration?.RecordExpiration);
      return setAspects(world, input, { metadata: wanted });
    },
    GetBucketMetadataConfiguration: (input) => ({
      GetBucketMetadataConfigurationResult: { MetadataConfigurationResult: resultOf(world, present(input)) },
    }),
    DeleteBucketMetadataConfiguration(input) {
      present(input);
      return setAspects(world, input, { metadata: undefined });
    },
    UpdateBucketMetadataJournalTableConfiguration(input) {
      const { RecordExpiration } = input.JournalTableConfiguration ?? {};
      checkExpiration(RecordExpiration);
      const before = present(input);
      return setAspects(world, input, {
        metadata: { ...before, JournalTableConfiguration: { ...before.JournalTableConfiguration, RecordExpiration } },
      });
    },
    UpdateBucketMetadataInventoryTableConfiguration: (input) =>
      setAspects(world, input, {
        metadata: { ...present(input), InventoryTableConfiguration: input.InventoryTableConfiguration },
      }),
    UpdateBucketMetadataAnnotationTableConfiguration: (input) =>
      setAspects(world, input, {
        metadata: { ...present(input), AnnotationTableConfiguration: input.AnnotationTableConfiguration },
      }),
  };
}

function checkExpiration(expiration: s3.RecordExpiration | undefined): void {
  if (expiration?.Expiration === undefined) throw malformedXml();
  if (expiration.Expiration === "ENABLED" && (expiration.Days ?? 0) < FEWEST_DAYS) throw malformedXml();
}

function resultOf(
  { account, partition, region }: World,
  { JournalTableConfiguration: journal, ...rest }: s3.MetadataConfiguration,
): s3.MetadataConfigurationResult {
  const { InventoryTableConfiguration: inventory, AnnotationTableConfiguration: annotations } = rest;
  return {
    DestinationResult: {
      TableBucketType: "aws",
      TableBucketArn: `arn:${partition}:s3tables:${region}:${account}:bucket/aws-s3`,
    },
    JournalTableConfigurationResult: {
      TableStatus: "ACTIVE",
      TableName: "journal",
      RecordExpiration: journal?.RecordExpiration,
    },
    InventoryTableConfigurationResult: inventory && {
      ConfigurationState: inventory.ConfigurationState,
      ...(inventory.ConfigurationState === "ENABLED" && { TableStatus: "ACTIVE", TableName: "inventory" }),
    },
    AnnotationTableConfigurationResult: annotations && {
      ConfigurationState: annotations.ConfigurationState,
      Role: annotations.Role,
    },
  };
}
