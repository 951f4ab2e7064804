import { nameAt } from "../../model/address.ts";
import { bucketArn } from "../arns.ts";
import { anywhere, type KindRights, nowhere, type Place } from "../kind-rights.ts";

const ASPECTS = ["publicAccessBlock", "versioning", "encryption", "lifecycle", "cors", "policy"] as const;
type BucketPlace = "bucket" | "account" | (typeof ASPECTS)[number];

const TITLE = "Buckets";

/** Calls of an aspect are made where it is declared. Deleting lifecycle or CORS rules needs the right to write them (S3). */
export const bucketRights: KindRights<"bucket", BucketPlace> = {
  source: "bucket",
  rows: [
    { for: "read", call: "s3.GetBucketTagging", needs: { bucket: ["s3:GetBucketTagging"] } },
    { for: "read", call: "s3.GetPublicAccessBlock", needs: { publicAccessBlock: ["s3:GetBucketPublicAccessBlock"] } },
    { for: "read", call: "s3.GetBucketVersioning", needs: { versioning: ["s3:GetBucketVersioning"] } },
    { for: "read", call: "s3.GetBucketEncryption", needs: { encryption: ["s3:GetEncryptionConfiguration"] } },
    { for: "read", call: "s3.GetBucketLifecycleConfiguration", needs: { lifecycle: ["s3:GetLifecycleConfiguration"] } },
    { for: "read", call: "s3.GetBucketCors", needs: { cors: ["s3:GetBucketCORS"] } },
    { for: "read", call: "s3.GetBucketPolicy", needs: { policy: ["s3:GetBucketPolicy"] } },
    // A bucket is made with its tags, which S3 takes for a second action.
    { for: "write", call: "s3.CreateBucket", needs: { bucket: ["s3:CreateBucket", "s3:TagResource"] } },
    { for: "write", call: "s3.PutBucketTagging", needs: { bucket: ["s3:PutBucketTagging"] } },
    { for: "write", call: "s3.PutPublicAccessBlock", needs: { publicAccessBlock: ["s3:PutBucketPublicAccessBlock"] } },
    { for: "write", call: "s3.PutBucketVersioning", needs: { versioning: ["s3:PutBucketVersioning"] } },
    { for: "write", call: "s3.PutBucketEncryption", needs: { encryption: ["s3:PutEncryptionConfiguration"] } },
    { for: "write", call: "s3.PutBucketLifecycleConfiguration", needs: { lifecycle: ["s3:PutLifecycleConfiguration"] } },
    { for: "write", call: "s3.DeleteBucketLifecycle", needs: { lifecycle: ["s3:PutLifecycleConfiguration"] } },
    { for: "write", call: "s3.PutBucketCors", needs: { cors: ["s3:PutBucketCORS"] } },
    { for: "write", call: "s3.DeleteBucketCors", needs: { cors: ["s3:PutBucketCORS"] } },
    { for: "write", call: "s3.PutBucketPolicy", needs: { policy: ["s3:PutBucketPolicy"] } },
    { for: "write", call: "s3.DeleteBucketPolicy", needs: { policy: ["s3:DeleteBucketPolicy"] } },
    { for: "delete", call: "s3.DeleteBucket", needs: { bucket: ["s3:DeleteBucket"] } },
    { for: "prune", call: "s3.ListBuckets", needs: { account: ["s3:ListAllMyBuckets"] } },
  ],
  places({ address, spec }, scope) {
    const bucket: Place = { title: TITLE, arns: [bucketArn(scope, nameAt(address, 0))] };
    const aspects = ASPECTS.map((aspect) => [aspect, spec[aspect] === undefined ? nowhere(TITLE) : bucket] as const);
    // One entry for each name in the list.
    return { bucket, account: nowhere(TITLE), ...(Object.fromEntries(aspects) as Record<(typeof ASPECTS)[number], Place>) };
  },
  // No condition: S3 looks at a bucket's tags only where that was switched on for the bucket.
  prunes(scope) {
    const aspects = ASPECTS.map((aspect) => [aspect, nowhere(TITLE)] as const);
    return {
      bucket: { title: "AnyBucket", arns: [bucketArn(scope, "*")] },
      account: anywhere("Lists"),
      // One entry for each name in the list.
      ...(Object.fromEntries(aspects) as Record<(typeof ASPECTS)[number], Place>),
    };
  },
};
