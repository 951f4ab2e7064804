/** Time that stands still until it is moved: what comes of moving it has come to rest before and after each step. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../src/model/ports.ts";

export interface ManualClock extends Clock {
  advance(ms: number): Promise<void>;
}

export function createManualClock(): ManualClock {
  let now = 0;
  const sleepers = new Map<() => void, number>();

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const wake = () => {
          sleepers.delete(wake);
          resolve();
        };
        sleepers.set(wake, now + ms);
        signal?.addEventListener("abort", () => {
          sleepers.delete(wake);
          reject(signal.reason);
        });
      }),
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        await nextTurn();
        const [next] = [...sleepers].filter(([, due]) => due <= until).toSorted(([, left], [, right]) => left - right);
        if (next === undefined) break;
        now = Math.max(now, next[1]);
        next[0]();
      }
      now = until;
    },
  };
}
