/** Digests of plain values: equal values give equal digests whatever the order of their keys. */
import { createHash } from "node:crypto";
import stringify from "safe-stable-stringify";

/** Hex SHA-256 of the canonical JSON of a value; `undefined` members do not count. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** As `digestOf`, but not to be found in a table of digests of likely values: the salt comes first. */
export function saltedDigestOf(value: unknown, salt: string): string {
  return createHash("sha256").update(salt).update(canonicalJson(value)).digest("hex");
}

/** JSON with sorted keys. */
export function canonicalJson(value: unknown): string {
  return stringify(value) ?? "null";
}
