/** The composition root of a worker: as `compose-daemon.ts`, for many targets whose work comes from a queue. */

import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { AwsConnection } from "../aws/connection.ts";
import { readNoticed } from "../aws/who/noticed.ts";
import type { FleetWorkerPorts } from "../daemon/fleet-worker.ts";
import { knownTargets } from "../daemon/known-targets.ts";
import { everyLookFull } from "../daemon/looks.ts";
import { passMessage } from "../daemon/orders.ts";
import { keepTargetStatus } from "../daemon/target-status.ts";
import { type TargetRoom, TargetWork } from "../daemon/target-work.ts";
import { createFleetSource } from "../desired/load.ts";
import { readSourceRevision } from "../desired/source-revision.ts";
import { bindLogger } from "../engine/bind-logger.ts";
import { systemClock } from "../engine/system-clock.ts";
import { messageOf } from "../model/errors.ts";
import type { FleetLoad, FleetSource, FleetTarget } from "../model/fleet.ts";
import type { Logger } from "../model/ports.ts";
import type { ProcessConfig } from "../model/process-config.ts";
import type { WorkQueue } from "../model/work-queue.ts";
import { awsConfig } from "./aws-config.ts";
import type { OpenState } from "./compose-state.ts";
import { TargetRooms } from "./compose-targets.ts";
import { openQueue } from "./open-queue.ts";
import type { EnqueueOptions, WorkerOptions } from "./options.ts";
import { type WatchedFleet, watchedFleet } from "./watched-fleet.ts";

export interface WorkerRequest {
  readonly path: string;
  readonly options: WorkerOptions;
  readonly config: ProcessConfig;
  readonly state: OpenState;
}

export interface WorkerHome {
  readonly ports: FleetWorkerPorts;
  close(): void;
}

/** Delivering alerts after a pass, before the next one of the target may begin. What is not delivered then waits for it. */
const DRAIN_MS = 5_000;

/** Nobody is called yet. */
export function composeWorker(request: WorkerRequest, logger: Logger, signal: AbortSignal): WorkerHome {
  const { path, options, config, state } = request;
  const queue = openQueue(options.queue, systemClock, options);
  const events = options.events === undefined ? null : openQueue(options.events, systemClock, options);
  const files = readOnce(watchedFleet(path, options, config, logger));
  const rooms = new TargetRooms({ config, state, aws: awsConfig(options), logger, countsQuiet: false });
  const doors = new Doors(request, rooms);
  const common = { ...files, clock: systemClock, logger, readEvent: readNoticed };
  const { only, prune, concurrency, dryRun } = options;
  const work = new TargetWork(
    { only, prune, concurrency, dryRun },
    {
      ...common,
      open: (target) => doors.open(target),
      comeBack(target, asked, ms) {
        const message = passMessage({ target, ...asked, once: randomUUID() });
        // A worker that ends meanwhile leaves it to the schedule.
        void systemClock
          .sleep(ms, signal)
          .then(() => queue.send([message]))
          .catch(() => {});
      },
    },
  );
  const notes = () => rooms.openNotes(state.store.below("queue"), { logger: bindLogger(logger, { queue: options.queue }) });
  const known = knownTargets(state.store, logger);
  const keepTargets = (targets: readonly FleetTarget[]) => known.keep(targets);
  return {
    ports: { ...common, keepTargets, queue, events, work, newRunId: randomUUID, openDesk: async () => (await notes()).desk },
    close() {
      queue.close();
      events?.close();
      rooms.close();
    },
  };
}

/** Read anew when the files change, and not for each of many passes. */
function readOnce({ source: fresh, watch }: WatchedFleet): WatchedFleet {
  let current: Promise<FleetLoad> | undefined;
  return {
    source: {
      load(signal) {
        current ??= fresh.load(signal).catch((error: unknown) => {
          current = undefined;
          throw error;
        });
        return current;
      },
    },
    async watch(onChange) {
      const watching = await watch(() => {
        current = undefined;
        onChange();
      });
      // What changed before it was watched.
      current = undefined;
      return watching;
    },
  };
}

/** Where the passes of this process work; connections are kept from one to the next. */
class Doors {
  readonly #request: WorkerRequest;
  readonly #rooms: TargetRooms;
  readonly #connections = new Map<string, AwsConnection>();

  constructor(request: WorkerRequest, rooms: TargetRooms) {
    this.#request = request;
    this.#rooms = rooms;
  }

  async open(target: FleetTarget): Promise<TargetRoom> {
    const { path, state } = this.#request;
    const logger = this.#rooms.loggerOf(target);
    const { desk, history } = await this.#rooms.notesOf(target);
    const key = JSON.stringify(target);
    const connection = this.#connections.get(key) ?? this.#rooms.hub.connect(target);
    this.#connections.set(key, connection);
    return {
      ports: {
        lastGood: await this.#rooms.lastGoodOf(target),
        sourceRevision: () => readSourceRevision(resolve(path)),
        aws: this.#rooms.doorOf(connection, logger),
        desk,
        history,
        logger,
        newRunId: randomUUID,
        looks: everyLookFull(),
      },
      ended: (ended, whole) =>
        keepTargetStatus(state.store, { target, version: packageJson.version, ended, conditions: desk.open() }, whole).catch(
          (error: unknown) => {
            logger.warn({ detail: messageOf(error) }, "status not kept");
          },
        ),
      async close() {
        await desk.drain(AbortSignal.timeout(DRAIN_MS));
        await history.close();
      },
    };
  }
}

export interface EnqueueHome {
  readonly source: FleetSource;
  readonly queue: WorkQueue;
}

export function composeEnqueue(path: string, options: EnqueueOptions): EnqueueHome {
  const source = createFleetSource({ path, cwd: process.cwd(), ...(options.values && { valuesFile: options.values }) });
  return { source, queue: openQueue(options.queue, systemClock, options) };
}
