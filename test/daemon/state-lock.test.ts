import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import os, { hostname } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { lockStateDirectory } from "../../src/daemon/state-lock.ts";
import { sweepAbandoned } from "../../src/engine/whole-file.ts";

function stateDirectory(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-lock-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function leftBehind(directory: string, holder: object): Promise<string> {
  const file = path.join(directory, "daemon.lock");
  await writeFile(file, JSON.stringify({ host: hostname(), started: "", token: "another", ...holder }));
  return file;
}

/** The id of a process that has ended. */
function aDeadProcess(): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["-e", "0"]);
    child.once("exit", () => resolve(child.pid ?? 0));
  });
}

describe("the lock of the state directory", () => {
  it("refuses a second daemon, with the process id of the first", async () => {
    const directory = stateDirectory();
    const lock = await lockStateDirectory(directory);
    onTestFinished(() => lock.release());

    await expect(lockStateDirectory(directory)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`process ${process.pid},`),
    });
  });

  it("is there for the next one when it is released, and leaves nothing behind", async () => {
    const directory = stateDirectory();

    await (await lockStateDirectory(directory)).release();
    await (await lockStateDirectory(directory)).release();

    expect(await readdir(directory)).toEqual([]);
  });

  it("makes the directory, for its owner alone", async () => {
    const directory = path.join(stateDirectory(), "deep/state");

    const lock = await lockStateDirectory(directory);
    onTestFinished(() => lock.release());

    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(directory, "daemon.lock"))).mode & 0o777).toBe(0o600);
  });

  it.each<{ readonly reason: string; readonly holder: () => Promise<object> | object; readonly age?: number }>([
    { reason: "a process that ended", holder: async () => ({ pid: await aDeadProcess() }) },
    { reason: "a process whose id another has now", holder: () => ({ pid: process.ppid, started: "1" }) },
    { reason: "the first process of a container that was restarted", holder: () => ({ pid: process.pid, started: "1" }) },
    { reason: "another host that has not touched it for minutes", holder: () => ({ host: "elsewhere", pid: 1 }), age: 300_000 },
    { reason: "nobody, as it is broken", holder: () => ({ pid: "?" }) },
  ])("is taken over from $reason", async ({ holder, age = 0 }) => {
    const directory = stateDirectory();
    const file = await leftBehind(directory, await holder());
    await utimes(file, new Date(), new Date(Date.now() - age));

    const lock = await lockStateDirectory(directory);
    onTestFinished(() => lock.release());

    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ pid: process.pid, host: hostname() });
    expect(await readdir(directory)).toEqual(["daemon.lock"]);
  });

  it.each<{ readonly reason: string; readonly holder: object; readonly says: string }>([
    { reason: "runs", holder: { pid: process.ppid }, says: `process ${process.ppid},` },
    {
      reason: "is on another host and touched it just now",
      holder: { host: "elsewhere", pid: 7 },
      says: "process 7 on elsewhere,",
    },
  ])("is refused while its holder $reason", async ({ holder, says }) => {
    const directory = stateDirectory();
    await leftBehind(directory, holder);

    await expect(lockStateDirectory(directory)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(says),
    });
  });

  it("goes to exactly one of many that find a stale one", async () => {
    const directory = stateDirectory();
    await leftBehind(directory, { pid: await aDeadProcess() });

    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockStateDirectory(directory)));

    const taken = tries.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    expect(taken).toHaveLength(1);
    await Promise.all(taken.map((lock) => lock.release()));
    expect(await readdir(directory)).toEqual([]);
  });

  it("is not released by one that has lost it", async () => {
    const directory = stateDirectory();
    const lock = await lockStateDirectory(directory);
    const file = await leftBehind(directory, { host: "elsewhere", pid: 7 });

    await lock.release();

    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ host: "elsewhere" });
  });
});

describe("what a killed writer has left", () => {
  it("is swept away once nobody can be writing it any more", async () => {
    const directory = stateDirectory();
    for (const name of ["ledger.json.12.0011aabb.tmp", "ledger.json.13.0011aabb.tmp", "ledger.json", "notes.tmp"]) {
      await writeFile(path.join(directory, name), "");
      if (!name.includes("13")) await utimes(path.join(directory, name), new Date(0), new Date(0));
    }

    await sweepAbandoned(directory, Date.now());

    expect((await readdir(directory)).toSorted()).toEqual(["ledger.json", "ledger.json.13.0011aabb.tmp", "notes.tmp"]);
  });
});
