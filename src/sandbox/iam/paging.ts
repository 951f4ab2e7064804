/** IAM's pages: `Marker` is opaque and only there while `IsTruncated`. */
export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface Page<T> {
  readonly items: T[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/** At most `MaxItems`, by default 100 (IAM ListRoles). */
export function page<T>(all: readonly T[], request: PageRequest): Page<T> {
  const start = request.Marker === undefined ? 0 : Number(Buffer.from(request.Marker, "base64url").toString());
  const from = Number.isInteger(start) ? start : 0;
  const end = from + Math.min(request.MaxItems ?? 100, 1000);
  if (end >= all.length) return { items: all.slice(from), IsTruncated: false };
  return { items: all.slice(from, end), IsTruncated: true, Marker: Buffer.from(String(end)).toString("base64url") };
}
