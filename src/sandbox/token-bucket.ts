/** A token bucket on a clock that is told: full at first, refilled evenly, one token a take. */

export interface Rate {
  /** Tokens a second. */
  readonly perSecond: number;
  readonly burst: number;
}

export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #filledAt: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#filledAt = now;
  }

  /** Milliseconds until a token is there; 0: it is there now. Takes nothing. */
  wait(now: number): number {
    this.#refill(now);
    // Sums of fractions fall short of whole tokens by a rounding error.
    if (this.#tokens > 1 - 1e-9) return 0;
    return this.#rate.perSecond > 0 ? ((1 - this.#tokens) * 1000) / this.#rate.perSecond : Number.POSITIVE_INFINITY;
  }

  /** Precondition: `wait` answered 0 for the same moment. */
  take(): void {
    this.#tokens = Math.max(0, this.#tokens - 1);
  }

  #refill(now: number): void {
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + (elapsed * this.#rate.perSecond) / 1000);
    this.#filledAt = now;
  }
}
