/** The daemon as it ships, in a process of its own, on a real directory, before an AWS over HTTP whose journal we can read. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFailed, onTestFinished } from "vitest";
import type { DaemonStatus } from "../../src/daemon/status.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import type { Clock } from "../../src/model/ports.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { bundle } from "../../tools/build/bundle.ts";

export const REGION = "us-east-1";

export interface LogLine {
  readonly msg: string;
  readonly level: number;
  readonly [field: string]: unknown;
}

export interface Daemon {
  readonly child: ChildProcess;
  readonly lines: readonly LogLine[];
  /** The first line, from `after` on, that the predicate holds for. */
  line(predicate: (line: LogLine) => boolean, after?: number): Promise<LogLine>;
  /** As many passes as have ended so. */
  finished(outcome: string, after?: number): Promise<LogLine>;
  get(path: string): Promise<Response>;
  status(): Promise<DaemonStatus>;
  ended(): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** Characters, the latest, that a test that failed shows. */
const MOST_SAID = 4_000;

/** The bundle as it ships. */
export async function buildCommand(): Promise<{ readonly command: string; remove(): void }> {
  const dist = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-dist-"));
  await bundle({ root: path.resolve(import.meta.dirname, "../.."), outdir: dist });
  return { command: path.join(dist, "cli/main.js"), remove: () => rmSync(dist, { recursive: true, force: true }) };
}

export type Checkout = ReturnType<typeof aCheckout>;

/** A directory with a git checkout in it. */
export function aCheckout() {
  const home = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-daemon-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const put = (changed: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(changed)) {
      mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
      writeFileSync(path.join(home, name), text);
    }
  };
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { cwd: home, encoding: "utf8" });
  put({ ".gitignore": ".stagekeeper\n" });
  git("init", "--quiet");
  return {
    home,
    put,
    remove: (name: string) => rmSync(path.join(home, name), { recursive: true }),
    /** Puts the files, commits them, and gives the commit's id. */
    commit(changed: Readonly<Record<string, string>>) {
      put(changed);
      git("add", "--all");
      git("commit", "--quiet", "--message", "change");
      return git("rev-parse", "HEAD").trim();
    },
  };
}

/** Its own delays, as a new role's, take a twentieth of the time, or that part of it. */
export async function anAws(hurry = 20): Promise<{ readonly sandbox: Sandbox; readonly url: string }> {
  const sandbox = createSandbox({ clock: hurriedClock(hurry), region: REGION, quotas: "off" });
  onTestFinished(() => sandbox.close());
  const { url } = await sandbox.listen(0);
  return { sandbox, url };
}

/** `command`: the bundle's entry. Killed when the test ends. */
export function startDaemon(
  command: string,
  { home, url, args = [] }: { readonly home: string; readonly url: string; readonly args?: readonly string[] },
): Daemon {
  const child = spawn(process.execPath, [command, "watch", "--listen", "127.0.0.1:0", ...args], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      AWS_ENDPOINT_URL: url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_EC2_METADATA_DISABLED: "true",
      // Every pass reads everything, so that none of these tests waits for a full look; looks-scenarios.test.ts is about them.
      STAGEKEEPER_DEEP_INTERVAL: "1s",
    },
    stdio: ["ignore", "inherit", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  onTestFailed(({ task }) => {
    // What it said tells why, of a wait that never ended most of all.
    for (const error of task.result?.errors ?? []) error.message += `\n\nThe daemon said:\n${stderr.slice(-MOST_SAID)}`;
  });
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  let stderr = "";
  let rest = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    // pino writes one JSON object a line; what else is on stderr says why it did not start.
    for (const part of parts) if (part.startsWith("{")) lines.push(JSON.parse(part) as LogLine);
    for (const look of waiting) look();
  });
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const line: Daemon["line"] = (predicate, after = 0) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = lines.slice(after).find(predicate);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      void closed.then(() => reject(new Error(`the daemon ended without saying so:\n${stderr}`)));
      look();
    });
  const get: Daemon["get"] = async (route) => {
    const { url: base } = await line(({ msg }) => msg === "started");
    return fetch(`${base}${route}`);
  };
  return {
    child,
    lines,
    line,
    get,
    finished: (outcome, after) => line((each) => each.msg === "run finished" && each.outcome === outcome, after),
    // The daemon's own type of what it answers there.
    status: async () => (await (await get("/api/status")).json()) as DaemonStatus,
    ended: async () => ({ code: await closed, stderr }),
  };
}

function hurriedClock(factor: number): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * factor,
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  };
}
