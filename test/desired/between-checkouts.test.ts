import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, rename, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { betweenCheckouts } from "../../src/desired/between-checkouts.ts";
import type { FleetLoad } from "../../src/model/fleet.ts";

/** A checkout, and a source whose n-th load does what `during` says while it reads; all give nothing but that they were loaded. */
async function checkout(during: readonly (() => Promise<void>)[] = [], longestWaitMs?: number) {
  const home = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-checkout-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const git = path.join(home, ".git");
  await mkdir(git);
  await mkdir(path.join(home, "desired-state"));
  await writeFile(path.join(git, "HEAD"), "ref: refs/heads/main\n");
  await writeFile(path.join(git, "index"), "");
  let loads = 0;
  const source = betweenCheckouts(
    {
      async load(): Promise<FleetLoad> {
        loads += 1;
        await during[loads - 1]?.();
        return { valid: true, targets: [] };
      },
    },
    path.join(home, "desired-state"),
    longestWaitMs,
  );
  return {
    git,
    loads: () => loads,
    load: (signal = new AbortController().signal) => source.load(signal),
    begin: () => writeFile(path.join(git, "index.lock"), "another"),
    end: () => rename(path.join(git, "index.lock"), path.join(git, "index")),
  };
}

describe("a desired state that a daemon reads for a pass of its interval", () => {
  it("is read once when git is at rest", async () => {
    const { load, loads } = await checkout();

    await load();

    expect(loads()).toBe(1);
  });

  it("is not read before a checkout that is under way is done", async () => {
    const { begin, end, load, loads } = await checkout();
    await begin();

    const loading = load();
    await sleep(60);
    expect(loads()).toBe(0);
    await end();
    await loading;

    expect(loads()).toBe(1);
  });

  it("is read anew when a checkout began while it was read", async () => {
    const { begin, end, load, loads } = await checkout([() => begin()]);

    const loading = load();
    await sleep(60);
    expect(loads()).toBe(1);
    await end();
    await loading;

    expect(loads()).toBe(2);
  });

  it("is read anew when a whole checkout was done while it was read", async () => {
    const { begin, end, load, loads } = await checkout([() => begin().then(() => end())]);

    await load();

    expect(loads()).toBe(2);
  });

  it("is read at once when git left its lock behind", async () => {
    const { git, begin, load, loads } = await checkout();
    await begin();
    await utimes(path.join(git, "index.lock"), new Date(), new Date(Date.now() - 60_000));
    const began = performance.now();

    await load();

    expect(loads()).toBe(1);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it("is read as it is when checkouts do not cease", async () => {
    const again = async (): Promise<void> => begin();
    const { begin, load, loads } = await checkout([again, again, again], 100);
    await begin();

    await load();

    expect(loads()).toBe(1);
  });

  it("is not waited for once the daemon ends", async () => {
    const { begin, load, loads } = await checkout();
    await begin();
    const ending = new AbortController();

    const loading = load(ending.signal);
    ending.abort();

    await expect(loading).rejects.toThrow("abort");
    expect(loads()).toBe(0);
  });
});
