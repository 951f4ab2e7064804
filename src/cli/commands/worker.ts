/** `reconcile worker`: passes of many targets, as a queue asks for them, until interrupted. */
import { runFleetWorker } from "../../daemon/fleet-worker.ts";
import { printable } from "../../model/printable.ts";
import { openState } from "../compose-state.ts";
import { composeWorker } from "../compose-worker.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import { createLogger } from "../logger.ts";
import { misspelledCommand } from "../misspelled-command.ts";
import type { WorkerOptions } from "../options.ts";
import { readProcessConfig } from "../process-config.ts";
import { listenForSignals } from "../signals.ts";
import type { Terminal } from "../terminal.ts";

/** Within what Kubernetes and ECS give a container to end (30 s). */
const GRACE_MS = 25_000;

/** Ends with 0 when all work came to its end, and as the signal says when the grace was too short for it. */
export async function runWorkerCommand(path: string, options: WorkerOptions, { err }: Terminal): Promise<ExitCode> {
  const refusal = misspelledCommand(path);
  if (refusal !== null) return failed(refusal, err);
  const logger = createLogger(options.logLevel ?? "info", err, (text) => err.write(text));
  const signals = listenForSignals(() => undefined);
  try {
    const { env } = process;
    const config = await readProcessConfig({ path, cwd: process.cwd(), env, ...(options.config && { config: options.config }) });
    const state = openState(options);
    const home = composeWorker({ path, options, config, state }, logger, signals.signal);
    const settings = { atOnce: options.atOnce, holdMs: options.hold, graceMs: GRACE_MS };
    const whole = await runFleetWorker(settings, home.ports, signals.signal);
    home.close();
    state.close();
    // What is still under way would keep the process for as long as it takes, and the grace is over.
    if (!whole) process.exit(EXIT[signals.received() ?? "SIGTERM"]);
    return EXIT.ok;
  } catch (error) {
    return failed(errorReportOf(error).message, err);
  } finally {
    signals.stop();
  }
}

function failed(message: string, err: Terminal["err"]): ExitCode {
  err.write(`error: ${printable(message)}\n`);
  return EXIT.failed;
}
