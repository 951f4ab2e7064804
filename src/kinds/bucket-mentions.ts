/** Declared buckets that a text names: what uses a bucket comes after it, though no property of AWS's says so. */
import type { Address } from "../model/address.ts";
import { addressOf, nameAt } from "../model/address.ts";
import type { AuthoredState } from "./authoring.ts";
import { functionsToldBy } from "./bucket/notifications.ts";

const BUCKET_ARN = /arn:aws[a-z-]*:s3:::([^/*\s]+)/g;

/** Addresses, sorted, of the declared buckets that are a text of `value` or stand in an ARN within one; depth first. */
export function mentionedBuckets(value: unknown, state: AuthoredState): readonly Address[] {
  const names = new Set<string>();
  collectNames(value, state, names);
  return [...names].map((name) => addressOf("bucket", name)).toSorted();
}

/** Of those, the ones that a function has to wait for: not one that tells it of what happens, for that waits for the function. */
export function bucketsBefore(functionName: string, environment: unknown, state: AuthoredState): readonly Address[] {
  return mentionedBuckets(environment, state).filter((address) => {
    const bucket = state.buckets.get(nameAt(address, 0));
    return bucket === undefined || !functionsToldBy(bucket).some(({ name }) => name === functionName);
  });
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
