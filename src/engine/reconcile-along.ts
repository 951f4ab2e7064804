/**
 * One pass, and as many more as the shifts that it began take to arrive, or to be taken back. The desired state is the one
 * that the first pass loaded, and the further passes touch nothing but what shifts, and what waits for it.
 */
import type { DesiredSource, WriteSession } from "../model/ports.ts";
import type { CallCount, RunReport } from "../model/report.ts";
import type { Shift } from "../model/shift.ts";
import { type PassRequest, type ReconcilePorts, reconcile } from "./reconcile.ts";

export interface AlongPorts extends ReconcilePorts {
  /** A view of AWS for each further pass. */
  openSession(): WriteSession;
}

/** Never throws. Once the signal is aborted, what shifts stays at its step. */
export async function reconcileAlong(request: PassRequest, ports: AlongPorts): Promise<RunReport> {
  const { clock, progress, signal } = ports;
  const startedAt = clock.now();
  const source = loadedOnce(ports.source);
  let report = await reconcile(request, { ...ports, source });
  for (let going = goingOn(report); going.length > 0 && report.nextMoveAt !== null; going = goingOn(report)) {
    const ms = Math.max(0, report.nextMoveAt - clock.now());
    progress({ type: "shifting", shifts: going, ms });
    const waited = await clock.sleep(ms, signal).then(
      () => true,
      () => false,
    );
    if (!waited) return { ...report, interrupted: true };
    const further = { ...ports, source, session: ports.openSession(), approve: async () => true };
    report = { ...joined(report, await reconcile(onlyOf(going, report, request), further)), durationMs: clock.now() - startedAt };
  }
  return report;
}

/** Shifts that are under way, whatever became of anything else; none when the pass itself failed. */
function goingOn({ plan, steps, error, interrupted, outcome }: RunReport): readonly Shift[] {
  if (plan === null || error !== undefined || interrupted || (outcome !== "shifting" && outcome !== "failed")) return [];
  const undone = new Set(steps.filter(({ result }) => result !== "done").map(({ step }) => step.address));
  return plan.shifts.filter(({ address, nextAt }) => nextAt !== null && !undone.has(address));
}

/** What was reviewed and approved was the first plan; the others follow from it. */
function onlyOf(shifts: readonly Shift[], { plan }: RunReport, { expect: _, retry: __, ...request }: PassRequest): PassRequest {
  return { ...request, only: [...shifts.map(({ address }) => address), ...(plan?.waiting ?? [])], prune: false };
}

/** A commit meanwhile is the next run's. */
function loadedOnce(source: DesiredSource): DesiredSource {
  let loading: ReturnType<DesiredSource["load"]> | undefined;
  return {
    load: (signal) => {
      loading ??= source.load(signal);
      return loading;
    },
  };
}

/** All that was done, and how it ended: what the first pass could not do is not undone by what came after. */
function joined(before: RunReport, after: RunReport): RunReport {
  const blocked = after.plan?.blocked ?? [];
  const stillBlocked = (before.plan?.blocked ?? []).filter(({ address }) => blocked.every((one) => one.address !== address));
  return {
    ...after,
    outcome: before.outcome === "failed" ? "failed" : after.outcome,
    plan: after.plan && { ...after.plan, blocked: [...stillBlocked, ...blocked] },
    steps: [...before.steps, ...after.steps],
    issues: before.issues,
    calls: summed(before.calls, after.calls),
  };
}

function summed(left: CallCount, right: CallCount): CallCount {
  const operations = [...new Set([...Object.keys(left.byOperation), ...Object.keys(right.byOperation)])].toSorted();
  return {
    total: left.total + right.total,
    retries: left.retries + right.retries,
    byOperation: Object.fromEntries(
      operations.map((name) => [name, (left.byOperation[name] ?? 0) + (right.byOperation[name] ?? 0)]),
    ),
  };
}
