/** The passes of many targets from the command line: side by side, approved each by itself or, where a person or a digest asks, together. */

import { bindLogger } from "../engine/bind-logger.ts";
import { type Approval, reconcileFleet, type TargetPlan } from "../engine/reconcile-fleet.ts";
import type { DesiredState } from "../model/desired.ts";
import type { FleetReport } from "../model/fleet.ts";
import type { Violation } from "../model/plan.ts";
import type { LoadResult, Logger } from "../model/ports.ts";
import type { RunReport } from "../model/report.ts";
import { fleetDigest } from "../plan/fleet-digest.ts";
import { forecast } from "../plan/forecast.ts";
import type { PassKind } from "./approval.ts";
import type { FleetWorld } from "./compose-fleet.ts";
import type { FleetView } from "./fleet-view.ts";
import type { NamedLoad } from "./narrow-targets.ts";
import { failedReport, onePass, reserveOf } from "./one-pass.ts";
import type { PassOptions } from "./options.ts";
import { counted } from "./render/wrap.ts";
import type { Terminal } from "./terminal.ts";

export interface FleetJob {
  readonly kind: PassKind;
  readonly options: PassOptions;
  readonly targets: readonly NamedLoad[];
}

export interface FleetStage {
  readonly terminal: Terminal;
  readonly view: FleetView;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly fleet: FleetWorld;
}

/** Never rejects for how a target's pass goes. */
export async function passFleet(job: FleetJob, stage: FleetStage): Promise<FleetReport> {
  const started = performance.now();
  const violations: Violation[] = [];
  const passes = job.targets.map((load) => ({
    name: load.target.name,
    run: (approve: Parameters<typeof onePass>[1]["approve"]) => passOf(load, job, stage, approve),
  }));
  const reports = await reconcileFleet(passes, approvalOf(job, stage, violations));
  const plans = reports.map(({ name, report }) => ({ name, plan: report.plan }));
  if (job.options.dryRun) violations.push(...unexpected(plans, job.options.expect));
  const targets = job.targets.flatMap(({ target }) => {
    const ended = reports.find(({ name }) => name === target.name);
    return ended === undefined ? [] : [{ target, report: ended.report }];
  });
  return { targets, digest: fleetDigest(plans), violations, durationMs: performance.now() - started };
}

async function passOf(
  { target, loaded }: NamedLoad,
  { kind, options, targets }: FleetJob,
  { view, signal, logger, fleet }: FleetStage,
  approve: Parameters<typeof onePass>[1]["approve"],
): Promise<RunReport> {
  const started = performance.now();
  const names = kind === "destroy" ? targets.map((other) => other.target.name) : [];
  const progress = view.progressOf(target.name);
  // What is expected is the digest of all.
  const { expect: _, ...own } = options;
  try {
    const world = await fleet.open({ target, loaded: leaving(loaded, names) });
    try {
      const bound = bindLogger(logger, { target: target.name });
      return await onePass(world, { kind, options: own, progress, signal, logger: bound, approve });
    } finally {
      await world.close();
    }
  } catch (error) {
    return failedReport(error, { interrupted: signal.aborted, durationMs: performance.now() - started });
  } finally {
    view.ended(target.name);
  }
}

/** What all who declare it destroy together is left by none of them. */
function leaving(loaded: LoadResult, destroyed: readonly string[]): LoadResult {
  if (!loaded.valid || loaded.state.elsewhere === undefined || destroyed.length === 0) return loaded;
  const { elsewhere } = loaded.state;
  const resources = elsewhere.resources.filter(({ target }) => !destroyed.includes(target));
  const state: DesiredState = { ...loaded.state, elsewhere: { ...elsewhere, resources } };
  return { valid: true, state };
}

function approvalOf(
  { kind, options, targets }: FleetJob,
  { terminal, view, signal }: FleetStage,
  violations: Violation[],
): Approval {
  const asks = terminal.interactive && !options.yes;
  const show = ({ name, plan }: TargetPlan): void => {
    if (plan !== null && plan.steps.length > 0)
      view.showPlan(name, { plan, identity: null, forecast: forecast(plan, reserveOf(options)), destroy: kind === "destroy" });
  };
  if (!asks && options.expect === undefined) {
    return {
      of: "each",
      async approve(plan) {
        if (options.format === "text") show(plan);
        return true;
      },
    };
  }
  return {
    of: "all",
    async approve(plans) {
      violations.push(...unexpected(plans, options.expect));
      if (violations.length > 0) return false;
      if (asks || options.format === "text") for (const plan of plans) show(plan);
      const steps = plans.reduce((sum, { plan }) => sum + (plan?.steps.length ?? 0), 0);
      if (!asks || steps === 0) return true;
      const word = kind === "destroy" ? "destroy" : "yes";
      const what = kind === "destroy" ? `Destroy ${counted(steps, "resource")}` : `Apply ${counted(steps, "step")}`;
      const answer = await terminal.ask(
        `${what} in ${counted(targets.length, "target")}? Type ${terminal.err.style.title(word)} to go on: `,
        signal,
      );
      return answer.trim().toLowerCase() === word;
    },
  };
}

function unexpected(plans: readonly TargetPlan[], expect: string | undefined): readonly Violation[] {
  const digest = fleetDigest(plans);
  if (expect === undefined || expect === digest) return [];
  const message = `the plans of all targets are ${digest}, not the expected ${expect}: the desired state or AWS changed since they were reviewed, or other targets were asked for; review these plans and expect their digest`;
  return [{ guard: "expect", message, forceable: false }];
}
