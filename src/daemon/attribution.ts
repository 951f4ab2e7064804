/**
 * Who made what drifted. AWS tells it minutes later, so nothing waits for it: each drift that a pass finds is looked for again
 * and again until its actor is found or its time is over.
 *
 *   the drift                                        a look may name its actor
 *   was as desired in an earlier pass of ours        at once, among what was written since then
 *   was never seen as desired by this process        after six minutes, among what was written the day before: an older event
 *                                                    is not taken for one that AWS has yet to tell of
 *
 * All drifts that are due share one look, for AWS allows two a second to the whole account. Where it cannot be asked, that is
 * said once, and nothing is asked again before the next start.
 */

import type { Actor } from "../model/actor.ts";
import { type Address, addressOf, kindOf, nameAt } from "../model/address.ts";
import type { AlertDesk, Condition, PassFacts } from "../model/alerts.ts";
import { withEitherSignal } from "../model/either-signal.ts";
import { messageOf, StagekeeperError } from "../model/errors.ts";
import type { History } from "../model/history.ts";
import type { Clock, Logger } from "../model/ports.ts";
import type { RunReport } from "../model/report.ts";
import type { DriftQuestion, Who } from "../model/who.ts";

export interface AttributionPorts {
  readonly who: Who;
  readonly desk: AlertDesk;
  readonly history: History;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Sought {
  readonly question: DriftQuestion;
  readonly runId: string;
  readonly attempt: number;
}

const MINUTE_MS = 60_000;
/** After the drift was found. CloudTrail takes five minutes on average, and fifteen mostly suffice. */
const ATTEMPTS_MS = [0, 1, 3, 6, 10, 15].map((minutes) => minutes * MINUTE_MS);
/** The first of them after what was written before has been told for certain, as far as anything is. */
const DELIVERED = 3;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Event times are whole seconds, and AWS's clocks are not ours. */
const SLACK_MS = 5_000;
/** More is no edit by somebody but an accident, and each look reads for all. */
const MOST_SOUGHT = 1_000;

export class Attribution {
  readonly #ports: AttributionPorts;
  readonly #sought = new Map<string, Sought>();
  /** Told already, while it stands: by the condition's id. */
  readonly #standing = new Set<string>();
  /** When the last pass that could look began. */
  #lookedAt: number | null = null;
  #working: Promise<void> | null = null;
  #wake: () => void = () => {};
  #off = false;

  constructor(ports: AttributionPorts) {
    this.#ports = ports;
  }

  /** After the desk was told. Returns at once. */
  passed(report: RunReport, { runId, now, covers }: PassFacts, signal: AbortSignal): void {
    if (this.#off || report.plan === null) return;
    const startedAt = now - report.durationMs;
    const since = this.#lookedAt;
    for (const condition of this.#found(report)) {
      if (this.#sought.size >= MOST_SOUGHT) break;
      const question = questionOf(condition, report, { since: (since ?? now - DAY_MS) - SLACK_MS, until: now });
      if (question === null) continue;
      this.#sought.set(question.id, { question, runId, attempt: since === null ? DELIVERED : 0 });
    }
    // What lies outside of a part was not looked at.
    if (covers === undefined) this.#lookedAt = startedAt;
    this.#wake();
    if (this.#sought.size > 0)
      this.#working ??= this.#work(signal).finally(() => {
        this.#working = null;
      });
  }

  /** Resolves once nothing is asked any more; the signal that `passed` was given has been aborted. */
  async close(): Promise<void> {
    await this.#working;
  }

  /** What was put back is new in every pass; what stays was made once. */
  #found(report: RunReport): readonly Condition[] {
    const done = new Set(report.steps.filter(({ result }) => result === "done").map(({ step }) => step.address));
    const drifts = this.#ports.desk.open().filter(({ type, drift }) => type === "drift" && drift !== "unmanaged");
    const stays = drifts.filter(({ handling }) => handling !== "corrected");
    const news = stays.filter(({ id, actor }) => actor === undefined && !this.#standing.has(id));
    this.#standing.clear();
    for (const { id } of stays) this.#standing.add(id);
    return [
      ...drifts.filter(({ handling, address }) => handling === "corrected" && address !== undefined && done.has(address)),
      ...news,
    ];
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#ports;
    while (this.#sought.size > 0 && !signal.aborted) {
      await this.#rest(Math.min(...[...this.#sought.values()].map(dueAt)) - clock.now(), signal);
      const due = [...this.#sought.values()].filter((sought) => dueAt(sought) <= clock.now());
      if (due.length === 0 || signal.aborted) continue;
      try {
        this.#told(
          due,
          await this.#ports.who.find(
            due.map(({ question }) => question),
            signal,
          ),
        );
      } catch (error) {
        if (signal.aborted) return;
        if (!isPassing(error)) return this.#turnOff(error);
        logger.warn({ detail: error.message }, "actors not looked up");
        this.#told(due, new Map());
      }
    }
  }

