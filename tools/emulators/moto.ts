/** moto, in its server mode: control planes only; a call through an API never reaches a function there. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Emulator, RunningEmulator } from "./emulator.ts";
import { pythonEnvironment } from "./python-environment.ts";

const CACHE = path.resolve(import.meta.dirname, "../../.cache/emulators");
const REQUIREMENTS = path.join(import.meta.dirname, "moto.requirements.txt");
const START_LIMIT_MS = 60_000;

/** It binds a free port itself and says which: no other process can take it in between. */
const LISTENING = /Running on (http:\/\/127\.0\.0\.1:\d+)/;

const ENVIRONMENT = {
  // Without it AWS's own managed policies do not exist there, and AWSLambdaBasicExecutionRole cannot be attached.
  MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
  // So that the line that says where it listens is not held back.
  PYTHONUNBUFFERED: "1",
};

export const moto: Emulator = { name: "moto", start };

async function start(): Promise<RunningEmulator> {
  const programs = await pythonEnvironment({ requirements: REQUIREMENTS, cache: CACHE });
  const server = spawn(path.join(programs, "python"), [path.join(programs, "moto_server"), "-H", "127.0.0.1", "-p", "0"], {
    env: { ...process.env, ...ENVIRONMENT },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill("SIGTERM");
    await gone;
  };
  try {
    const url = await listeningUrl(server);
    // A function made while this is on would need Docker to run; none is run here.
    await post(`${url}/moto-api/config`, JSON.stringify({ lambda: { use_docker: false } }));
    return { endpoint: { name: "moto", url, resetUrl: `${url}/moto-api/reset` }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where the server says it listens. Throws with its last words when it ends before, or says nothing in time. */
async function listeningUrl(server: ChildProcess & { readonly stderr: NodeJS.ReadableStream }): Promise<string> {
  const words: string[] = [];
  const late = setTimeout(() => server.kill("SIGKILL"), START_LIMIT_MS);
  const lines = createInterface({ input: server.stderr });
  for await (const line of lines) {
    words.push(line);
    const url = LISTENING.exec(line)?.[1];
    if (url === undefined) continue;
    clearTimeout(late);
    // Read on without looking, or the pipe fills and the server stops.
    server.stderr.resume();
    return url;
  }
  clearTimeout(late);
  throw new Error(`moto ended before it listened:\n${words.slice(-20).join("\n")}`);
}

async function post(url: string, body: string): Promise<void> {
  const response = await fetch(url, { method: "POST", body });
  if (!response.ok) throw new Error(`moto refused ${url}: ${response.status} ${await response.text()}`);
}
