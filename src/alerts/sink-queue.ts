/**
 * Delivers what waits for one sink: one message at a time, in order, again after a pause that doubles with each failure.
 * Works only while something waits; nothing it does is seen by a pass.
 *
 *            push                     taken, and more waits
 *     idle ────────▶ sending ◀──────────────────────────────┐
 *      ▲               │  │ not taken             the pause ends, or closing
 *      │ none waits    │  └──────────────▶ pausing ─────────┘
 *      └───────────────┘
 */
import { aborted } from "../model/aborted.ts";
import type { Alert, AlertSink } from "../model/alerts.ts";
import { messageOf, StagekeeperError } from "../model/errors.ts";
import type { Clock, Logger } from "../model/ports.ts";
import { addToWaiting } from "./waiting.ts";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

export interface SinkQueuePorts {
  readonly sink: AlertSink;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 to 1. */
  random(): number;
  readonly limit: number;
  readonly giveUpMs: number;
  /** A message has been dealt with. */
  changed(): void;
  /** Resolves once what has been pushed so far is written down. */
  saved(): Promise<void>;
}

export class SinkQueue {
  readonly #ports: SinkQueuePorts;
  readonly #stop = new AbortController();
  #waiting: readonly Alert[] = [];
  #working: Promise<void> | null = null;
  #wake: () => void = () => {};
  #closing = false;

  constructor(ports: SinkQueuePorts) {
    this.#ports = ports;
  }

  get waiting(): readonly Alert[] {
    return this.#waiting;
  }

  push(alerts: readonly Alert[]): void {
    if (alerts.length === 0) return;
    const { alerts: waiting, dropped } = addToWaiting(this.#waiting, alerts, this.#ports.limit);
    this.#waiting = waiting;
    for (const alert of dropped) this.#gaveUp(alert, "too many messages wait");
    if (!this.#closing) this.#working ??= this.#work();
  }

  /** One more attempt for what waits, then no more. Resolves when that is over, or the signal is aborted. */
  async close(signal: AbortSignal): Promise<void> {
    this.#closing = true;
    this.#wake();
    // A sink need not heed the signal, and may then be left behind.
    await Promise.race([this.#working, aborted(signal)]);
    if (signal.aborted) this.#stop.abort();
  }

  async #work(): Promise<void> {
    for (let failures = 0; this.#waiting[0] !== undefined && !this.#stop.signal.aborted; ) {
      const alert = this.#waiting[0];
      await this.#ports.saved();
      const closing = this.#closing;
      const taken = await this.#send(alert, failures);
      if (taken) {
        failures = 0;
        this.#waiting = this.#waiting.filter((other) => other !== alert);
        this.#ports.changed();
        continue;
      }
      if (closing) break;
      await this.#pause(failures);
      failures += 1;
    }
    this.#working = null;
  }

  /** Whether it has been dealt with: taken, or given up. */
  async #send(alert: Alert, failures: number): Promise<boolean> {
    const { sink, clock, logger, giveUpMs } = this.#ports;
    const facts = { sink: sink.name, alert: alert.id, type: alert.type, state: alert.state, runId: alert.runId };
    try {
      await sink.send(alert, this.#stop.signal);
      logger.info(facts, "alert sent");
      return true;
    } catch (error) {
      const detail = messageOf(error);
      const hopeless = error instanceof StagekeeperError && error.code === "invalid";
      if (!hopeless && clock.now() - alert.time < giveUpMs) {
        logger.warn({ ...facts, attempt: failures + 1, detail }, "alert not sent");
        return false;
      }
      this.#gaveUp(alert, detail);
      return true;
    }
  }

  async #pause(failures: number): Promise<void> {
    if (this.#closing) return;
    const { clock, random } = this.#ports;
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    // Waking it is the only way it can reject.
    await clock.sleep(longest / 2 + (longest / 2) * random(), woken.signal).catch(() => {});
    this.#wake = () => {};
  }

  #gaveUp({ id, type, state, runId }: Alert, detail: string): void {
    this.#ports.logger.error({ sink: this.#ports.sink.name, alert: id, type, state, runId, detail }, "alert given up");
    this.#ports.changed();
  }
}
