/** One pass from the command line in one world, and what is remembered of it. Used for the only target, and for each of many. */
import { randomUUID } from "node:crypto";
import { type PassRequest, preview, reconcile } from "../engine/reconcile.ts";
import { reconcileAlong } from "../engine/reconcile-along.ts";
import type { PassFacts } from "../model/alerts.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { History } from "../model/history.ts";
import type { Identity } from "../model/observation.ts";
import type { Plan } from "../model/plan.ts";
import type { Logger, Progress } from "../model/ports.ts";
import type { RunReport } from "../model/report.ts";
import type { PassKind } from "./approval.ts";
import type { World } from "./compose.ts";
import { errorReportOf } from "./failure.ts";
import { nameActors } from "./name-actors.ts";
import type { PassOptions } from "./options.ts";

export interface PassJob {
  readonly kind: PassKind;
  readonly options: PassOptions;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Asked only about a plan with steps. */
  approve(plan: Plan, identity: () => Promise<Identity>): Promise<boolean>;
}

/** Never rejects for how the pass goes. The world is closed by whoever opened it. */
export async function onePass(world: World, job: PassJob): Promise<RunReport> {
  const { kind, options, progress, signal, logger } = job;
  const { source, ledger, clock, history } = world;
  const [runId, trigger] = [randomUUID(), kind === "destroy" ? "destroy" : "cli"];
  const ports = { source, ledger, clock, logger, progress, signal, runId, trigger };
  const request = requestOf(job);
  if (options.dryRun) return preview(request, { ...ports, session: world.openReadSession() });
  const session = world.openWriteSession();
  const approve = (plan: Plan) => job.approve(plan, () => session.identity(signal));
  const report =
    kind === "destroy" || !options.wait
      ? await reconcile(request, { ...ports, session, approve })
      : await reconcileAlong(request, { ...ports, session, approve, openSession: world.openWriteSession });
  if (history !== null) await remember(report, { runId, trigger, now: clock.now() }, { ...world, history, logger, signal });
  return report;
}

function requestOf({ kind, options }: PassJob): PassRequest {
  const { only, prune, force, expect, concurrency, retry } = options;
  return { mode: kind, only, prune, force, concurrency, retry, ...(expect !== undefined && { expect }) };
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

/** What is left to others of AWS's quotas; undefined: the usual part. */
export function reserveOf({ quotaReserve }: Pick<PassOptions, "quotaReserve">): number | undefined {
  return quotaReserve === undefined ? undefined : quotaReserve / 100;
}

/** A pass that threw before it could report, as a report, so that scripts always get one. */
export function failedReport(error: unknown, ended: Pick<RunReport, "interrupted" | "durationMs">): RunReport {
  return { ...NOTHING, outcome: "failed", error: errorReportOf(error), ...ended };
}

/** Of a desired state of which not even the targets can be told. */
export function invalidReport(issues: RunReport["issues"], ended: Pick<RunReport, "interrupted" | "durationMs">): RunReport {
  return { ...NOTHING, outcome: "invalid", issues, ...ended };
}

const NOTHING: Omit<RunReport, "outcome" | "interrupted" | "durationMs"> = {
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
};
