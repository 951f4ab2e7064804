/** A directory for as long as the process lives: removed at its end, also at one by Ctrl-C or a polite kill. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** What shells say of a process that ended by the signal. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

export function scratchDirectory(name: string): { readonly directory: string; remove(): void } {
  const directory = mkdtempSync(path.join(os.tmpdir(), `${name}-`));
  const clear = () => rmSync(directory, { recursive: true, force: true });
  const interrupt = () => process.exit(EXIT_CODES.SIGINT);
  const terminate = () => process.exit(EXIT_CODES.SIGTERM);
  process.on("exit", clear);
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", terminate);
  return {
    directory,
    remove() {
      process.off("exit", clear);
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", terminate);
      clear();
    },
  };
}
