/**
 * The process of a worker: work from the queue, events forwarded to it, a message for every target whose desired state
 * changed, and looks at the dead letters. Several of them run side by side; what they all ask for the queue takes once.
 */
import { messageOf } from "../model/errors.ts";
import type { FleetSource, FleetTarget } from "../model/fleet.ts";
import type { Clock, Logger } from "../model/ports.ts";
import type { WorkQueue } from "../model/work-queue.ts";
import { LOOK_EVERY_MS, LOOK_GROUP, type LookPorts, lookAtDeadLetters, lookMessage } from "./dead-letters.ts";
import { type ForwardPorts, forwardEvents } from "./forward-events.ts";
import { passMessage } from "./orders.ts";
import type { TargetWork } from "./target-work.ts";
import { runWorker, type WorkerPorts, type WorkerSettings } from "./worker.ts";

export interface FleetWorkerPorts extends Omit<ForwardPorts, "events" | "queue">, Omit<LookPorts, "queue"> {
  readonly queue: WorkQueue;
  /** `null`: nobody tells of events. */
  readonly events: WorkQueue | null;
  readonly source: FleetSource;
  readonly work: TargetWork;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Keeps which targets there are, for those who look at all of them. Never rejects. */
  keepTargets(targets: readonly FleetTarget[]): Promise<void>;
  /** Calls back for each change of the desired state, until it is closed. */
  watch(onChange: () => void): Promise<{ close(): Promise<void> }>;
}

/** Resolves when the signal was aborted, with whether all work came to its end. */
export async function runFleetWorker(settings: WorkerSettings, ports: FleetWorkerPorts, signal: AbortSignal): Promise<boolean> {
  const { queue, logger } = ports;
  const changes = new ChangedTargets(ports);
  await changes.look(signal, false);
  const watch = await ports.watch(() => void changes.look(signal, true));
  const beside = [
    ...(ports.events === null ? [] : [forwardEvents({ ...ports, events: ports.events }, signal)]),
    askForLooks(ports, signal),
  ];
  logger.info({ atOnce: settings.atOnce, events: ports.events !== null }, "worker started");
  const work: WorkerPorts["work"] = (group, deliveries, stop) => {
    return group === LOOK_GROUP ? lookAtDeadLetters(deliveries, ports, stop) : ports.work.work(group, deliveries, stop);
  };
  const whole = await runWorker(settings, { queue, clock: ports.clock, logger, work }, signal);
  await watch.close();
  await Promise.all(beside);
  logger.info({ whole }, "worker stopped");
  return whole;
}

/** Every worker sees a change; a message that says of which revision it is, the queue takes once. */
class ChangedTargets {
  readonly #ports: FleetWorkerPorts;
  readonly #seen = new Map<string | null, string>();
  #looking: Promise<void> = Promise.resolve();

  constructor(ports: FleetWorkerPorts) {
    this.#ports = ports;
  }

  /** Never rejects: what could not be told is seen by the next pass of each target. */
  look(signal: AbortSignal, tell: boolean): Promise<void> {
    this.#looking = this.#looking
      .then(() => this.#look(signal, tell))
      .catch((error: unknown) => {
        if (signal.aborted) return;
        this.#ports.logger.warn({ detail: messageOf(error) }, "change not told");
      });
    return this.#looking;
  }

  async #look(signal: AbortSignal, tell: boolean): Promise<void> {
    const fleet = await this.#ports.source.load(signal);
    if (!fleet.valid) return;
    const messages = [];
    for (const { target, loaded } of fleet.targets) {
      const revision = loaded.valid ? loaded.state.revision : "invalid";
      if (this.#seen.get(target.name) === revision) continue;
      this.#seen.set(target.name, revision);
      messages.push(passMessage({ target: target.name, trigger: "change", once: `change-${revision}-${target.name ?? ""}` }));
    }
    await this.#ports.keepTargets(fleet.targets.map(({ target }) => target));
    if (tell && messages.length > 0) await this.#ports.queue.send(messages);
  }
}

async function askForLooks({ queue, clock, logger }: FleetWorkerPorts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await queue.send([lookMessage(clock.now())]).catch((error: unknown) => {
      logger.warn({ detail: messageOf(error) }, "look not asked for");
    });
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
  }
}
