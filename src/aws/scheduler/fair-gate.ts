/**
 * Calls in flight at once, over all targets of a process. Where there are more, the next one is of the target that has
 * the fewest on their way, and among those of who waits longest: a target whose calls hang, or that is large, takes no
 * turn from the others.
 */
export class FairGate {
  readonly #limit: number;
  readonly #inFlight = new Map<string, number>();
  readonly #waiting: { readonly party: string; go(): void }[] = [];
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Does `work` when its party has its turn. */
  async through<T>(party: string, work: () => Promise<T>): Promise<T> {
    if (this.#total >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push({ party, go: resolve }));
    else this.#enter(party);
    try {
      return await work();
    } finally {
      this.#leave(party);
    }
  }

  #enter(party: string): void {
    this.#total += 1;
    this.#inFlight.set(party, this.#count(party) + 1);
  }

  #leave(party: string): void {
    this.#total -= 1;
    this.#inFlight.set(party, this.#count(party) - 1);
    const next = this.#next();
    if (next === undefined) return;
    const { party: whose, go } = next;
    this.#enter(whose);
    go();
  }

  /** In the order in which they came, so the first of the least wins. */
  #next(): { readonly party: string; go(): void } | undefined {
    let least: number | undefined;
    for (const [index, { party }] of this.#waiting.entries()) {
      const best = least === undefined ? undefined : this.#waiting[least];
      if (best === undefined || this.#count(party) < this.#count(best.party)) least = index;
    }
    return least === undefined ? undefined : this.#waiting.splice(least, 1)[0];
  }

  #count(party: string): number {
    return this.#inFlight.get(party) ?? 0;
  }
}
