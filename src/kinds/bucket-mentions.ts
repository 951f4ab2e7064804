/** Declared buckets that a text names: what uses a bucket comes after it, though no property of AWS's says so. */
import type { Address } from "../model/address.ts";
import { addressOf } from "../model/address.ts";
import type { AuthoredState } from "./authoring.ts";

const BUCKET_ARN = /arn:aws[a-z-]*:s3:::([^/*\s]+)/g;

/** Addresses, sorted, of the declared buckets that are a text of `value` or stand in an ARN within one; depth first. */
export function mentionedBuckets(value: unknown, state: AuthoredState): readonly Address[] {
  const names = new Set<string>();
  collectNames(value, state, names);
  return [...names].map((name) => addressOf("bucket", name)).toSorted();
}

function collectNames(value: unknown, state: AuthoredState, names: Set<string>): void {
  if (typeof value === "string") {
    if (state.buckets.has(value)) names.add(value);
    if (!value.includes("arn:")) return;
    for (const [, name = ""] of value.matchAll(BUCKET_ARN)) if (state.buckets.has(name)) names.add(name);
  } else if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) collectNames(item, state, names);
  }
}
