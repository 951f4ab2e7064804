/** Conditional reads and writes (aws-facts 6.5): writes with If-None-Match and If-Match are how a lease is held in S3. */
import { AwsError } from "../wire/aws-error.ts";
import { noSuchKey, notImplementedHeader, preconditionFailed } from "./errors.ts";
import type { StoredObject } from "./state.ts";

/**
 *   If-None-Match: *      exists 412
 *   If-Match: ETAG        absent 404, another 412
 *   any other form, both  501
 */
export function checkWriteConditions(
  current: StoredObject | undefined,
  key: string,
  { IfMatch, IfNoneMatch }: { readonly IfMatch?: string | undefined; readonly IfNoneMatch?: string | undefined },
): void {
  if (IfNoneMatch !== undefined && (IfNoneMatch !== "*" || IfMatch !== undefined)) throw notImplementedHeader("If-None-Match");
  if (IfMatch === "*") throw notImplementedHeader("If-Match");
  if (IfNoneMatch === "*" && current) throw preconditionFailed("If-None-Match");
  if (IfMatch === undefined) return;
  if (!current) throw noSuchKey(key);
  if (!sameEtag(IfMatch, current.etag)) throw preconditionFailed("If-Match");
}

export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** Throws 412, or 304 for what the caller already has; ETags go before dates (RFC 9110 section 13.2.2). */
export function checkReadConditions(object: StoredObject, conditions: ReadConditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  // Dates on the wire have whole seconds.
  const modified = Math.floor(object.lastModified.getTime() / 1000) * 1000;
  if (IfMatch !== undefined) {
    if (IfMatch !== "*" && !sameEtag(IfMatch, object.etag)) throw preconditionFailed("If-Match");
  } else if (IfUnmodifiedSince && modified > IfUnmodifiedSince.getTime()) throw preconditionFailed("If-Unmodified-Since");
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch === "*" || sameEtag(IfNoneMatch, object.etag)) throw notModified();
  } else if (IfModifiedSince && modified <= IfModifiedSince.getTime()) throw notModified();
}

function notModified(): AwsError {
  return new AwsError("NotModified", "Not Modified", 304);
}

/** Clients send ETags with and without their quotes. */
export function sameEtag(a: string, b: string): boolean {
  return a.replaceAll('"', "") === b.replaceAll('"', "");
}
