/**
 * Where a shift stands, as text in our mark on the alias or stage, readable in the console too. Whoever finds it goes on from it.
 *
 *   shift:8@10 from:20260101T120000Z moved:20260101T120500Z        version 8 has 10 % of the traffic
 *   shift:a1b2c3@10 from:20260101T120000Z moved:20260101T120500Z   likewise a stage's deployment, by its canary
 *   shift:8@0 back:20260101T120700Z tried:1a2b3c4d error rate …    it was taken back, and why
 */
import type { ShiftStand, ShiftTimes } from "../../model/shift.ts";

export interface ShiftNote {
  readonly stand: ShiftStand & { readonly to: string };
  readonly times: ShiftTimes;
}

/** What the longest note of a shift under way takes, with the space before it: version numbers have ten digits at most. */
export const MAX_NOTE = " shift:1234567890@100 from:20260101T120000Z moved:20260101T120000Z".length;

const UNDER_WAY = /^shift:([a-z0-9]+)@(\d{1,2}|100) from:(\d{8}T\d{6}Z) moved:(\d{8}T\d{6}Z)$/;
const TAKEN_BACK = /^shift:([a-z0-9]+)@0 back:(\d{8}T\d{6}Z) tried:([0-9a-f]+)(?: (.*))?$/;

export function writeShiftNote({ stand, times }: ShiftNote): string {
  const { to, percent, tried, reason = "" } = stand;
  if (tried === undefined) return `shift:${to}@${percent} from:${stamp(times.startedAt)} moved:${stamp(times.movedAt)}`;
  return `shift:${to}@0 back:${stamp(times.movedAt)} tried:${tried} ${plain(reason)}`.trimEnd();
}

/** `null`: no shift is told of, or not in words of ours. */
export function readShiftNote(note: string): ShiftNote | null {
  const [, to = "", percent = "", from = "", moved = ""] = UNDER_WAY.exec(note) ?? [];
  if (to !== "") {
    return { stand: { to, percent: Number(percent) }, times: { startedAt: timeOf(from), movedAt: timeOf(moved) } };
  }
  const [, version = "", back = "", tried = "", reason = ""] = TAKEN_BACK.exec(note) ?? [];
  if (version === "") return null;
  const times = { startedAt: timeOf(back), movedAt: timeOf(back) };
  return { stand: { to: version, percent: 0, tried, ...(reason !== "" && { reason }) }, times };
}

/** Without what would end the mark, or not be seen. */
function plain(reason: string): string {
  return reason
    .replaceAll(/[^\x20-\x7e]+/g, " ")
    .replaceAll("[", "(")
    .replaceAll("]", ")")
    .trim();
}

/** `20260101T120000Z`: ISO 8601 in its short form. */
function stamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

function timeOf(text: string): number {
  return Date.parse(text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}
