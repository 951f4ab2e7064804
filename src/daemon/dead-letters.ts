/**
 * Messages that nobody could do anything with lie in the dead-letter queue, and nobody looks there. So all workers ask for a
 * look in turns, through the queue itself: the look is a message of a group of its own, so one of them does it, and what it
 * finds is a condition like any other.
 */
import type { AlertDesk } from "../model/alerts.ts";
import type { Clock } from "../model/ports.ts";
import type { RunReport } from "../model/report.ts";
import type { Delivery, OutgoingMessage, WorkQueue } from "../model/work-queue.ts";
import type { Worked } from "./worker.ts";

/** No target can be called so. */
export const LOOK_GROUP = "dead.letters";
export const LOOK_EVERY_MS = 5 * 60_000;

/** The same in every worker for five minutes, so that the queue takes it once. */
export function lookMessage(now: number): OutgoingMessage {
  const round = Math.floor(now / LOOK_EVERY_MS);
  return { group: LOOK_GROUP, body: JSON.stringify({ stagekeeper: 1, look: "dead-letters" }), once: `dead-letters-${round}` };
}

export interface LookPorts {
  readonly queue: Pick<WorkQueue, "facts">;
  readonly clock: Pick<Clock, "now">;
  newRunId(): string;
  /** With what was told before. */
  openDesk(): Promise<AlertDesk>;
}

export async function lookAtDeadLetters(deliveries: readonly Delivery[], ports: LookPorts, signal: AbortSignal): Promise<Worked> {
  const { dead } = await ports.queue.facts();
  if (dead !== null) {
    const desk = await ports.openDesk();
    desk.passed(reportOf(dead), { runId: ports.newRunId(), trigger: "interval", now: ports.clock.now() });
    await desk.drain(signal);
  }
  return { done: deliveries, faulty: [], interrupted: false };
}

/** As a pass over nothing, which failed when something lies there. */
function reportOf({ queue, messages }: NonNullable<Awaited<ReturnType<WorkQueue["facts"]>>["dead"]>): RunReport {
  const count = messages === 1 ? "1 message lies" : `${messages} messages lie`;
  const what = `${count} in ${queue}: no worker could do anything with it; look at it, then redrive or delete it`;
  const plan = {
    revision: "",
    digest: "",
    steps: [],
    blocked: [],
    unchanged: [],
    tolerated: [],
    unmanaged: [],
    shifts: [],
    waiting: [],
    notes: [],
  };
  return {
    outcome: messages > 0 ? "failed" : "in-sync",
    revision: "",
    identity: null,
    plan: messages > 0 ? null : { ...plan, existing: 0 },
    steps: [],
    violations: [],
    issues: [],
    invokeUrls: {},
    calls: { total: 0, retries: 0, byOperation: {} },
    forecast: null,
    nextMoveAt: null,
    ...(messages > 0 && { error: { code: "dead-letters", message: what } }),
    interrupted: false,
    durationMs: 0,
  };
}
