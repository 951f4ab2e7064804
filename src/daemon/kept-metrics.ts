/** A fleet in numbers, as its state tells them: the gauges of a daemon under the same names, and how the queue is. */
import { Gauge, Registry } from "prom-client";
import type { QueueFigures } from "../page/overview.ts";
import { figuresOf } from "./fleet-figures.ts";
import type { KeptTarget } from "./kept-fleet.ts";
import { addProcess, type Metrics } from "./metrics.ts";
import { addFleetFigures, addStandings } from "./standing-gauges.ts";

export interface KeptNumbers {
  readonly targets: readonly KeptTarget[];
  readonly queue: QueueFigures | null;
  /** Milliseconds since the epoch. */
  readonly seenAt: number | null;
}

export function createKeptMetrics(read: () => KeptNumbers): Pick<Metrics, "text" | "contentType"> {
  const register = new Registry();
  const registers = [register];
  addStandings(registers, () => read().targets.map(({ standing }) => standing));
  addFleetFigures(registers, () => {
    const { targets, queue } = read();
    return figuresOf(
      targets.map(({ row }) => row),
      queue,
    );
  });
  addQueue(registers, () => read().queue);
  new Gauge({
    name: "stagekeeper_state_read_timestamp_seconds",
    help: "When the state was last read; 0: not yet. What is told is as old as that.",
    registers,
    collect() {
      this.set(Math.round((read().seenAt ?? 0) / 1_000));
    },
  });
  addProcess(registers);
  return { contentType: register.contentType, text: () => register.metrics() };
}

/** What could not be found out is left out. */
function addQueue(registers: Registry[], read: () => QueueFigures | null): void {
  const gauge = (name: string, help: string, value: (queue: QueueFigures) => number | null) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.remove();
        const queue = read();
        const known = queue && value(queue);
        if (known !== null) this.set(known);
      },
    });
  gauge("stagekeeper_queue_waiting_messages", "Messages of the queue of work that wait, by SQS.", ({ waiting }) => waiting);
  gauge("stagekeeper_queue_held_messages", "Messages of the queue of work that a worker has, by SQS.", ({ inHands }) => inHands);
  gauge(
    "stagekeeper_queue_oldest_message_age_seconds",
    "How long the oldest message has been in the queue of work, by CloudWatch, which tells it a minute or two late.",
    ({ oldestSeconds }) => oldestSeconds,
  );
  gauge("stagekeeper_dead_letters", "Messages that no worker could do anything with, by SQS.", ({ dead }) => dead);
}
