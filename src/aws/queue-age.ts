/**
 * How long the oldest message of a queue has been in it. SQS itself tells numbers of messages alone (GetQueueAttributes); the age
 * is a metric of CloudWatch, `ApproximateAgeOfOldestMessage` of `AWS/SQS`, a value a minute while the queue is in use (SQS
 * Developer Guide, "Available CloudWatch metrics for Amazon SQS").
 */
import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { Clock } from "../model/ports.ts";

export interface QueueAgeSource {
  readonly cloudwatch: () => Promise<CloudWatch>;
  readonly clock: Pick<Clock, "now">;
}

const MINUTE_MS = 60_000;
/** Metrics come a minute or two late. */
const LOOK_BACK_MS = 5 * MINUTE_MS;

/** Seconds; `null`: CloudWatch has no value of the last minutes. Throws `StagekeeperError`. */
export async function readQueueAge(queueUrl: string, { cloudwatch, clock }: QueueAgeSource): Promise<number | null> {
  const client = await cloudwatch();
  const now = clock.now();
  const Dimensions = [{ Name: "QueueName", Value: queueUrl.split("/").at(-1) ?? "" }];
  const Metric = { Namespace: "AWS/SQS", MetricName: "ApproximateAgeOfOldestMessage", Dimensions };
  const { MetricDataResults: [result] = [] } = await client.getMetricData({
    MetricDataQueries: [{ Id: "age", MetricStat: { Metric, Period: MINUTE_MS / 1_000, Stat: "Maximum" } }],
    StartTime: new Date(now - LOOK_BACK_MS),
    EndTime: new Date(now),
    ScanBy: "TimestampDescending",
  });
  return result?.Values?.[0] ?? null;
}
