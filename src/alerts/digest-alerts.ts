/** From what is to be told of single conditions to messages: each its own, or, when one pass has many of a kind, one. */

import type { Alert, AlertState, AlertType, ConditionType, Severity } from "../model/alerts.ts";
import type { Message } from "./decide.ts";
import { shortDigest } from "./short-digest.ts";

/** What a message says besides its conditions. */
export type Occasion = Pick<Alert, "time" | "runId" | "revision" | "target" | "account" | "region">;

const SEVERITIES: readonly Severity[] = ["info", "warning", "critical"];

const TYPES: { readonly [T in ConditionType]: readonly [begun: AlertType, ended: AlertType] } = {
  drift: ["stagekeeper.drift.firing", "stagekeeper.drift.resolved"],
  "desired-invalid": ["stagekeeper.desired.invalid", "stagekeeper.desired.valid"],
  "run-failed": ["stagekeeper.run.failed", "stagekeeper.run.recovered"],
  "plan-refused": ["stagekeeper.plan.refused", "stagekeeper.plan.accepted"],
};

/** What has ended first, then what began; within that by type. */
export function digestAlerts(messages: readonly Message[], occasion: Occasion, over: number): readonly Alert[] {
  return STATES.flatMap((state) =>
    CONDITION_TYPES.flatMap((type) => {
      const group = messages.filter((message) => message.state === state && message.condition.type === type);
      return alertsOf(group, occasion, over);
    }),
  );
}

const STATES: readonly AlertState[] = ["resolved", "firing", "reminded"];
const CONDITION_TYPES: readonly ConditionType[] = ["desired-invalid", "plan-refused", "run-failed", "drift"];

/** The part of an alert that is of this severity at least; `null`: none is. */
export function atLeast(alert: Alert, severity: Severity): Alert | null {
  const level = SEVERITIES.indexOf(severity);
  const [first, ...rest] = alert.conditions.filter((condition) => SEVERITIES.indexOf(condition.severity) >= level);
  if (first === undefined) return null;
  if (rest.length + 1 === alert.conditions.length) return alert;
  return { ...alert, id: idOf([first, ...rest]), conditions: [first, ...rest] };
}

function alertsOf(group: readonly Message[], occasion: Occasion, over: number): readonly Alert[] {
  if (group.length <= over) return group.flatMap((message) => alertOf([message], occasion));
  return alertOf(group.toSorted(bySeverity), occasion);
}

function alertOf(messages: readonly Message[], occasion: Occasion): readonly Alert[] {
  const [first, ...rest] = messages;
  if (first === undefined) return [];
  const { state, condition } = first;
  const [begun, ended] = TYPES[condition.type];
  const conditions: Alert["conditions"] = [condition, ...rest.map((message) => message.condition)];
  return [
    {
      id: idOf(conditions),
      type: state === "resolved" ? ended : begun,
      state,
      severity: conditions.map(({ severity }) => severity).reduce(higher),
      conditions,
      flapping: messages.some(({ flapping }) => flapping),
      ...occasion,
    },
  ];
}

/** Of a digest: the same for the same conditions. */
function idOf(conditions: Alert["conditions"]): string {
  if (conditions.length === 1) return conditions[0].id;
  return `${conditions[0].type}/digest/${shortDigest(conditions.map(({ id }) => id).toSorted(), 16)}`;
}

function bySeverity(left: Message, right: Message): number {
  return SEVERITIES.indexOf(right.condition.severity) - SEVERITIES.indexOf(left.condition.severity);
}

function higher(left: Severity, right: Severity): Severity {
  return SEVERITIES.indexOf(left) >= SEVERITIES.indexOf(right) ? left : right;
}
