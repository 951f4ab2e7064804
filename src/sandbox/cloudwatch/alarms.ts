/** Metric alarms: made, listed, set by hand, deleted. Composite alarms and metric math are not part of the sandbox. */
import type * as cloudwatch from "@aws-sdk/client-cloudwatch";
import type { ComparisonOperator, Dimension, MetricAlarm, PutMetricAlarmInput, StateValue } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { COMPARISONS, evaluatedUpTo } from "./evaluate-alarm.ts";
import { isStatistic, type MetricId, MINUTE_MS } from "./metrics.ts";
import { page } from "./paging.ts";
import { notFound, validationError } from "./refusals.ts";
import type { AlarmRecord, AlarmSettings, TreatMissingData } from "./state.ts";

type Operations = Pick<Handlers<typeof cloudwatch>, "PutMetricAlarm" | "DescribeAlarms" | "DeleteAlarms" | "SetAlarmState">;

/** DescribeAlarms and DeleteAlarms take this many names (aws-facts 8.2). */
const NAMES_LIMIT = 100;
const STATES: readonly StateValue[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];
const MISSING: readonly TreatMissingData[] = ["missing", "ignore", "breaching", "notBreaching"];

export function alarmOperations(world: World): Operations {
  const { alarms, metrics } = world.cloudwatch;

  function evaluated(): readonly AlarmRecord[] {
    for (const alarm of alarms.values()) alarms.set(alarm.name, evaluatedUpTo(alarm, metrics, world.clock.now()));
    return [...alarms.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
  }

  return {
    /** A new alarm begins without data; one that is there keeps its state (PutMetricAlarm). */
    PutMetricAlarm(input) {
      const name = input.AlarmName ?? "";
      if (name === "" || name.length > 255) throw validationError("AlarmName must have between 1 and 255 characters");
      const now = world.clock.now();
      const evaluatedMinute = Math.floor(now / MINUTE_MS);
      const state = alarms.get(name)?.state ?? {
        value: "INSUFFICIENT_DATA",
        reason: "Unchecked: Initial alarm creation",
        since: now,
        evaluated: evaluatedMinute,
      };
      alarms.set(name, { name, settings: settingsOf(input), updatedAt: now, state });
      return {};
    },

    /** Without AlarmTypes only metric alarms are told, which here is all there are. */
    DescribeAlarms(input) {
      const names = input.AlarmNames ?? [];
      if (names.length > NAMES_LIMIT) throw validationError(`AlarmNames takes at most ${NAMES_LIMIT} names`);
      if (names.length > 0 && input.AlarmNamePrefix !== undefined)
        throw new AwsError("InvalidParameterCombination", "AlarmNames and AlarmNamePrefix exclude each other", 400);
      const asked = new Set(names);
      const wanted = evaluated()
        .filter(({ name }) => asked.size === 0 || asked.has(name))
        .filter(({ name }) => name.startsWith(input.AlarmNamePrefix ?? ""))
        .filter(({ state }) => input.StateValue === undefined || state.value === input.StateValue);
      const metricAlarms = input.AlarmTypes === undefined || input.AlarmTypes.includes("MetricAlarm") ? wanted : [];
      const { items, nextToken } = page(metricAlarms, input);
      return { MetricAlarms: items.map((alarm) => describe(world, alarm)), CompositeAlarms: [], NextToken: nextToken };
    },

    /** Names that nobody has do not keep the others from being deleted (DeleteAlarms). */
    DeleteAlarms(input) {
      const names = input.AlarmNames ?? [];
      if (names.length > NAMES_LIMIT) throw validationError(`AlarmNames takes at most ${NAMES_LIMIT} names`);
      for (const name of names) alarms.delete(name);
      return {};
    },

    SetAlarmState(input) {
      const value = STATES.find((state) => state === input.StateValue);
      if (value === undefined) throw validationError(`StateValue must be one of ${STATES.join(", ")}`);
      const alarm = evaluated().find(({ name }) => name === input.AlarmName);
      if (!alarm) throw notFound(`Alarm ${input.AlarmName} does not exist`);
      const since = alarm.state.value === value ? alarm.state.since : world.clock.now();
      alarms.set(alarm.name, { ...alarm, state: { ...alarm.state, value, since, reason: input.StateReason ?? "" } });
      return {};
    },
  };
}

function settingsOf(input: PutMetricAlarmInput): AlarmSettings {
  if (input.Metrics !== undefined || input.MetricName === undefined || input.Namespace === undefined)
    throw new AwsError("NotImplementedException", "The sandbox's alarms watch one metric, without metric math", 501);
  const statistic = input.Statistic ?? input.ExtendedStatistic ?? "";
  if (!isStatistic(statistic)) throw validationError(`Statistic ${statistic} is none that the sandbox knows`);
  const { Period: period = 60, EvaluationPeriods: evaluationPeriods = 1, DatapointsToAlarm: datapoints } = input;
  if (period <= 0 || period % 60 !== 0) throw validationError(`Period must be a multiple of 60, and is ${period}`);
  if (evaluationPeriods < 1) throw validationError("EvaluationPeriods must be at least 1");
  if (datapoints !== undefined && (datapoints < 1 || datapoints > evaluationPeriods))
    throw validationError("DatapointsToAlarm must be between 1 and EvaluationPeriods");
  const treatMissingData = MISSING.find((treatment) => treatment === (input.TreatMissingData ?? "missing"));
  if (treatMissingData === undefined) throw validationError(`TreatMissingData must be one of ${MISSING.join(", ")}`);
  return {
    metric: metricOf(input.Namespace, input.MetricName, input.Dimensions),
    statistic,
    period,
    evaluationPeriods,
    datapointsToAlarm: datapoints ?? evaluationPeriods,
    threshold: input.Threshold ?? 0,
    comparison: comparisonOf(input.ComparisonOperator),
    treatMissingData,
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
  };
}

function comparisonOf(operator: ComparisonOperator | undefined): ComparisonOperator {
  if (operator !== undefined && operator in COMPARISONS) return operator;
  throw validationError(`ComparisonOperator must be one of ${Object.keys(COMPARISONS).join(", ")}`);
}

export function metricOf(namespace: string, name: string, dimensions: readonly Dimension[] = []): MetricId {
  return { namespace, name, dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name ?? "", Value ?? ""])) };
}

function describe(world: World, { name, settings, state, updatedAt }: AlarmRecord): MetricAlarm {
  const { metric, statistic } = settings;
  return {
    AlarmName: name,
    AlarmArn: `arn:${world.partition}:cloudwatch:${world.region}:${world.account}:alarm:${name}`,
    AlarmDescription: settings.description,
    AlarmConfigurationUpdatedTimestamp: new Date(updatedAt),
    ActionsEnabled: settings.actionsEnabled,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    StateValue: state.value,
    StateReason: state.reason,
    StateUpdatedTimestamp: new Date(state.since),
    StateTransitionedTimestamp: new Date(state.since),
    Namespace: metric.namespace,
    MetricName: metric.name,
    Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
    // A statistic of the model's own enumeration, or an extended one: `isStatistic` has let nothing else pass.
    ...(statistic.startsWith("p") ? { ExtendedStatistic: statistic } : { Statistic: statistic as MetricAlarm["Statistic"] }),
    Period: settings.period,
    EvaluationPeriods: settings.evaluationPeriods,
    DatapointsToAlarm: settings.datapointsToAlarm,
    Threshold: settings.threshold,
    ComparisonOperator: settings.comparison,
    TreatMissingData: settings.treatMissingData,
  };
}
