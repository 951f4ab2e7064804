/** What the model says of a fleet: how many workers it takes, when edits are seen, what it costs. Pure. */
import { createRandom } from "../simulation/random.ts";
import { type DemandFacts, makeDemand, quantile } from "./demand.ts";
import { type Crew, type Outcome, runFleet } from "./fleet-model.ts";
import type { Measured } from "./measured.ts";
import { monthlyCost, type Task, taskWith } from "./monthly-cost.ts";

export interface FleetFacts {
  readonly targets: number;
  readonly editsPerMinute: number;
  readonly intervalMs: number;
  readonly events: DemandFacts["events"];
}

export interface Projection {
  readonly workers: number;
  readonly task: Task;
  readonly busy: number;
  readonly passesPerSecond: number;
  /** From an edit until it was seen. */
  readonly medianMs: number;
  readonly p99Ms: number;
  /** From when a message came until its pass began. */
  readonly waitedP99Ms: number;
  readonly cost: ReturnType<typeof monthlyCost>;
}

/** So many workers that of a hundred messages one waits for longer at most. */
const MOST_WAIT_MS = 5_000;
/** Beyond what a loaded fleet takes: connections to targets and passes under way, which were not measured. */
const HEADROOM = 1.5;
const LOOK_AGAIN_MS = 30_000;
const HOUR_MS = 3_600_000;
const SEED = 1;

export function project(facts: FleetFacts, measured: Measured): Projection {
  const durationMs = Math.max(HOUR_MS, 2 * facts.intervalMs);
  const demand = makeDemand({ ...facts, durationMs }, createRandom(SEED).next);
  const crew = (workers: number): Crew => ({
    workers,
    atOnce: measured.atOnce,
    pass: { cpuMs: measured.cpuMs, waitMs: measured.waitMs },
    lookAgainMs: facts.events === null ? null : LOOK_AGAIN_MS,
  });
  const scheduled = (facts.targets * HOUR_MS) / facts.intervalMs;
  const edits = facts.editsPerMinute * 60;
  const events = facts.events === null ? 0 : edits * (1 - facts.events.lost);
  const { workers, outcome } = fewest((count) => runFleet(demand, crew(count)), leastOf(scheduled + 2 * events, measured));
  const seen = outcome.seenAfter.map((after) => {
    // Schedules go on after the last edit, so none is left.
    if (after === null) throw new Error("an edit was not seen");
    return after;
  });
  const task = taskWith(HEADROOM * memoryGbOf(facts.targets, measured));
  const passes = scheduled + 2 * events;
  const usage = {
    targets: facts.targets,
    scheduled,
    events,
    looksAgain: events,
    passes,
    workers,
    task,
    writes: measured.calls["s3 writes and lists"],
    reads: measured.calls["s3 reads"],
    logBytes: measured.logBytes,
    stateBytes: measured.stateBytes,
    listening: facts.events !== null,
  };
  return {
    workers,
    task,
    busy: outcome.busy,
    passesPerSecond: passes / 3_600,
    medianMs: quantile(seen, 0.5),
    p99Ms: quantile(seen, 0.99),
    waitedP99Ms: quantile(outcome.waited, 0.99),
    cost: monthlyCost(usage),
  };
}

/** With fewer the work would grow for ever: by the processor, or by the targets at once. */
export function leastOf(passesAnHour: number, { cpuMs, waitMs, atOnce }: Pick<Measured, "cpuMs" | "waitMs" | "atOnce">): number {
  return Math.max(1, Math.ceil((passesAnHour / HOUR_MS) * Math.max(cpuMs, (cpuMs + waitMs) / atOnce)));
}

function fewest(run: (workers: number) => Outcome, least: number): { readonly workers: number; readonly outcome: Outcome } {
  for (let workers = least; ; workers += 1) {
    const outcome = run(workers);
    if (quantile(outcome.waited, 0.99) <= MOST_WAIT_MS) return { workers, outcome };
  }
}

/** Of a worker, which has the whole desired state loaded: along the line through the two that were measured. */
export function memoryGbOf(targets: number, { memory: [small, large] }: Pick<Measured, "memory">): number {
  if (small === undefined || large === undefined) throw new Error("the memory of two fleets is needed");
  const each = (large.mb - small.mb) / (large.targets - small.targets);
  return (small.mb + (targets - small.targets) * each) / 1_024;
}
