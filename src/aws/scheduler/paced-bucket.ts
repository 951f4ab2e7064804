/**
 * A token bucket that keeps to a part of a quota and learns how much of it others use. Pure but for its own state: the
 * time is told.
 *
 *   reserve     a part that is never ours, for the people in the account
 *   share       what we take of the rest. A refusal cuts it to 85 %; then it grows as TCP CUBIC's window does: quickly back
 *               to just below where it was refused, slowly around there, and ever faster beyond, for the others may be gone
 *
 * A refusal says the real bucket is empty: nothing goes before the time that AWS asks for; where it asks for none, until one
 * call is due, and twice as long after each further refusal in a row.
 */
import type { Quota } from "../../kinds/request-quotas.ts";

const CUT = 0.85;
const LEAST_SHARE = 0.05;
/** Until the share is back where it was refused. */
const REGROWTH_MS = 60_000;
const MOST_WAIT_MS = 30_000;
const MOST_CUT_TIME_MS = 10_000;
/** While others are known to use the quota, no more is saved up than this time gives: it would not be there. */
const SAVED_WHILE_SHARED_S = 0.25;
/** Sums of fractions fall short of whole tokens by a rounding error. */
const ALMOST = 1 - 1e-6;
const ROUNDING = 1e-6;

export interface BucketRules {
  readonly quota: Quota;
  /** 0 to below 1. */
  readonly reserve: number;
  /** Keep to the quota from the start; else only once AWS has refused a call. */
  readonly enforced: boolean;
}

export class PacedBucket {
  readonly quota: Quota;
  readonly #free: number;
  #enforced: boolean;
  #tokens: number;
  #filledAt: number;
  #closedUntil = Number.NEGATIVE_INFINITY;
  #refusalsInARow = 0;
  /** When and at which share AWS last refused. */
  #refused: { readonly at: number; readonly share: number } | undefined;

  constructor({ quota, reserve, enforced }: BucketRules, now: number) {
    this.quota = quota;
    this.#free = 1 - reserve;
    this.#enforced = enforced;
    this.#tokens = this.#capacity(now);
    this.#filledAt = now;
  }

  /** Whole milliseconds until a call may go; 0: now. Takes nothing. */
  wait(now: number): number {
    if (!this.#enforced) return 0;
    this.#followClock(now);
    this.#refill(now);
    const closed = Math.max(0, this.#closedUntil - now);
    if (this.#tokens >= ALMOST) return closed;
    return Math.max(closed, Math.ceil(((1 - this.#tokens) * 1000) / this.perSecond(now) - ROUNDING));
  }

  /** Whole calls that may go at once; undefined while the quota is not kept to. Takes nothing. */
  left(now: number): number | undefined {
    if (!this.#enforced) return undefined;
    return this.wait(now) > 0 ? 0 : Math.floor(this.#tokens + ROUNDING);
  }

  /** Precondition: `wait` answered 0 for the same moment. */
  take(now: number): void {
    this.#followClock(now);
    this.#refill(now);
    this.#tokens = Math.max(0, this.#tokens - 1);
  }

  /** AWS refused a call that was let through at `sentAt`. Calls that went before the last refusal tell nothing new. */
  refused(now: number, sentAt: number, retryAfterMs: number | undefined): void {
    this.#enforced = true;
    this.#followClock(now);
    if (this.#tellsNew(sentAt)) this.#refused = { at: now, share: this.#shareAt(now) };
    this.#filledAt = now;
    this.#refusalsInARow += 1;
    const untilDue = Math.min(MOST_WAIT_MS, (1000 / this.perSecond(now)) * 2 ** (this.#refusalsInARow - 1));
    this.#closedUntil = Math.max(this.#closedUntil, now + (retryAfterMs ?? untilDue));
    // One call is due then.
    this.#tokens = 1;
  }

  /** AWS let a call through. */
  accepted(): void {
    this.#refusalsInARow = 0;
  }

  /** What we allow ourselves at this moment. */
  perSecond(now: number): number {
    return this.quota.perSecond * this.#free * this.#shareAt(now);
  }

  /** A cut is given the time of ten calls to show, ten seconds at most. */
  #tellsNew(sentAt: number): boolean {
    if (this.#refused === undefined) return true;
    return sentAt > this.#refused.at + Math.min(MOST_CUT_TIME_MS, 10_000 / this.quota.perSecond);
  }

  #shareAt(now: number): number {
    if (this.#refused === undefined) return 1;
    const { at, share } = this.#refused;
    const grown = share * (1 + (1 - CUT) * ((now - at) / REGROWTH_MS - 1) ** 3);
    return Math.min(1, Math.max(LEAST_SHARE, grown));
  }

  #capacity(now: number): number {
    const shared = this.#shareAt(now) < 1;
    return Math.max(1, shared ? this.perSecond(now) * SAVED_WHILE_SHARED_S : this.quota.burst * this.#free);
  }

  #refill(now: number): void {
    const elapsed = now - this.#filledAt;
    this.#tokens = Math.min(this.#capacity(now), this.#tokens + (elapsed * this.perSecond(now)) / 1000);
    this.#filledAt = now;
  }

  /** A clock that was set back takes all that is remembered back with it: nothing would be let through until it came there again. */
  #followClock(now: number): void {
    const back = this.#filledAt - now;
    if (back <= 0) return;
    this.#filledAt = now;
    this.#closedUntil -= back;
    if (this.#refused !== undefined) this.#refused = { ...this.#refused, at: this.#refused.at - back };
  }
}
