/** Where a request's bucket is: S3 takes it from the host or from the path; services here read the path. */
import type { WireRequest } from "./wire/message.ts";

/** `BUCKET.s3.REGION.amazonaws.com`, `BUCKET.s3.localhost`, and `BUCKET.localhost` of a custom endpoint; not Object Lambda's routes. */
const VIRTUAL_HOST =
  /^(?<bucket>[a-z0-9][a-z0-9.-]*?)\.(?:s3(?!-object-lambda)(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?|s3\.localhost|localhost)$/;

/** The same request in path style. */
export function toPathStyle(request: WireRequest): WireRequest {
  const host = (request.hostname ?? request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
  const bucket = VIRTUAL_HOST.exec(host)?.groups?.bucket;
  return bucket === undefined || bucket === "s3" ? request : { ...request, path: `/${bucket}${request.path}` };
}
