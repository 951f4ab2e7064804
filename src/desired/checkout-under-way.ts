/**
 * Whether git is at work on the files at a path: half a checkout is a desired state that nobody wrote. git holds the lock
 * of its index until all files are as they shall be (git-checkout, git-pull, git-reset), and renames it to the index then.
 */
import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { checkoutOf } from "./checkout.ts";

/** What is waited for at most; a lock that is older is one that git left behind when it died. */
export const LONGEST_CHECKOUT_MS = 10_000;

/** Never rejects: what cannot be told is not waited for. */
export async function checkoutUnderWay(path: string, longestMs = LONGEST_CHECKOUT_MS): Promise<boolean> {
  const lock = await statOf(path, "index.lock");
  return lock !== null && Date.now() < Number(lock.mtimeMs) + longestMs;
}

/** Another one after each checkout; `null` where there is none. Never rejects. */
export async function lastCheckout(path: string): Promise<string | null> {
  const index = await statOf(path, "index");
  return index === null ? null : `${index.dev} ${index.ino} ${index.mtimeNs} ${index.size}`;
}

async function statOf(path: string, name: string): Promise<BigIntStats | null> {
  const checkout = await checkoutOf(path);
  return checkout && stat(join(checkout.gitDirectory, name), { bigint: true }).catch(() => null);
}
