/**
 * The state of an alarm as time goes on. AWS evaluates each minute; here that is made up for when somebody looks.
 *
 *   points in the last N periods        treatMissingData      state
 *   none                                missing               INSUFFICIENT_DATA
 *   none                                ignore                as it was
 *   none                                breaching             ALARM
 *   none                                notBreaching          OK
 *   some, at least M of N breach        any                   ALARM    (a missing one breaches with `breaching`)
 *   some, fewer breach                  any                   OK
 *
 * SetAlarmState holds until the next evaluation, as on AWS; with `ignore` and no data it stays.
 * (CloudWatch User Guide, "Alarm evaluation" and "Configuring how CloudWatch alarms treat missing data".)
 */
import type { ComparisonOperator, StateValue } from "@aws-sdk/client-cloudwatch";
import { type MetricStore, MINUTE_MS, statisticOf } from "./metrics.ts";
import type { AlarmRecord, AlarmSettings, AlarmStateRecord } from "./state.ts";

/** Minutes that are made up for at most: before that nobody looked, and nobody will know. */
const LOOK_BACK = 24 * 60;

export function evaluatedUpTo(alarm: AlarmRecord, metrics: MetricStore, now: number): AlarmRecord {
  const current = Math.floor(now / MINUTE_MS);
  let { state } = alarm;
  for (let minute = Math.max(state.evaluated + 1, current - LOOK_BACK); minute <= current; minute++) {
    state = evaluateAt(alarm.settings, { metrics, minute, state });
  }
  return state === alarm.state ? alarm : { ...alarm, state };
}

interface Evaluation {
  readonly metrics: MetricStore;
  readonly minute: number;
  readonly state: AlarmStateRecord;
}

function evaluateAt(settings: AlarmSettings, { metrics, minute, state }: Evaluation): AlarmStateRecord {
  const points = pointsAt(settings, metrics, minute);
  const value = valueAt(settings, points, state.value);
  if (value === state.value) return { ...state, evaluated: minute };
  const known = points.filter((point) => point !== undefined);
  const shown = known.length === 0 ? "no datapoints were received" : `datapoints [${known.join(", ")}]`;
  const reason = `Threshold ${settings.threshold}, ${settings.comparison}, ${settings.evaluationPeriods} period(s): ${shown}`;
  return { value, reason, since: minute * MINUTE_MS, evaluated: minute };
}

function pointsAt(settings: AlarmSettings, metrics: MetricStore, minute: number): readonly (number | undefined)[] {
  const { metric, statistic, evaluationPeriods } = settings;
  const period = settings.period * 1000;
  const end = Math.floor((minute * MINUTE_MS) / period) * period;
  return Array.from({ length: evaluationPeriods }, (_, index) => {
    const to = end - index * period;
    return statisticOf(metrics, metric, { from: to - period, to, statistic });
  });
}

function valueAt(settings: AlarmSettings, points: readonly (number | undefined)[], before: StateValue): StateValue {
  const { treatMissingData, threshold, comparison, datapointsToAlarm } = settings;
  if (points.every((point) => point === undefined)) {
    switch (treatMissingData) {
      case "missing":
        return "INSUFFICIENT_DATA";
      case "ignore":
        return before;
      case "breaching":
        return "ALARM";
      case "notBreaching":
        return "OK";
    }
  }
  const breaching = points.filter((point) =>
    point === undefined ? treatMissingData === "breaching" : COMPARISONS[comparison]?.(point, threshold),
  );
  return breaching.length >= datapointsToAlarm ? "ALARM" : "OK";
}

/** Those of the operators that compare with a threshold; the others want an anomaly detection model. */
export const COMPARISONS: Partial<Record<ComparisonOperator, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};
