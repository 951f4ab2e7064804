/** The sandbox as people have it: `reconcile sandbox`, the command that ships, in a process of its own and in real time. */
import { type ServerProcess, startServer } from "../../../tools/emulators/server-process.ts";

export interface ServedSandbox {
  readonly url: string;
  stop(): Promise<void>;
}

/** Without quotas, for CreateDeployment's of one in five seconds is longer than some clients try again. `command`: the file that Node runs as `reconcile`. */
export async function serveSandbox(command: string): Promise<ServedSandbox> {
  const { match, stop }: ServerProcess = await startServer({
    name: "sandbox",
    program: process.execPath,
    args: [command, "sandbox", "--port", "0", "--quotas", "off"],
    listens: /an AWS of your own at (http:\/\/[\d.:]+)/,
  });
  return { url: match[1] ?? "", stop };
}
