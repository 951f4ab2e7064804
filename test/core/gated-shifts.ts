/** Shifts in steps, and what gates say of them, for the tables of what is on its way. */
import type { GateFinding, ShiftIntent } from "../../src/model/shift.ts";

export const MINUTE = 60_000;
export const NOW = Date.UTC(2026, 0, 1, 12);
export const LINEAR: ShiftIntent = { percents: [25, 50], holdMs: 10 * MINUTE };
export const GATED: ShiftIntent = {
  ...LINEAR,
  gates: { alarms: ["checkout"], onInsufficientData: "wait", minimumRequests: 0 },
};
export const FIRE: GateFinding = { verdict: { verdict: "fire", reason: "alarm checkout is in ALARM" } };
export const WAIT: GateFinding = { verdict: { verdict: "wait", reason: "alarm checkout has too little data" } };
export const PASS: GateFinding = { verdict: { verdict: "pass" } };
