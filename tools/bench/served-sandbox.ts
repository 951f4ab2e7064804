/** A sandbox in a process of its own, so that measuring what calls it does not hold it up. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface ServedSandbox {
  readonly url: string;
  close(): Promise<void>;
}

/** `command`: the file that Node runs as `reconcile`. */
export async function serveSandbox(command: string, cwd: string): Promise<ServedSandbox> {
  const args = [command, "sandbox", "--port", "0", "--quotas", "off"];
  const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
  const url = await firstUrl(child);
  return {
    url,
    async close() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function firstUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the sandbox has no stdout");
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\/\/[\w.:[\]]+/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error("the sandbox ended before it listened");
}
