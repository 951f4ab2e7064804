/** Lambda's pages: never more than 50, whatever MaxItems asks for (aws-facts 5.6). */
const PAGE_LIMIT = 50;

export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** The page that begins at the marker, which is the opaque offset of an earlier answer. */
export function page<T>(
  all: readonly T[],
  request: PageRequest,
): { readonly items: T[]; readonly nextMarker: string | undefined } {
  const start = request.Marker === undefined ? 0 : Number(Buffer.from(request.Marker, "base64url").toString());
  const from = Number.isInteger(start) ? start : 0;
  const end = from + Math.min(request.MaxItems ?? PAGE_LIMIT, PAGE_LIMIT);
  const nextMarker = end < all.length ? Buffer.from(String(end)).toString("base64url") : undefined;
  return { items: all.slice(from, end), nextMarker };
}
