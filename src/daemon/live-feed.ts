/**
 * What the page hears as it happens: the event `pass` when one has ended, which says only that there is something new to ask
 * for, and `progress` while one is under way. Nobody listening costs nothing.
 */
import type { ProgressEvent } from "../model/ports.ts";
import type { ProgressOverview } from "../page/overview.ts";

/** Told more often than this, a person sees no more. */
const BETWEEN_MS = 200;

type Send = (text: string) => void;

/** The passes of one target, as those who listen hear of them. */
export interface HeardPasses {
  progress(event: ProgressEvent): void;
  passEnded(): void;
}

export class LiveFeed {
  readonly #now: () => number;
  readonly #listeners = new Set<Send>();
  #passes = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Tells at once that there is something to ask for, so that whoever comes back misses nothing. Gives the function that ends it. */
  listen(send: Send): () => void {
    this.#listeners.add(send);
    send(eventText("pass", { passes: this.#passes }));
    return () => void this.#listeners.delete(send);
  }

  /** `target`: its name, `null` while there is no other. */
  of(target: () => string | null): HeardPasses {
    const under = new PassUnderWay();
    let toldAt = 0;
    return {
      progress: (event) => {
        const [before, now] = [under.progress.phase, this.#now()];
        if (!under.take(event) || (under.progress.phase === before && now - toldAt < BETWEEN_MS)) return;
        toldAt = now;
        const name = target();
        this.#tell(eventText("progress", name === null ? under.progress : { ...under.progress, target: name }));
      },
      passEnded: () => {
        this.#passes += 1;
        under.ended();
        toldAt = 0;
        this.changed();
      },
    };
  }

  /** Something is new between passes. */
  changed(): void {
    this.#tell(eventText("pass", { passes: this.#passes }));
  }

  #tell(text: string): void {
    for (const send of this.#listeners) send(text);
  }
}

class PassUnderWay {
  progress: ProgressOverview = { phase: "looking", done: 0, total: 0, what: null };
  #stepsDone = 0;
  #steps = 0;

  ended(): void {
    this.#stepsDone = 0;
    this.#steps = 0;
  }

  /** Whether there is something to tell. */
  take(event: ProgressEvent): boolean {
    const next = this.#after(event);
    if (next !== null) this.progress = next;
    return next !== null;
  }

  #after(event: ProgressEvent): ProgressOverview | null {
    switch (event.type) {
      case "observed":
        return { phase: "looking", done: event.done, total: event.total, what: null };
      case "planned":
        this.#steps = event.plan.steps.length;
        return this.#steps === 0 ? null : this.#applying(null);
      case "step-started":
        return this.#applying(event.step.address);
      case "step-finished":
        this.#stepsDone += 1;
        return this.#applying(null);
      case "step-waiting":
        return { ...this.#applying(event.step.address), phase: "waiting" };
      case "loaded":
      case "observing-waits":
      case "shifting":
        return null;
    }
  }

  #applying(what: string | null): ProgressOverview {
    return { phase: "applying", done: this.#stepsDone, total: this.#steps, what };
  }
}

function eventText(name: "pass" | "progress", data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
