/**
 * The one gate that all calls of an account and region pass. It lets a call through when every quota that the call takes
 * from has room, and by priority where several wait for the same (priority.ts); refusals teach it what others use
 * (paced-bucket.ts). A call that AWS refused as too fast had no effect: it waits here again, before those that came after it.
 */

import { setMaxListeners } from "node:events";
import { type Call, quotasOf, rateText } from "../../kinds/request-quotas.ts";
import { StagekeeperError } from "../../model/errors.ts";
import type { Clock } from "../../model/ports.ts";
import type { QuotaStand } from "../../model/report.ts";
import type { Caller } from "./caller.ts";
import { PacedBucket } from "./paced-bucket.ts";
import { nextOf, partyOf, priorityOf, type Waiting } from "./priority.ts";

export interface SchedulerOptions {
  readonly clock: Clock;
  /** The part of every quota that is left to others: 0 to below 1. */
  readonly reserve: number;
  /** `quotas`: keep to what AWS documents. `refusals`: to a quota only once a call was refused for it, as emulators have none. */
  readonly pace: "quotas" | "refusals";
}

/** A call that may be sent now. Exactly one of the two is to be told of its answer. */
export interface Admission {
  answered(): void;
  /** Refused as too fast. Resolves when it may be sent again. */
  refused(retryAfterMs: number | undefined): Promise<Admission>;
}

export interface Scheduler {
  /** Resolves when the call may be sent; rejects with `interrupted` when the caller gives up before. */
  admit(call: Call, caller?: Caller): Promise<Admission>;
  /** Of the quotas that calls were made under and that are kept to, by name. */
  quotas(): readonly QuotaStand[];
}

interface Waiter extends Waiting {
  readonly call: Call;
  readonly buckets: readonly PacedBucket[];
  readonly caller: Caller | undefined;
  go(): void;
}

/** Shorter waits are not worth a line. */
const WORTH_TELLING_MS = 1_000;

export function createScheduler({ clock, reserve, pace }: SchedulerOptions): Scheduler {
  const buckets = new Map<string, PacedBucket>();
  const waiters = new Set<Waiter>();
  const lastTurns = new Map<string, number>();
  let arrivals = 0;
  let turn = 0;
  let alarm: { readonly due: number; readonly cancel: AbortController } | undefined;

  function bucketsOf(call: Call): readonly PacedBucket[] {
    return quotasOf(call).map((quota) => {
      const enforced = pace === "quotas" && quota.published;
      const bucket = buckets.get(quota.name) ?? new PacedBucket({ quota, reserve, enforced }, clock.now());
      buckets.set(quota.name, bucket);
      return bucket;
    });
  }

  function enter({ call, caller, order, again }: Pick<Waiter, "call" | "caller" | "order" | "again">): Promise<Admission> {
    const signal = caller?.signal;
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        waiters.delete(waiter);
        reject(new StagekeeperError("interrupted", `${call.operation} was not sent: the pass was cut short`));
      };
      const waiter: Waiter = {
        call,
        caller,
        order,
        again,
        priority: priorityOf(call),
        party: partyOf(call),
        buckets: bucketsOf(call),
        go() {
          signal?.removeEventListener("abort", giveUp);
          resolve(admission(waiter));
        },
      };
      if (signal?.aborted) return giveUp();
      if (signal !== undefined) {
        // All calls of a pass share one signal: many listeners are no leak.
        setMaxListeners(0, signal);
        signal.addEventListener("abort", giveUp, { once: true });
      }
      waiters.add(waiter);
      letThrough();
      if (waiters.has(waiter)) tell(waiter);
    });
  }

  function admission({ call, caller, order, buckets: taken }: Waiter): Admission {
    const sentAt = clock.now();
    return {
      answered() {
        for (const bucket of taken) bucket.accepted();
      },
      refused(retryAfterMs) {
        taken[0]?.refused(clock.now(), sentAt, retryAfterMs);
        return enter({ call, caller, order, again: true });
      },
    };
  }

  /** Lets through whoever may go now, and wakes again when the next one may. */
  function letThrough(): void {
    const now = clock.now();
    for (;;) {
      const ready = [...waiters].filter((waiter) => waitOf(waiter, now) === 0);
      const next = nextOf(ready, turn, (party) => lastTurns.get(party) ?? -1);
      if (next === undefined) break;
      waiters.delete(next);
      for (const bucket of next.buckets) bucket.take(now);
      lastTurns.set(next.party, turn);
      turn += 1;
      next.go();
    }
    setAlarm(now);
  }

  function setAlarm(now: number): void {
    if (waiters.size === 0) return;
    const due = now + Math.min(...[...waiters].map((waiter) => waitOf(waiter, now)));
    if (alarm !== undefined && alarm.due <= due) return;
    alarm?.cancel.abort();
    const set = { due, cancel: new AbortController() };
    alarm = set;
    clock.sleep(due - now, set.cancel.signal).then(
      () => {
        alarm = undefined;
        letThrough();
      },
      // Set anew for an earlier time.
      () => undefined,
    );
  }

  function tell(waiter: Waiter): void {
    const now = clock.now();
    const slowest = waiter.buckets.toSorted((left, right) => right.wait(now) - left.wait(now))[0];
    if (slowest === undefined) return;
    const before = [...waiters].filter((other) => other !== waiter && isBefore(other, waiter) && other.buckets.includes(slowest));
    const ms = slowest.wait(now) + (before.length * 1000) / slowest.perSecond(now);
    if (ms < WORTH_TELLING_MS) return;
    const rate = rateText({ perSecond: slowest.perSecond(now) });
    waiter.caller?.waiting?.(`${Math.ceil(ms / 1000)} s for ${slowest.quota.name}, ${rate}`);
  }

  return {
    admit: (call, caller) => enter({ call, caller, order: arrivals++, again: false }),
    quotas() {
      const now = clock.now();
      const stands = [...buckets].flatMap(([name, bucket]) => {
        const left = bucket.left(now);
        return left === undefined ? [] : [{ name, left, perSecond: bucket.perSecond(now) }];
      });
      return stands.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    },
  };
}

function waitOf({ buckets }: Waiter, now: number): number {
  return Math.max(0, ...buckets.map((bucket) => bucket.wait(now)));
}

function isBefore(left: Waiter, right: Waiter): boolean {
  return left.priority < right.priority || (left.priority === right.priority && left.order < right.order);
}
