/** Declared buckets that a text names: what uses a bucket comes after it, though no property of AWS's says so. */
import type { Address } from "../model/address.ts";
import { addressOf } from "../model/address.ts";
import type { AuthoredState } from "./authoring.ts";

const BUCKET_ARN = /arn:aws[a-z-]*:s3:::([^/*\s]+)/g;

/** Addresses, sorted, of the declared buckets that are a text of `value` or stand in an ARN within one; depth first. */
export function mentionedBuckets(value: unknown, state: AuthoredState): readonly Address[] {
  const names = new Set(
    textsIn(value).flatMap((text) => [text, ...Array.from(text.matchAll(BUCKET_ARN), (found) => found[1] ?? "")]),
  );
  return [...names]
    .filter((name) => state.buckets.has(name))
    .map((name) => addressOf("bucket", name))
    .toSorted();
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
