/** Aspects that are configurations by name, each with calls of its own: a list of them is read, those that differ are written. */
import type { S3 } from "@aws-sdk/client-s3";
import { canonicalJson } from "../kinds/digest.ts";
import type { BucketSpec } from "../model/specs/bucket.ts";
import type { BucketTarget } from "./bucket-aspect.ts";
import {
  analyticsFromAws,
  analyticsToAws,
  inventoryFromAws,
  inventoryToAws,
  metricsFromAws,
  metricsToAws,
  tieringFromAws,
  tieringToAws,
} from "./bucket-documents.ts";
import { allPages } from "./observing.ts";

type ByName<T> = Readonly<Record<string, T>>;

interface Calls<T, C extends { readonly Id: string | undefined }> {
  list(
    s3: S3,
    input: BucketTarget & { readonly ContinuationToken: string | undefined },
    signal?: AbortSignal,
  ): Promise<{
    readonly items: readonly C[] | undefined;
    readonly token: string | undefined;
  }>;
  put(s3: S3, input: BucketTarget & { readonly Id: string }, document: C): Promise<unknown>;
  remove(s3: S3, input: BucketTarget & { readonly Id: string }): Promise<unknown>;
  fromAws(document: C): T;
  toAws(id: string, value: T, partition: string): C;
}

export const CONFIGURATION_ASPECTS = {
  intelligentTiering: byName({
    async list(s3, input, abortSignal) {
      const page = await s3.listBucketIntelligentTieringConfigurations(input, { abortSignal });
      return { items: page.IntelligentTieringConfigurationList, token: page.NextContinuationToken };
    },
    put: (s3, input, IntelligentTieringConfiguration) =>
      s3.putBucketIntelligentTieringConfiguration({ ...input, IntelligentTieringConfiguration }),
    remove: (s3, input) => s3.deleteBucketIntelligentTieringConfiguration(input),
    fromAws: tieringFromAws,
    toAws: tieringToAws,
  }),
  analytics: byName({
    async list(s3, input, abortSignal) {
      const page = await s3.listBucketAnalyticsConfigurations(input, { abortSignal });
      return { items: page.AnalyticsConfigurationList, token: page.NextContinuationToken };
    },
    put: (s3, input, AnalyticsConfiguration) => s3.putBucketAnalyticsConfiguration({ ...input, AnalyticsConfiguration }),
    remove: (s3, input) => s3.deleteBucketAnalyticsConfiguration(input),
    fromAws: analyticsFromAws,
    toAws: analyticsToAws,
  }),
  inventory: byName({
    async list(s3, input, abortSignal) {
      const page = await s3.listBucketInventoryConfigurations(input, { abortSignal });
      return { items: page.InventoryConfigurationList, token: page.NextContinuationToken };
    },
    put: (s3, input, InventoryConfiguration) => s3.putBucketInventoryConfiguration({ ...input, InventoryConfiguration }),
    remove: (s3, input) => s3.deleteBucketInventoryConfiguration(input),
    fromAws: inventoryFromAws,
    toAws: inventoryToAws,
  }),
  metrics: byName({
    async list(s3, input, abortSignal) {
      const page = await s3.listBucketMetricsConfigurations(input, { abortSignal });
      return { items: page.MetricsConfigurationList, token: page.NextContinuationToken };
    },
    put: (s3, input, MetricsConfiguration) => s3.putBucketMetricsConfiguration({ ...input, MetricsConfiguration }),
    remove: (s3, input) => s3.deleteBucketMetricsConfiguration(input),
    fromAws: metricsFromAws,
    toAws: metricsToAws,
  }),
} satisfies { readonly [A in keyof BucketSpec]?: unknown };

interface ByNameAspect<T> {
  readonly absent: null;
  get(s3: S3, target: BucketTarget, signal: AbortSignal): Promise<ByName<T>>;
  put(s3: S3, target: BucketTarget, value: ByName<T>, partition: string): Promise<void>;
  remove(s3: S3, target: BucketTarget): Promise<void>;
}

function byName<T, C extends { readonly Id: string | undefined }>(calls: Calls<T, C>): ByNameAspect<T> {
  const read = async (s3: S3, target: BucketTarget, signal?: AbortSignal): Promise<ByName<T>> => {
    const found = await allPages(async (ContinuationToken: string | undefined) => {
      const { items, token } = await calls.list(s3, { ...target, ContinuationToken }, signal);
      return { items: items ?? [], token };
    });
    return Object.fromEntries(found.map((one) => [one.Id ?? "", calls.fromAws(one)]));
  };
  const write = async (s3: S3, target: BucketTarget, wanted: ByName<T>, partition: string): Promise<void> => {
    const live = await read(s3, target);
    for (const [Id, value] of Object.entries(wanted)) {
      if (canonicalJson(live[Id]) === canonicalJson(value)) continue;
      await calls.put(s3, { ...target, Id }, calls.toAws(Id, value, partition));
    }
    for (const Id of Object.keys(live)) {
      if (!Object.hasOwn(wanted, Id)) await calls.remove(s3, { ...target, Id });
    }
  };
  return { absent: null, get: read, put: write, remove: (s3, target) => write(s3, target, {}, "") };
}
