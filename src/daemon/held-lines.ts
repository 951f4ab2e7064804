import type { Logger } from "../model/ports.ts";

/** A logger whose lines wait until it is known whether they are to be written at all. */
export function holdLines(logger: Logger): { readonly logger: Logger; release(): void } {
  const lines: (() => void)[] = [];
  const holding =
    (level: keyof Logger): Logger[keyof Logger] =>
    (facts, message) =>
      void lines.push(() => logger[level](facts, message));
  return {
    logger: { debug: holding("debug"), info: holding("info"), warn: holding("warn"), error: holding("error") },
    release() {
      for (const write of lines) write();
    },
  };
}
