/**
 * The daemon's ear for a queue of AWS's events: each of somebody's writes goes to the loops of its account and region. What is
 * of nobody's target, or of one whose loop has yet to begin, is done: a loop begins by looking at everything.
 */
import type { Clock, Logger } from "../model/ports.ts";
import type { NoticedWrite } from "../model/who.ts";
import type { WorkQueue } from "../model/work-queue.ts";
import { isIn, parsed, receiveEvents } from "./forward-events.ts";
import type { TargetLoop } from "./target-loop.ts";

/** Where events come from. */
export interface EventSource {
  readonly queue: WorkQueue;
  /** `null`: it is of no write. */
  read(event: unknown): NoticedWrite | null;
}

interface ListenPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  loops(): readonly TargetLoop[];
}

/** Until the signal is aborted. Never rejects. */
export function listenToEvents({ queue, read }: EventSource, ports: ListenPorts, signal: AbortSignal): Promise<void> {
  return receiveEvents(
    { ...ports, events: queue },
    async (deliveries) => {
      for (const { body } of deliveries) {
        const write = read(parsed(body));
        if (write === null) continue;
        for (const loop of ports.loops()) if (isIn(loop.target, write)) loop.noticed(write);
      }
      // A daemon that dies now looks at everything when it starts again.
      await queue.done(deliveries);
    },
    signal,
  );
}
