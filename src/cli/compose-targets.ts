/** What a process keeps for each target that it works on: connections, last good states, and what is told and written of it. */
import packageJson from "../../package.json" with { type: "json" };
import { createAlertDesk } from "../alerts/alert-desk.ts";
import { alertSettingsOf, configuredSink } from "../alerts/configured.ts";
import { createLogSink } from "../alerts/sinks/log-sink.ts";
import type { AwsConfig, AwsConnection } from "../aws/connection.ts";
import { type AwsHub, openHub } from "../aws/hub.ts";
import type { PassDoor } from "../daemon/daemon-pass.ts";
import { packageCode } from "../desired/package-code.ts";
import { bindLogger } from "../engine/bind-logger.ts";
import { type LastGood, openLastGood } from "../engine/last-good.ts";
import { openHistory } from "../history/history.ts";
import type { AlertDesk, AlertSink } from "../model/alerts.ts";
import type { FleetTarget, NamedTarget } from "../model/fleet.ts";
import type { History } from "../model/history.ts";
import type { Logger } from "../model/ports.ts";
import type { ProcessConfig } from "../model/process-config.ts";
import type { StateStore } from "../model/state-store.ts";
import { createAccountLedger } from "./account-ledger.ts";
import { alertStore, type OpenState } from "./compose-state.ts";
import { historyOf } from "./connect-target.ts";

export interface Building {
  readonly config: ProcessConfig;
  readonly state: OpenState;
  readonly aws: Omit<AwsConfig, "packageCode" | "onCall">;
  readonly logger: Logger;
  /** Whether passes that did and found nothing are counted in the history: by a process that sees all passes of its targets. */
  readonly countsQuiet: boolean;
}

/** What is told of a target, and what is written. */
export interface Notes {
  readonly desk: AlertDesk;
  readonly history: History;
}

export class TargetRooms {
  readonly hub: AwsHub;
  readonly #building: Building;
  readonly #lastGood = new Map<string | null, Promise<LastGood>>();

  constructor(building: Building) {
    this.#building = building;
    this.hub = openHub({ ...building.aws, packageCode: (source) => this.#codeOf(source) });
  }

  loggerOf({ name }: FleetTarget): Logger {
    return name === null ? this.#building.logger : bindLogger(this.#building.logger, { target: name });
  }

  notesOf(target: FleetTarget): Promise<Notes> {
    const named = target.name === null ? {} : { target, below: historyOf(target.name) };
    return this.openNotes(this.#storeOf(target), { ...named, logger: this.loggerOf(target) });
  }

  /** What is open and what waits outlives the process, among the state. */
  async openNotes(
    store: StateStore,
    { logger, below, target }: { logger: Logger; below?: string; target?: NamedTarget },
  ): Promise<Notes> {
    const { state, config, aws, countsQuiet } = this.#building;
    const history = await openHistory({
      log: state.historyLog(below),
      countsQuiet,
      warn: (message) => logger.warn({ detail: message }, "history not written"),
    });
    const desk = await createAlertDesk({
      sinks: [
        ...[createLogSink(logger), historySink(history)].map((sink) => ({ sink, severity: "info" as const })),
        ...config.sinks.map((sink) => configuredSink(sink, aws.clock)),
      ],
      store: alertStore(store),
      clock: aws.clock,
      logger,
      settings: alertSettingsOf(config),
      random: aws.random ?? Math.random,
      ...(target !== undefined && { target }),
    });
    return { desk, history };
  }

  lastGoodOf(target: FleetTarget): Promise<LastGood> {
    const place = placeOf(target);
    const options = { state: this.#storeOf(target), writtenBy: packageJson.version, packageCode };
    const known = this.#lastGood.get(place) ?? openLastGood(options);
    this.#lastGood.set(place, known);
    return known;
  }

  doorOf(connection: AwsConnection, logger: Logger): PassDoor {
    const { store } = this.#building.state;
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
    };
  }

  close(): void {
    this.hub.close();
  }

  #storeOf(target: FleetTarget): StateStore {
    const place = placeOf(target);
    return place === null ? this.#building.state.store : this.#building.state.store.below(place);
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

function historySink(history: History): AlertSink {
  return { name: "history", send: async (alert) => history.alerted(alert) };
}
