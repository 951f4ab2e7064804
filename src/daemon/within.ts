import type { Clock } from "../model/ports.ts";

/** Whether the work came to its end in this time, of the clock's. The work goes on. */
export async function within(work: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  const done = new AbortController();
  const timeUp = clock.sleep(ms, done.signal).then(
    () => false,
    () => true,
  );
  return Promise.race([
    work.then(() => {
      done.abort();
      return true;
    }),
    timeUp,
  ]);
}
