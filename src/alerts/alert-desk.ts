/**
 * Between passes and sinks. A pass hands in its report and goes on; what is to be told is decided at once, written down,
 * and then delivered by a queue for each sink. Written down first: after a crash something may be delivered a second
 * time, with the same ids, and nothing is lost or told as if it were new.
 */

import type { Actor } from "../model/actor.ts";
import type { AlertDesk, AlertSink, Condition, PassFacts, Severity } from "../model/alerts.ts";
import { messageOf } from "../model/errors.ts";
import type { NamedTarget } from "../model/fleet.ts";
import type { Clock, Logger } from "../model/ports.ts";
import type { RunReport } from "../model/report.ts";
import { type Book, type Decision, decide, naming, openIn } from "./decide.ts";
import { atLeast, digestAlerts, type Occasion } from "./digest-alerts.ts";
import { findingsOf, ofTarget } from "./findings.ts";
import { type AlertMemory, type AlertStore, mergeBooks, mergeMemories, NOTHING, readMemory, writeMemory } from "./memory.ts";
import type { AlertSettings } from "./settings.ts";
import { SinkQueue } from "./sink-queue.ts";

export interface ConfiguredSink {
  readonly sink: AlertSink;
  /** What is less severe is not told to it. */
  readonly severity: Severity;
}

export interface AlertDeskPorts {
  readonly sinks: readonly ConfiguredSink[];
  readonly store: AlertStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: AlertSettings;
  /** Whose conditions these are; left out: of the one place there is. */
  readonly target?: NamedTarget;
  /** 0 to 1. */
  random(): number;
}

/** Goes on with what still waited when the process ended. Never rejects: a memory that cannot be read is a new one. */
export async function createAlertDesk(ports: AlertDeskPorts): Promise<AlertDesk> {
  const memory = await remembered(ports);
  return new Desk(ports, memory);
}

async function remembered({ store, logger, sinks }: AlertDeskPorts): Promise<AlertMemory> {
  try {
    const text = await store.read();
    if (text === null) return NOTHING;
    const memory = readMemory(text);
    if (memory !== undefined) {
      for (const [name, { length }] of memory.waiting) {
        if (length > 0 && !sinks.some(({ sink }) => sink.name === name))
          logger.warn({ sink: name, alerts: length }, "alerts for a sink that is gone given up");
      }
      return memory;
    }
    logger.warn({ detail: "not in a form that this version knows" }, "alert memory not read");
  } catch (error) {
    logger.warn({ detail: messageOf(error) }, "alert memory not read");
  }
  return NOTHING;
}

interface Outlet {
  readonly name: string;
  readonly severity: Severity;
  readonly queue: SinkQueue;
}

class Desk implements AlertDesk {
  readonly #ports: AlertDeskPorts;
  readonly #outlets: readonly Outlet[];
  #book: Book;
  /** What was written of us last: what differs from it is our doing. */
  #written: AlertMemory;
  #saving: Promise<void> = Promise.resolve();
  #unsaved = false;

  constructor(ports: AlertDeskPorts, memory: AlertMemory) {
    this.#ports = ports;
    this.#book = memory.book;
    this.#outlets = ports.sinks.map(({ sink, severity }) => ({ name: sink.name, severity, queue: this.#queueFor(sink) }));
    for (const { queue, name } of this.#outlets) queue.push(memory.waiting.get(name) ?? []);
    this.#written = memory;
  }

  passed(report: RunReport, facts: PassFacts): void {
    try {
      const { settings, target } = this.#ports;
      const findings = ofTarget(findingsOf(report, facts, settings), target?.name);
      this.#tell(decide(this.#book, findings, facts.now, settings), occasionOf(report, facts));
    } catch (error) {
      this.#ports.logger.error({ runId: facts.runId, detail: messageOf(error) }, "alerts not decided");
    }
  }

  withdraw({ runId, now }: Pick<PassFacts, "runId" | "now">): void {
    const { settings } = this.#ports;
    // What flaps is waited for no longer: nobody would look whether it has been quiet.
    const atOnce = { ...settings, flapping: { ...settings.flapping, quietMs: 0 } };
    const decision = decide(this.#book, { present: [], isGone: () => true }, now, atOnce);
    this.#tell(decision, { time: now, runId, revision: "", account: null, region: null });
  }

  named(id: string, actor: Actor): void {
    this.#book = naming(this.#book, id, actor);
    this.#save();
  }

  open(): readonly Condition[] {
    return openIn(this.#book).toSorted((left, right) => (left.id < right.id ? -1 : 1));
  }

  async drain(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#outlets.map(({ queue }) => queue.close(signal)));
    await this.#saving;
  }

  #tell({ book, messages }: Decision, occasion: Occasion): void {
    const { settings, target } = this.#ports;
    this.#book = book;
    this.#save();
    const alerts = digestAlerts(messages, placed(occasion, target), settings.digestOver);
    for (const { queue, severity } of this.#outlets) queue.push(alerts.flatMap((alert) => atLeast(alert, severity) ?? []));
  }

  /** Soon, and whatever else changes until then with it. */
  #save(): void {
    if (this.#unsaved) return;
    this.#unsaved = true;
    this.#saving = this.#saving.then(() => this.#write());
  }

  async #write(): Promise<void> {
    this.#unsaved = false;
    const [base, own] = [this.#written, this.#own()];
    if (writeMemory(own) === writeMemory(base)) return;
    try {
      let merged = own;
      await this.#ports.store.update((current) => {
        const theirs = current === null ? undefined : readMemory(current);
        merged = theirs === undefined ? own : mergeMemories(base, own, theirs);
        return writeMemory(merged);
      });
      // What others know is known here from now on; what waits with them is theirs to deliver.
      this.#book = mergeBooks(own.book, this.#book, merged.book);
      this.#written = { book: merged.book, waiting: own.waiting };
    } catch (error) {
      this.#ports.logger.warn({ detail: messageOf(error) }, "alert memory not saved");
    }
  }

  #own(): AlertMemory {
    return { book: this.#book, waiting: new Map(this.#outlets.map(({ name, queue }) => [name, queue.waiting])) };
  }

  #queueFor(sink: AlertSink): SinkQueue {
    const { clock, logger, random, settings } = this.#ports;
    const { queueLimit: limit, giveUpMs } = settings;
    const [changed, saved] = [() => this.#save(), () => this.#saving];
    return new SinkQueue({ sink, clock, logger, random, limit, giveUpMs, changed, saved });
  }
}

function occasionOf({ revision, identity }: RunReport, { now, runId }: PassFacts): Occasion {
  return { time: now, runId, revision, account: identity?.account ?? null, region: identity?.region ?? null };
}

/** Where a target is is known before any pass has come as far. */
function placed(occasion: Occasion, target: NamedTarget | undefined): Occasion {
  if (target === undefined) return occasion;
  return { ...occasion, target: target.name, account: target.account, region: target.region };
}
