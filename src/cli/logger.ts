/** pino on stderr: one JSON object a line, or a short coloured line on a terminal. */
import { pino } from "pino";
import type { Logger } from "../model/ports.ts";
import { printable } from "../model/printable.ts";
import type { LogLevel } from "./options.ts";
import type { Style } from "./render/style.ts";
import { inlineValue } from "./render/value-text.ts";
import type { Output } from "./terminal.ts";

/**
 * On a terminal nothing is logged unless asked for, as the result says it all to the same person; elsewhere it is `warn`.
 * `write` puts a line on stderr, above whatever is live there.
 */
export function createLogger(level: LogLevel | undefined, err: Output, write: (text: string) => void): Logger {
  const stream = { write: (line: string) => write(err.isTerminal ? `${terminalLine(line, err.style)}\n` : line) };
  return pino(
    { level: level ?? (err.isTerminal ? "silent" : "warn"), base: null, timestamp: pino.stdTimeFunctions.isoTime },
    stream,
  );
}

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info ",
  40: "warn ",
  50: "error",
  60: "fatal",
};

/** `12:04:11 warn  step failed address=stage:orders/prod`. */
function terminalLine(json: string, style: Style): string {
  // pino writes one JSON object a line.
  const { level, time, msg, ...fields } = JSON.parse(json) as { level: number; time: string; msg?: string };
  const paint = level >= 50 ? style.bad : level >= 40 ? style.warning : style.faint;
  const facts = Object.entries(fields).map(([key, value]) => `${style.faint(`${printable(key)}=`)}${inlineValue(value)}`);
  return [style.faint(time.slice(11, 19)), paint(LEVEL_NAMES[level] ?? String(level)), printable(msg ?? ""), ...facts].join(" ");
}
