/** Deletes all that a bucket holds, for good: every version and every delete marker (S3 DeleteObjects, a thousand at a time). */
import type { S3 } from "@aws-sdk/client-s3";
import { StagekeeperError } from "../model/errors.ts";
import type { ApplyContext } from "../model/ports.ts";
import type { BucketTarget } from "./bucket-aspect.ts";

export async function emptyBucket(s3: S3, target: BucketTarget, context: ApplyContext): Promise<void> {
  for (let deleted = 0; ; ) {
    context.signal.throwIfAborted();
    // What was listed is gone by the next look, so each look begins anew.
    const page = await s3.listObjectVersions({ ...target, MaxKeys: 1_000 }, { abortSignal: context.signal });
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await s3.deleteObjects({ ...target, Delete: { Objects, Quiet: true } });
    const [first] = Errors;
    // It answers 200 also when some of them stay (aws-facts 6.6).
    if (first !== undefined) {
      const rest = Errors.length > 1 ? `, and ${Errors.length - 1} more` : "";
      throw new StagekeeperError(
        "conflict",
        `${target.Bucket}: not emptied: ${first.Key}: ${first.Code}: ${first.Message ?? ""}${rest}; locked objects stay until their lock ends`,
      );
    }
    deleted += Objects.length;
    context.waiting(`${target.Bucket} to be emptied: ${deleted} versions deleted`);
  }
}
