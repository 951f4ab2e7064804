/** What the gates of a shift show: CloudWatch's alarms, and what came to two versions behind one alias. The client is loaded with the first question. */
import type { CloudWatch, MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import { StagekeeperError } from "../model/errors.ts";
import type { AlarmState, GateQuestion, GateReader, GateReading, VersionTraffic } from "../model/gates.ts";
import type { Clock } from "../model/ports.ts";
import { allPages } from "./observing.ts";
import { callingFor } from "./scheduler/caller.ts";

/** Alarm names in one DescribeAlarms (aws-facts 8.2). */
const NAMES = 100;

export interface GateSource {
  readonly cloudwatch: () => Promise<CloudWatch>;
  readonly clock: Pick<Clock, "now">;
}

export function createGateReader(source: GateSource): GateReader {
  return {
    read: (question, signal) => callingFor({ signal }, () => readGates(source, question, signal)),
  };
}

async function readGates({ cloudwatch, clock }: GateSource, question: GateQuestion, signal: AbortSignal): Promise<GateReading> {
  const at = clock.now();
  const client = await cloudwatch();
  const [alarms, traffic] = await Promise.all([
    readAlarms(client, question.alarms, signal),
    question.versions === undefined ? {} : readTraffic(client, { ...question, versions: question.versions, until: at }, signal),
  ]);
  return { at, alarms, ...traffic };
}

/** Every name that was asked for; CloudWatch is silent about those that it does not know. */
async function readAlarms(
  client: CloudWatch,
  names: readonly string[],
  abortSignal: AbortSignal,
): Promise<Readonly<Record<string, AlarmState>>> {
  const wanted = [...new Set(names)];
  const groups = Array.from({ length: Math.ceil(wanted.length / NAMES) }, (_, index) =>
    wanted.slice(index * NAMES, (index + 1) * NAMES),
  );
  const states = new Map<string, AlarmState>(wanted.map((name) => [name, "missing"]));
  for (const AlarmNames of groups) {
    const found = await allPages(async (NextToken) => {
      // Without types, composite alarms are left out (DescribeAlarms).
      const request = { AlarmNames, AlarmTypes: ["MetricAlarm" as const, "CompositeAlarm" as const], MaxRecords: NAMES };
      const page = await client.describeAlarms({ ...request, ...(NextToken && { NextToken }) }, { abortSignal });
      return { items: [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])], token: page.NextToken };
    });
    for (const { AlarmName = "", StateValue } of found) {
      if (states.has(AlarmName)) states.set(AlarmName, stateOf(AlarmName, StateValue));
    }
  }
  // `fromEntries` makes own properties of whatever an alarm is called.
  return Object.fromEntries(states);
}

function stateOf(name: string, value: string | undefined): AlarmState {
  if (value === "OK" || value === "ALARM" || value === "INSUFFICIENT_DATA") return value;
  throw new StagekeeperError(
    "unexpected",
    `CloudWatch says that alarm ${name} is ${value ?? "in no state"}, which we do not know`,
  );
}

type TrafficQuestion = Required<Pick<GateQuestion, "versions" | "since">> & { readonly until: number };

const SIDES = ["newer", "older"] as const;
/** Metric, statistic, and the id of its query. */
const FIGURES = [
  ["Invocations", "Sum", "requests"],
  ["Errors", "Sum", "errors"],
  ["Duration", "p95", "p95"],
  ["Duration", "SampleCount", "samples"],
] as const;

/**
 * Lambda tells `ExecutedVersion` only for an alias that has weights (Lambda Developer Guide, "Types of metrics"), so both
 * versions count from the moment the shift began. Metrics come a minute or two late.
 */
async function readTraffic(
  client: CloudWatch,
  { versions, since, until }: TrafficQuestion,
  abortSignal: AbortSignal,
): Promise<Required<Pick<GateReading, "newer" | "older">>> {
  const StartTime = wholeMinute(since, Math.floor);
  const EndTime = wholeMinute(Math.max(until, since + 1), Math.ceil);
  // One period over all of it: a percentile cannot be put together from those of its parts.
  const Period = (EndTime.getTime() - StartTime.getTime()) / 1000;
  const queries = SIDES.flatMap((side) =>
    FIGURES.map(([name, statistic, id]) =>
      queryOf({ versions, version: versions[side], name, statistic, Period, Id: `${side}_${id}` }),
    ),
  );
  const results = await allPages(async (NextToken) => {
    const request = { MetricDataQueries: queries, StartTime, EndTime, ...(NextToken && { NextToken }) };
    const page = await client.getMetricData(request, { abortSignal });
    return { items: page.MetricDataResults ?? [], token: page.NextToken };
  });
  const values = new Map<string, number[]>(queries.map(({ Id }) => [Id ?? "", []]));
  for (const result of results) values.get(result.Id ?? "")?.push(...valuesOf(result));
  return { newer: trafficOf(values, "newer"), older: trafficOf(values, "older") };
}

interface Figure {
  readonly versions: Required<GateQuestion>["versions"];
  readonly version: string;
  readonly name: string;
  readonly statistic: string;
  /** Seconds. */
  readonly Period: number;
  readonly Id: string;
}

function queryOf({ versions, version, name, statistic, Period, Id }: Figure): MetricDataQuery {
  const { functionName, alias } = versions;
  const Dimensions = [
    { Name: "FunctionName", Value: functionName },
    { Name: "Resource", Value: `${functionName}:${alias}` },
    { Name: "ExecutedVersion", Value: version },
  ];
  return { Id, MetricStat: { Metric: { Namespace: "AWS/Lambda", MetricName: name, Dimensions }, Period, Stat: statistic } };
}

function valuesOf({ Id, StatusCode, Values = [], Messages = [] }: MetricDataResult): readonly number[] {
  if (StatusCode === "Complete" || StatusCode === "PartialData" || StatusCode === undefined) return Values;
  const said = Messages.map(({ Value }) => Value).join("; ");
  throw new StagekeeperError("unavailable", `cloudwatch.GetMetricData answered ${StatusCode} for ${Id}${said && `: ${said}`}`);
}

function trafficOf(values: ReadonlyMap<string, readonly number[]>, side: (typeof SIDES)[number]): VersionTraffic {
  const of = (id: (typeof FIGURES)[number][2]) => values.get(`${side}_${id}`) ?? [];
  const [requests, errors, samples] = [total(of("requests")), total(of("errors")), total(of("samples"))];
  // CloudWatch aligns periods to its own clock, so that one may come in two parts: then in the proportion of their samples.
  const weighted = of("p95").map((value, index) => value * (of("samples")[index] ?? 0));
  return { requests, errors, ...(samples > 0 && weighted.length > 0 && { p95: total(weighted) / samples }) };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function wholeMinute(ms: number, round: (minutes: number) => number): Date {
  return new Date(round(ms / 60_000) * 60_000);
}
