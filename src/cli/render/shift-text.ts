/** Where traffic is on its way, as people read it: what becomes of each shift now, when it is looked at again, and what its gates say. */

import { kindOf } from "../../model/address.ts";
import type { AlarmState, GateReading, VersionTraffic } from "../../model/gates.ts";
import { printable } from "../../model/printable.ts";
import type { Shift, ShiftMove } from "../../model/shift.ts";
import type { Style } from "./style.ts";
import { duration, indented, wrap } from "./wrap.ts";

interface Page {
  readonly width: number;
  readonly style: Style;
}

/** Empty when nothing shifts. */
export function shiftsText(shifts: readonly Shift[], page: Page): readonly string[] {
  if (shifts.length === 0) return [];
  return ["", page.style.title("Shifts"), ...shifts.flatMap((shift) => shiftLines(shift, page))];
}

/** A head line, and below it what there is to say of the reason and the gates. */
export function shiftLines(shift: Shift, { width, style }: Page): readonly string[] {
  const { address, reason, gates } = shift;
  const head = `▸ ${printable(address)}`;
  const time = whenText(shift);
  return [
    `  ${COLOUR[shift.move](style)(head)}  ${shiftSum(shift)}${time === "" ? "" : style.faint(`, ${time}`)}`,
    ...(reason === undefined ? [] : indented(wrap(printable(reason), width - 6), "      ")),
    ...(gates === undefined
      ? []
      : indented(
          gateLines(gates).flatMap((line) => wrap(line, width - 6)),
          "      ",
        ).map(style.faint)),
  ];
}

const COLOUR: { readonly [M in ShiftMove]: (style: Style) => (text: string) => string } = {
  wait: ({ warning }) => warning,
  start: ({ update }) => update,
  hold: ({ update }) => update,
  advance: ({ update }) => update,
  finish: ({ good }) => good,
  abandon: ({ warning }) => warning,
  "take-back": ({ bad }) => bad,
  refuse: ({ bad }) => bad,
  stop: ({ bad }) => bad,
};

/** `version 7 → 8: 10 % of the traffic, step 1 of 2`, on one line and without colours. */
export function shiftSum({ address, move, from, to, percent, step, steps }: Shift): string {
  const between = kindOf(address) === "stage" ? "deployment" : "version";
  const newer = between === "deployment" ? "the one to be made" : "the one to be published";
  const version = `${between} ${printable(from)} → ${to === null ? newer : printable(to)}`;
  const stand = `${percent} % of the traffic, step ${step} of ${steps}`;
  switch (move) {
    case "wait":
      return `${version}: not started, for a gate holds it`;
    case "start":
    case "advance":
    case "hold":
    case "finish":
      return `${version}: ${stand}`;
    case "abandon":
      return `${version}: not wanted any more, all traffic goes back`;
    case "take-back":
      return `${version}: taken back`;
    case "refuse":
      return `${version}: was taken back, and is not tried again`;
    case "stop":
      return `${version}: stopped at ${stand}`;
  }
}

/** A line of the log that a pass writes while it waits. */
export function shiftWaitText({ shifts, ms }: { readonly shifts: readonly Shift[]; readonly ms: number }, style: Style): string {
  const lines = shifts.map((shift) => `${style.update("▸")} ${printable(shift.address)}  ${shiftSum(shift)}`);
  return `${lines.join("\n")}${style.faint(`, looked at again in ${duration(ms)}`)}`;
}

function whenText({ nextAt, move }: Shift): string {
  if (nextAt === null) return "";
  const time = `${new Date(nextAt).toISOString().slice(11, 19)} UTC`;
  return move === "start" || move === "advance" ? `goes on at ${time} at the earliest` : `looked at again at ${time}`;
}

function gateLines({ alarms, newer, older }: GateReading): readonly string[] {
  const states = Object.entries(alarms).map(([name, state]) => `alarm ${printable(name)}: ${ALARM[state]}`);
  const traffic = [newer && `newer version: ${trafficText(newer)}`, older && `older version: ${trafficText(older)}`];
  return [...states, ...traffic.filter((line) => line !== undefined)];
}

const ALARM: { readonly [S in AlarmState]: string } = {
  OK: "OK",
  ALARM: "ALARM",
  INSUFFICIENT_DATA: "no data",
  missing: "does not exist",
};

function trafficText({ requests, errors, p95 }: VersionTraffic): string {
  const share = requests === 0 ? "" : ` (${Math.round((1000 * errors) / requests) / 10} %)`;
  return `${requests} requests, ${errors} failed${share}${p95 === undefined ? "" : `, p95 ${Math.round(p95)} ms`}`;
}
