/**
 * What a rollback by hand holds against the desired state. Pure.
 *
 *   hold in AWS       the desired state asks for        then
 *   none              anything                          compared plainly
 *   off X             X                                 held: the pointer stays, and with it what belongs to it
 *   off X             something else, or X as it lives  the hold goes, and the pointer is made as desired
 */
import { rulesOf } from "../kinds/all-rules.ts";
import type { AnyDesired } from "../model/desired.ts";
import type { Hold } from "../model/hold.ts";
import type { FieldChange, Tolerated } from "../model/plan.ts";

export interface Held {
  readonly tolerated: Tolerated;
  /** What is left to compare. */
  readonly others: readonly FieldChange[];
}

/** `changes`: all differences of it. `null`: nothing is held. */
export function heldBy(desired: AnyDesired, changes: readonly FieldChange[]): Held | null {
  const [pointer, ...along] = rulesOf(desired.kind).pointer ?? [];
  const moved = changes.find(({ keys }) => keys.length === 1 && keys[0] === pointer);
  const hold = changes.find(({ keys }) => keys[0] === "hold")?.before;
  if (moved === undefined || !isHold(hold) || moved.after !== hold.from) return null;
  const isAlong = ({ keys }: FieldChange) => along.includes(keys[0] ?? "");
  return {
    tolerated: {
      address: desired.address,
      policy: "hold",
      drift: "changed",
      changes: [moved, ...changes.filter(isAlong)],
      reason: `rolled back by hand at ${new Date(hold.since).toISOString()}; held until the desired state asks for something else`,
    },
    others: changes.filter((change) => change !== moved && change.keys[0] !== "hold" && !isAlong(change)),
  };
}

/** A hold that is over is a difference too: its mark is to go. */
export function withoutHold(spec: object, live: object): object {
  return "hold" in live && live.hold ? { ...spec, hold: null } : spec;
}

function isHold(value: unknown): value is Hold {
  return typeof value === "object" && value !== null && "from" in value && "since" in value;
}
