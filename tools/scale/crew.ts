/** The processes of workers, by name; by it the journals know whose call it was. */
import { type ChildProcess, spawn } from "node:child_process";
import { CREDENTIALS, REGION } from "../command/run-reconcile.ts";

export interface CrewRequest {
  /** File that Node runs as `reconcile`. */
  readonly command: string;
  /** Where it runs. */
  readonly home: string;
  readonly awsUrl: string;
  /** Left out: the queues are at `awsUrl` too. */
  readonly queuesUrl?: string;
  /** Of each worker. */
  readonly args: readonly string[];
}

export interface Member {
  readonly name: string;
  readonly pid: number;
  /** What it wrote to stderr. */
  said(): string;
}

export class Crew {
  readonly #request: CrewRequest;
  readonly #running = new Map<string, ChildProcess>();
  #started = 0;
  killed = 0;
  said = "";

  constructor(request: CrewRequest) {
    this.#request = request;
  }

  start(more: readonly string[] = []): Member {
    this.#started += 1;
    const name = `worker-${this.#started}`;
    const child = this.#spawn([...this.#request.args, ...more], name);
    let said = "";
    child.stderr?.on("data", (text: string) => {
      said += text;
    });
    this.#running.set(name, child);
    child.once("exit", () => this.#running.delete(name));
    if (child.pid === undefined) throw new Error("a worker could not be started");
    return { name, pid: child.pid, said: () => said };
  }

  /** Another worker takes its place. */
  killOne(random: number): void {
    const names = [...this.#running.keys()];
    const child = this.#running.get(names[Math.floor(random * names.length)] ?? "");
    if (child?.kill("SIGKILL") !== true) return;
    this.killed += 1;
    this.start();
  }

  async run(args: readonly string[]): Promise<void> {
    const child = this.#spawn(args, "hand");
    const code = await new Promise((resolve) => child.once("close", resolve));
    if (code !== 0) throw new Error(`reconcile ${args.join(" ")} ended with ${code}`);
  }

  async stop(): Promise<void> {
    const ends = [...this.#running.values()].map((child) => new Promise((resolve) => child.once("close", resolve)));
    for (const child of this.#running.values()) child.kill("SIGTERM");
    const late = setTimeout(() => [...this.#running.values()].map((child) => child.kill("SIGKILL")), 30_000);
    await Promise.all(ends);
    clearTimeout(late);
  }

  #spawn(args: readonly string[], name: string): ChildProcess {
    const { command, home, awsUrl, queuesUrl = awsUrl } = this.#request;
    const child = spawn(process.execPath, [command, ...args], {
      cwd: home,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        AWS_ENDPOINT_URL: awsUrl,
        AWS_ENDPOINT_URL_SQS: queuesUrl,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_SDK_UA_APP_ID: name,
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.said += text;
    });
    return child;
  }
}
