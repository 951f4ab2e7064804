/** Buckets that cases start from. */
import type { Scene } from "../scene.ts";

/** Gives its name. */
export async function aBucket({ s3, newName }: Scene): Promise<string> {
  const Bucket = newName("bucket");
  await s3.createBucket({ Bucket });
  return Bucket;
}
