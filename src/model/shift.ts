/** Shifts: traffic that goes to something new in steps, is watched meanwhile, and is taken back when the new is bad. */
import type { Address } from "./address.ts";
import type { GateIntent, GateReading, GateVerdict } from "./gates.ts";
import type { Ref } from "./ref.ts";
import type { VerifyIntent } from "./verify.ts";

/** How to shift, with every default. */
export interface ShiftIntent {
  /**
   * Share of the traffic, 1 to 100, at each step before the last, ascending; empty: there is only the last. That one is all of
   * it, for good; 100 before it is all of it for as long as it can be taken back.
   */
  readonly percents: readonly number[];
  /** How long each of these steps lasts at least. */
  readonly holdMs: number;
  /** Left out: nothing but time decides. */
  readonly gates?: GateIntent;
  /** Left out: nothing. */
  readonly verify?: VerifyIntent;
}

/** Where a shift stands, as AWS remembers it: in the weights, and in our mark. */
export interface ShiftStand {
  /** What traffic is shifted to. */
  readonly to: string | Ref;
  /** What `to` has of the traffic; 0 once it was taken back. */
  readonly percent: number;
  /** Of one that was taken back: a digest of what was tried, so that the same is not tried again. */
  readonly tried?: string;
  /** Of one that was taken back: why, as far as there was room for it. */
  readonly reason?: string;
}

/** Milliseconds since the epoch, to the second. */
export interface ShiftTimes {
  readonly startedAt: number;
  /** Of the last step. */
  readonly movedAt: number;
}

/**
 * What becomes of a shift in one pass.
 *
 *   wait       it is to start, and a gate does not let it yet
 *   start      the first step; also of another target, in place of one that was under way
 *   hold       it stays where it is, until its time has come and its gates agree
 *   advance    the next step
 *   finish     the last one: all of the traffic
 *   abandon    it is not wanted any more: all traffic to where it came from
 *   take-back  a gate fired: likewise, and it is not tried again
 *   refuse     it was taken back before
 *   stop       somebody changed it by hand
 */
export type ShiftMove = "wait" | "start" | "hold" | "advance" | "finish" | "abandon" | "take-back" | "refuse" | "stop";

/** One shift, as a plan tells of it. */
export interface Shift {
  readonly address: Address;
  readonly move: ShiftMove;
  readonly from: string;
  /** `null`: known after apply. */
  readonly to: string | null;
  /** What `to` has of the traffic once the plan is applied. */
  readonly percent: number;
  /** Counted from 1 to `steps`; 0: none is made. */
  readonly step: number;
  readonly steps: number;
  /** When it is to be looked at again, milliseconds since the epoch; `null`: not before something changes. */
  readonly nextAt: number | null;
  readonly reason?: string;
  /** What the gates said. */
  readonly gates?: GateReading;
}

/** What one look at the gates of a shift came to; `reading` left out: they could not be read. */
export interface GateFinding {
  readonly verdict: GateVerdict;
  readonly reading?: GateReading;
}

export type GateFindings = ReadonlyMap<Address, GateFinding>;
