/** What the gates of a shift need: of an alias, and of a stage. */
import type { ShiftIntent } from "../model/shift.ts";
import { anywhere, type CallRow, nowhere, type Place } from "./kind-rights.ts";

type GatePlace = "alarms" | "traffic";

/** CloudWatch tells of composite alarms only who may describe any alarm (DescribeAlarms), and metrics are no resources of IAM. */
export const GATE_ROWS: readonly CallRow<GatePlace>[] = [
  { for: "read", call: "cloudwatch.DescribeAlarms", needs: { alarms: ["cloudwatch:DescribeAlarms"] } },
  { for: "read", call: "cloudwatch.GetMetricData", needs: { traffic: ["cloudwatch:GetMetricData"] } },
];

export function gatePlaces(shift: ShiftIntent | undefined): Readonly<Record<GatePlace, Place>> {
  const { alarms = [], errorRate, latency } = shift?.gates ?? {};
  const isCompared = errorRate !== undefined || latency !== undefined;
  return {
    alarms: alarms.length > 0 ? anywhere("Gates") : nowhere("Gates"),
    traffic: isCompared ? anywhere("Gates") : nowhere("Gates"),
  };
}
