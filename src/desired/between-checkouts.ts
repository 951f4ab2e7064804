/**
 * Loads of files that git may change at any time, as a daemon's are, whose passes also begin when no file has changed:
 *
 *   wait until no checkout is under way → load → was there one meanwhile? then again, else done
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { FleetLoad, FleetSource } from "../model/fleet.ts";
import { checkoutUnderWay, LONGEST_CHECKOUT_MS, lastCheckout } from "./checkout-under-way.ts";

const LOOK_AGAIN_MS = 20;

/** Resolves when no checkout is under way, or after the longest wait. Rejects only when the signal is aborted. */
export async function checkoutDone(path: string, longestWaitMs = LONGEST_CHECKOUT_MS, signal?: AbortSignal): Promise<void> {
  const deadline = performance.now() + longestWaitMs;
  while (performance.now() < deadline && (await checkoutUnderWay(path))) await sleep(LOOK_AGAIN_MS, undefined, { signal });
}

/** `path`: absolute. After the longest wait what is there is taken as it is. */
export function betweenCheckouts(source: FleetSource, path: string, longestWaitMs = LONGEST_CHECKOUT_MS): FleetSource {
  return {
    async load(signal): Promise<FleetLoad> {
      const deadline = performance.now() + longestWaitMs;
      for (;;) {
        await checkoutDone(path, deadline - performance.now(), signal);
        const before = await lastCheckout(path);
        const loaded = await source.load(signal);
        const ranIntoOne = (await checkoutUnderWay(path)) || (await lastCheckout(path)) !== before;
        if (!ranIntoOne || performance.now() >= deadline) return loaded;
      }
    },
  };
}
