/** A deployment package, opened with the limits that Lambda puts on it. */
import { unzipSync } from "fflate";

/** Lambda quotas: bytes of the package's files together. */
export const UNZIPPED_LIMIT = 262_144_000;

export type Unpacked =
  | { readonly ok: true; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly ok: false; readonly reason: "not-a-zip" | "escapes" | "too-big" };

/**
 * Never throws for what is in the bytes. A package whose names lead out of its own directory is refused whole. Sizes are
 * read before anything is inflated, so a bomb costs nothing.
 */
export function unpackZip(zip: Uint8Array): Unpacked {
  let total = 0;
  let escapes = false;
  const withinLimits = (file: { readonly name: string; readonly originalSize: number }): boolean => {
    total += file.originalSize;
    escapes ||= leadsOut(file.name);
    return total <= UNZIPPED_LIMIT && !escapes;
  };
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(zip, { filter: withinLimits });
  } catch {
    return { ok: false, reason: "not-a-zip" };
  }
  if (escapes) return { ok: false, reason: "escapes" };
  if (total > UNZIPPED_LIMIT) return { ok: false, reason: "too-big" };
  const files = Object.entries(entries).filter(([name]) => !name.endsWith("/"));
  return { ok: true, files: new Map(files) };
}

function leadsOut(name: string): boolean {
  const path = name.replaceAll("\\", "/");
  return path.startsWith("/") || /^[a-zA-Z]:/.test(path) || path.includes("\0") || path.split("/").includes("..");
}
