/** State in a directory: one file a document, for its owner alone. Who writes last has written; a daemon holds the lock. */
import { lstat, readdir, rm } from "node:fs/promises";
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
    names: () => namesIn(directory),
    versions: () => versionsIn(directory),
    async remove(name) {
      if (await isOwnDirectory(directory)) await rm(join(directory, name), { force: true });
    },
  };
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return (await isOwnDirectory(directory)) ? (await readdir(directory)).toSorted() : [];
}

/** Every write puts a new file in the place of the old one. What is gone by the time it is looked at is left out. */
async function versionsIn(directory: string): Promise<ReadonlyMap<string, string>> {
  const names = await namesIn(directory);
  const found = await Promise.all(
    names.map(async (name) => {
      const stats = await lstat(join(directory, name), { bigint: true }).catch(() => null);
      return stats === null ? [] : [[name, `${stats.ino}-${stats.mtimeNs}`] as const];
    }),
  );
  return new Map(found.flat());
}
