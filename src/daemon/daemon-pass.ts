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
import { type PassRequest, type PreviewPorts, preview, reconcile, type Sight } from "../engine/reconcile.ts";
import type { Actor } from "../model/actor.ts";
import type { Address } from "../model/address.ts";
import type { AlertDesk, Condition, PassFacts } from "../model/alerts.ts";
import type { DesiredState } from "../model/desired.ts";
import { messageOf } from "../model/errors.ts";
import type { History } from "../model/history.ts";
import type { Issue } from "../model/issue.ts";
import type {
  Clock,
  Depth,
  DesiredSource,
  Ledger,
  LoadResult,
  Logger,
  Progress,
  ReadSession,
  WriteSession,
} from "../model/ports.ts";
import type { CallCount, RunReport } from "../model/report.ts";
import type { Attribution } from "./attribution.ts";
import { holdLines } from "./held-lines.ts";
import { isQuiet, type Looks } from "./looks.ts";
import type { Trigger } from "./loop.ts";
import type { EndedPass } from "./status.ts";

export interface DaemonPassPorts {
  readonly source: DesiredSource;
  /** The commit of the desired state as it is now; undefined: it is in no checkout. */
  sourceRevision(): Promise<string | undefined>;
  readonly lastGood: LastGood;
  readonly aws: PassDoor;
  readonly looks: Looks;
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
  openPass(depth: Depth): { readonly session: WriteSession; readonly ledger: Ledger };
  /** For a dry run: what it gives cannot write. */
  openLook(depth: Depth): { readonly session: ReadSession; readonly ledger: Ledger };
}

interface Asked {
  readonly trigger: Trigger;
  readonly request: DaemonPassRequest;
  readonly witness: PassWitness;
  /** Left out: all of the desired state is looked at. */
  readonly part?: PassPart;
}

/** What a pass looks at that does not look at everything. */
export interface PassPart {
  narrow(state: DesiredState): DesiredState;
  covers(address: Address): boolean;
  /** Who made a drift, if it was by the write that the pass began with. Left out: it began with none, and AWS is asked. */
  actorOf?(condition: Pick<Condition, "id" | "address" | "drift" | "changes">, report: RunReport): Actor | undefined;
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
  { trigger, request, witness, part }: Asked,
  ports: DaemonPassPorts,
  signal: AbortSignal,
): Promise<EndedPass> {
  const [runId, startedAt] = [ports.newRunId(), ports.clock.now()];
  const commit = await ports.sourceRevision();
  const logger = commit === undefined ? ports.logger : bindLogger(ports.logger, { commit });
  const { enforced, rejected } = await choose(ports, bindLogger(logger, { runId, trigger }), { commit, signal });
  const run: Run = {
    request: { ...request, prune: request.prune && rejected === null && part === undefined },
    witness,
    ports: { source: { load: async () => narrowed(enforced, part) }, clock: ports.clock, logger, signal, runId, trigger },
    aws: ports.aws,
  };
  const revision = enforced.valid ? enforced.state.revision : "";
  // What is looked at in part is looked at in full, and says nothing of the rest.
  const { depth, report } = await look(part === undefined ? ports.looks.next(trigger, revision, startedAt) : "full", run);
  if (part === undefined) ports.looks.ended({ depth, at: startedAt, revision }, report);
  logCutShort(report, bindLogger(logger, { runId, trigger }));
  const facts = { runId, trigger, now: ports.clock.now(), ...(rejected !== null && { rejected }), ...partOf(part, report) };
  // Before the alerts, which are told of it.
  ports.history.passed(report, facts);
  ports.desk.passed(report, facts);
  if (part?.actorOf === undefined) ports.attribution?.passed(report, facts, signal);
  else tellActors(report, facts, ports);
  return { runId, trigger, startedAt, depth, report, commit: commitOf(enforced), rejected };
}

interface Run {
  readonly request: DaemonPassRequest;
  readonly witness: PassWitness;
  readonly ports: Omit<PreviewPorts, "session" | "ledger" | "saw" | "progress">;
  readonly aws: PassDoor;
}

