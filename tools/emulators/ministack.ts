/** ministack: control planes, and a data plane that runs Node handlers with the Node that is there. */
import path from "node:path";
import type { Emulator, RunningEmulator } from "./emulator.ts";
import { pythonEnvironment } from "./python-environment.ts";
import { freePort, startServer } from "./server-process.ts";

const PACKAGES = path.resolve(import.meta.dirname, "../../node_modules");
const LISTENING = /Running on http:\/\/127\.0\.0\.1:\d+/;

export const ministack: Emulator = { name: "ministack", start };

async function start(): Promise<RunningEmulator> {
  const programs = await pythonEnvironment("ministack");
  const port = await freePort();
  const { stop } = await startServer({
    name: "ministack",
    program: path.join(programs, "python"),
    args: [path.join(programs, "ministack")],
    env: {
      GATEWAY_PORT: String(port),
      BIND_HOST: "127.0.0.1",
      // A second server, on a fixed port.
      IOT_MTLS_ENABLED: "0",
      // Long enough to be seen.
      LAMBDA_STATE_TRANSITION_SECONDS: "0.15",
    },
    listens: LISTENING,
    // AWS's Node.js runtimes bring the SDK along; the Node that is there does not.
    packages: PACKAGES,
  });
  const url = `http://127.0.0.1:${port}`;
  const invokeUrl = `${url}/_aws/execute-api/{api}/{stage}`;
  return { endpoint: { name: "ministack", url, resetUrl: `${url}/_ministack/reset`, invokeUrl }, stop };
}
