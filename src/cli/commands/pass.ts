/** `reconcile` and `reconcile destroy`: one pass, with the person before the terminal in the loop. */
import { randomUUID } from "node:crypto";
import { type PassRequest, preview, reconcile } from "../../engine/reconcile.ts";
import { reconcileAlong } from "../../engine/reconcile-along.ts";
import type { PassFacts } from "../../model/alerts.ts";
import { StagekeeperError } from "../../model/errors.ts";
import type { History } from "../../model/history.ts";
import type { Plan } from "../../model/plan.ts";
import type { Logger } from "../../model/ports.ts";
import type { RunReport } from "../../model/report.ts";
import { forecast } from "../../plan/forecast.ts";
import { applyCommand } from "../apply-command.ts";
import { askApproval, type PassKind, refusalBeforehand } from "../approval.ts";
import { composeWorld, type World } from "../compose.ts";
import { EXIT, type ExitCode, exitCodeOf } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import { createLogger } from "../logger.ts";
import { misspelledCommand } from "../misspelled-command.ts";
import { nameActors } from "../name-actors.ts";
import type { PassOptions } from "../options.ts";
import { openPassView, type PassView } from "../pass-view.ts";
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
  readonly signal: AbortSignal;
}

export async function runPass(asked: Asked, terminal: Terminal): Promise<ExitCode> {
  const { path, kind, options } = asked;
  const refusal = misspelledCommand(path) ?? refusalBeforehand(kind, { ...options, interactive: terminal.interactive });
  if (refusal !== null) {
    terminal.err.write(`error: ${refusal}\n`);
    return EXIT.failed;
  }

  const started = performance.now();
  const view = openPassView(terminal, {
    format: options.format,
    destroy: kind === "destroy",
    ephemeral: options.sandbox,
    // An AWS that ends with the process has nothing to be applied to.
    ...(!options.sandbox && { applyCommand: (digest) => applyCommand(asked, digest) }),
    now: () => performance.now(),
  });
  const signals = listenForSignals(() => view.note("interrupted: what is under way is finished first; once more ends at once"));
  try {
    const report = await pass(asked, { terminal, view, signal: signals.signal }).catch((error: unknown) =>
      failedReport(error, { interrupted: signals.received() !== null, durationMs: performance.now() - started }),
    );
    view.finish(report);
    const problems = await writeReports(options.report, (format) => view.reportIn(report, format));
    for (const problem of problems) terminal.err.write(`error: ${problem}\n`);
    const code = exitCodeOf(report, signals.received());
    return problems.length > 0 && signals.received() === null ? EXIT.failed : code;
  } finally {
    view.close();
    signals.stop();
  }
}

async function pass(asked: Asked, audience: Audience): Promise<RunReport> {
  const { terminal, view } = audience;
  const logger = createLogger(asked.options.logLevel, terminal.err, (text) => view.note(text.trimEnd()));
  const warn = (message: string, log: (fields: object) => void) =>
    terminal.err.isTerminal ? view.note(`warning: ${message}`) : log({ detail: message });
  const world = await composeWorld(asked.path, asked.options, {
    ledger: (message) => warn(message, (fields) => logger.warn(fields, "ledger ignored")),
    history: (message) => warn(message, (fields) => logger.warn(fields, "history not written")),
  });
  try {
    const { source, ledger, clock, history } = world;
    const [runId, trigger] = [randomUUID(), asked.kind === "destroy" ? "destroy" : "cli"];
    const ports = { source, ledger, clock, logger, progress: view.progress, signal: audience.signal, runId, trigger };
    const request = requestOf(asked);
    if (asked.options.dryRun) return await preview(request, { ...ports, session: world.openReadSession() });
    const session = world.openWriteSession();
    const approve = approver(asked, audience, session);
    const report =
      asked.kind === "destroy" || !asked.options.wait
        ? await reconcile(request, { ...ports, session, approve })
        : await reconcileAlong(request, { ...ports, session, approve, openSession: world.openWriteSession });
    if (history !== null)
      await remember(report, { runId, trigger, now: clock.now() }, { ...world, history, logger, signal: audience.signal });
    return report;
  } finally {
    await world.close();
  }
}

interface Memory extends Pick<World, "actors"> {
  readonly history: History;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

async function remember(report: RunReport, facts: PassFacts, { history, actors, logger, signal }: Memory): Promise<void> {
  history.passed(report, facts);
  const problem = actors && (await nameActors(report, facts, { source: actors, history, signal }));
  if (problem !== null) {
    const detail = errorReportOf(problem).message;
    const denied = problem instanceof StagekeeperError && problem.code === "denied";
    // An endpoint without CloudTrail is no news to whoever chose it.
    if (denied) logger.warn({ permission: "cloudtrail:LookupEvents", detail }, "actors cannot be looked up");
    else logger.info({ detail }, "actors cannot be looked up");
  }
  await history.close();
}

/** The plan is shown before anything is done, to whoever is there; a person who is there is asked. */
function approver(
  { kind, options }: Asked,
  { terminal, view, signal }: Audience,
  session: ReturnType<World["openWriteSession"]>,
): (plan: Plan) => Promise<boolean> {
  return async (plan) => {
    const asks = terminal.interactive && !options.yes;
    if (asks || options.format === "text") {
      const identity = await session.identity(signal);
      view.showPlan({ plan, identity, forecast: forecast(plan), destroy: kind === "destroy" });
    }
    if (!asks) return true;
    return askApproval(terminal, { kind, steps: plan.steps.length, identity: await session.identity(signal) }, signal);
  };
}

function requestOf({ kind, options }: Asked): PassRequest {
  const { only, prune, force, expect, concurrency, retry } = options;
  return { mode: kind, only, prune, force, concurrency, retry, ...(expect !== undefined && { expect }) };
}

/** A pass that threw before it could report, as a report, so that scripts always get one. */
function failedReport(error: unknown, ended: Pick<RunReport, "interrupted" | "durationMs">): RunReport {
  return {
    outcome: "failed",
    revision: "",
    identity: null,
    plan: null,
    steps: [],
    violations: [],
    issues: [],
    invokeUrls: {},
    calls: { total: 0, byOperation: {}, retries: 0 },
    forecast: null,
    nextMoveAt: null,
    error: errorReportOf(error),
    ...ended,
  };
}
