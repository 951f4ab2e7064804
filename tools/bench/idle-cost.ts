/**
 * What the daemon costs while nothing happens, at its default interval: measured on the command as it ships, by what it
 * says of itself, and by the sandbox, which counts the calls. An hour is put together of its passes and of the rest of it.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "../../src/engine/system-clock.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { CREDENTIALS, REGION } from "../command/run-reconcile.ts";

export interface IdleCost {
  readonly residentMb: number;
  readonly cpuSecondsPerHour: number;
  readonly callsPerHour: number;
  /** Of a pass that finds nothing to do. */
  readonly cpuSecondsPerPass: number;
}

/** As the command's default is. */
const PASSES_PER_HOUR = 12;
const MEASURED_PASSES = 12;
/** Long enough for one look at the files, which comes every 15 s. */
const QUIET_MS = 16_000;

/** `state`: a file or directory of desired state. */
export async function measureIdleCost(options: { readonly command: string; readonly state: string }): Promise<IdleCost> {
  const home = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-bench-idle-"));
  const sandbox = createSandbox({ clock: systemClock, region: REGION, quotas: "off" });
  const { url } = await sandbox.listen(0);
  const daemon = startDaemon(options, { home, url });
  try {
    await daemon.passEnded(/^(converged|in-sync)$/);
    await daemon.passAgain();
    sandbox.journal.clear();

    const before = await daemon.numbers();
    for (let pass = 0; pass < MEASURED_PASSES; pass += 1) await daemon.passAgain();
    const between = await daemon.numbers();
    const calls = sandbox.journal.entries().length / MEASURED_PASSES;
    await pause(QUIET_MS);
    const after = await daemon.numbers();

    const perPass = (between.cpuSeconds - before.cpuSeconds) / MEASURED_PASSES;
    const perQuietHour = ((after.cpuSeconds - between.cpuSeconds) / QUIET_MS) * 3_600_000;
    return {
      residentMb: after.residentBytes / 2 ** 20,
      cpuSecondsPerHour: perPass * PASSES_PER_HOUR + perQuietHour,
      callsPerHour: calls * PASSES_PER_HOUR,
      cpuSecondsPerPass: perPass,
    };
  } finally {
    await daemon.stop();
    await sandbox.close();
    await rm(home, { recursive: true, force: true });
  }
}

function startDaemon(
  { command, state }: { readonly command: string; readonly state: string },
  at: { readonly home: string; readonly url: string },
) {
  const child = spawn(process.execPath, [command, "watch", state, "--listen", "127.0.0.1:0"], {
    cwd: at.home,
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: at.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: "true",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  let base = "";
  const passEnded = async (outcome: RegExp): Promise<void> => {
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      // pino writes one JSON object a line.
      const line = JSON.parse(next.value) as { readonly msg: string; readonly outcome?: string; readonly url?: string };
      base = line.url ?? base;
      if (line.msg === "run finished" && outcome.test(line.outcome ?? "")) return;
    }
    throw new Error("the daemon ended");
  };
  return {
    passEnded,
    async passAgain() {
      child.kill("SIGHUP");
      await passEnded(/^in-sync$/);
    },
    async numbers() {
      const text = await (await fetch(`${base}/metrics`, { headers: { connection: "close" } })).text();
      const sample = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
      return { cpuSeconds: sample("process_cpu_seconds_total"), residentBytes: sample("process_resident_memory_bytes") };
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** So many APIs, with a route and a stage each. */
export function fleetState(apis: number): string {
  const one = (index: number) => `  Api${index}:
    routes: { GET /orders: { http: { url: https://example.com/${index} } } }
    stages: { live: { variables: { LEVEL: "${index}" } } }
`;
  return `owner: fleet\nguards: { maxUpdates: 1 }\napis:\n${Array.from({ length: apis }, (_, index) => one(index)).join("")}`;
}