  #told(due: readonly Sought[], actors: ReadonlyMap<string, Actor>): void {
    const { desk, history, clock, logger } = this.#ports;
    for (const sought of due) {
      const { id, address } = sought.question;
      // A pass meanwhile may have found it anew.
      if (this.#sought.get(id) !== sought) continue;
      const actor = actors.get(id);
      if (actor === undefined) {
        const attempt = sought.attempt + 1;
        if (attempt < ATTEMPTS_MS.length) this.#sought.set(id, { ...sought, attempt });
        else {
          this.#sought.delete(id);
          logger.info({ address, alert: id }, "drift not attributed");
        }
        continue;
      }
      this.#sought.delete(id);
      desk.named(id, actor);
      history.named({ runId: sought.runId, id, address, actor }, clock.now());
      const { arn, event, sourceIp, time } = actor;
      logger.warn({ address, alert: id, actor: arn, event, sourceIp, at: new Date(time).toISOString() }, "drift attributed");
    }
  }

  #turnOff(error: unknown): void {
    this.#off = true;
    this.#sought.clear();
    const denied = error instanceof StagekeeperError && error.code === "denied";
    const detail = messageOf(error);
    this.#ports.logger.warn({ ...(denied && { permission: "cloudtrail:LookupEvents" }), detail }, "actors cannot be looked up");
  }

  /** Until the time is over, or a pass has found more. */
  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    if (ms <= 0) return;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await withEitherSignal([signal, woken.signal], (either) => this.#ports.clock.sleep(ms, either)).catch(() => {});
    this.#wake = () => {};
  }
}

/** Whether it may go better another time; an endpoint without CloudTrail never will. */
function isPassing(error: unknown): error is StagekeeperError {
  return error instanceof StagekeeperError && ["unavailable", "throttled", "timed-out"].includes(error.code);
}

function dueAt({ question, attempt }: Sought): number {
  return question.until + (ATTEMPTS_MS[attempt] ?? 0);
}

/** `null`: it is about no resource. */
export function questionOf(
  { id, address, drift, changes = [] }: Pick<Condition, "id" | "address" | "drift" | "changes">,
  report: RunReport,
  times: Pick<DriftQuestion, "since" | "until">,
): DriftQuestion | null {
  if (address === undefined || drift === undefined) return null;
  const apiId = apiIdOf(address, report);
  const ownId = report.outputs?.get(address)?.id;
  const [change] = changes;
  return {
    ...{ id, address, drift },
    ...(change && { path: change.path }),
    ...(apiId !== undefined && { apiId }),
    ...(ownId !== undefined && { ownId }),
    ...times,
  };
}

function apiIdOf(address: Address, { outputs }: RunReport): string | undefined {
  const kind = kindOf(address);
  const isOfApi = kind === "rest-api" || kind === "stage" || kind === "deployment";
  return isOfApi ? outputs?.get(addressOf("rest-api", nameAt(address, 0)))?.id : undefined;
}
