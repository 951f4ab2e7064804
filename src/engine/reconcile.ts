/**
 * One pass: load, observe, plan, guard, apply, report. This file only says the order; each step is a function of its
 * own, and a dry run is the same pass up to the guard, given nothing to write with.
 */
import type { Address } from "../model/address.ts";
import type { AnyDesired, DesiredState } from "../model/desired.ts";
import type { Plan } from "../model/plan.ts";
import type { DesiredSource, Ledger, ReadSession, WriteSession } from "../model/ports.ts";
import type { Outputs } from "../model/ref.ts";
import type { RunReport } from "../model/report.ts";
import type { Observations } from "../plan/derive.ts";
import { guard, guardTarget } from "../plan/guard.ts";
import { applyPlan } from "./apply.ts";
import { rememberIdle, rememberUnchanged, saveLedger } from "./memory.ts";
import { type Observed, type ObservePass, observe } from "./observe.ts";
import { createPerformer, outputsIn } from "./perform.ts";
import { planPass } from "./plan-pass.ts";
import { type RunPorts, RunRecord } from "./run-record.ts";

export interface PassRequest {
  readonly mode: "apply" | "destroy";
  /** Address patterns with `*`; empty: everything. */
  readonly only: readonly string[];
  readonly prune: boolean;
  readonly force: boolean;
  /** The digest of the plan that was reviewed; any other plan is refused. */
  readonly expect?: string;
  /** Calls to observe, and steps to apply, at once. */
  readonly concurrency: number;
  /** Patterns of aliases whose shift was given up, or stopped, and is to be tried again. */
  readonly retry?: readonly string[];
}

export interface PreviewPorts extends RunPorts {
  readonly source: DesiredSource;
  readonly session: ReadSession;
  readonly ledger: Ledger;
  /** Is told what the pass saw, once it is planned and again once it is applied, for those who show it. Left out: nobody does. */
  readonly saw?: (sight: Sight) => void;
}

/** What a pass saw of AWS, unmasked. */
export interface Sight {
  /** What is desired, with what follows from it. */
  readonly resources: readonly AnyDesired[];
  readonly observations: Observations;
  /** What everything that exists gives to others, by now. */
  readonly outputs: ReadonlyMap<Address, Outputs>;
}

export interface ReconcilePorts extends PreviewPorts {
  readonly session: WriteSession;
  /** Asked only about a plan with steps. */
  approve(plan: Plan): Promise<boolean>;
}

/** Never throws: every way a pass can end is in its report. */
export async function reconcile(request: PassRequest, ports: ReconcilePorts): Promise<RunReport> {
  const run = new RunRecord(ports, false);
  try {
    const proposal = await propose(request, ports, run);
    if (proposal !== null && (await isApproved(proposal.plan, ports, run))) await carryOut(proposal, ports, run);
  } catch (error) {
    run.failed(error);
  }
  return run.close();
}

/** The dry run. Writes nothing anywhere, not even to the ledger. */
export async function preview(request: PassRequest, ports: PreviewPorts): Promise<RunReport> {
  const run = new RunRecord(ports, true);
  try {
    await propose(request, ports, run);
  } catch (error) {
    run.failed(error);
  }
  return run.close();
}

interface Proposal extends Observed {
  readonly pass: ObservePass;
  readonly plan: Plan;
}

/** Load, observe, plan, guard. `null`: there is nothing to go on with, and the record says why. */
async function propose(request: PassRequest, ports: PreviewPorts, run: RunRecord): Promise<Proposal | null> {
  const state = await load(ports, run);
  if (state === null) return null;
  const identity = await ports.session.identity(ports.signal);
  run.identified(identity);
  if (run.refused(guardTarget(identity, state.target))) return null;

  const pass = { ...ports, identity, state, concurrency: request.concurrency };
  const observed = await observe(pass);
  const outputs = outputsIn(observed.observations);
  run.knows(outputs);
  const plan = await planPass(request, observed, { ...pass, memory: ports.ledger });
  run.planned(plan);
  ports.saw?.({ resources: observed.derived.resources, observations: observed.observations, outputs });
  if (run.refused(guard(plan, state, request))) return null;
  return { ...observed, pass, plan };
}

async function load({ source, signal }: PreviewPorts, run: RunRecord): Promise<DesiredState | null> {
  const loaded = await source.load(signal);
  if (loaded.valid) run.loaded(loaded.state);
  else run.invalid(loaded.issues);
  return loaded.valid ? loaded.state : null;
}

async function isApproved(plan: Plan, ports: ReconcilePorts, run: RunRecord): Promise<boolean> {
  if (plan.steps.length === 0 || (await ports.approve(plan))) return true;
  run.declined();
  return false;
}

async function carryOut(proposal: Proposal, ports: ReconcilePorts, run: RunRecord): Promise<void> {
  const { plan, pass, observations } = proposal;
  rememberUnchanged(proposal, ports.ledger);
  rememberIdle(plan, ports.ledger);
  const performer = createPerformer(
    { ...pass, clock: ports.clock, providers: ports.session.providers, ledger: ports.ledger },
    observations,
  );
  const { concurrency, progress, signal } = pass;
  run.applied(await applyPlan(plan, { concurrency, progress, signal, logger: run.logger, perform: performer.perform }));
  run.knows(performer.outputs);
  ports.saw?.({ resources: proposal.derived.resources, observations, outputs: performer.outputs });
  await saveLedger(ports.ledger, run.logger);
}
