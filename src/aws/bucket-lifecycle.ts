/** Lifecycle rules, and the smallest object that they move where they do not say: two aspects that S3 writes in one call. */
import type { GetBucketLifecycleConfigurationOutput, S3 } from "@aws-sdk/client-s3";
import type { Aspect, BucketTarget } from "./bucket-aspect.ts";
import { lifecycleFromAws, lifecycleToAws } from "./bucket-rules.ts";
import { unlessNamed } from "./classify-error.ts";

const NO_LIFECYCLE = "NoSuchLifecycleConfiguration";

export const LIFECYCLE_ASPECTS: {
  readonly lifecycle: Aspect<"lifecycle">;
  readonly lifecycleMinimumSize: Aspect<"lifecycleMinimumSize">;
} = {
  lifecycle: {
    absentCode: NO_LIFECYCLE,
    absent: null,
    get: async (...look) => lifecycleFromAws((await readLifecycle(...look)).Rules),
    // Left out of the call, the smallest size would become S3's own again, whatever somebody has set.
    put: async (s3, target, rules) =>
      s3.putBucketLifecycleConfiguration({
        ...target,
        LifecycleConfiguration: { Rules: lifecycleToAws(rules) },
        TransitionDefaultMinimumObjectSize: (await presentLifecycle(s3, target))?.TransitionDefaultMinimumObjectSize,
      }),
    remove: (s3, target) => s3.deleteBucketLifecycle(target),
  },
  lifecycleMinimumSize: {
    absentCode: NO_LIFECYCLE,
    async get(...look) {
      const { TransitionDefaultMinimumObjectSize: size } = await readLifecycle(...look);
      return size === undefined ? undefined : size === "varies_by_storage_class" ? "byStorageClass" : "128K";
    },
    // It goes with the rules, which are written before it.
    put: async (s3, target, size) =>
      s3.putBucketLifecycleConfiguration({
        ...target,
        LifecycleConfiguration: { Rules: (await presentLifecycle(s3, target))?.Rules },
        TransitionDefaultMinimumObjectSize: size === "128K" ? "all_storage_classes_128K" : "varies_by_storage_class",
      }),
  },
};

/** One call tells both. */
function readLifecycle(
  ...[s3, target, abortSignal, once]: Parameters<Aspect<"lifecycle">["get"]>
): Promise<GetBucketLifecycleConfigurationOutput> {
  return once("lifecycle", () => s3.getBucketLifecycleConfiguration(target, { abortSignal }));
}

/** Undefined: there is none. */
function presentLifecycle(s3: S3, target: BucketTarget): Promise<GetBucketLifecycleConfigurationOutput | undefined> {
  return unlessNamed(s3.getBucketLifecycleConfiguration(target), NO_LIFECYCLE);
}
