/**
 * Calls back once for each change of what the desired state is made of, however it is replaced. Events carry nothing: any
 * of them only means "look again", and the digest of what is there decides whether anything changed.
 *
 *   event → until it is quiet, and git has done ↘
 *                                                 look → watch what decides now → call back, if the content is another
 *   poll  → at once                             ↗                                 and no checkout began meanwhile
 *
 * The poll is for mounts that tell of nothing (NFS, the lower layers of an overlay). What is watched is directories: one
 * watch tells of all files in it, also of those that are renamed into place.
 */
import { resolve } from "node:path";
import { checkoutUnderWay } from "./checkout-under-way.ts";
import { ContentDigests } from "./content-digests.ts";
import { DirectoryWatches } from "./directory-watches.ts";
import { lookAtFiles, type WatchedPath } from "./look-at-files.ts";

export interface WatchFilesOptions {
  /** The YAML file or directory, relative to `cwd`. */
  readonly path: string;
  readonly valuesFile?: string;
  readonly cwd: string;
  /** Without an event for this long, a change is taken to be whole. Milliseconds, as all here. */
  readonly settleMs?: number;
  /** After this long it is looked at although events go on. */
  readonly longestSettleMs?: number;
  /** Between two looks that no event asked for. */
  readonly pollMs?: number;
  onChange(): void;
  /** Something cannot be watched; changes of it are found by the poll alone. */
  onTrouble(error: unknown): void;
}

export interface FileWatch {
  /**
   * The code that the desired state names now, in place of what it named before; naming it is not a change of it. Resolves
   * when every change of it from now on is sure to be seen.
   */
  watchCode(paths: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const SETTLE_MS = 50;
const LONGEST_SETTLE_MS = 10_000;
const POLL_MS = 15_000;
/** Looking at much code takes its time, and polling may take this share of it at most. */
const LARGEST_POLL_SHARE = 0.02;

/** Resolves when every change from now on is sure to be seen. */
export async function watchFiles(options: WatchFilesOptions): Promise<FileWatch> {
  const watching = new Watching(options);
  await watching.look("event");
  return { watchCode: (paths) => watching.watchCode(paths), close: () => watching.close() };
}

class Watching {
  readonly #options: WatchFilesOptions;
  readonly #watches: DirectoryWatches;
  readonly #contents = new ContentDigests();
  #code: readonly string[] = [];
  /** Of each watched path, at the last look that counts. */
  #digests: ReadonlyMap<string, string> = new Map();
  /** Looks run one after the other. */
  #looking: Promise<void> = Promise.resolve();
  #firstEventAt: number | null = null;
  #settleTimer: NodeJS.Timeout | undefined;
  #pollTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: WatchFilesOptions) {
    this.#options = options;
    this.#watches = new DirectoryWatches({ event: () => this.#event(), trouble: options.onTrouble });
  }

  async watchCode(paths: readonly string[]): Promise<void> {
    const code = [...new Set(paths)].toSorted();
    if (code.join("\n") === this.#code.join("\n")) return;
    this.#code = code;
    await this.look("event");
  }

  /** Never rejects. */
  look(reason: "event" | "poll"): Promise<void> {
    this.#looking = this.#looking.then(() => (this.#closed ? undefined : this.#look(reason)));
    return this.#looking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#settleTimer);
    clearTimeout(this.#pollTimer);
    await this.#looking;
    await this.#watches.clear();
  }

  #event(): void {
    if (this.#closed) return;
    const now = performance.now();
    this.#firstEventAt ??= now;
    const { settleMs = SETTLE_MS, longestSettleMs = LONGEST_SETTLE_MS } = this.#options;
    const left = Math.max(0, this.#firstEventAt + longestSettleMs - now);
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => void this.#settled(left > settleMs), Math.min(settleMs, left));
  }

  /** No event came for a while. `mayWait`: the longest wait is not over. */
  async #settled(mayWait: boolean): Promise<void> {
    if (mayWait && (await this.#checkoutUnderWay())) return this.#event();
    await this.look("event");
  }

  async #look(reason: "event" | "poll"): Promise<void> {
    const began = performance.now();
    const waitingSince = this.#firstEventAt ?? began;
    this.#firstEventAt = null;
    clearTimeout(this.#pollTimer);
    try {
      let seen = await this.#refresh();
      if (reason === "poll" && this.#isAnother(seen)) {
        // What only the poll saw should have come as an event: some watch is dead, so all are opened anew.
        await this.#watches.clear();
        seen = await this.#refresh();
      }
      await this.#take(seen, waitingSince);
    } catch (error) {
      this.#options.onTrouble(error);
    }
    if (this.#closed) return;
    const { pollMs = POLL_MS } = this.#options;
    const pause = Math.max(pollMs, (performance.now() - began) / LARGEST_POLL_SHARE);
    this.#pollTimer = setTimeout(() => void this.look("poll"), pause);
  }

  async #take(seen: ReadonlyMap<string, string>, waitingSince: number): Promise<void> {
    const isAnother = this.#isAnother(seen);
    const { longestSettleMs = LONGEST_SETTLE_MS } = this.#options;
    const mayWait = performance.now() < waitingSince + longestSettleMs;
    if (isAnother && mayWait && (await this.#checkoutUnderWay())) {
      // One that began while it was looked at may have done only half of what was seen.
      this.#firstEventAt = waitingSince;
      this.#event();
      return;
    }
    this.#digests = seen;
    if (isAnother && !this.#closed) this.#options.onChange();
  }

  #checkoutUnderWay(): Promise<boolean> {
    const { path, cwd, longestSettleMs } = this.#options;
    return checkoutUnderWay(resolve(cwd, path), longestSettleMs);
  }

  /** The digests of what is there, each change of which from now on is sure to be seen. */
  async #refresh(): Promise<ReadonlyMap<string, string>> {
    let look = await lookAtFiles(this.#paths(), this.#contents);
    // What changed after the look and before its directories were watched, one more look finds.
    while (!this.#closed && (await this.#watches.watch(look.directories)))
      look = await lookAtFiles(this.#paths(), this.#contents);
    return look.digests;
  }

  /** Whether anything that was there at the last look is another. */
  #isAnother(seen: ReadonlyMap<string, string>): boolean {
    const before = this.#digests;
    return [...seen].some(([path, digest]) => before.has(path) && before.get(path) !== digest);
  }

  #paths(): readonly WatchedPath[] {
    const { path, valuesFile, cwd } = this.#options;
    const state = [path, ...(valuesFile === undefined ? [] : [valuesFile])].map((each) => resolve(cwd, each));
    return [
      ...state.map((each): WatchedPath => ({ path: each, holds: "state" })),
      ...this.#code.map((each): WatchedPath => ({ path: each, holds: "code" })),
    ];
  }
}
