import type { KindRules } from "../kind-rules.ts";

/** S3 has no call that moves a bucket; every other aspect is replaced as one document (aws-facts 6.1). */
export const bucketRules: KindRules<"bucket"> = {
  kind: "bucket",
  parents: () => [],
  lane: (address) => address,
  fields: [
    { path: ["region"], immutable: true },
    { path: ["policy"], compare: "whole" },
    { path: ["encryption", "bucketKey"], default: false },
    // Documents that AWS replaces whole.
    ...[
      "objectLock",
      "website",
      "accessLogging",
      "replication",
      "intelligentTiering",
      "analytics",
      "inventory",
      "metrics",
      "metadataTables",
      "notifications",
    ].map((member) => ({ path: [member], compare: "whole" as const })),
    { path: ["requestPayment"], default: "BucketOwner" },
    // S3 gives it to rules about which nothing is said (S3 PutBucketLifecycleConfiguration).
    { path: ["lifecycleMinimumSize"], default: "128K" },
  ],
  uncreatable: () => null,
  // A bucket's configuration is eventually consistent (aws-facts 6.3); no time is promised.
  staleReadsMs: 60_000,
  takesAlong: [],
};
