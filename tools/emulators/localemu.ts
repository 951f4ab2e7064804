/**
 * LocalEmu, which carries the last open API Gateway of LocalStack on: deployments that are frozen, canaries, stages that
 * check every patch. Its functions need Docker and do not come to life without; APIs that need none are served.
 */
import path from "node:path";
import type { Emulator, RunningEmulator } from "./emulator.ts";
import { pythonEnvironment } from "./python-environment.ts";
import { freePort, startServer } from "./server-process.ts";

/** Its metadata says 3.10, its code has the type parameters of 3.12. */
const LEAST_PYTHON = 12;

export const localemu: Emulator = { name: "LocalEmu", start };

async function start(): Promise<RunningEmulator> {
  const programs = await pythonEnvironment("localemu", LEAST_PYTHON);
  const port = await freePort();
  const { stop } = await startServer({
    name: "localemu",
    program: path.join(programs, "python"),
    args: [path.join(programs, "localemu"), "start", "--host", "127.0.0.1", "--port", String(port)],
    env: { SKIP_SSL_CERT_DOWNLOAD: "1", DISABLE_EVENTS: "1" },
    listens: /^Ready\.$/,
  });
  const url = `http://127.0.0.1:${port}`;
  return { endpoint: { name: "LocalEmu", url, invokeUrl: `${url}/_aws/execute-api/{api}/{stage}` }, stop };
}
