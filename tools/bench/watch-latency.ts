/** From the end of a change on a real disk to the start of the pass that it asks for, for each row of the matrix. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Loop } from "../../src/daemon/loop.ts";
import { paceOf } from "../../src/daemon/pace.ts";
import { watchFiles } from "../../src/desired/watch-files.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { median } from "./start-up.ts";
import { WATCH_MATRIX, type WatchRow } from "./watch-matrix.ts";

export interface WatchLatency {
  readonly rounds: number;
  /** Milliseconds by row. */
  readonly medianMs: Readonly<Record<string, number>>;
}

const HOUR_MS = 3_600_000;
/** Not an answer to anything: a row that is not seen ends the bench. */
const TIMEOUT_MS = 30_000;

export async function measureWatchLatency(rounds: number): Promise<WatchLatency> {
  const medianMs: Record<string, number> = {};
  for (const row of WATCH_MATRIX) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await timeOf(row));
    medianMs[row.name] = median(times);
  }
  return { rounds, medianMs };
}

async function timeOf(row: WatchRow): Promise<number> {
  const home = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-bench-watch-"));
  const stop = new AbortController();
  try {
    await row.prepare(home);
    const started = promised<number>();
    const first = promised<void>();
    const loop = new Loop(paceOf(HOUR_MS), {
      clock: systemClock,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      random: () => 0.5,
      async pass(trigger) {
        if (trigger === "start") first.resolve();
        else started.resolve(performance.now());
        return { end: "settled", nextMoveAt: null };
      },
    });
    const running = loop.run(stop.signal);
    await first.promise;
    const watch = await watchFiles({
      path: row.watched,
      cwd: home,
      pollMs: HOUR_MS,
      onChange: () => loop.request("change"),
      onTrouble: started.reject,
    });
    if (row.code !== undefined) await watch.watchCode([path.join(home, row.code)]);
    const timeout = setTimeout(() => started.reject(new Error(`not seen: ${row.name}`)), TIMEOUT_MS);
    await row.change(home);
    const changed = performance.now();
    const at = await started.promise;
    clearTimeout(timeout);
    stop.abort();
    await watch.close();
    await running;
    return Math.max(0, at - changed);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** `Promise.withResolvers` is not in Node 20. */
function promised<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  return { promise, resolve, reject };
}
