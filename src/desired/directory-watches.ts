/**
 * A watch on each of a changing set of directories: on their entries, not on what lies deeper. One chokidar watcher a
 * directory, for only a watcher's first paths tell when they are ready, and what it unwatches it ignores with all below.
 */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type FSWatcher, watch } from "chokidar";

interface Watched {
  readonly watcher: FSWatcher;
  /** Device and inode. */
  readonly identity: string;
}

export class DirectoryWatches {
  readonly #onEvent: () => void;
  readonly #onTrouble: (error: unknown) => void;
  #watched = new Map<string, Watched>();

  /** `onTrouble`: a directory cannot be watched, as when the system's limit of watches is reached. */
  constructor(on: { readonly event: () => void; readonly trouble: (error: unknown) => void }) {
    this.#onEvent = on.event;
    this.#onTrouble = on.trouble;
  }

  /** Watches these and no others. Resolves, when their events are sure to come, with whether any was not watched before. */
  async watch(directories: ReadonlySet<string>): Promise<boolean> {
    const wanted = await identitiesOf(directories);
    for (const [directory, { watcher, identity }] of this.#watched) {
      if (wanted.get(directory) === identity) continue;
      this.#watched.delete(directory);
      await watcher.close();
    }
    const added = [...wanted].filter(([directory]) => !this.#watched.has(directory));
    await Promise.all(added.map(([directory, identity]) => this.#add(directory, identity)));
    return added.length > 0;
  }

  /** Ends all watches. */
  async clear(): Promise<void> {
    const watched = [...this.#watched.values()];
    this.#watched = new Map();
    await Promise.all(watched.map(({ watcher }) => watcher.close()));
  }

  async #add(directory: string, identity: string): Promise<void> {
    const watcher = watch(directory, {
      followSymlinks: false,
      depth: 0,
      ignoreInitial: true,
      atomic: false,
      // Files need no watch of their own: their directory's tells of them, in raw events.
      ignored: (path) => path !== directory,
    });
    this.#watched.set(directory, { watcher, identity });
    watcher.on("error", this.#onTrouble);
    watcher.on("raw", (event: string, name: string | null) => {
      // inotify tells of the removal or move of the directory by its own name (IN_DELETE_SELF, IN_MOVE_SELF). What comes to
      // stand in its place may get its inode, too.
      if (event === "rename" && name === basename(directory)) this.#drop(directory, watcher);
      this.#onEvent();
    });
    await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
  }

  #drop(directory: string, watcher: FSWatcher): void {
    if (this.#watched.get(directory)?.watcher !== watcher) return;
    this.#watched.delete(directory);
    watcher.close().catch(this.#onTrouble);
  }
}

/** Of those that are there. */
async function identitiesOf(directories: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    [...directories].map(async (directory) => {
      const stats = await stat(directory, { bigint: true }).catch(() => null);
      return stats === null ? [] : [[directory, `${stats.dev} ${stats.ino}`] as const];
    }),
  );
  return new Map(found.flat());
}