interface Looked {
  readonly depth: Depth;
  readonly report: RunReport;
}

/** What a shallow look finds may come of what is not so any more, so that nothing is said of it before all was read. */
async function look(depth: Depth, run: Run): Promise<Looked> {
  if (depth === "full") return { depth, report: await pass("full", run) };
  const held = holdLines(run.ports.logger);
  const sights: Sight[] = [];
  const witness = { ...run.witness, saw: (sight: Sight) => void sights.push(sight) };
  const shallow = await pass("shallow", { ...run, witness, ports: { ...run.ports, logger: held.logger } });
  if (!isQuiet(shallow)) {
    const report = await pass("full", run);
    return { depth: "full", report: { ...report, calls: sumOfCalls(shallow.calls, report.calls) } };
  }
  held.release();
  for (const sight of sights) run.witness.saw(sight);
  return { depth, report: shallow };
}

function pass(depth: Depth, { request, witness, ports, aws }: Run): Promise<RunReport> {
  const { dryRun, ...asked } = request;
  const whole: PassRequest = { ...asked, mode: "apply", force: false };
  const told = { ...ports, progress: witness.progress, saw: witness.saw };
  if (dryRun) return preview(whole, { ...told, ...aws.openLook(depth) });
  return reconcile(whole, { ...told, ...aws.openPass(depth), approve: async () => depth === "full" });
}

function narrowed(enforced: LoadResult, part: PassPart | undefined): LoadResult {
  return part === undefined || !enforced.valid ? enforced : { ...enforced, state: part.narrow(enforced.state) };
}

function partOf(part: PassPart | undefined, report: RunReport): Pick<PassFacts, "covers" | "actorOf"> {
  if (part === undefined) return {};
  return {
    covers: (address) => part.covers(address),
    ...(part.actorOf && { actorOf: (condition) => part.actorOf?.(condition, report) }),
  };
}

/** The alert carries them already. */
function tellActors(report: RunReport, { runId, now, actorOf }: PassFacts, { desk, history, logger }: DaemonPassPorts): void {
  if (report.plan === null) return;
  for (const condition of desk.open()) {
    const { id, address } = condition;
    const actor = condition.type === "drift" && address !== undefined ? actorOf?.(condition) : undefined;
    if (actor === undefined || address === undefined) continue;
    history.named({ runId, id, address, actor }, now);
    const { arn, event, sourceIp, time } = actor;
    logger.warn({ address, alert: id, actor: arn, event, sourceIp, at: new Date(time).toISOString() }, "drift attributed");
  }
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
      logger.warn({ detail: messageOf(error) }, "last good state not kept");
    });
    return { enforced: { valid: true, state }, rejected: null };
  }
  const state = await lastGood.newest();
  if (state === null) return { enforced: loaded, rejected: loaded.issues };
  logInvalid(logger, loaded.issues, { enforced: state.revision });
  return { enforced: { valid: true, state: { ...state, warnings: [] } }, rejected: loaded.issues };
}

function commitOf(enforced: LoadResult): string | null {
  return (enforced.valid ? enforced.state.sourceRevision : undefined) ?? null;
}

export function sumOfCalls(one: CallCount, other: CallCount): CallCount {
  const names = [...new Set([...Object.keys(one.byOperation), ...Object.keys(other.byOperation)])].toSorted();
  const count = (name: string) => (one.byOperation[name] ?? 0) + (other.byOperation[name] ?? 0);
  return {
    total: one.total + other.total,
    byOperation: Object.fromEntries(names.map((name) => [name, count(name)])),
    retries: one.retries + other.retries,
  };
}

/** What a pass that was told to end has left for the next start. */
function logCutShort({ interrupted, steps }: RunReport, logger: Logger): void {
  const left = steps.filter(({ result }) => result === "not-attempted").map(({ step }) => step.address);
  if (interrupted && left.length > 0) logger.warn({ notAttempted: left }, "pass cut short");
}
