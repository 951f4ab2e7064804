import { mkdtempSync, rmSync } from "node:fs";
import { utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type WatchFilesOptions, watchFiles } from "../../src/desired/watch-files.ts";
import { changeAgain, WATCH_MATRIX } from "../../tools/bench/watch-matrix.ts";

function emptyDirectory(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-watch-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A watch that counts its calls, and lets one wait for them. */
async function counting(options: Pick<WatchFilesOptions, "path" | "cwd"> & Partial<WatchFilesOptions>) {
  let calls = 0;
  const troubles: unknown[] = [];
  const waiting = new Map<number, () => void>();
  const watch = await watchFiles({
    onChange() {
      calls += 1;
      waiting.get(calls)?.();
    },
    onTrouble: (error) => troubles.push(error),
    ...options,
  });
  onTestFinished(() => watch.close());
  return {
    watch,
    troubles,
    calls: () => calls,
    /** Resolves with the n-th call; the test's own time limit is what makes a call that never comes fail. */
    called: (n: number) => (calls >= n ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(n, resolve))),
  };
}

describe("every way in which configuration reaches a container is seen once, by its events alone", () => {
  it.each(WATCH_MATRIX)("$name", async (row) => {
    const home = emptyDirectory();
    await row.prepare(home);
    const seen = await counting({ path: row.watched, cwd: home, pollMs: 3_600_000 });
    if (row.code !== undefined) await seen.watch.watchCode([path.join(home, row.code)]);

    await row.change(home);
    await seen.called(1);
    await changeAgain(row, home);
    await seen.called(2);

    // A change that was seen twice would have made this three.
    expect(seen.calls()).toBe(2);
    expect(seen.troubles).toEqual([]);
  });
});

describe("the watch of the desired state", () => {
  it("does not call for what is written again with the same content", async () => {
    const home = emptyDirectory();
    const file = path.join(home, "orders.yaml");
    await writeFile(file, "a: 1");
    const seen = await counting({ path: ".", cwd: home, pollMs: 3_600_000 });

    await writeFile(file, "a: 1");
    await utimes(file, new Date(0), new Date(0));
    await writeFile(path.join(home, "notes.txt"), "nobody loads this");
    await writeFile(path.join(home, "orders.yaml"), "a: 2");
    await seen.called(1);

    expect(seen.calls()).toBe(1);
  });
});
