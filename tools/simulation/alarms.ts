/** Other people's alarms, which watch what is delivered in steps: they ring, tell nothing, are gone, and are calm again. */

import { at } from "./candidates.ts";
import type { Act } from "./edits.ts";

export const ALARMS = ["shop-errors", "shop-latency"] as const;

export const ALL_IS_WELL = "alarm: all is well";

export const ALARMING = {
  "alarm: rings": (hands, choice) => hands.cloudwatch.setAlarmState(saying(at(ALARMS, choice), "ALARM")),
  "alarm: tells nothing": (hands, choice) => hands.cloudwatch.setAlarmState(saying(at(ALARMS, choice), "INSUFFICIENT_DATA")),
  "alarm: is gone": (hands, choice) => hands.cloudwatch.deleteAlarms({ AlarmNames: [at(ALARMS, choice)] }),
  [ALL_IS_WELL]: async ({ cloudwatch }) => {
    for (const AlarmName of ALARMS) {
      await cloudwatch.putMetricAlarm({
        AlarmName,
        Namespace: "Shop",
        MetricName: AlarmName,
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanThreshold",
        // It stays as it was set: there is no metric.
        TreatMissingData: "ignore",
      });
      await cloudwatch.setAlarmState(saying(AlarmName, "OK"));
    }
  },
} as const satisfies Readonly<Record<string, Act>>;

function saying(AlarmName: string, StateValue: "OK" | "ALARM" | "INSUFFICIENT_DATA") {
  return { AlarmName, StateValue, StateReason: "by hand" };
}
