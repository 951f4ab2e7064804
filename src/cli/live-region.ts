/** Lines at the bottom of a terminal that are redrawn in place; whatever else is written goes above them. */
import type { Output } from "./terminal.ts";

/** From the start of the line: a key that the terminal echoes, as it does ctrl-C, moves the cursor along. */
const UP_AND_CLEAR = (lines: number) => `\r\x1b[${lines}A\x1b[J`;

export interface LiveRegion {
  /** Shows these lines in place of the last ones. They must not be wider than the terminal. */
  draw(lines: readonly string[]): void;
  /** Runs `write` with the region out of the way, and puts it back after. */
  above(write: () => void): void;
  clear(): void;
}

/** Where `output` is no terminal the region is never shown. */
export function openLiveRegion(output: Output): LiveRegion {
  let shown: readonly string[] = [];
  const show = (lines: readonly string[]) => {
    const erase = shown.length > 0 ? UP_AND_CLEAR(shown.length) : "";
    const text = lines.map((line) => `${line}\n`).join("");
    if (erase + text !== "") output.write(erase + text);
    shown = lines;
  };
  return {
    draw: (lines) => {
      if (output.isTerminal) show(lines);
    },
    above: (write) => {
      const lines = shown;
      show([]);
      write();
      show(lines);
    },
    clear: () => show([]),
  };
}
