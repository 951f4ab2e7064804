import { BUCKET_FIELDS, Bucket, declareBucket } from "./bucket-fields.ts";
import { describeWholeKind } from "./whole-kind.ts";

describeWholeKind("a bucket", { address: `bucket:${Bucket}`, fields: BUCKET_FIELDS, declare: declareBucket });
