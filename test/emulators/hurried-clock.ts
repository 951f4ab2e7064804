/** A clock for servers that have nothing to wait for: whoever sleeps is awake a moment later, and that much time has passed. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../src/model/ports.ts";

/** Enough for a server to get on with what it was asked for; some take a tenth of a second to make a function. */
const MOMENT_MS = 20;

export function hurriedClock(): Clock {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  return {
    now,
    async sleep(ms, signal) {
      const due = now() + ms;
      await sleep(Math.min(ms, MOMENT_MS), undefined, { signal });
      ahead += Math.max(0, due - now());
    },
  };
}
