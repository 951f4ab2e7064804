/** `reconcile watch`: the daemon, from its start to its last line. */
import packageJson from "../../../package.json" with { type: "json" };
import { type DaemonSettings, runDaemon } from "../../daemon/daemon.ts";
import { lockStateDirectory } from "../../daemon/state-lock.ts";
import type { Logger } from "../../model/ports.ts";
import { printable } from "../../model/printable.ts";
import type { ProcessConfig } from "../../model/process-config.ts";
import { pageFiles } from "../../page/assets.ts";
import { composeDaemon, tellCommit } from "../compose-daemon.ts";
import { openState } from "../compose-state.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import { createLogger } from "../logger.ts";
import { misspelledCommand } from "../misspelled-command.ts";
import { DEFAULT_LISTEN, type WatchOptions } from "../options.ts";
import { readProcessConfig } from "../process-config.ts";
import { listenForSignals } from "../signals.ts";
import type { Terminal } from "../terminal.ts";

/** Ends with 0 when what was under way came to its end, and as the signal says when the grace was too short for it. */
export async function runWatch(path: string, options: WatchOptions, { err }: Terminal): Promise<ExitCode> {
  const refusal = misspelledCommand(path);
  if (refusal !== null) return startFailed(refusal, err);

  const signals = listenForSignals(() => undefined);
  const told = await tellCommit(
    path,
    createLogger(options.logLevel ?? "info", err, (text) => err.write(text)),
  );
  const stopGuarding = surviveSurprises(told.logger);
  let whole = true;
  try {
    const { env } = process;
    const config = await readProcessConfig({ path, cwd: process.cwd(), env, ...(options.config && { config: options.config }) });
    const state = openState(options);
    // In S3 every write is conditional, so what two daemons remember is safe without a lock.
    const lock = state.directory === null ? null : await lockStateDirectory(state.directory);
    try {
      const home = await composeDaemon({ path, options, config, state }, told);
      whole = await runDaemon(settingsOf(options, config), home.ports, signals.signal);
      home.close();
    } finally {
      await lock?.release();
      state.close();
    }
    // What is still under way would keep the process for as long as it takes, and the grace is over.
    if (!whole) process.exit(EXIT[signals.received() ?? "SIGTERM"]);
    return EXIT.ok;
  } catch (error) {
    return startFailed(startError(error, options), err);
  } finally {
    stopGuarding();
    signals.stop();
  }
}

const INTERVAL_MS = 300_000;
const DEEP_INTERVAL_MS = 1_800_000;

function settingsOf(options: WatchOptions, config: ProcessConfig): DaemonSettings {
  const { only, prune, concurrency, dryRun, listen = DEFAULT_LISTEN } = options;
  const intervalMs = options.interval ?? config.intervalMs ?? INTERVAL_MS;
  return {
    version: packageJson.version,
    only,
    prune,
    concurrency,
    dryRun,
    listen: listen === "off" ? null : listen,
    intervalMs,
    deepMs: options.deepInterval ?? config.deepIntervalMs ?? DEEP_INTERVAL_MS,
    page: pageFiles,
  };
}

function startFailed(message: string, err: Terminal["err"]): ExitCode {
  err.write(`error: ${printable(message)}\n`);
  return EXIT.failed;
}

function startError(error: unknown, { listen = DEFAULT_LISTEN }: WatchOptions): string {
  const { code, message } = errorReportOf(error);
  if (listen === "off" || !/^(EADDR|EACCES$)/.test(code) || !/listen/.test(message)) return message;
  return `cannot listen on ${listen.host}:${listen.port}: ${message}; --listen takes another address, or off`;
}

/** A fault that nobody caught is logged, and the loop goes on: a daemon that ends heals nothing. */
function surviveSurprises(logger: Logger): () => void {
  const survive = (error: unknown) => {
    logger.error({ detail: error instanceof Error ? error.stack : String(error) }, "unexpected error");
  };
  process.on("uncaughtException", survive);
  process.on("unhandledRejection", survive);
  return () => {
    process.off("uncaughtException", survive);
    process.off("unhandledRejection", survive);
  };
}
