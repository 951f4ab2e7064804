/** The composition root of the daemon: as `compose.ts`, for a process that works until it is stopped. */
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { createAlertDesk } from "../alerts/alert-desk.ts";
import { alertSettingsOf, configuredSink } from "../alerts/configured.ts";
import { createLogSink } from "../alerts/sinks/log-sink.ts";
import { connectAws } from "../aws/connection.ts";
import type { DaemonPorts } from "../daemon/daemon.ts";
import { writeEndpoint } from "../daemon/endpoint-file.ts";
import { keepStatus } from "../daemon/kept-status.ts";
import { createDesiredSource } from "../desired/load.ts";
import { packageCode } from "../desired/package-code.ts";
import { readSourceRevision } from "../desired/source-revision.ts";
import { type FileWatch, watchFiles } from "../desired/watch-files.ts";
import { bindLatest } from "../engine/bind-logger.ts";
import { type LastGood, openLastGood } from "../engine/last-good.ts";
import { systemClock } from "../engine/system-clock.ts";
import { sweepAbandoned } from "../engine/whole-file.ts";
import { openHistory } from "../history/history.ts";
import type { AlertDesk, AlertSink } from "../model/alerts.ts";
import type { History } from "../model/history.ts";
import type { Logger } from "../model/ports.ts";
import type { ProcessConfig } from "../model/process-config.ts";
import type { StateStore } from "../model/state-store.ts";
import { createAccountLedger } from "./account-ledger.ts";
import { awsConfig } from "./aws-config.ts";
import { alertStore, type OpenState } from "./compose-state.ts";
import type { WatchOptions } from "./options.ts";

/**
 * The commit of the desired state, and a logger that has it in every line: between two passes as it was found last. Files in
 * no checkout have none.
 */
export async function tellCommit(path: string, logger: Logger): Promise<Pick<DaemonPorts, "logger" | "sourceRevision">> {
  const read = () => readSourceRevision(resolve(path));
  let commit = await read();
  return {
    logger: bindLatest(logger, () => (commit === undefined ? {} : { commit })),
    async sourceRevision() {
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

/** Reads what was kept among the state. Throws `invalid` for options that cannot be. */
export async function composeDaemon(
  { path, options, config, state }: DaemonRequest,
  told: Pick<DaemonPorts, "logger" | "sourceRevision">,
): Promise<DaemonPorts> {
  const { logger } = told;
  const { directory, store } = state;
  if (directory !== null) await sweepAbandoned(directory, systemClock.now());
  const lastGood = await openLastGood({ state: store, writtenBy: packageJson.version, packageCode });
  const files = watchedFiles(path, { ...options, poll: options.poll ?? config.pollMs ?? POLL_MS }, logger);
  const history = await openHistory({
    log: state.historyLog(),
    warn: (message) => logger.warn({ detail: message }, "history not written"),
  });
  return {
    ...files,
    ...told,
    history,
    lastGood,
    connect: (onCall) => connect(options, { store, lastGood, logger, onCall, actors: config.actors ?? true }),
    desk: await openDesk(store, config, { logger, history }),
    clock: systemClock,
    random: Math.random,
    newRunId: randomUUID,
    // An address of this machine says nothing to those who read the state from elsewhere.
    announce: async (url) => (directory === null ? undefined : writeEndpoint(directory, url)),
    keepStatus: (status) => keepStatus(store, status),
    onRequest(request) {
      process.on("SIGHUP", request);
      return () => process.off("SIGHUP", request);
    },
  };
}

/** What is open and what waits outlives the process, among the state. */
export async function openDesk(
  state: StateStore,
  config: ProcessConfig,
  { logger, history }: { readonly logger: Logger; readonly history: History },
): Promise<AlertDesk> {
  return createAlertDesk({
    sinks: [
      ...[createLogSink(logger), historySink(history)].map((sink) => ({ sink, severity: "info" as const })),
      ...config.sinks.map((sink) => configuredSink(sink, systemClock)),
    ],
    store: alertStore(state),
    clock: systemClock,
    logger,
    settings: alertSettingsOf(config),
    random: Math.random,
  });
}

function historySink(history: History): AlertSink {
  return { name: "history", send: async (alert) => history.alerted(alert) };
}

type Watched = WatchOptions & { readonly poll: number };

const POLL_MS = 15_000;

/** The source of desired state, and the watch of its files, which follows the code that the source names. */
function watchedFiles(path: string, options: Watched, logger: Logger): Pick<DaemonPorts, "source" | "watch"> {
  const where = { path, cwd: process.cwd(), ...(options.values && { valuesFile: options.values }) };
  let watch: FileWatch | undefined;
  return {
    source: createDesiredSource({ ...where, onCode: async (paths) => watch?.watchCode(paths) }),
    async watch(onChange) {
      watch = await watchFiles({
        ...where,
        pollMs: options.poll,
        onChange,
        onTrouble(error) {
          const detail = error instanceof Error ? error.message : String(error);
          logger.warn({ detail, pollMs: options.poll }, "files not watched");
        },
      });
      return watch;
    },
  };
}

function connect(
  options: WatchOptions,
  {
    store,
    lastGood,
    logger,
    onCall,
    actors,
  }: {
    readonly store: StateStore;
    readonly lastGood: LastGood;
    readonly logger: Logger;
    readonly onCall: Parameters<DaemonPorts["connect"]>[0];
    readonly actors: boolean;
  },
): ReturnType<DaemonPorts["connect"]> {
  const connection = connectAws({
    ...awsConfig(options),
    onCall,
    // What is enforced may not be what lies there any more; its own code was kept with it.
    packageCode: async (source) => (await lastGood.code(source.sha256)) ?? packageCode(source),
  });
  const account = () => createAccountLedger(store, (message) => logger.warn({ detail: message }, "ledger ignored"));
  return {
    openPass(depth) {
      const { ledger, opening } = account();
      return { ledger, session: opening(connection.openWriteSession(depth)) };
    },
    openLook(depth) {
      const { ledger, opening } = account();
      return { ledger, session: opening(connection.openReadSession(depth)) };
    },
    who: actors ? connection.who : null,
    quotas: () => connection.quotas(),
    close: () => connection.close(),
  };
}
