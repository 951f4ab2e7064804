/** Ctrl-C and SIGTERM: the first one asks the pass to end in order, the second ends the process at once. */
import type { EndingSignal } from "./exit-code.ts";
import { EXIT } from "./exit-code.ts";

export interface Signals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** The first one received, or `null`. */
  received(): EndingSignal | null;
  stop(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** `onFirst` tells the person that the running step is finished first. */
export function listenForSignals(onFirst: (signal: EndingSignal) => void): Signals {
  const controller = new AbortController();
  let first: EndingSignal | null = null;
  const listener = (signal: NodeJS.Signals) => {
    // Registered for these two only.
    const ending = signal as EndingSignal;
    if (first !== null) return process.exit(EXIT[ending]);
    first = ending;
    controller.abort(new DOMException(`interrupted by ${ending}`, "AbortError"));
    onFirst(ending);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    signal: controller.signal,
    received: () => first,
    stop: () => {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
