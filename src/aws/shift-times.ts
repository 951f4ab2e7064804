/** When a shift began, and when it moved last. Pure. */
import type { ShiftStand, ShiftTimes } from "../model/shift.ts";

interface Before {
  /** As noted in AWS; undefined: no shift was. */
  readonly before: ShiftTimes | undefined;
  readonly was: ShiftStand | null | undefined;
  /** Whether it moves now. */
  readonly moves: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** It began with its first step, and it moved now, if this moves it. */
export function timesOf(shift: ShiftStand, { before, was, moves, now }: Before): ShiftTimes {
  const goesOn = before !== undefined && was?.to === shift.to && was.tried === undefined;
  if (!goesOn) return { startedAt: now, movedAt: now };
  return { startedAt: before.startedAt, movedAt: moves ? now : before.movedAt };
}
