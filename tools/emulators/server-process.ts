/** A server of others' in a process of its own, from its start to the line in which it says that it listens. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const START_LIMIT_MS = 120_000;

export interface ServerProcess {
  /** What matched of the line in which the server said that it listens. */
  readonly match: RegExpExecArray;
  stop(): Promise<void>;
}

export interface ServerCommand {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The line, on either output, by which it says that it listens. */
  readonly listens: RegExp;
  /** A `node_modules` that what it runs below its temporary folder finds. */
  readonly packages?: string;
}

/** Starts it in a temporary folder, which goes with it. Throws with its last words when it ends before it listens. */
export async function startServer({ name, program, args, env, listens, packages }: ServerCommand): Promise<ServerProcess> {
  const home = await mkdtemp(path.join(os.tmpdir(), `stagekeeper-${name}-`));
  if (packages !== undefined) await symlink(packages, path.join(home, "node_modules"));
  const server = spawn(program, [...args], {
    cwd: home,
    // So that the line that says that it listens is not held back, and what it writes is written there.
    env: { ...process.env, PYTHONUNBUFFERED: "1", TMPDIR: home, HOME: home, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      const gone = once(server, "exit");
      server.kill("SIGTERM");
      const late = setTimeout(() => server.kill("SIGKILL"), 10_000);
      await gone;
      clearTimeout(late);
    }
    await rm(home, { recursive: true, force: true });
  };
  try {
    return { match: await listening(name, server, listens), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Speaking = ChildProcess & { readonly stdout: NodeJS.ReadableStream; readonly stderr: NodeJS.ReadableStream };

/** Both outputs are read to their end, or a pipe fills and the server stops. */
function listening(name: string, server: Speaking, listens: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const words: string[] = [];
    const fail = (what: string): void => reject(new Error(`${name} ${what}:\n${words.slice(-20).join("\n")}`));
    const late = setTimeout(() => fail("said nothing of listening"), START_LIMIT_MS);
    for (const input of [server.stdout, server.stderr]) {
      createInterface({ input }).on("line", (line) => {
        words.push(line);
        const match = listens.exec(line);
        if (match === null) return;
        clearTimeout(late);
        resolve(match);
      });
    }
    server.once("error", (error) => fail(`could not be started (${error.message})`));
    server.once("exit", () => {
      clearTimeout(late);
      fail("ended before it listened");
    });
  });
}

/** A port that nobody has at this moment, for servers that must be told one. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free on the loopback interface");
  return address.port;
}
