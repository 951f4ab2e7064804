/** Which bodies are bytes: those whose media type the API lists in `binaryMediaTypes`. All others are UTF-8 text. */

/** `image/jpeg` of `image/jpeg; q=0.8`, in lower case. */
export function mediaTypeOf(header: string | undefined): string | undefined {
  const type = header?.split(";")[0]?.trim().toLowerCase();
  return type === "" ? undefined : type;
}

/** `binaryMediaTypes` may say a type, all of a kind, or everything; for `*` + `/` + `*` even a missing type is binary. */
export function isBinary(binaryMediaTypes: readonly string[], mediaType: string | undefined): boolean {
  return binaryMediaTypes.some((listed) => {
    const pattern = listed.toLowerCase();
    if (pattern === "*/*") return true;
    if (mediaType === undefined) return false;
    return pattern.endsWith("/*") ? mediaType.startsWith(pattern.slice(0, -1)) : mediaType === pattern;
  });
}

/** Only the first type of `Accept` counts (API Gateway developer guide, "Content type conversions"). */
export function firstAccepted(accept: string | undefined): string | undefined {
  return mediaTypeOf(accept?.split(",")[0]);
}
