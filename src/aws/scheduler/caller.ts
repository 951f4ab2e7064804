/**
 * On whose behalf a call is made. The SDK hands its middleware neither the signal of a call nor the step it belongs to, so
 * both travel beside it.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export interface Caller {
  /** Aborted: what still waits for its turn is not sent. `undefined`: every call is to be sent. */
  readonly signal: AbortSignal | undefined;
  /** Tells a person what is being waited for. */
  waiting?(message: string): void;
  /** A write is about to be sent. */
  writes?(): void;
}

const callers = new AsyncLocalStorage<Caller>();

/** Every call that `work` makes is made for `caller`. */
export function callingFor<T>(caller: Caller, work: () => T): T {
  return callers.run(caller, work);
}

export function currentCaller(): Caller | undefined {
  return callers.getStore();
}

/** Reads are given up as soon as the pass is cut short. */
export function callerOfReads({ signal, waiting }: { readonly signal: AbortSignal; waiting?(message: string): void }): Caller {
  return waiting === undefined ? { signal } : { signal, waiting };
}

/**
 * A step of a plan: while it has written nothing it may be given up when the pass is cut short (`stop`); once it has, it goes
 * on to its end, which may be to put back what it changed.
 */
export function callerOfStep(step: {
  readonly stop?: AbortSignal;
  readonly signal: AbortSignal;
  waiting(message: string): void;
}): Caller {
  let wrote = false;
  return {
    get signal() {
      return wrote ? undefined : (step.stop ?? step.signal);
    },
    waiting: (message) => step.waiting(message),
    writes() {
      wrote = true;
    },
  };
}
