/** Waiting on the clock port, always bounded, always abortable. */
import { StagekeeperError } from "../model/errors.ts";
import type { Clock } from "../model/ports.ts";

export interface WaitRules {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly everyMs: number;
  readonly boundMs: number;
}

/** Calls `look` until it gives something, then returns that. Throws `timed-out` after the bound, naming `what`. */
export async function waitFor<T>(what: string, look: () => Promise<T | undefined>, rules: WaitRules): Promise<T> {
  const deadline = rules.clock.now() + rules.boundMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (rules.clock.now() >= deadline) {
      throw new StagekeeperError("timed-out", `waited ${Math.round(rules.boundMs / 1000)} s for ${what}; run again to go on`);
    }
    await rules.clock.sleep(rules.everyMs, rules.signal);
  }
}

/** Repeats `act` while it fails for a reason that passes by itself; after the bound the last failure is thrown. */
export async function whilePassing<T>(
  passes: (error: unknown) => boolean,
  act: () => Promise<T>,
  rules: WaitRules & { readonly onWait?: () => void },
): Promise<T> {
  const deadline = rules.clock.now() + rules.boundMs;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!passes(error) || rules.clock.now() >= deadline) throw error;
      rules.onWait?.();
      await rules.clock.sleep(rules.everyMs, rules.signal);
    }
  }
}
