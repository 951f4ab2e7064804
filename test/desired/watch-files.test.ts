import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, rename, symlink, utimes, writeFile } from "node:fs/promises";
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

/** What git itself takes for a checkout (gitrepository-layout(5)). */
async function beginGit(home: string): Promise<void> {
  await mkdir(path.join(home, ".git"));
  await writeFile(path.join(home, ".git/HEAD"), "ref: refs/heads/main\n");
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

  it("finds by the poll what the system does not tell of, and watches anew after that", async () => {
    const home = emptyDirectory();
    await writeFile(path.join(home, "orders.yaml"), "a: 1");
    // A mount that tells of nothing looks like one whose events never settle.
    const seen = await counting({ path: ".", cwd: home, settleMs: 3_600_000, longestSettleMs: 3_600_000, pollMs: 20 });

    await writeFile(path.join(home, "orders.yaml"), "a: 2");
    await seen.called(1);
    await writeFile(path.join(home, "orders.yaml"), "a: 3");
    await seen.called(2);

    expect(seen.calls()).toBe(2);
  });

  it("waits for a checkout that is under way, and not for one that hangs", async () => {
    const home = emptyDirectory();
    await beginGit(home);
    await writeFile(path.join(home, "orders.yaml"), "a: 1");
    // Before the watch: on a busy machine an event of the first write comes late, and the longest wait counts from there.
    const began = performance.now();
    const seen = await counting({ path: ".", cwd: home, settleMs: 5, longestSettleMs: 200, pollMs: 3_600_000 });
    await writeFile(path.join(home, ".git/index.lock"), "");

    await writeFile(path.join(home, "orders.yaml"), "a: 2");
    await seen.called(1);

    // Timers count whole milliseconds, so they fire a little early by a finer clock.
    expect(performance.now() - began).toBeGreaterThanOrEqual(195);
  });

  it("takes what it saw during a checkout for nothing, whatever made it look", async () => {
    const home = emptyDirectory();
    await beginGit(home);
    await writeFile(path.join(home, ".git/index.lock"), "");
    await writeFile(path.join(home, "orders.yaml"), "a: 1");
    const seen = await counting({ path: ".", cwd: home, settleMs: 5, longestSettleMs: 3_600_000, pollMs: 5 });
    await writeFile(path.join(home, "orders.yaml"), "a: 2");
    // Such a look comes as one does that an event from elsewhere asked for just before the checkout began.
    await seen.watch.watchCode([path.join(home, "code")]);
    expect(seen.calls()).toBe(0);

    await writeFile(path.join(home, "payments.yaml"), "a: 1");
    await rename(path.join(home, ".git/index.lock"), path.join(home, ".git/index"));
    await seen.called(1);
    await seen.watch.watchCode([]);

    expect(seen.calls()).toBe(1);
  });

  it("looks although events never cease, once the longest wait is over", async () => {
    const home = emptyDirectory();
    await writeFile(path.join(home, "orders.yaml"), "a: 0");
    const seen = await counting({ path: ".", cwd: home, settleMs: 3_600_000, longestSettleMs: 50, pollMs: 3_600_000 });

    await writeFile(path.join(home, "orders.yaml"), "a: 1");
    await seen.called(1);

    expect(seen.calls()).toBe(1);
  });

  it("watches the values file, and code no more once it is not named", async () => {
    const home = emptyDirectory();
    await mkdir(path.join(home, "state"));
    await mkdir(path.join(home, "old-code"));
    await writeFile(path.join(home, "state/orders.yaml"), "a: 1");
    await writeFile(path.join(home, "values.yaml"), "a: 1");
    await writeFile(path.join(home, "old-code/index.mjs"), "1");
    const seen = await counting({ path: "state", valuesFile: "values.yaml", cwd: home, pollMs: 3_600_000 });
    await seen.watch.watchCode([path.join(home, "old-code")]);
    await seen.watch.watchCode([]);

    await writeFile(path.join(home, "old-code/index.mjs"), "2");
    await writeFile(path.join(home, "values.yaml"), "a: 2");
    await seen.called(1);

    expect(seen.calls()).toBe(1);
  });

  it("survives links that lead in circles", async () => {
    const home = emptyDirectory();
    await mkdir(path.join(home, "state"));
    await symlink("../state", path.join(home, "state/again"));
    await symlink("loop-b", path.join(home, "state/loop-a"));
    await symlink("loop-a", path.join(home, "state/loop-b"));
    const seen = await counting({ path: "state", cwd: home, pollMs: 3_600_000 });

    await writeFile(path.join(home, "state/orders.yaml"), "a: 1");
    await seen.called(1);

    expect(seen.troubles).toEqual([]);
  });

  it("sees nothing any more once it is closed", async () => {
    const home = emptyDirectory();
    await writeFile(path.join(home, "orders.yaml"), "a: 1");
    const seen = await counting({ path: ".", cwd: home, pollMs: 1 });

    await seen.watch.close();
    await writeFile(path.join(home, "orders.yaml"), "a: 2");
    const other = await counting({ path: ".", cwd: home, pollMs: 3_600_000 });
    await writeFile(path.join(home, "orders.yaml"), "a: 3");
    await other.called(1);

    expect(seen.calls()).toBe(0);
  });

  it("holds no more watches after a hundred swaps than after one", async () => {
    const home = emptyDirectory();
    const swap = async (round: number) => {
      await mkdir(path.join(home, `..${round}`));
      await writeFile(path.join(home, `..${round}/orders.yaml`), `a: ${round}`);
      await symlink(`..${round}`, path.join(home, "..data_tmp"));
      await rename(path.join(home, "..data_tmp"), path.join(home, "..data"));
    };
    const watches = () => process.getActiveResourcesInfo().filter((kind) => kind === "FSEventWrap").length;
    await swap(0);
    await symlink("..data/orders.yaml", path.join(home, "orders.yaml"));
    const seen = await counting({ path: ".", cwd: home, settleMs: 1, pollMs: 3_600_000 });
    await swap(1);
    await seen.called(1);
    const after = watches();

    for (let round = 2; round <= 100; round += 1) {
      await swap(round);
      await seen.called(round);
    }

    expect(watches()).toBe(after);
  });
});
