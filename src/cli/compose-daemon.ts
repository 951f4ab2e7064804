/** The composition root of the daemon: as `compose.ts`, for a process that works until it is stopped. */
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import type { AwsConfig } from "../aws/connection.ts";
import { readNoticed } from "../aws/who/noticed.ts";
import type { DaemonPorts } from "../daemon/daemon.ts";
import { writeEndpoint } from "../daemon/endpoint-file.ts";
import { keepStatus } from "../daemon/kept-status.ts";
import { knownTargets } from "../daemon/known-targets.ts";
import { checkoutDone } from "../desired/between-checkouts.ts";
import { readSourceRevision } from "../desired/source-revision.ts";
import { bindLatest } from "../engine/bind-logger.ts";
import { sweepAbandoned } from "../engine/whole-file.ts";
import type { Logger } from "../model/ports.ts";
import type { ProcessConfig } from "../model/process-config.ts";
import { awsConfig } from "./aws-config.ts";
import type { OpenState } from "./compose-state.ts";
import { TargetRooms } from "./compose-targets.ts";
import { openQueue } from "./open-queue.ts";
import type { WatchOptions } from "./options.ts";
import { watchedFleet } from "./watched-fleet.ts";

/**
 * The commit of the desired state, and a logger that has it in every line: between two passes as it was found last. Files in
 * no checkout have none.
 */
export async function tellCommit(path: string, logger: Logger): Promise<Pick<DaemonPorts, "logger" | "sourceRevision">> {
  const checkout = resolve(path);
  const read = () => readSourceRevision(checkout);
  let commit = await read();
  return {
    logger: bindLatest(logger, () => (commit === undefined ? {} : { commit })),
    async sourceRevision() {
      // The files are read when it is done: its commit is theirs.
      await checkoutDone(checkout);
      commit = await read();
      return commit;
    },
  };
}

export interface DaemonRequest {
  readonly path: string;
  readonly options: WatchOptions;
  readonly config: ProcessConfig;
  /** Where it is a directory, the caller holds its lock. */
  readonly state: OpenState;
}

export interface DaemonHome {
  readonly ports: DaemonPorts;
  close(): void;
}

/** Throws `invalid` for options that cannot be. `aws`: another world than that of the options, and its clock. */
export async function composeDaemon(
  { path, options, config, state }: DaemonRequest,
  told: Pick<DaemonPorts, "logger" | "sourceRevision">,
  aws: Omit<AwsConfig, "packageCode" | "onCall"> = awsConfig(options),
): Promise<DaemonHome> {
  const { logger } = told;
  const { directory, store } = state;
  const { clock, random = Math.random } = aws;
  if (directory !== null) await sweepAbandoned(directory, clock.now());
  const events = options.events === undefined ? undefined : openQueue(options.events, clock, options);
  const rooms = new TargetRooms({ config, state, aws, logger, countsQuiet: true });
  const ports: DaemonPorts = {
    ...watchedFleet(path, options, config, logger),
    ...told,
    async open(target) {
      const own = rooms.loggerOf(target);
      return {
        ...(await rooms.notesOf(target)),
        lastGood: await rooms.lastGoodOf(target),
        logger: own,
        connect(onCall) {
          const connection = rooms.hub.connect(target, { onCall });
          return {
            ...rooms.doorOf(connection, own),
            who: (config.actors ?? true) ? connection.who : null,
            quotas: () => connection.quotas(),
            close: () => connection.close(),
          };
        },
      };
    },
    known: knownTargets(store, logger),
    ...(events && { events: { queue: events, read: readNoticed } }),
    clock,
    random,
    newRunId: randomUUID,
    // An address of this machine says nothing to those who read the state from elsewhere.
    announce: async (url) => (directory === null ? undefined : writeEndpoint(directory, url)),
    keepStatus: (status) => keepStatus(store, status),
    onRequest(request) {
      process.on("SIGHUP", request);
      return () => process.off("SIGHUP", request);
    },
  };
  return {
    ports,
    close() {
      events?.close();
      rooms.close();
    },
  };
}
