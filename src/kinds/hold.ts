/** A hold as AWS stores it, readable in its console: a tag of a stage, a note in the mark of an alias. */
import type { Hold } from "../model/hold.ts";

/** On stages. */
export const HOLD_TAG = "stagekeeper:hold";

const NOTE = "held:";
const HOLD = /^([A-Za-z0-9$]{1,64})@(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** `a1b2c3@20260101T120000Z`: in the alphabet of tags. */
export function writeHold({ from, since }: Hold): string {
  return `${from}@${new Date(since).toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
}

/** `null`: none, or not in words of ours. */
export function readHold(text: string | undefined): Hold | null {
  const [, from = "", ...parts] = HOLD.exec(text ?? "") ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return from === "" ? null : { from, since: Date.UTC(year, month - 1, day, hour, minute, second) };
}

/** In the mark of an alias. */
export function writeHoldNote(hold: Hold): string {
  return `${NOTE}${writeHold(hold)}`;
}

export function readHoldNote(note: string): Hold | null {
  return note.startsWith(NOTE) ? readHold(note.slice(NOTE.length)) : null;
}
