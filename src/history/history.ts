/**
 * History, written as it happens: entries are appended one batch after the other, and nobody waits for the disk. What
 * cannot be written is told once and given up; history is for people, and nothing we do depends on it.
 */
import type { Alert, PassFacts } from "../model/alerts.ts";
import { messageOf } from "../model/errors.ts";
import type {
  History,
  HistoryEntry,
  NamedDrift,
  QuietEntry,
  RollbackFacts,
  RollbackHistory,
  Standing,
} from "../model/history.ts";
import type { RunReport } from "../model/report.ts";
import { type HistoryLog, lastPassIn } from "./kept-history.ts";
import { isoTime, recordPass } from "./record-pass.ts";

export interface HistorySettings {
  readonly log: HistoryLog;
  /** Whether passes that did and found nothing are counted; left out: yes. */
  readonly countsQuiet?: boolean;
  /** Told that nothing can be written; again only when something could be meanwhile. */
  warn(message: string): void;
}

/** Quiet passes are written down once in this time, and when something happens: a crash forgets no more of them. */
const QUIET_MS = 3_600_000;

/** Never rejects: a history that cannot be read is continued without knowing what was told last. */
export async function openHistory(settings: HistorySettings): Promise<History & RollbackHistory> {
  const last = await lastPassIn(settings.log.state).catch(() => null);
  return new FileHistory(settings, last?.standing ?? null);
}

class FileHistory implements History, RollbackHistory {
  readonly #settings: HistorySettings;
  #standing: Standing | null;
  #quiet: QuietEntry | null = null;
  #writing: Promise<void> = Promise.resolve();
  #warned = false;

  constructor(settings: HistorySettings, standing: Standing | null) {
    this.#settings = settings;
    this.#standing = standing;
  }

  passed(report: RunReport, facts: PassFacts): void {
    const { entries, standing } = recordPass(report, facts, this.#standing);
    this.#standing = standing;
    if (entries.length === 0 && this.#settings.countsQuiet === false) return;
    if (entries.length === 0) this.#count(facts);
    else this.#append([...this.#takeQuiet(), ...entries], facts.now);
  }

  alerted({ time, runId, type, state, conditions }: Alert): void {
    const entries = conditions.map(({ id, severity, address, summary }): HistoryEntry => {
      return { kind: "alert", time: isoTime(time), runId, id, type, state, severity, ...(address && { address }), summary };
    });
    this.#append(entries, time);
  }

  named({ runId, id, address, actor }: NamedDrift, now: number): void {
    const entry: HistoryEntry = {
      kind: "actor",
      time: isoTime(now),
      runId,
      id,
      address,
      actor: { ...actor, time: isoTime(actor.time) },
    };
    this.#append([entry], now);
  }

  rolledBack(rollback: RollbackFacts, now: number): void {
    this.#append([{ kind: "rollback", time: isoTime(now), ...rollback }], now);
  }

  close(): Promise<void> {
    const left = this.#takeQuiet();
    const [last] = left;
    if (last !== undefined) this.#append(left, Date.parse(last.time));
    return this.#writing;
  }

  #count({ runId, now }: PassFacts): void {
    const time = isoTime(now);
    const { since, count } = this.#quiet ?? { since: time, count: 0 };
    this.#quiet = { kind: "quiet", time, runId, since, count: count + 1 };
    if (now - Date.parse(since) >= QUIET_MS) this.#append(this.#takeQuiet(), now);
  }

  #takeQuiet(): readonly QuietEntry[] {
    const quiet = this.#quiet === null ? [] : [this.#quiet];
    this.#quiet = null;
    return quiet;
  }

  #append(entries: readonly HistoryEntry[], now: number): void {
    this.#writing = this.#writing.then(() => this.#write(entries, now));
  }

  async #write(entries: readonly HistoryEntry[], now: number): Promise<void> {
    const { log, warn } = this.#settings;
    try {
      await log.append(entries, now);
      this.#warned = false;
    } catch (error) {
      if (!this.#warned) warn(`history in ${log.state.place} is not written: ${messageOf(error)}`);
      this.#warned = true;
    }
  }
}
