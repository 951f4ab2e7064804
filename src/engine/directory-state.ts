/** State in a directory: one file a document, for its owner alone. Who writes last has written; a daemon holds the lock. */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { StateStore } from "../model/state-store.ts";
import { isOwnDirectory, makeOwnDirectory, readWholeBytes, writeWholeFile } from "./whole-file.ts";

/** Nothing is written, and no directory made, before the first update. */
export function directoryState(directory: string): StateStore {
  return {
    place: directory,
    below: (name) => directoryState(join(directory, name)),
    read: (name) => readWholeBytes(join(directory, name)),
    async update(name, next) {
      const path = join(directory, name);
      const content = next(await readWholeBytes(path).catch(() => null));
      if (content === null) return;
      await makeOwnDirectory(directory);
      await writeWholeFile(path, content);
    },
    names: async () => ((await isOwnDirectory(directory)) ? (await readdir(directory)).toSorted() : []),
    async remove(name) {
      if (await isOwnDirectory(directory)) await rm(join(directory, name), { force: true });
    },
  };
}
