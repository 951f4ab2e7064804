/**
 * How deep the daemon's next look at AWS goes. What moves traffic is looked at in every pass; the rest in those that read
 * everything, which come often enough for its drift to be found within `deepMs`, and at once after a hint:
 *
 *   the pass                                  the last pass          the last full look          looks
 *   is the first one                          –                      –                           fully
 *   was asked for: change, signal, retry,     any                    any                         fully
 *   a shift that is to go on
 *   comes of itself, of another revision      any                    any                         fully
 *   comes of itself                           was not quiet          any                         fully
 *   comes of itself                           was quiet              too old for another one     fully
 *   comes of itself                           was quiet              young enough                shallowly
 *
 * Quiet is a pass that found nothing to do, nothing blocked and nothing on its way. A shallow look that is not quiet rests on
 * answers that may be old: nothing is done or told of it, and everything is read before.
 */
import type { Depth } from "../model/ports.ts";
import type { RunReport } from "../model/report.ts";
import type { Trigger } from "./loop.ts";
import { longestPause } from "./pace.ts";

interface LooksSettings {
  readonly intervalMs: number;
  /** Within this the drift of anything is found. No longer than the interval: every look is full. */
  readonly deepMs: number;
}

interface Look {
  readonly depth: Depth;
  /** When it began. */
  readonly at: number;
  readonly revision: string;
}

export class Looks {
  readonly #settings: LooksSettings;
  #fullAt: number | null = null;
  #quiet = false;
  #revision: string | null = null;

  constructor(settings: LooksSettings) {
    this.#settings = settings;
  }

  /** Of the last look that read everything and was planned; `null`: there was none. */
  get fullAt(): number | null {
    return this.#fullAt;
  }

  next(trigger: Trigger, revision: string, now: number): Depth {
    if (trigger !== "interval" || !this.#quiet || this.#fullAt === null || revision !== this.#revision) return "full";
    const { intervalMs, deepMs } = this.#settings;
    return now + longestPause(intervalMs) - this.#fullAt >= deepMs ? "full" : "shallow";
  }

  ended({ depth, at, revision }: Look, report: RunReport): void {
    this.#quiet = isQuiet(report);
    this.#revision = revision;
    if (depth === "full" && report.plan !== null) this.#fullAt = at;
  }
}

/** For passes that somebody asked for, each by itself. */
export function everyLookFull(): Looks {
  return new Looks({ intervalMs: 0, deepMs: 0 });
}

/** Whether a look found everything as it is to be, and as the last one left it. */
export function isQuiet({ outcome, plan }: RunReport): boolean {
  return outcome === "in-sync" && plan !== null && plan.blocked.length === 0 && plan.shifts.length === 0;
}
