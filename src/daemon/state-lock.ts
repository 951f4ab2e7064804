/**
 * One daemon a state directory. The lock is a file with its holder's process id; a holder that is gone leaves it behind,
 * and the next one takes it over:
 *
 *   the lock's holder                                            taken over
 *   is a process of this host that runs                          no
 *   is a process of this host that ended, its id reused or not   yes
 *   is on another host, and touched the lock a moment ago        no
 *   is on another host, and has not for a while                  yes
 */
import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readWholeFile } from "../engine/whole-file.ts";
import { StagekeeperError } from "../model/errors.ts";

export interface StateLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the kernel's words; empty where they cannot be read. */
  readonly started: string;
  readonly token: string;
}

const FILE_NAME = "daemon.lock";
/** How often a holder shows that it is there, for those who cannot look for its process. */
const TOUCH_MS = 15_000;
const STALE_AFTER_MS = 4 * TOUCH_MS;
/** Far longer than it takes from reading a lock to having removed it. */
const SETTLE_MS = 100;

/** Throws `conflict` with the holder's process id, and what the system says when the directory cannot be written. */
export async function lockStateDirectory(directory: string): Promise<StateLock> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, FILE_NAME);
  const own: Holder = { pid: process.pid, host: hostname(), started: await startOf(process.pid), token: randomUUID() };
  await take(path, own);
  const touching = setInterval(() => {
    const now = new Date();
    // A lock that cannot be touched is at worst taken for stale by another host, after the time that it waits.
    utimes(path, now, now).catch(() => {});
  }, TOUCH_MS);
  touching.unref();
  return {
    async release() {
      clearInterval(touching);
      const holder = await holderOf(path);
      if (holder?.token === own.token) await rm(path, { force: true });
    },
  };
}

/** Who holds a state directory; `null`: nobody does, or whoever did is gone. */
export async function stateHolder(directory: string): Promise<{ readonly pid: number; readonly host: string } | null> {
  const path = join(directory, FILE_NAME);
  const holder = await holderOf(path);
  const own: Holder = { pid: process.pid, host: hostname(), started: await startOf(process.pid), token: "" };
  if (holder === null || !(await isHeld(path, holder, own))) return null;
  return { pid: holder.pid, host: holder.host };
}

async function take(path: string, own: Holder): Promise<void> {
  const mine = `${path}.${own.token}`;
  try {
    await writeFile(mine, JSON.stringify(own), { mode: 0o600 });
    for (;;) {
      // A link is made whole or not at all, and only where there is none: of two that try, one succeeds.
      const taken = await link(mine, path).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === "EEXIST") return false;
          throw error;
        },
      );
      if (taken && (await isStillOwn(path, own))) return;
      await removeStale(path, own);
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** Of several that remove one stale lock, the last may have removed a fresh one; whoever lost it that way finds out here. */
async function isStillOwn(path: string, own: Holder): Promise<boolean> {
  await sleep(SETTLE_MS);
  return (await holderOf(path))?.token === own.token;
}

/** Removes a lock that nobody holds; throws when somebody does. */
async function removeStale(path: string, own: Holder): Promise<void> {
  const holder = await holderOf(path);
  if (holder !== null && (await isHeld(path, holder, own))) {
    const where = holder.host === own.host ? "" : ` on ${holder.host}`;
    throw new StagekeeperError(
      "conflict",
      `another daemon, process ${holder.pid}${where}, works in this state directory; stop it, or give this one its own by --state`,
    );
  }
  const aside = `${path}.${own.token}.stale`;
  await rename(path, aside).catch(() => {});
  // Somebody may have taken it in between; then what was put aside is theirs, and goes back.
  const moved = await holderOf(aside);
  if (moved !== null && moved.token !== holder?.token) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

/** `null`: there is none, or it is broken. */
async function holderOf(path: string): Promise<Holder | null> {
  try {
    const holder: unknown = JSON.parse((await readWholeFile(path)) ?? "null");
    if (typeof holder !== "object" || holder === null) return null;
    // Each member is looked at before it is believed.
    const { pid, host, started = "", token } = holder as Partial<Holder>;
    return Number.isInteger(pid) && Number(pid) > 0 && typeof host === "string" && typeof token === "string"
      ? { pid: Number(pid), host, started: String(started), token }
      : null;
  } catch {
    return null;
  }
}

async function isHeld(path: string, holder: Holder, own: Holder): Promise<boolean> {
  if (holder.host !== own.host) return (await ageOf(path)) < STALE_AFTER_MS;
  if (!isRunning(holder.pid)) return false;
  const started = await startOf(holder.pid);
  // Without the time of its start, only our own id is sure to have been given to another: a container's first process is always 1.
  return started === "" || holder.started === "" ? holder.pid !== own.pid : started === holder.started;
}

/** Ticks after the boot at which a process started: with its id, the process and no other (Linux, proc(5), field 22 of stat). */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name, in parentheses, may hold anything; the fields after it are counted from the third.
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

async function ageOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found === null ? Number.POSITIVE_INFINITY : Date.now() - found.mtimeMs;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, and is another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
