/**
 * One pass of the daemon: as one from the command line, but a desired state that is broken does not end it.
 *
 *   the files            there is a last good state    the pass
 *   valid                                              enforces them, and they are the last good state from now on
 *   not valid            yes                           enforces that one, prunes nothing, and says what is wrong with the files
 *   not valid            no                            does nothing, and says what is wrong with the files
 */

import { bindLogger } from "../engine/bind-logger.ts";
import type { LastGood } from "../engine/last-good.ts";
import { logInvalid } from "../engine/log-invalid.ts";
import { type PassRequest, preview, reconcile, type Sight } from "../engine/reconcile.ts";
import type { AlertDesk } from "../model/alerts.ts";
import type { DesiredState } from "../model/desired.ts";
import type { History } from "../model/history.ts";
import type { Issue } from "../model/issue.ts";
import type { Clock, DesiredSource, Ledger, LoadResult, Logger, Progress, ReadSession, WriteSession } from "../model/ports.ts";
import type { RunReport } from "../model/report.ts";
import type { Attribution } from "./attribution.ts";
import type { Trigger } from "./loop.ts";
import type { EndedPass } from "./status.ts";

export interface DaemonPassPorts {
  readonly source: DesiredSource;
  /** The commit of the desired state as it is now; undefined: it is in no checkout. */
  sourceRevision(): Promise<string | undefined>;
  readonly lastGood: LastGood;
  readonly aws: PassDoor;
  readonly desk: AlertDesk;
  readonly history: History;
  /** `null`: nobody asks who made what drifted. */
  readonly attribution: Attribution | null;
  readonly clock: Clock;
  readonly logger: Logger;
  newRunId(): string;
}

/** A view of AWS for one pass, and what was converged in it before. */
export interface PassDoor {
  openPass(): { readonly session: WriteSession; readonly ledger: Ledger };
  /** For a dry run: what it gives cannot write. */
  openLook(): { readonly session: ReadSession; readonly ledger: Ledger };
}

interface Asked {
  readonly trigger: Trigger;
  readonly request: DaemonPassRequest;
  readonly witness: PassWitness;
}

export interface DaemonPassRequest extends Omit<PassRequest, "mode" | "force" | "expect"> {
  /** Looks and tells, and changes nothing. */
  readonly dryRun: boolean;
}

/** What is told of a pass as it goes. Every event is a sign of life. */
export interface PassWitness {
  readonly progress: Progress;
  saw(sight: Sight): void;
}

/** Once the signal is aborted, the steps under way are finished and no more begun. */
export async function runDaemonPass(
  { trigger, request, witness }: Asked,
  ports: DaemonPassPorts,
  signal: AbortSignal,
): Promise<EndedPass> {
  const [runId, startedAt] = [ports.newRunId(), ports.clock.now()];
  const commit = await ports.sourceRevision();
  const logger = commit === undefined ? ports.logger : bindLogger(ports.logger, { commit });
  const { enforced, rejected } = await choose(ports, bindLogger(logger, { runId, trigger }), { commit, signal });
  const { dryRun, ...asked } = request;
  const pass: PassRequest = { ...asked, mode: "apply", force: false, prune: request.prune && rejected === null };
  const run = {
    source: { load: async () => enforced },
    clock: ports.clock,
    progress: witness.progress,
    saw: (sight: Sight) => witness.saw(sight),
    logger,
    signal,
    runId,
    trigger,
  };
  const report = dryRun
    ? await preview(pass, { ...run, ...ports.aws.openLook() })
    : await reconcile(pass, { ...run, ...ports.aws.openPass(), approve: async () => true });
  logCutShort(report, bindLogger(logger, { runId, trigger }));
  const facts = { runId, trigger, now: ports.clock.now(), ...(rejected !== null && { rejected }) };
  // Before the alerts, which are told of it.
  ports.history.passed(report, facts);
  ports.desk.passed(report, facts);
  ports.attribution?.passed(report, facts, signal);
  return { runId, trigger, startedAt, report, commit: commitOf(enforced), rejected };
}

interface Choice {
  readonly enforced: LoadResult;
  /** What is wrong with the files; `null`: nothing. */
  readonly rejected: readonly Issue[] | null;
}

async function choose(
  { source, lastGood }: DaemonPassPorts,
  logger: Logger,
  { commit, signal }: { readonly commit: string | undefined; readonly signal: AbortSignal },
): Promise<Choice> {
  const loaded = await source.load(signal);
  if (loaded.valid) {
    const state: DesiredState = commit === undefined ? loaded.state : { ...loaded.state, sourceRevision: commit };
    await lastGood.keep(state).catch((error: unknown) => {
      logger.warn({ detail: error instanceof Error ? error.message : String(error) }, "last good state not kept");
    });
    return { enforced: { valid: true, state }, rejected: null };
  }
  const state = lastGood.state();
  if (state === null) return { enforced: loaded, rejected: loaded.issues };
  logInvalid(logger, loaded.issues, { enforced: state.revision });
  return { enforced: { valid: true, state: { ...state, warnings: [] } }, rejected: loaded.issues };
}

function commitOf(enforced: LoadResult): string | null {
  return (enforced.valid ? enforced.state.sourceRevision : undefined) ?? null;
}

/** What a pass that was told to end has left for the next start. */
function logCutShort({ interrupted, steps }: RunReport, logger: Logger): void {
  const left = steps.filter(({ result }) => result === "not-attempted").map(({ step }) => step.address);
  if (interrupted && left.length > 0) logger.warn({ notAttempted: left }, "pass cut short");
}
