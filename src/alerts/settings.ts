/** What an operator may set about alerts, and what holds otherwise. */
import type { Severity } from "../model/alerts.ts";

/** What conditions are about, as settings name it. */
export type Subject = "drift" | "snapshot" | "unmanaged" | "invalid" | "failed" | "refused";

export interface AlertSettings {
  /** `off`: no condition is made of it. */
  readonly severity: { readonly [S in Subject]: Severity | "off" };
  /** How long after the last message about it an open condition is told again; `null`: never. Of severity `info`: never. */
  readonly reminderMs: number | null;
  readonly flapping: FlapSettings;
  /** More messages than this of one type and state, from one pass, become one. */
  readonly digestOver: number;
  /** Messages that wait for one sink; what is beyond takes the place of what tells least. */
  readonly queueLimit: number;
  /** A message that could not be delivered for so long is given up. */
  readonly giveUpMs: number;
}

/** A condition that begins `times` times within `windowMs` counts as resolved only after `quietMs` without it. */
export interface FlapSettings {
  readonly times: number;
  readonly windowMs: number;
  readonly quietMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  severity: {
    drift: "warning",
    snapshot: "warning",
    unmanaged: "info",
    invalid: "critical",
    failed: "critical",
    refused: "critical",
  },
  reminderMs: 24 * HOUR,
  flapping: { times: 3, windowMs: HOUR, quietMs: 15 * MINUTE },
  digestOver: 5,
  queueLimit: 500,
  giveUpMs: 7 * 24 * HOUR,
};
