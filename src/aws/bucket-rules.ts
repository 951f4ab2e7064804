/** Lifecycle and CORS rules between S3's form and ours. */
import type { LifecycleRule as AwsLifecycleRule, CORSRule } from "@aws-sdk/client-s3";
import { BEYOND_SPEC } from "../kinds/bucket/beyond-spec.ts";
import type { BucketCorsRule, LifecycleRule } from "../model/specs/bucket.ts";

export function lifecycleFromAws(rules: readonly AwsLifecycleRule[] | undefined): readonly LifecycleRule[] {
  return (rules ?? []).map((rule) => {
    const transitions = (rule.Transitions ?? []).map(({ Days, StorageClass }) => ({
      afterDays: Days ?? 0,
      storageClass: StorageClass ?? "",
    }));
    return {
      id: `${rule.ID ?? ""}${saysMore(rule) ? BEYOND_SPEC : ""}`,
      enabled: rule.Status === "Enabled",
      prefix: rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? rule.Prefix ?? "",
      ...given("expireAfterDays", rule.Expiration?.Days),
      ...given("expireNoncurrentAfterDays", rule.NoncurrentVersionExpiration?.NoncurrentDays),
      ...given("abortIncompleteUploadsAfterDays", rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation),
      ...(transitions.length > 0 ? { transitions } : {}),
    };
  });
}

export function lifecycleToAws(rules: readonly LifecycleRule[]): AwsLifecycleRule[] {
  return rules.map((rule) => ({
    ID: rule.id,
    Status: rule.enabled ? "Enabled" : "Disabled",
    Filter: { Prefix: rule.prefix },
    ...(rule.expireAfterDays === undefined ? {} : { Expiration: { Days: rule.expireAfterDays } }),
    ...(rule.expireNoncurrentAfterDays === undefined
      ? {}
      : { NoncurrentVersionExpiration: { NoncurrentDays: rule.expireNoncurrentAfterDays } }),
    ...(rule.abortIncompleteUploadsAfterDays === undefined
      ? {}
      : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.abortIncompleteUploadsAfterDays } }),
    ...(rule.transitions === undefined
      ? {}
      : {
          Transitions: rule.transitions.map(({ afterDays, storageClass }) => ({
            Days: afterDays,
            // The schema holds storage classes to S3's names.
            StorageClass: storageClass as NonNullable<AwsLifecycleRule["Transitions"]>[number]["StorageClass"],
          })),
        }),
  }));
}

export function corsFromAws(rules: readonly CORSRule[] | undefined): readonly BucketCorsRule[] {
  return (rules ?? []).map((rule) => ({
    origins: rule.AllowedOrigins ?? [],
    methods: rule.AllowedMethods ?? [],
    ...(rule.AllowedHeaders?.length ? { headers: rule.AllowedHeaders } : {}),
    ...(rule.ExposeHeaders?.length ? { exposeHeaders: rule.ExposeHeaders } : {}),
    ...given("maxAgeSeconds", rule.MaxAgeSeconds),
  }));
}

export function corsToAws(rules: readonly BucketCorsRule[]): CORSRule[] {
  return rules.map((rule) => ({
    AllowedOrigins: [...rule.origins],
    AllowedMethods: [...rule.methods],
    ...(rule.headers ? { AllowedHeaders: [...rule.headers] } : {}),
    ...(rule.exposeHeaders ? { ExposeHeaders: [...rule.exposeHeaders] } : {}),
    ...given("MaxAgeSeconds", rule.maxAgeSeconds),
  }));
}

function saysMore(rule: AwsLifecycleRule): boolean {
  const filter = rule.Filter;
  const narrower = filter?.Tag ?? filter?.And?.Tags ?? filter?.ObjectSizeGreaterThan ?? filter?.ObjectSizeLessThan;
  const byDate = rule.Expiration?.Date ?? rule.Transitions?.find(({ Date: date }) => date);
  const noncurrent = rule.NoncurrentVersionTransitions?.length || rule.NoncurrentVersionExpiration?.NewerNoncurrentVersions;
  return Boolean(narrower ?? byDate ?? rule.Expiration?.ExpiredObjectDeleteMarker) || Boolean(noncurrent);
}

function given<K extends string>(key: K, value: number | undefined): { readonly [P in K]?: number } {
  // A computed key is widened to string; it is K.
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: number };
}
