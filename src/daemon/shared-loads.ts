/**
 * The files, read for all targets at once: a load reads what each of them is to be, so passes that begin together share one.
 *
 *   what was read last            and this target's last pass    a pass takes
 *   before a change was told of   any                            what is read now
 *   longer than `SHARED_MS` ago   any                            what is read now
 *   just now                      began with it                  what is read now
 *   just now                      began with an older one        that
 *
 * So a pass never begins with what an earlier one of its target began with, and with one target every pass reads.
 */
import type { FleetLoad, FleetSource } from "../model/fleet.ts";
import type { Clock } from "../model/ports.ts";

/** Passes at an interval of five minutes are spread over one minute. */
const SHARED_MS = 30_000;

interface Shared {
  readonly load: Promise<FleetLoad>;
  readonly at: number;
  readonly takenBy: Set<string>;
}

export class SharedLoads {
  readonly #source: FleetSource;
  readonly #clock: Pick<Clock, "now">;
  readonly #signal: AbortSignal;
  #last: Shared | null = null;
  /** One at a time: what was parsed is remembered between them. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(source: FleetSource, clock: Pick<Clock, "now">, signal: AbortSignal) {
    this.#source = source;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** The files are others than were read, or may be. */
  changed(): void {
    this.#last = null;
  }

  /** As a pass of this target begins. */
  take(target: string): Promise<FleetLoad> {
    const last = this.#last;
    const isFresh = last !== null && !last.takenBy.has(target) && this.#clock.now() - last.at <= SHARED_MS;
    const shared = isFresh ? last : this.#read();
    shared.takenBy.add(target);
    return shared.load;
  }

  /** For nobody's pass; the next ones may take it. */
  look(): Promise<FleetLoad> {
    return (this.#last ?? this.#read()).load;
  }

  #read(): Shared {
    const load = this.#reading.then(() => this.#source.load(this.#signal));
    const shared: Shared = { load, at: this.#clock.now(), takenBy: new Set() };
    this.#last = shared;
    this.#reading = load.catch(() => {
      if (this.#last === shared) this.#last = null;
    });
    return shared;
  }
}
