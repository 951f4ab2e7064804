/**
 * Patch operations of API Gateway, in one place: pointers and their escaping, which operation a path takes, and batches.
 * Values are always strings. A wrongly escaped path is accepted and does nothing (aws-facts 3.1), so nobody else builds paths.
 */
import type { PatchOperation } from "@aws-sdk/client-api-gateway";

export type Patch = Required<Pick<PatchOperation, "op" | "path">> & {
  readonly value?: string;
  readonly from?: string;
};

/** More than this in one UpdateStage is known to be refused ("Update size too large", aws-facts 3.1). */
const MAX_BATCH = 80;

export function replace(path: readonly string[], value: string | number | boolean): Patch {
  return { op: "replace", path: pointer(path), value: String(value) };
}

export function add(path: readonly string[], value?: string): Patch {
  return { op: "add", path: pointer(path), ...(value === undefined ? {} : { value }) };
}

export function remove(path: readonly string[]): Patch {
  return { op: "remove", path: pointer(path) };
}

export function copy(from: readonly string[], to: readonly string[]): Patch {
  return { op: "copy", from: pointer(from), path: pointer(to) };
}

/** A JSON pointer (RFC 6901): `~` is written `~0`, and `/` within a part `~1`. */
export function pointer(parts: readonly string[]): string {
  return parts.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** In order, for operations are applied in order. */
export function batches(patches: readonly Patch[]): readonly (readonly Patch[])[] {
  const count = Math.ceil(patches.length / MAX_BATCH);
  return Array.from({ length: count }, (_, at) => patches.slice(at * MAX_BATCH, (at + 1) * MAX_BATCH));
}
