/**
 * An alert as a CloudEvent (CloudEvents 1.0, JSON format). `id` is the condition's and so the same in every message about
 * it; CloudEvents asks that `source` and `id` together name one event, so the source is the run that says it.
 */

import type { Actor } from "../model/actor.ts";
import type { Alert, AlertState, AlertType, Condition, Severity } from "../model/alerts.ts";
import { shortDigest } from "./short-digest.ts";

export interface AlertEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: AlertType;
  /** The address of the resource, where it is about one. */
  readonly subject?: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly data: AlertData;
}

export interface AlertData {
  readonly state: AlertState;
  readonly severity: Severity;
  readonly summary: string;
  readonly runId: string;
  readonly revision: string;
  readonly target?: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly flapping: boolean;
  readonly conditions: readonly ConditionData[];
  /** Conditions that there was no room for. */
  readonly omitted: number;
}

export type ConditionData = Omit<Condition, "since" | "actor"> & {
  readonly since: string;
  readonly actor?: Omit<Actor, "time"> & { readonly time: string };
};

/** Characters of an event's JSON. SNS Publish and EventBridge PutEvents take 256 KB together with their own fields. */
const MAX_EVENT = 100_000;

export function cloudEvent(alert: Alert): AlertEvent {
  const addresses = new Set(alert.conditions.map(({ address }) => address));
  const [address] = addresses;
  return {
    specversion: "1.0",
    id: alert.id,
    source: `/stagekeeper/${alert.account ?? "-"}/${alert.region ?? "-"}/runs/${encodeURIComponent(alert.runId)}`,
    type: alert.type,
    ...(addresses.size === 1 && address !== undefined ? { subject: address } : {}),
    time: isoTime(alert.time),
    datacontenttype: "application/json",
    data: withinBounds(alert),
  };
}

/** Names the message itself, the same on every attempt: for what takes nothing twice. */
export function deliveryId({ id, runId, state }: Alert): string {
  return shortDigest([id, runId, state], 32);
}

/** Of one condition, what it says; of a digest, how many there are and the first. */
export function summaryOf({ conditions }: Alert): string {
  const [first, ...others] = conditions;
  return others.length === 0 ? first.summary : `${conditions.length} conditions, the first: ${first.summary}`;
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function withinBounds(alert: Alert): AlertData {
  const { state, severity, runId, revision, target, account, region, flapping } = alert;
  const shown: ConditionData[] = [];
  let left = MAX_EVENT;
  for (const condition of alert.conditions) {
    const { actor, ...told } = condition;
    const who = actor && { actor: { ...actor, time: isoTime(actor.time) } };
    const data: ConditionData = { ...told, since: isoTime(condition.since), ...who };
    left -= JSON.stringify(data).length;
    if (left < 0) break;
    shown.push(data);
  }
  const omitted = alert.conditions.length - shown.length;
  const summary = summaryOf(alert);
  const where = { ...(target !== undefined && { target }), account, region };
  return { state, severity, summary, runId, revision, ...where, flapping, conditions: shown, omitted };
}
