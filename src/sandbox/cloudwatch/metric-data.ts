/** Metrics written by their owners and read back by period. */
import type * as cloudwatch from "@aws-sdk/client-cloudwatch";
import type { MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { metricOf } from "./alarms.ts";
import { isStatistic, recordValue, statisticOf } from "./metrics.ts";
import { validationError } from "./refusals.ts";

type Operations = Pick<Handlers<typeof cloudwatch>, "PutMetricData" | "GetMetricData">;

/** Metrics in one GetMetricData (aws-facts 8.2). */
const QUERY_LIMIT = 500;

export function metricOperations(world: World): Operations {
  const { metrics } = world.cloudwatch;
  return {
    /** Namespaces of AWS's own services are theirs to write. */
    PutMetricData(input) {
      const namespace = input.Namespace ?? "";
      if (namespace === "" || namespace.startsWith("AWS/"))
        throw new AwsError("InvalidParameterValue", "The value AWS/ for parameter Namespace is invalid.", 400);
      for (const { MetricName, Dimensions, Value, Values, Counts, Timestamp } of input.MetricData ?? []) {
        const id = metricOf(namespace, MetricName ?? "", Dimensions);
        const at = Timestamp?.getTime() ?? world.clock.now();
        const values = Value === undefined ? (Values ?? []) : [Value];
        for (const [index, value] of values.entries()) recordValue(metrics, id, { value, at, count: Counts?.[index] ?? 1 });
      }
      return {};
    },

    GetMetricData(input) {
      const queries = input.MetricDataQueries ?? [];
      if (queries.length > QUERY_LIMIT) throw validationError(`MetricDataQueries takes at most ${QUERY_LIMIT} queries`);
      if (input.StartTime === undefined || input.EndTime === undefined || input.StartTime >= input.EndTime)
        throw validationError("The parameter StartTime must be less than the parameter EndTime.");
      const span = { from: input.StartTime.getTime(), to: input.EndTime.getTime() };
      const ascending = input.ScanBy === "TimestampAscending";
      const results = queries
        .filter(({ ReturnData }) => ReturnData !== false)
        .map((query) => resultOf(world, query, { ...span, ascending }));
      return { MetricDataResults: results, Messages: [] };
    },
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly ascending: boolean;
}

/** One point for each period that has data; periods are aligned to the clock, not to the start that was asked for. */
function resultOf(world: World, { Id, Label, MetricStat: stat }: MetricDataQuery, span: Span): MetricDataResult {
  if (stat === undefined) throw new AwsError("NotImplementedException", "The sandbox reads metrics, without metric math", 501);
  const { Metric: metric, Period: seconds = 60, Stat: statistic = "" } = stat;
  if (!isStatistic(statistic)) throw validationError(`Stat ${statistic} is none that the sandbox knows`);
  if (seconds <= 0 || seconds % 60 !== 0) throw validationError(`Period must be a multiple of 60, and is ${seconds}`);
  const id = metricOf(metric?.Namespace ?? "", metric?.MetricName ?? "", metric?.Dimensions);
  const period = seconds * 1000;
  const points: { readonly at: number; readonly value: number }[] = [];
  for (let at = Math.floor(span.from / period) * period; at < span.to; at += period) {
    const value = statisticOf(world.cloudwatch.metrics, id, { from: at, to: at + period, statistic });
    if (value !== undefined) points.push({ at, value });
  }
  // Newest first is how CloudWatch tells them unless asked otherwise (GetMetricData, ScanBy).
  const told = span.ascending ? points : points.toReversed();
  return {
    Id,
    Label: Label ?? metric?.MetricName,
    Timestamps: told.map(({ at }) => new Date(at)),
    Values: told.map(({ value }) => value),
    StatusCode: "Complete",
    Messages: [],
  };
}
