import { createHash } from "node:crypto";

/** So many hexadecimal digits that stand for these texts, in this order. */
export function shortDigest(texts: readonly string[], digits: number): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, digits);
}
