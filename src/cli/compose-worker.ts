/** The composition root of a worker: as `compose-daemon.ts`, for many targets whose work comes from a queue. */

import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { AwsConnection } from "../aws/connection.ts";
import { openHub } from "../aws/hub.ts";
import { openSqsQueue } from "../aws/sqs-queue.ts";
import { readNoticed } from "../aws/who/noticed.ts";
import type { PassDoor } from "../daemon/daemon-pass.ts";
import type { FleetWorkerPorts } from "../daemon/fleet-worker.ts";
import { everyLookFull } from "../daemon/looks.ts";
import { groupOf, passMessage } from "../daemon/orders.ts";
import { keepTargetStatus } from "../daemon/target-status.ts";
import { type TargetRoom, TargetWork } from "../daemon/target-work.ts";
import { createFleetSource } from "../desired/load.ts";
import { packageCode } from "../desired/package-code.ts";
import { readSourceRevision } from "../desired/source-revision.ts";
import { type FileWatch, watchFiles } from "../desired/watch-files.ts";
import { bindLogger } from "../engine/bind-logger.ts";
import { type LastGood, openLastGood } from "../engine/last-good.ts";
import { systemClock } from "../engine/system-clock.ts";
import { openHistory } from "../history/history.ts";
import type { FleetLoad, FleetSource, FleetTarget } from "../model/fleet.ts";
import type { Logger } from "../model/ports.ts";
import type { ProcessConfig } from "../model/process-config.ts";
import type { StateStore } from "../model/state-store.ts";
import type { WorkQueue } from "../model/work-queue.ts";
import { createAccountLedger } from "./account-ledger.ts";
import { awsConfig } from "./aws-config.ts";
import { openDesk } from "./compose-daemon.ts";
import type { OpenState } from "./compose-state.ts";
import type { EnqueueOptions, PlaceOptions, WorkerOptions } from "./options.ts";

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

const POLL_MS = 15_000;
/** Delivering alerts after a pass, before the next one of the target may begin. What is not delivered then waits for it. */
const DRAIN_MS = 5_000;

/** Nobody is called yet. */
export function composeWorker(request: WorkerRequest, logger: Logger, signal: AbortSignal): WorkerHome {
  const { path, options, state } = request;
  const queue = openQueue(options.queue, options);
  const events = options.events === undefined ? null : openQueue(options.events, options);
  const files = watchedFleet(path, { ...options, poll: options.poll ?? request.config.pollMs ?? POLL_MS }, logger);
  const rooms = new TargetRooms(request, logger);
  const common = { ...files, clock: systemClock, logger, readEvent: readNoticed };
  const { only, prune, concurrency, dryRun } = options;
  const work = new TargetWork(
    { only, prune, concurrency, dryRun },
    {
      ...common,
      open: (target) => rooms.open(target),
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
  const desk = () => rooms.openDesk(state.store.below("queue"), bindLogger(logger, { queue: options.queue }));
  return {
    ports: { ...common, queue, events, work, newRunId: randomUUID, openDesk: async () => (await desk()).desk },
    close() {
      queue.close();
      events?.close();
      rooms.close();
    },
  };
}

function openQueue(url: string, { region, profile, endpointUrl }: PlaceOptions): WorkQueue {
  return openSqsQueue({
    url,
    clock: systemClock,
    ...(region && { region }),
    ...(profile && { profile }),
    ...(endpointUrl && { endpointUrl }),
  });
}

type Watched = Pick<WorkerOptions, "values"> & { readonly poll: number };

/** Read anew when the files change, and not for each of many passes. */
function watchedFleet(
  path: string,
  { values, poll }: Watched,
  logger: Logger,
): Pick<FleetWorkerPorts, "watch"> & { readonly source: FleetSource } {
  const where = { path, cwd: process.cwd(), ...(values && { valuesFile: values }) };
  let watch: FileWatch | undefined;
  const fresh = createFleetSource({ ...where, onCode: async (paths) => watch?.watchCode(paths) });
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
      watch = await watchFiles({
        ...where,
        pollMs: poll,
        onChange() {
          current = undefined;
          onChange();
        },
        onTrouble(error) {
          logger.warn({ detail: error instanceof Error ? error.message : String(error), pollMs: poll }, "files not watched");
        },
      });
      // What changed before it was watched.
      current = undefined;
      return watch;
    },
  };
}

