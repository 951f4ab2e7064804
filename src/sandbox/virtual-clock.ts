/**
 * Time that passes only when everybody waits for it. A sleeper is woken as soon as nothing else can run: the event loop
 * has turned a few times without a new sleeper, and nobody holds time while real work (a thread, a socket) is under way.
 * Sleepers wake in order of their due time, then of their call; so a run with the same inputs wakes in the same order.
 */
import { setImmediate } from "node:timers";
import type { Clock } from "../model/ports.ts";

export interface VirtualClock extends Clock {
  /** Moves time on by `ms`, waking every sleeper that falls due on the way, each at its own time. */
  advance(ms: number): Promise<void>;
  /** Stops time until the returned function is called: for real work that no virtual second may overtake. */
  hold(): () => void;
}

/** Turns of the event loop without news after which nothing else is runnable: promise chains and streams end within one. */
const QUIET_TURNS = 4;

/** 2026-01-01T00:00:00Z: any fixed moment will do, and this one is past every date that AWS's rules look at. */
const DEFAULT_START = Date.UTC(2026, 0, 1);

interface Sleeper {
  readonly due: number;
  readonly order: number;
  wake(): void;
}

export function createVirtualClock(start: number = DEFAULT_START): VirtualClock {
  let now = start;
  let order = 0;
  let holds = 0;
  let quietTurns = 0;
  let watching = false;
  const sleepers = new Set<Sleeper>();

  /** The one to wake next; there are few sleepers at any time. */
  function next(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (!first || sleeper.due < first.due || (sleeper.due === first.due && sleeper.order < first.order)) first = sleeper;
    }
    return first;
  }

  function wakeNext(sleeper: Sleeper): void {
    sleepers.delete(sleeper);
    now = Math.max(now, sleeper.due);
    sleeper.wake();
  }

  /** Counts quiet turns while somebody sleeps and nobody holds; stops by itself, so an idle clock costs nothing. */
  function watch(): void {
    quietTurns = 0;
    if (watching) return;
    watching = true;
    setImmediate(turn);
  }

  function turn(): void {
    if (sleepers.size === 0 || holds > 0) {
      watching = false;
      return;
    }
    quietTurns++;
    if (quietTurns >= QUIET_TURNS) {
      quietTurns = 0;
      const sleeper = next();
      if (sleeper) wakeNext(sleeper);
    }
    setImmediate(turn);
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const sleeper: Sleeper = {
        due: now + Math.max(0, ms),
        order: order++,
        wake() {
          signal?.removeEventListener("abort", abort);
          resolve();
        },
      };
      function abort(): void {
        sleepers.delete(sleeper);
        reject(signal?.reason);
      }
      signal?.addEventListener("abort", abort, { once: true });
      sleepers.add(sleeper);
      watch();
    });
  }

  async function advance(ms: number): Promise<void> {
    const until = now + ms;
    for (;;) {
      const sleeper = next();
      if (!sleeper || sleeper.due > until) break;
      wakeNext(sleeper);
      await quiet();
    }
    now = Math.max(now, until);
  }

  function hold(): () => void {
    holds++;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      holds--;
      if (holds === 0) watch();
    };
  }

  return { now: () => now, sleep, advance, hold };
}

/** Lets whoever was just woken go on until it waits again. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Holds virtual time while `work` runs; on a real clock, just runs it. */
export async function holdingTime<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const release = "hold" in clock && typeof clock.hold === "function" ? clock.hold() : undefined;
  try {
    return await work();
  } finally {
    release?.();
  }
}
