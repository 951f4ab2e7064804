/** A bucket of authored YAML as a resource. */
import { addressOf } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { BucketCorsRule, BucketEncryption, BucketSpec, LifecycleRule, PublicAccessBlock } from "../../model/specs/bucket.ts";
import { policyOf } from "../authored-policy.ts";
import type { BucketEntry, ExpandContext } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";

const ALL_BLOCKED: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

export function expandBucket(name: string, entry: BucketEntry, context: ExpandContext): Desired<"bucket"> {
  return {
    kind: "bucket",
    address: addressOf("bucket", name),
    spec: bucketSpec(entry),
    intent: {},
    options: optionsOf("bucket", entry),
    origin: context.originOf(["buckets", name]),
    after: [],
    sensitive: [],
  };
}

function bucketSpec(entry: BucketEntry): BucketSpec {
  return declared({
    region: entry.region,
    versioning: entry.versioning,
    encryption: entry.encryption === undefined ? undefined : encryptionOf(entry.encryption),
    publicAccessBlock: publicAccessOf(entry.publicAccess),
    tags: entry.tags,
    lifecycle: nullWhenEmpty(entry.lifecycle?.map(lifecycleRule)),
    cors: nullWhenEmpty(entry.cors?.map(corsRule)),
    policy: entry.policy === "none" ? null : entry.policy === undefined ? undefined : policyOf(entry.policy),
  });
}

function encryptionOf(encryption: NonNullable<BucketEntry["encryption"]>): BucketEncryption {
  return encryption === "AES256" ? { algorithm: "AES256" } : declared({ ...encryption });
}

function publicAccessOf(access: BucketEntry["publicAccess"]): PublicAccessBlock | undefined {
  if (access === "unmanaged") return undefined;
  return access === undefined || access === "blocked" ? ALL_BLOCKED : access;
}

function lifecycleRule(rule: NonNullable<BucketEntry["lifecycle"]>[number]): LifecycleRule {
  return declared({ ...rule, enabled: rule.enabled ?? true, prefix: rule.prefix ?? "" });
}

function corsRule(rule: NonNullable<BucketEntry["cors"]>[number]): BucketCorsRule {
  return declared({ ...rule });
}

function nullWhenEmpty<T>(rules: readonly T[] | undefined): readonly T[] | null | undefined {
  return rules?.length === 0 ? null : rules;
}