/** What is kept for the targets of this process: connections, and the last good states that were read. */
class TargetRooms {
  readonly #request: WorkerRequest;
  readonly #logger: Logger;
  readonly #hub: ReturnType<typeof openHub>;
  readonly #connections = new Map<string, AwsConnection>();
  readonly #lastGood = new Map<string, Promise<LastGood>>();

  constructor(request: WorkerRequest, logger: Logger) {
    this.#request = request;
    this.#logger = logger;
    this.#hub = openHub({ ...awsConfig(request.options), packageCode: (source) => this.#codeOf(source) });
  }

  async open(target: FleetTarget): Promise<TargetRoom> {
    const { path, state } = this.#request;
    const logger = bindLogger(this.#logger, target.name === null ? {} : { target: target.name });
    const place = placeOf(target);
    const store = place === null ? state.store : state.store.below(place);
    const { desk, history } = await this.openDesk(store, logger, place ?? undefined);
    return {
      ports: {
        lastGood: await this.#lastGoodOf(target, store),
        sourceRevision: () => readSourceRevision(resolve(path)),
        aws: this.#doorOf(target, logger),
        desk,
        history,
        logger,
        newRunId: randomUUID,
        looks: everyLookFull(),
      },
      ended: (ended, whole) =>
        keepTargetStatus(state.store, { target, version: packageJson.version, ended, conditions: desk.open() }, whole).catch(
          (error: unknown) => {
            logger.warn({ detail: error instanceof Error ? error.message : String(error) }, "status not kept");
          },
        ),
      async close() {
        await desk.drain(AbortSignal.timeout(DRAIN_MS));
        await history.close();
      },
    };
  }

  async openDesk(store: StateStore, logger: Logger, below?: string) {
    const history = await openHistory({
      log: this.#request.state.historyLog(below),
      countsQuiet: false,
      warn: (message) => logger.warn({ detail: message }, "history not written"),
    });
    return { history, desk: await openDesk(store, this.#request.config, { logger, history }) };
  }

  close(): void {
    this.#hub.close();
  }

  #doorOf(target: FleetTarget, logger: Logger): PassDoor {
    const key = JSON.stringify(target);
    const connection = this.#connections.get(key) ?? this.#hub.connect(target);
    this.#connections.set(key, connection);
    const account = () =>
      createAccountLedger(this.#request.state.store, (message) => logger.warn({ detail: message }, "ledger ignored"));
    return {
      openPass() {
        const { ledger, opening } = account();
        return { ledger, session: opening(connection.openWriteSession()) };
      },
      openLook() {
        const { ledger, opening } = account();
        return { ledger, session: opening(connection.openReadSession()) };
      },
    };
  }

  #lastGoodOf(target: FleetTarget, store: StateStore): Promise<LastGood> {
    const key = groupOf(target.name);
    const known = this.#lastGood.get(key) ?? openLastGood({ state: store, writtenBy: packageJson.version, packageCode });
    this.#lastGood.set(key, known);
    return known;
  }

  /** What is enforced may not be what lies there any more; its own code was kept with it. */
  async #codeOf(source: Parameters<typeof packageCode>[0]): Promise<Uint8Array> {
    for (const opening of this.#lastGood.values()) {
      const code = await (await opening).code(source.sha256);
      if (code !== null) return code;
    }
    return packageCode(source);
  }
}

/** As the ledger of an account and region is kept; `null`: beside those of all. */
function placeOf(target: FleetTarget): string | null {
  return target.name === null ? null : `${target.account}-${target.region}`;
}

export interface EnqueueHome {
  readonly source: FleetSource;
  readonly queue: WorkQueue;
}

export function composeEnqueue(path: string, options: EnqueueOptions): EnqueueHome {
  const source = createFleetSource({ path, cwd: process.cwd(), ...(options.values && { valuesFile: options.values }) });
  return { source, queue: openQueue(options.queue, options) };
}
