/** moto, in its server mode: control planes only; a call through an API never reaches a function there. */
import path from "node:path";
import type { Emulator, RunningEmulator } from "./emulator.ts";
import { pythonEnvironment } from "./python-environment.ts";
import { startServer } from "./server-process.ts";

/** It binds a free port itself and says which: no other process can take it in between. */
const LISTENING = /Running on (http:\/\/127\.0\.0\.1:\d+)/;

// Without it AWS's own managed policies do not exist there, and AWSLambdaBasicExecutionRole cannot be attached.
const ENVIRONMENT = { MOTO_IAM_LOAD_MANAGED_POLICIES: "true" };

export const moto: Emulator = { name: "moto", start: () => start(ENVIRONMENT) };

/** Without them: an account that has them takes seconds to be emptied. */
export const motoWithoutPolicies: Emulator = { name: "moto", start: () => start({}) };

async function start(env: Readonly<Record<string, string>>): Promise<RunningEmulator> {
  const programs = await pythonEnvironment("moto");
  const { match, stop } = await startServer({
    name: "moto",
    program: path.join(programs, "python"),
    args: [path.join(programs, "moto_server"), "-H", "127.0.0.1", "-p", "0"],
    env,
    listens: LISTENING,
  });
  const url = match[1] ?? "";
  try {
    // A function made while this is on would need Docker to run; none is run here.
    await post(`${url}/moto-api/config`, JSON.stringify({ lambda: { use_docker: false } }));
    return { endpoint: { name: "moto", url, resetUrl: `${url}/moto-api/reset`, shortPolls: true }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function post(url: string, body: string): Promise<void> {
  const response = await fetch(url, { method: "POST", body });
  if (!response.ok) throw new Error(`moto refused ${url}: ${response.status} ${await response.text()}`);
}
