/**
 * The loop: one pass at a time, for as long as nobody stops it. Requests carry nothing but what to tell of them, so one
 * latch is all the queue there is:
 *
 *              request                   request
 *     open ───────────────▶ running ───────────────▶ queued ─┐ request
 *      ▲ ▲                    │ ▲                     │  ▲   │
 *      │ └── the pass ends ───┘ └─── the pass ends ───┘  └───┘
 *      └─ waits for a request, or until the next pass is due
 *
 * However many requests come during a pass, exactly one more follows it. No pass can end the loop, however it fails.
 */
import type { Clock, Logger } from "../model/ports.ts";
import { type Pace, type PassEnd, pauseAfter } from "./pace.ts";

/**
 * What started a pass. `retry`: an earlier one that did not settle. `shift`: one is to go on. `schedule`: a scheduler's
 * message. `event`: AWS told of somebody's write.
 */
export type Trigger = "start" | "change" | "interval" | "retry" | "signal" | "shift" | "schedule" | "event";

export interface EndOfPass {
  readonly end: PassEnd;
  /** When a shift is to be looked at again, milliseconds since the epoch; `null`: none is under way. */
  readonly nextMoveAt: number | null;
  /** It looked at a part alone: when the next pass of everything was due stays so, unless that is sooner. Left out: it did not. */
  readonly part?: { readonly againAt: number | null };
}

export interface LoopPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 to 1. */
  random(): number;
  pass(trigger: Trigger): Promise<EndOfPass>;
}

export interface LoopState {
  readonly latch: "open" | "running" | "queued";
  /** When the latch last changed, or the pass under way last gave a sign of life. */
  readonly since: number;
  /** When the next pass comes of itself; `null` while one is under way. */
  readonly dueAt: number | null;
  /** As what it then comes. */
  readonly dueFor: Trigger;
  /** Passes in a row that did not settle. */
  readonly inARow: number;
}

export class Loop {
  readonly #pace: Pace;
  readonly #ports: LoopPorts;
  #state: LoopState;
  #asked: Trigger | null = null;
  #wake: () => void = () => {};

  constructor(pace: Pace, ports: LoopPorts) {
    this.#pace = pace;
    this.#ports = ports;
    this.#state = { latch: "open", since: ports.clock.now(), dueAt: null, dueFor: "interval", inARow: 0 };
  }

  get state(): LoopState {
    return this.#state;
  }

  /** Never throws, and never waits: whoever watches is told nothing. */
  request(trigger: Trigger): void {
    // Of several requests the first is told as the reason.
    this.#asked ??= trigger;
    if (this.#state.latch === "running") this.#enter({ latch: "queued" });
    this.#wake();
  }

  /** A sign of life of the pass under way. */
  beat(): void {
    this.#enter({});
  }

  /** Passes until the signal is aborted and the pass under way has ended. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    this.#asked ??= "start";
    while (!signal.aborted) {
      const trigger = this.#asked ?? (await this.#rest(signal));
      if (trigger === null) return;
      this.#asked = null;
      const { dueAt, dueFor } = this.#state;
      this.#enter({ latch: "running", dueAt: null });
      const { end, nextMoveAt, part } = await this.#pass(trigger, signal);
      if (part !== undefined && end === "settled" && dueAt !== null) {
        this.#enter({ latch: "open", ...soonest({ dueAt, dueFor }, part.againAt, nextMoveAt) });
        continue;
      }
      const inARow = end === "settled" ? 0 : this.#state.inARow + 1;
      const pause = pauseAfter(end, Math.max(1, inARow), this.#pace, this.#ports.random());
      const next = dueAfter({ pause, nextMoveAt, now: this.#ports.clock.now(), otherwise: inARow > 0 ? "retry" : "interval" });
      this.#enter({ latch: "open", inARow, ...next });
    }
  }

  async #pass(trigger: Trigger, signal: AbortSignal): Promise<EndOfPass> {
    const { logger } = this.#ports;
    try {
      return await this.#ports.pass(trigger);
    } catch (error) {
      const detail = error instanceof Error ? error.stack : String(error);
      // Told to end before there was anything to report, as while the files were read.
      if (signal.aborted && isAbort(error, signal)) logger.info({ trigger }, "pass cut short");
      // A pass reports what goes wrong; what it throws is a fault of ours, and the next one may still go well.
      else logger.error({ trigger, detail }, "pass broke off");
      return { end: "failed", nextMoveAt: null };
    }
  }

  /** What ends the rest; `null`: the loop is stopped. */
  async #rest(signal: AbortSignal): Promise<Trigger | null> {
    const woken = new AbortController();
    const wake = () => woken.abort();
    this.#wake = wake;
    signal.addEventListener("abort", wake, { once: true });
    try {
      await this.#ports.clock.sleep((this.#state.dueAt ?? 0) - this.#ports.clock.now(), woken.signal);
      return this.#state.dueFor;
    } catch {
      return signal.aborted ? null : this.#asked;
    } finally {
      this.#wake = () => {};
      signal.removeEventListener("abort", wake);
    }
  }

  #enter(change: Partial<Omit<LoopState, "since">>): void {
    this.#state = { ...this.#state, ...change, since: this.#ports.clock.now() };
  }
}

/** What `throwIfAborted` throws is the reason itself; what Node's own functions throw names it as its cause. */
function isAbort(error: unknown, { reason }: AbortSignal): boolean {
  return error === reason || (error instanceof Error && error.name === "AbortError");
}

interface Due {
  readonly dueAt: number;
  readonly dueFor: Trigger;
}

function soonest(before: Due, againAt: number | null, nextMoveAt: number | null): Due {
  const again: Due = againAt !== null && againAt < before.dueAt ? { dueAt: againAt, dueFor: "retry" } : before;
  return nextMoveAt !== null && nextMoveAt < again.dueAt ? { dueAt: nextMoveAt, dueFor: "shift" } : again;
}

/** A shift is not kept waiting, whatever else the pass came to. */
function dueAfter({
  pause,
  nextMoveAt,
  now,
  otherwise,
}: {
  readonly pause: number;
  readonly nextMoveAt: number | null;
  readonly now: number;
  readonly otherwise: Trigger;
}): Due {
  if (nextMoveAt === null || nextMoveAt >= now + pause) return { dueAt: now + pause, dueFor: otherwise };
  return { dueAt: Math.max(now, nextMoveAt), dueFor: "shift" };
}
