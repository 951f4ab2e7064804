/** The desired state of all targets, and the watch of its files, which follows the code that it names. */
import { resolve } from "node:path";
import { betweenCheckouts } from "../desired/between-checkouts.ts";
import { createFleetSource } from "../desired/load.ts";
import { type FileWatch, watchFiles } from "../desired/watch-files.ts";
import { messageOf } from "../model/errors.ts";
import type { FleetSource } from "../model/fleet.ts";
import type { Logger } from "../model/ports.ts";
import type { ProcessConfig } from "../model/process-config.ts";

export interface WatchedFleet {
  /** Reads every file each time. */
  readonly source: FleetSource;
  /** Calls back for each change, until it is closed. */
  watch(onChange: () => void): Promise<{ close(): Promise<void> }>;
}

interface Watched {
  readonly values?: string;
  /** Milliseconds. */
  readonly poll?: number;
}

const POLL_MS = 15_000;

export function watchedFleet(path: string, { values, poll }: Watched, config: ProcessConfig, logger: Logger): WatchedFleet {
  const where = { path, cwd: process.cwd(), ...(values && { valuesFile: values }) };
  const pollMs = poll ?? config.pollMs ?? POLL_MS;
  let watch: FileWatch | undefined;
  const source = createFleetSource({ ...where, onCode: async (paths) => watch?.watchCode(paths) });
  return {
    source: betweenCheckouts(source, resolve(where.cwd, path)),
    async watch(onChange) {
      watch = await watchFiles({
        ...where,
        pollMs,
        onChange,
        onTrouble(error) {
          logger.warn({ detail: messageOf(error), pollMs }, "files not watched");
        },
      });
      return watch;
    },
  };
}
