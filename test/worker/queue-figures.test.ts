import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { readQueueAge } from "../../src/aws/queue-age.ts";
import { queueFigures } from "../../src/daemon/queue-figures.ts";
import { recordValue } from "../../src/sandbox/cloudwatch/metrics.ts";
import { messageTo, theQueues } from "./queues.ts";

const METRIC = { namespace: "AWS/SQS", name: "ApproximateAgeOfOldestMessage", dimensions: { QueueName: "work.fifo" } };

async function theFigures() {
  const queues = await theQueues();
  const { sandbox, clock, url } = queues;
  const credentials = { accessKeyId: "hand", secretAccessKey: "s" };
  const cloudwatch = new CloudWatch({ region: "us-east-1", credentials, requestHandler: sandbox.requestHandler("cloudwatch") });
  const said: string[] = [];
  const logger = { debug() {}, info() {}, error() {}, warn: (_: object, message: string) => void said.push(message) };
  const age = () => readQueueAge(url, { cloudwatch: async () => cloudwatch, clock });
  const queue = queues.open("view");
  return { ...queues, queue, said, figures: queueFigures({ queue, age, logger }) };
}

describe("how the queue of work is", () => {
  it("is as SQS counts its messages, and as CloudWatch last told the age of the oldest", async () => {
    const { sandbox, clock, queue, figures } = await theFigures();
    await queue.send([messageTo("a", "1"), messageTo("b", "2"), messageTo("c", "3")]);
    await queue.receive(1, 60_000, AbortSignal.timeout(5_000));
    const tell = (value: number) => recordValue(sandbox.world.cloudwatch.metrics, METRIC, { value, at: clock.now() });
    tell(300);
    await clock.sleep(120_000);
    tell(41);
    await clock.sleep(1_000);

    expect(await figures()).toEqual({ waiting: 3, inHands: 0, oldestSeconds: 41, dead: 0 });
  });

  it("has no age where CloudWatch told none in the last minutes", async () => {
    const { sandbox, clock, figures } = await theFigures();
    recordValue(sandbox.world.cloudwatch.metrics, METRIC, { value: 300, at: clock.now() });
    await clock.sleep(10 * 60_000);

    expect(await figures()).toMatchObject({ waiting: 0, oldestSeconds: null });
  });

  it("is not known as far as it may not be asked for, which is said once", async () => {
    const { queue, said } = await theFigures();
    const denied = () => Promise.reject(new Error("not authorized to perform: cloudwatch:GetMetricData"));
    const logger = { debug() {}, info() {}, error() {}, warn: (_: object, message: string) => void said.push(message) };
    const figures = queueFigures({ queue, age: denied, logger });

    expect(await figures()).toEqual({ waiting: 0, inHands: 0, oldestSeconds: null, dead: 0 });
    await figures();

    expect(said).toEqual(["queue not known"]);
  });
});
