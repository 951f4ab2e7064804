/** `reconcile` and `reconcile destroy`: one pass, or one for each target, with the person before the terminal in the loop. */
import type { RunReport } from "../../model/report.ts";
import { forecast } from "../../plan/forecast.ts";
import { applyCommand } from "../apply-command.ts";
import { askApproval, type PassKind, refusalBeforehand } from "../approval.ts";
import { composeFleet } from "../compose-fleet.ts";
import { type EndingSignal, EXIT, type ExitCode, exitCodeOf } from "../exit-code.ts";
import { passFleet } from "../fleet-pass.ts";
import { openFleetView } from "../fleet-view.ts";
import { createLogger } from "../logger.ts";
import { misspelledCommand } from "../misspelled-command.ts";
import { narrowTargets } from "../narrow-targets.ts";
import { failedReport, invalidReport, onePass, type PassJob, reserveOf } from "../one-pass.ts";
import type { Format, PassOptions } from "../options.ts";
import { openPassView, type PassView, type ViewSettings } from "../pass-view.ts";
import { writeReports } from "../report-files.ts";
import { listenForSignals } from "../signals.ts";
import type { Terminal } from "../terminal.ts";

/** What was asked for on the command line. */
interface Asked {
  readonly path: string;
  readonly kind: PassKind;
  readonly options: PassOptions;
}

/** Who is watching, and may say stop. */
interface Audience {
  readonly terminal: Terminal;
  readonly view: PassView;
  readonly settings: ViewSettings;
  readonly signal: AbortSignal;
}

/** How it ended, whether it was one pass or those of many targets. */
interface Ended {
  finish(): void;
  textIn(format: Format): Iterable<string>;
  exitCode(signal: EndingSignal | null): ExitCode;
}

export async function runPass(asked: Asked, terminal: Terminal): Promise<ExitCode> {
  const { path, kind, options } = asked;
  const refusal = misspelledCommand(path) ?? refusalBeforehand(kind, { ...options, interactive: terminal.interactive });
  if (refusal !== null) {
    terminal.err.write(`error: ${refusal}\n`);
    return EXIT.failed;
  }

  const started = performance.now();
  const settings: ViewSettings = {
    format: options.format,
    destroy: kind === "destroy",
    ephemeral: options.sandbox,
    // An AWS that ends with the process has nothing to be applied to.
    ...(!options.sandbox && { applyCommand: (digest) => applyCommand(asked, digest) }),
    now: () => performance.now(),
  };
  const view = openPassView(terminal, settings);
  const signals = listenForSignals(() => view.note("interrupted: what is under way is finished first; once more ends at once"));
  const sofar = () => ({ interrupted: signals.received() !== null, durationMs: performance.now() - started });
  try {
    const audience = { terminal, view, settings, signal: signals.signal };
    const ended = await passes(asked, audience, sofar).catch((error: unknown) => ofOne(failedReport(error, sofar()), view));
    ended.finish();
    const problems = await writeReports(options.report, (format) => ended.textIn(format));
    for (const problem of problems) terminal.err.write(`error: ${problem}\n`);
    const code = ended.exitCode(signals.received());
    return problems.length > 0 && signals.received() === null ? EXIT.failed : code;
  } finally {
    view.close();
    signals.stop();
  }
}

async function passes(asked: Asked, audience: Audience, sofar: () => Parameters<typeof invalidReport>[1]): Promise<Ended> {
  const { terminal, view, settings, signal } = audience;
  const logger = createLogger(asked.options.logLevel, terminal.err, (text) => view.note(text.trimEnd()));
  const warn = (message: string, log: (fields: object) => void) =>
    terminal.err.isTerminal ? view.note(`warning: ${message}`) : log({ detail: message });
  const fleet = composeFleet(asked.path, asked.options, {
    ledger: (message) => warn(message, (fields) => logger.warn(fields, "ledger ignored")),
    history: (message) => warn(message, (fields) => logger.warn(fields, "history not written")),
  });
  try {
    const loaded = await fleet.source.load(signal);
    if (!loaded.valid) return ofOne(invalidReport(loaded.issues, sofar()), view);
    const targets = narrowTargets(loaded.targets, asked.options.target ?? []);
    if (targets !== null) {
      const fleetView = openFleetView(terminal, settings);
      try {
        const report = await passFleet({ ...asked, targets }, { ...audience, view: fleetView, logger, fleet });
        return {
          finish: () => fleetView.finish(report),
          textIn: (format) => fleetView.reportIn(report, format),
          exitCode: (received) => fleetView.exitCode(report, received),
        };
      } finally {
        fleetView.close();
      }
    }
    const [only] = loaded.targets;
    if (only === undefined) return ofOne(invalidReport([], sofar()), view);
    const world = await fleet.open(only);
    try {
      const { progress } = view;
      return ofOne(await onePass(world, { ...asked, progress, signal, logger, approve: approver(asked, audience) }), view);
    } finally {
      await world.close();
    }
  } finally {
    await fleet.close();
  }
}

function ofOne(report: RunReport, view: PassView): Ended {
  return {
    finish: () => view.finish(report),
    textIn: (format) => view.reportIn(report, format),
    exitCode: (signal) => exitCodeOf(report, signal),
  };
}

/** The plan is shown before anything is done, to whoever is there; a person who is there is asked. */
function approver({ kind, options }: Asked, { terminal, view, signal }: Audience): PassJob["approve"] {
  return async (plan, identity) => {
    const asks = terminal.interactive && !options.yes;
    if (asks || options.format === "text") {
      view.showPlan({
        plan,
        identity: await identity(),
        forecast: forecast(plan, reserveOf(options)),
        destroy: kind === "destroy",
      });
    }
    if (!asks) return true;
    return askApproval(terminal, { kind, steps: plan.steps.length, identity: await identity() }, signal);
  };
}
