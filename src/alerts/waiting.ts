/**
 * Messages that wait for one sink, oldest first, bounded. Pure. When there is no room, that goes which is missed least:
 * a reminder; else a condition's beginning together with its end, of which the sink then never hears; else the newest.
 */
import type { Alert } from "../model/alerts.ts";

export interface Waiting {
  readonly alerts: readonly Alert[];
  readonly dropped: readonly Alert[];
}

export function addToWaiting(waiting: readonly Alert[], added: readonly Alert[], limit: number): Waiting {
  let alerts = [...waiting, ...added];
  const dropped: Alert[] = [];
  while (alerts.length > Math.max(1, limit)) {
    const gone = leastMissed(alerts);
    dropped.push(...gone);
    alerts = alerts.filter((alert) => !gone.includes(alert));
  }
  return { alerts, dropped };
}

/** The first stays in any case: it may be on its way. */
function leastMissed(alerts: readonly Alert[]): readonly Alert[] {
  const movable = alerts.slice(1);
  const reminder = movable.find(({ state }) => state === "reminded");
  if (reminder !== undefined) return [reminder];
  for (const [index, begun] of movable.entries()) {
    if (begun.state !== "firing") continue;
    const ended = movable.slice(index + 1).find(({ id, state }) => id === begun.id && state === "resolved");
    if (ended !== undefined) return [begun, ended];
  }
  return alerts.slice(-1);
}
