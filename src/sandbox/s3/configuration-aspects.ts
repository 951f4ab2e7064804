/** The aspects of a bucket that are configurations by name: intelligent tiering, analytics, inventory, metrics. */
import type * as s3 from "@aws-sdk/client-s3";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { invalidArgument, malformedXml } from "./errors.ts";
import { type BucketInput, bucketOf } from "./find-bucket.ts";

export function configurationHandlers(world: World): Handlers<typeof s3> {
  const tiering = shelf<s3.IntelligentTieringConfiguration>(world, "tiering");
  const analytics = shelf<s3.AnalyticsConfiguration>(world, "analytics");
  const inventory = shelf<s3.InventoryConfiguration>(world, "inventory");
  const metrics = shelf<s3.MetricsConfiguration>(world, "metrics");
  return {
    PutBucketIntelligentTieringConfiguration(input) {
      const wanted = input.IntelligentTieringConfiguration;
      if (!wanted?.Tierings?.length) throw malformedXml();
      for (const { AccessTier, Days = 0 } of wanted.Tierings) {
        const least = AccessTier === "DEEP_ARCHIVE_ACCESS" ? 180 : 90;
        if (Days < least || Days > 730) throw invalidArgument("Days for the access tier is out of range", "Days", String(Days));
      }
      return tiering.put(input, wanted);
    },
    GetBucketIntelligentTieringConfiguration: (input) => ({ IntelligentTieringConfiguration: tiering.get(input) }),
    ListBucketIntelligentTieringConfigurations: (input) => ({
      IsTruncated: false,
      IntelligentTieringConfigurationList: tiering.list(input),
    }),
    DeleteBucketIntelligentTieringConfiguration: (input) => tiering.remove(input),

    PutBucketAnalyticsConfiguration: (input) => analytics.put(input, input.AnalyticsConfiguration),
    GetBucketAnalyticsConfiguration: (input) => ({ AnalyticsConfiguration: analytics.get(input) }),
    ListBucketAnalyticsConfigurations: (input) => ({ IsTruncated: false, AnalyticsConfigurationList: analytics.list(input) }),
    DeleteBucketAnalyticsConfiguration: (input) => analytics.remove(input),

    PutBucketInventoryConfiguration: (input) => inventory.put(input, input.InventoryConfiguration),
    GetBucketInventoryConfiguration: (input) => ({ InventoryConfiguration: inventory.get(input) }),
    ListBucketInventoryConfigurations: (input) => ({ IsTruncated: false, InventoryConfigurationList: inventory.list(input) }),
    DeleteBucketInventoryConfiguration: (input) => inventory.remove(input),

    PutBucketMetricsConfiguration: (input) => metrics.put(input, input.MetricsConfiguration),
    GetBucketMetricsConfiguration: (input) => ({ MetricsConfiguration: metrics.get(input) }),
    ListBucketMetricsConfigurations: (input) => ({ IsTruncated: false, MetricsConfigurationList: metrics.list(input) }),
    DeleteBucketMetricsConfiguration: (input) => metrics.remove(input),
  };
}

type NamedInput = BucketInput & { readonly Id: string | undefined };

interface Shelf<C> {
  put(input: NamedInput, configuration: C | undefined): Record<string, never>;
  get(input: NamedInput): C;
  /** By name; undefined where there is none, for S3 leaves the list out then. */
  list(input: BucketInput): C[] | undefined;
  remove(input: NamedInput): Record<string, never>;
}

/** The id in the path and in the document have to be the same (S3 PutBucketMetricsConfiguration). */
function shelf<C extends { readonly Id: string | undefined }>(world: World, kind: string): Shelf<C> {
  const of = (input: BucketInput): Map<string, C> => {
    const { configurations } = bucketOf(world, input);
    const found = configurations.get(kind) ?? new Map<string, object>();
    configurations.set(kind, found);
    // Only this shelf puts anything there.
    return found as Map<string, C>;
  };
  return {
    put(input, configuration) {
      if (!configuration?.Id || configuration.Id !== input.Id) throw malformedXml();
      of(input).set(configuration.Id, configuration);
      return {};
    },
    get(input) {
      const found = of(input).get(input.Id ?? "");
      if (!found) throw noSuchConfiguration();
      return found;
    },
    list(input) {
      const all = [...of(input).values()].toSorted((left, right) => ((left.Id ?? "") < (right.Id ?? "") ? -1 : 1));
      return all.length === 0 ? undefined : all;
    },
    remove(input) {
      if (!of(input).delete(input.Id ?? "")) throw noSuchConfiguration();
      return {};
    },
  };
}

function noSuchConfiguration(): AwsError {
  return new AwsError("NoSuchConfiguration", "The specified configuration does not exist.", 404);
}
