/** What the sandbox's CloudWatch remembers. */
import type { ComparisonOperator, StateValue } from "@aws-sdk/client-cloudwatch";
import type { MetricId, MetricStore } from "./metrics.ts";

export interface CloudWatchState {
  readonly metrics: MetricStore;
  /** By name. */
  readonly alarms: Map<string, AlarmRecord>;
}

export interface AlarmRecord {
  readonly name: string;
  readonly settings: AlarmSettings;
  readonly updatedAt: number;
  readonly state: AlarmStateRecord;
}

export interface AlarmSettings {
  readonly metric: MetricId;
  /** `Sum`, `p95`. */
  readonly statistic: string;
  /** Seconds, a multiple of 60. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: ComparisonOperator;
  readonly treatMissingData: TreatMissingData;
  readonly description: string | undefined;
  readonly actionsEnabled: boolean;
}

export type TreatMissingData = "missing" | "ignore" | "breaching" | "notBreaching";

export interface AlarmStateRecord {
  readonly value: StateValue;
  readonly reason: string;
  /** When the value last became another one; ms since the epoch. */
  readonly since: number;
  /** The last whole minute, since the epoch, that it was evaluated for. */
  readonly evaluated: number;
}

export function createCloudWatchState(): CloudWatchState {
  return { metrics: new Map(), alarms: new Map() };
}
